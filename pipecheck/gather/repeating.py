"""What a source does to a picture, repeated so that the result has another form; nothing is guessed on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.evidence.tensors import Expected
from pipecheck.findings import Origin
from pipecheck.spec import ColorState, Fact, Opaque, Program, Random, Spec, Step, Values, canonical
from pipecheck.spec.deviation import final_size
from pipecheck.spec.executable import executable
from pipecheck_transformers.ops import Cast, Library, ToColor
from pipecheck_transformers.words import Color, DType, Layout, YuvRange

_HARMLESS = frozenset({"layout", "dtype"})
"""What is not known of these is of no account: the form says them."""
_READERS = ("opencv", "pil", "skimage")
_COLORS: tuple[Color, ...] = ("rgb", "bgr", "gray")
_WANTED = ("decode", "geometry", "color")
_SWAPPED: frozenset[Color] = frozenset({"rgb", "bgr"})


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


def held_as(state: ColorState, wanted: Color, limits: YuvRange | None = None) -> ColorState | None:
    """The channels of a picture in *state*, held as *wanted* ones; None where those cannot be made of it."""
    if state.name == wanted:
        return ColorState(wanted, limits, state.crossed, state.colorless, state.misread)
    if {state.name, wanted} == _SWAPPED:
        return ColorState(wanted, None, state.crossed, state.colorless, state.misread)
    if wanted == "gray" and state.colorless:
        return ColorState("gray", None, state.crossed, colorless=True)
    if {"yuv444"} == {state.name, wanted} - _SWAPPED and not state.colorless:
        return ColorState(wanted, limits)
    return None


def repeated(program: Program, spec: Spec, *, color: ColorState, values: Values, layout: Layout, dtype: DType) -> Program | None:
    """The reading and the geometry of *spec*, which *program* amounts to, and then what the form says; None where nothing makes that.

    Levels that become whole numbers are rounded, and cut off.
    """
    wanted = replace(spec, color=Fact(color), values=Fact(values), layout=Fact(layout), dtype=Fact("float32"))
    start = program.decoded.color
    made = executable(wanted, start) if start is not None else None
    if made is None:
        return None
    exact = dtype in ("float32", "float16", "float64")
    cast = Cast(dtype) if exact else Cast(dtype, rounding="half-even", overflow="clip")
    *before, _, last = made.steps
    return replace(made, steps=(*(_grayed(step, program) for step in before), Step(cast), last))


def in_form(training: Program, expected: Expected) -> Program | None:
    """What makes files as they are *expected* in the way of *training*; None where it cannot be said, or makes another size."""
    try:
        spec = understood(training, "training")
    except PipecheckError:
        return None
    shape, wanted, size = expected.shape, expected.color, final_size(spec.geometry.value or ())
    if wanted not in _COLORS or expected.values is None or spec.color.value is None or size is None:
        return None
    if shape is not None and size not in (shape[:2], shape[1:]):
        return None
    color = held_as(spec.color.value, wanted)
    if color is None:
        return None
    return repeated(training, spec, color=color, values=Values(expected.values), layout=expected.layout or "chw", dtype="float32")


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


def _grayed(step: Step, program: Program) -> Step:
    """*step* with the gray of the library that *program* takes it from."""
    match step.op:
        case ToColor(color="gray") as op:
            return replace(step, op=replace(op, library=_gray_library(program)))
        case _:
            return step


def _gray_library(program: Program) -> Library:
    """Whose weights the gray of *program* has."""
    found = (step.op.library for step in program.steps if isinstance(step.op, ToColor) and step.op.color == "gray")
    return next(found, "opencv")
