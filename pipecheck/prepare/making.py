"""From what a source does to a picture to the chain that makes calibration files of it; nothing is guessed on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.findings import Origin
from pipecheck.lower.chain import runnable
from pipecheck.prepare.form import Form, sides
from pipecheck.spec import Fact, Opaque, Program, Random, Spec, Step, canonical
from pipecheck.spec.executable import executable
from pipecheck.spec.frames import PROBES, frame
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.ops import Cast, Library, ToColor

_HARMLESS = frozenset({"layout", "dtype"})
"""What is not known of these is of no account: the form says them."""
_READERS = ("opencv", "pil", "skimage")
_COLORS = ("rgb", "bgr", "gray")
_WANTED = ("decode", "geometry", "color")


def understood(program: Program, name: str) -> Spec:
    """What the source *name* makes of a picture; where it cannot be told which pixels these are, that is an error with its place."""
    for step in program.steps:
        _refuse(step, name)
    _refuse_reader(program, name)
    spec = canonical(program)
    for aspect in _WANTED:
        fact: Fact[object] = getattr(spec, aspect)
        if fact.value is None:
            raise complaint(fact.origin, name, f"the {aspect} of what it makes cannot be told, and nothing is guessed")
    return spec


def chain(program: Program, spec: Spec, form: Form, name: str) -> Chain:
    """What makes files in *form*: the reading and the geometry of *spec*, which *program* amounts to, and then what the form says."""
    wanted = replace(spec, color=Fact(form.color), values=Fact(form.values), layout=Fact(form.layout), dtype=Fact("float32"))
    start = program.decoded.color
    made = executable(wanted, start) if start is not None else None
    runs = runnable(_finished(made, program, form)) if made is not None else None
    if runs is None:
        raise complaint(program.decoded.origin, name, f"there is no chain that makes {form.color} of it")
    return runs


def only_size(spec: Spec) -> tuple[int, int] | None:
    """Height and width of what is made of any picture; None where they depend on the picture."""
    placed = [frame(spec.geometry.value or (), *size) for size in PROBES]
    found = {each.size for each in placed if each is not None}
    return found.pop() if len(found) == 1 else None


def fits(spec: Spec, form: Form, name: str, takes: str) -> None:
    """Complains where what is made is of another size than the input *takes*, whatever the picture."""
    size = only_size(spec)
    if size is not None and size != form.size:
        what = f"it makes {sides(size)} of every picture, and {takes} takes {sides(form.size)}"
        raise complaint(spec.geometry.origin, name, what)


def complaint(origin: Origin | None, name: str, reason: str) -> PipecheckError:
    """What is wrong with the source *name*, with the place, where there is one."""
    if origin is None:
        return SourceError(name, reason)
    return SourceError(origin.path if origin.path != Path() else name, reason, origin.line)


def _refuse(step: Step, name: str) -> None:
    """Complains of a step that cannot be repeated; a flip touches nothing that calibration is about, and is left out."""
    match step.op:
        case Opaque(text=text, touches=touches) if touches - _HARMLESS:
            raise complaint(step.origin, name, f"`{text}` cannot be read, and nothing is guessed")
        case Random(name=what, touches=touches) if touches:
            raise complaint(step.origin, name, f"{what} is random; name the transform of validation")
        case _:
            pass


def _refuse_reader(program: Program, name: str) -> None:
    """Complains of pictures that nobody says how to read, or that are read by what is not run here."""
    decoded = program.decoded
    origin = decoded.origin or next((step.origin for step in program.steps if step.origin is not None), None)
    if "decode" in program.silent or decoded.library is None:
        raise complaint(origin, name, "it does not say which library reads the pictures; name it as `reader` in pipecheck.toml")
    if decoded.library not in _READERS:
        raise complaint(origin, name, f"pictures read with {decoded.library} cannot be made here; {', '.join(_READERS)} can")
    if decoded.color not in _COLORS:
        raise complaint(origin, name, "it does not say in which order of channels pictures are read; name it as `color` in pipecheck.toml")


def _finished(made: Program, program: Program, form: Form) -> Program:
    """*made* with the gray of the library that *program* takes it from, and with the cast of *form*: levels are rounded, and cut off."""
    exact = form.dtype in ("float32", "float16", "float64")
    cast = Cast(form.dtype) if exact else Cast(form.dtype, rounding="half-even", overflow="clip")
    *before, _, layout = made.steps
    return replace(made, steps=(*(_grayed(step, program) for step in before), Step(cast), layout))


def _grayed(step: Step, program: Program) -> Step:
    match step.op:
        case ToColor(color="gray") as op:
            return replace(step, op=replace(op, library=_gray_library(program)))
        case _:
            return step


def _gray_library(program: Program) -> Library:
    """Whose weights the gray of *program* has."""
    found = (step.op.library for step in program.steps if isinstance(step.op, ToColor) and step.op.color == "gray")
    return next(found, "opencv")
