"""A program as far as it can be run on a picture, and what had to be taken for granted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipecheck.errors import PipecheckError
from pipecheck.lower import chain
from pipecheck.spec import Opaque, Program, Random, Spec, Step, canonical
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.ops import Cast, Color, Geometry, ToColor, Transpose

_READERS = ("opencv", "pil", "skimage")
_COLORS = ("rgb", "bgr", "gray")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The part of a *program* that runs, as a *chain*; *whole* where that is all of it. *notes* say what was taken for granted."""

    program: Program
    chain: Chain
    whole: bool
    notes: tuple[str, ...] = ()


def ready(program: Program, other: Program, names: tuple[str, str]) -> Ready:
    """*program*, where need be read as *other* reads; *names* are those of the two. What cannot start raises."""
    notes: list[str] = []
    begun = _begun(program, other, names, notes)
    end = next((index for index, step in enumerate(begun.steps) if isinstance(step.op, Opaque | Random)), None)
    if end is not None:
        notes.append(f"{names[0]} was run up to {_unrun(begun.steps[end])}")
        begun = replace(begun, steps=begun.steps[:end])
    runs = chain.runnable(begun)
    if runs is None:
        raise PipecheckError(f"{program.decoded.origin or names[0]}: cannot be run on a picture: it does not begin with one")
    return Ready(program=begun, chain=runs, whole=end is None, notes=tuple(notes))


def _unrun(step: Step) -> str:
    what = f"`{step.op.text}`, which cannot be read" if isinstance(step.op, Opaque) else f"{getattr(step.op, 'name', '')}, which is random"
    return f"{what} ({step.origin})" if step.origin else what


def _begun(program: Program, other: Program, names: tuple[str, str], notes: list[str]) -> Program:
    """*program* from a picture file on."""
    mine, theirs = program.decoded, other.decoded
    if {"decode", "geometry"} <= program.silent and (handed := _handed(program, other)) is not None:
        notes.append(f"{names[0]} starts at the camera: it was handed the pictures that {names[1]} cuts, as {mine.color}")
        return handed
    if mine.library in _READERS and mine.color in _COLORS:
        return program
    if theirs.library not in _READERS or theirs.color not in _COLORS:
        return program
    library = mine.library if mine.library in _READERS else theirs.library
    color = mine.color if mine.color in _COLORS else theirs.color
    said = f"reads with {mine.library}" if mine.library else "does not say how pictures are read"
    notes.append(f"{names[0]} {said}: it was run on what {library} reads, as {color}")
    return replace(program, decoded=replace(mine, library=library, color=color, exif=theirs.exif if mine.exif is None else mine.exif))


def _handed(program: Program, other: Program) -> Program | None:
    """What the YAML does with the pictures of *other*, as its camera would hand them over; None where these are no plain pictures."""
    camera = program.decoded
    last = max((index for index, step in enumerate(other.steps) if isinstance(step.op, Geometry)), default=-1)
    cut = replace(other, steps=other.steps[: last + 1])
    color = _plain_color(canonical(cut))
    if camera.color is None or color is None:
        return None
    handing = (
        Step(Cast("uint8", rounding="half-even", overflow="clip")),
        Step(ToColor(camera.color, source=color, range=camera.range, library="horizon")),
        Step(Transpose(camera.layout or "hwc")),
    )
    return Program(other.decoded, (*cut.steps, *handing, *program.steps))


def _plain_color(spec: Spec) -> Color | None:
    """The order of the channels of a picture whose levels are still 0..255."""
    color, values = spec.color.value, spec.values.value
    plain = values is not None and values.affine.identity and not values.casts and spec.layout.value == "hwc"
    return color.name if plain and color is not None and color.name in ("rgb", "bgr") else None
