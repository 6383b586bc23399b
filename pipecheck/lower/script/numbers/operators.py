"""Arithmetic on a picture: each operator with a constant is an affine; a choice between two values is one of them where it can be told."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script import branches
from pipecheck.lower.script.channels import axes
from pipecheck.lower.script.numbers.arrays import array
from pipecheck.lower.script.numbers.constants import Array
from pipecheck.lower.script.numbers.promotion import overlong, promoted
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Value
from pipecheck.spec.numbers import LIMITS
from pipecheck_transformers.ops import Affine, Cast, Numbers

NAMES = {"add": "+", "sub": "-", "subtract": "-", "mul": "*", "multiply": "*", "div": "/", "divide": "/", "true_divide": "/"}
"""What functions and methods call the operators."""
_COMPARES = ("==", "<=", ">=", "!=")


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that the operator *call* makes."""
    match call.name if call.name in _COMPARES else call.name.removesuffix("="), call.args:
        case "if", (condition, yes, no):
            return branches.chosen(condition, yes, no, walk)
        case "each", (inner,):
            return walk.picture(inner)
        case "()", (callee, *_):
            from pipecheck.lower.script import applying

            return applying.handle(callee, call, walk)
        case ("-" | "+") as name, (inner,):
            picture = walk.subject(inner)
            return picture if name == "+" else _affine(picture, "*", Array((-1.0,), None, "weak", whole=True), call, negated=True)
        case ("+" | "-" | "*" | "/") as name, (left, right):
            return arithmetic(name, left, right, call, walk)
        case _:
            return None


def arithmetic(name: str, left: Value, right: Value, call: Call, walk: Walk) -> Picture | None:
    """The picture that *name* makes of a picture on one side and numbers on the other."""
    on_the_left = _is_picture(left, walk)
    picture = walk.picture(left if on_the_left else right)
    if picture is None:
        return None
    in_place = call.name.endswith(("=", "_"))
    if "out" in call.kwargs:
        if call.kwargs["out"] is not left:
            raise NotReadError("the result goes elsewhere")
        in_place = True
    if set(call.kwargs) - {"out"}:
        raise NotReadError("a special operator")
    return _affine(picture, name, array(right if on_the_left else left), call, flipped=not on_the_left, in_place=in_place)


def _is_picture(value: Value, walk: Walk) -> bool:
    try:
        array(value)
    except NotReadError:
        return walk.picture(value) is not None
    return False


def _affine(
    picture: Picture, name: str, numbers: Array, call: Call, *, flipped: bool = False, in_place: bool = False, negated: bool = False
) -> Picture:
    """*picture* after one operator; *flipped* where the numbers stand on the left."""
    if picture.kind == "pil":
        raise NotReadError("a Pillow picture has no arithmetic")
    if picture.dtype is None:
        return _of_unknown(picture, name, numbers, call, flipped=flipped)
    by = per_channel(numbers, picture)
    batched = picture.batched or _adds_an_axis(numbers, picture)
    if in_place and batched != picture.batched:
        raise NotReadError("it has no room for another axis")
    if overlong(picture, numbers, name) and not in_place:
        made = operated(replace(picture, dtype="float64"), name, numbers, by, flipped=flipped)
        return picture.do(*made, origin=call.origin, batched=batched).lose(call.text, call.origin, frozenset({"dtype"}))
    made = operated(picture, name, numbers, by, flipped=flipped, in_place=in_place, negated=negated)
    return picture.do(*made, origin=call.origin, dtype=made[-1].dtype or picture.dtype, batched=batched)


def operated(
    picture: Picture, name: str, numbers: Array, by: Numbers, *, flipped: bool = False, in_place: bool = False, negated: bool = False
) -> tuple[Affine | Cast, ...]:
    """The operations of one operator with the numbers *by*, computed as precisely as *picture* and *numbers* are kept."""
    before = picture.dtype
    if before is None:
        raise NotReadError("the dtype before is not known")
    after = before if negated else promoted(picture, numbers, name)
    if in_place and after not in LIMITS and before in LIMITS:
        raise NotReadError("whole numbers cannot hold this")
    how = None if after == "float16" else after if after in ("float32", "float64") else "float64"
    match name, flipped:
        case "+", _:
            op = Affine(bias=by, dtype=how)
        case "-", False:
            op = Affine(mean=by, dtype=how)
        case "-", True:
            op = Affine(scale=(-1.0,) * len(by) if isinstance(by, tuple) else -1.0, bias=by, dtype=how)
        case "*", _:
            op = Affine(scale=by, dtype=how)
        case "/", False:
            op = Affine(std=by, dtype=how)
        case _:
            raise NotReadError("a division by the picture")
    if after in LIMITS:
        return op, Cast(after)  # whole numbers wrap around
    return (op, Cast(before)) if in_place and after != before else (op,)


def _of_unknown(picture: Picture, name: str, numbers: Array, call: Call, *, flipped: bool) -> Picture:
    """What a step that was not read left behind, after an operator: as much as can be said."""
    by = numbers.numbers if len(numbers.numbers) > 1 else numbers.numbers[0]
    pretended = picture.do(origin=call.origin, dtype="float32")
    op = operated(pretended, name, Array((0.5,)), by, flipped=flipped)[0]
    return picture.do(replace(op, dtype=None) if isinstance(op, Affine) else op, origin=call.origin)


def per_channel(numbers: Array, picture: Picture) -> Numbers:
    """The *numbers* as they count for *picture*: one, or one per channel."""
    rank = len(numbers.shape or ())
    known = axes.names(picture) if rank or len(numbers.numbers) > 1 else ()
    if rank > len(known) + (not picture.batched and not picture.gray):
        raise NotReadError("the numbers have more axes than the picture")
    if len(numbers.numbers) == 1:
        return numbers.numbers[0]
    axis = numbers.long_axis
    if picture.gray or len(numbers.numbers) != 3 or axis is None or -axis > len(known) or known[axis] != "channels":
        raise NotReadError("the numbers do not count along the channels")
    return numbers.numbers


def _adds_an_axis(numbers: Array, picture: Picture) -> bool:
    return numbers.shape is not None and len(numbers.shape) > len(axes.names(picture))
