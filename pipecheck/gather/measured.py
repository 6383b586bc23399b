"""What running a callable told, put together with what reading it told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipecheck.findings import Origin
from pipecheck.probe.identify.asking.handing import WORDS
from pipecheck.probe.identify.found import Identified
from pipecheck.spec import Aspect, Decoded, Fact, Opaque, Program, Random, Step, canonical, diff
from pipecheck.spec.executable import executable
from pipecheck_transformers.ops import Color, Op, ToColor

_SEES_FILES = (WORDS["path"],)
_SEES_PICTURES = (*_SEES_FILES, WORDS["pil"])
_BGR = (WORDS["array"], WORDS["list"])
_TIED = "running it cannot tell this from another step"


def completed(read: Program, lost: frozenset[Aspect], found: Identified, name: str) -> Program:
    """*read* with the aspects that are *lost* as they were *found* by running the callable *name*.

    What the source says and running it contradicts is unknown.
    """
    ran = _ran(lost, found)
    if ran is None:
        return read if found.deterministic else _random(read, lost, name)
    steps = [*_placed(ran, read, found), *_unfound(found, name, _place(read))]
    program = Program(_decoded(read, found), tuple(steps), read.silent, read.unused)
    contradicted = [each for each in diff(canonical(read), canonical(program)) if each.verdict == "different" and each.aspect not in lost]
    doubts = (
        Step(
            Opaque(f"{name} by its source: {each.left.value}; when it is run: {each.right.value}", frozenset({each.aspect})),
            each.left.origin,
        )
        for each in contradicted
    )
    return replace(program, steps=(*program.steps, *doubts))


def _ran(lost: frozenset[Aspect], found: Identified) -> tuple[Op, ...] | None:
    """The steps that explain everything, or all but a geometry that is lost anyway; None where there are none."""
    if found.chain is not None:
        return found.chain.ops if found.unexplained is None else None
    rest = executable(replace(found.spec, geometry=Fact(())), _start(found)) if "geometry" in lost else None
    return None if rest is None else tuple(step.op for step in rest.steps if not isinstance(step.op, Opaque | Random))


def _start(found: Identified) -> Color:
    """The order of the pictures that were handed over."""
    if found.chain is not None:
        return found.chain.read.color
    return "bgr" if found.handed in _BGR else "rgb"


def _random(read: Program, lost: frozenset[Aspect], name: str) -> Program:
    """*read* with chance in the place of what could not be read."""
    steps = tuple(step for step in read.steps if not isinstance(step.op, Opaque))
    return replace(read, steps=(*steps, Step(Random(name, lost), _place(read))))


def _unfound(found: Identified, name: str, place: Origin | None) -> Iterator[Step]:
    """The geometry, where it was not found."""
    if found.chain is None:
        touches = frozenset[Aspect]({"geometry"})
        yield Step(Opaque(f"{name}: {found.unexplained}", touches) if found.deterministic else Random(name, touches), place)


def _place(read: Program) -> Origin | None:
    """Where the first step stands that could not be read."""
    return next((step.origin for step in read.steps if isinstance(step.op, Opaque)), None)


def _placed(ran: tuple[Op, ...], read: Program, found: Identified) -> Iterator[Step]:
    """The steps that were found, each where the source has a step of its kind, else where it could not be read."""
    places = {type(step.op): step.origin for step in read.steps}
    color = _start(found)
    for op in ran:
        origin = places.get(type(op), _place(read))
        tied = any(op not in other.chain.ops for other in found.alternatives if other.residual <= (found.residual or 0.0))
        told = _believing(op, color) if found.handed not in _SEES_FILES else op
        color = op.color if isinstance(op, ToColor) else color
        yield Step(told, origin, _TIED if tied else None)


def _believing(op: Op, color: Color) -> Op:
    """*op* with the order that it believes in: what was handed over was of our making."""
    return replace(op, source=op.source or color) if isinstance(op, ToColor) else op


def _decoded(read: Program, found: Identified) -> Decoded:
    """What is handed over by the source; else, where a callable opens files or takes Pillow's pictures, what that says."""
    if read.decoded.library is not None or read.decoded.color is not None:
        return read.decoded
    reader = found.spec.decode.value
    if reader is None or found.handed not in _SEES_PICTURES:
        return Decoded()
    return Decoded(library=reader.library, exif=reader.exif, color=_start(found), origin=_place(read), assumed=found.spec.decode.assumed)
