"""torchvision's transforms, v1 and v2, as classes, functions and presets, from their source text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.guesses import close_to
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.conventions import resting
from pipecheck.lower.picture import Picture
from pipecheck.lower.torchvision import functional, presets, resizing, weights
from pipecheck.lower.torchvision.applied import TENSOR_ONLY, TO_TENSOR, applied, short
from pipecheck.sources.pyvalues import Call, Items, Reference, Value, spelled
from pipecheck.spec import Decoded, Opaque, Program, Step

__all__ = ["ANTIALIAS_CONVENTION", "PIL_CONVENTION", "UNSAID", "apply", "begin", "lower", "named", "run", "speaks", "subject"]

PIL_CONVENTION = "torchvision transforms a PIL picture, which is RGB and not turned by EXIF"
ANTIALIAS_CONVENTION = resizing.CONVENTION
UNSAID = "the tensor that this begins with"
_PACKAGE = "torchvision.transforms."
_SEQUENTIAL = "torch.nn.Sequential"
_IDENTITY = "torch.nn.Identity"
_CALLED = ("()", ".forward", ".__call__")
_MAYBE = {"MaybeToTensor": "ToTensor", "MaybePILToTensor": "PILToTensor"}
"""timm's, of the same meaning."""


def speaks(value: Value) -> bool:
    """Whether *value* is a torchvision transform or a list of them."""
    match value:
        case Call(name=name, args=args) if name == _SEQUENTIAL:
            return any(speaks(part) for part in args)
        case Call(name=name):
            return (name.startswith(_PACKAGE) and not functional.is_function(name)) or presets.speaks(value)
        case Items(items=items):
            return bool(items) and any(speaks(item) for item in items)
        case _:
            return False


def lower(value: Value) -> Program:
    """The program of the transform *value*, on the picture that torchvision's data sets would hand it."""
    return run(value, begin(value)).program


def begin(value: Value) -> Picture:
    """What the first step of *value* gets, which the first conversion in it tells."""
    names = [name for step, _ in _flat(value) if isinstance(step, Call) for name in _names(step)]
    first = next((_MAYBE.get(name, name) for name in names if name in (*_MAYBE, *TO_TENSOR, *TENSOR_ONLY, "ToPILImage")), "ToTensor")
    if first in TO_TENSOR:
        decoded = Decoded(library="pil", exif=False, color="rgb", origin=value.origin, assumed=PIL_CONVENTION)
        return Picture(program=Program(decoded), kind="pil")
    if first == "ToPILImage":  # of an array, whose reader and order are not said; a picture has levels 0..255
        return Picture(program=Program(Decoded(layout=None)), kind="tensor" if names[0] != first else None, layout=None)
    unsaid = Step(Opaque(UNSAID, frozenset({"values", "dtype"})), value.origin)
    return Picture(program=Program(Decoded(layout=None, dtype=None), (unsaid,)), kind="tensor", dtype=None, layout=None)


def _names(step: Call) -> Iterator[str]:
    """The name of a transform, or of those that a function of the project's applies."""
    if step.name != "lambda":
        yield short(step)
        return
    waiting = [step.args[1]]
    while waiting:
        match waiting.pop():
            case Call(name="()", args=(Call() as callee, *given)) if speaks(callee):
                yield short(callee)
                waiting += given
            case Call(name="if", args=(_, yes, no)):
                waiting += (no, yes)
            case _:
                pass


def run(value: Value, picture: Picture) -> Picture:
    """*picture* after the transform *value*."""
    for step, assumed in _flat(value):
        picture = resting(_step(step, picture), picture, assumed)
    return picture


def subject(call: Call) -> Value | None:
    """The picture that *call*, of a function of torchvision or of a transform, is given; None where it is no such call."""
    if functional.is_function(call.name):
        return functional.subject(call)
    return call.args[1] if call.name in _CALLED and len(call.args) == 2 and speaks(call.args[0]) else None


def apply(call: Call, picture: Picture) -> Picture:
    """The picture that *call* makes of *picture*, its subject."""
    if call.name in _CALLED:
        return run(call.args[0], picture)
    return _called(call, picture)


def named(name: str) -> Program:
    """The program of the published preset *name*, such as `ResNet50_Weights.IMAGENET1K_V2`."""
    enum, _, member = name.partition(".")
    member = member or "DEFAULT"
    if weights.published(enum, member) is None:
        close = close_to(name, weights.names())
        guess = f"; did you mean {close[0]!r}?" if close else ""
        raise SourceError(f"torchvision:{name}", f"no weights that torchvision publishes{guess}")
    return lower(Call(f"torchvision.models.{enum}.{member}.transforms", (), {}, Origin(Path(f"torchvision:{name}")), name))


def _flat(value: Value) -> Iterator[tuple[Value, str | None]]:
    """The single transforms in *value*, each with the convention that it rests on, where there is one."""
    match value:
        case Call(args=args, kwargs=kwargs) if speaks(value) and short(value) in ("Compose", "Sequential"):
            for inner in (*args, *kwargs.values()):
                yield from _flat(inner)
        case Items(items=items):
            for inner in items:
                yield from _flat(inner)
        case Call(args=(inner,)) if speaks(value) and short(value) == "Lambda":
            yield from _lambda(value, inner)
        case Call() if presets.speaks(value) and (preset := presets.read(value)) is not None:
            yield from preset
        case _:
            yield value, None


def _lambda(value: Call, inner: Value) -> Iterator[tuple[Value, str | None]]:
    """The transforms in a `Lambda`: of a function of torchvision, or of a transform."""
    if speaks(inner):
        yield from _flat(inner)
    elif isinstance(inner, Call) and inner.name == "lambda":
        yield inner, None
    elif isinstance(inner, Reference) and functional.is_function(inner.name):
        try:
            yield from ((step, None) for step in functional.transforms(replace(value, name=inner.name)))
        except NotReadError:
            yield value, None
    else:
        yield value, None


def _step(value: Value, picture: Picture) -> Picture:
    match value:
        case Call(name=name) if name == _IDENTITY:
            return picture
        case Call() if speaks(value):
            return applied(value, picture)
        case Call(name="lambda", args=(given, body)):
            from pipecheck.lower import script  # which goes on with this module where the function calls torchvision

            after = script.after(body, given, picture)
            return picture.lose(value.text, value.origin) if after is None else after
        case Call(name=name) if name.startswith("timm."):
            from pipecheck.lower import timm

            return timm.run(value, picture) if timm.speaks(value) else picture.lose(value.text, value.origin)
        case _:
            return picture.lose(spelled(value), value.origin)


def _called(call: Call, picture: Picture) -> Picture:
    """*picture* after the function that *call* calls."""
    try:
        for step in functional.transforms(call):
            picture = applied(step, picture)
    except NotReadError:
        return picture.lose(call.text, call.origin)
    return picture
