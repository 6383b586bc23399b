"""Arrays of numbers as NumPy and torch spell them: made, cast, reshaped, and reckoned with."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.lower.arguments import NotReadError, plain
from pipecheck.lower.script.channels import brackets
from pipecheck.lower.script.numbers import dtypes
from pipecheck.lower.script.numbers.constants import (
    Array,
    Precision,
    checked,
    expanded,
    in_precision,
    joined,
    number,
    reshaped,
    stacked,
    turned,
)
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Value

_ARRAYS = ("numpy.array", "numpy.asarray", "numpy.ascontiguousarray", "numpy.float32", "numpy.float64")
_TENSORS = ("torch.tensor", "torch.as_tensor", "torch.from_numpy", "torch.FloatTensor", "torch.Tensor")
_KEEPS = (".cuda", ".cpu", ".copy", ".contiguous", ".clone", ".detach", ".requires_grad_")
_NAMES = {"add": "+", "subtract": "-", "sub": "-", "multiply": "*", "mul": "*", "divide": "/", "true_divide": "/", "div": "/"}
_FILLED = {"numpy.ones": 1.0, "numpy.zeros": 0.0, "torch.ones": 1.0, "torch.zeros": 0.0}


def array(value: Value) -> Array:
    """*value* as numbers; NotReadError where it is something else, or has more than one long axis."""
    match value:
        case Constant(value=bool()):
            raise NotReadError("a truth value is no number")
        case Constant(value=int() | float() as plain_number):
            return number(plain_number, whole=isinstance(plain_number, int))
        case Items(items=items):
            return stacked([array(item) for item in items])
        case Call(name=name) if name in _ARRAYS or name in _TENSORS:
            return _made(value, name)
        case Call(name=name, args=args):
            return _computed(value, name, args)
        case _:
            return _array_of(plain(value))


def _array_of(data: object) -> Array:
    """Plain *data* as numbers."""
    if isinstance(data, tuple):
        return stacked([_array_of(part) for part in data])
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise NotReadError(f"{data!r} is not a number")
    return number(data, whole=isinstance(data, int))


def _made(call: Call, name: str) -> Array:
    """An array of numbers, in the precision that is asked for, or that is the maker's habit."""
    if not call.args or len(call.args) > 2 or set(call.kwargs) - {"dtype", "device", "copy", "order"}:
        raise NotReadError("an array made in another way")
    inner, tensor = array(call.args[0]), name in _TENSORS
    kind = call.kwargs.get("dtype") or (call.args[1] if len(call.args) == 2 else None)
    if kind is not None:
        return in_precision(inner, _asked(kind), tensor=tensor)
    word = name.rsplit(".", 1)[-1]
    if word in ("float32", "FloatTensor", "Tensor"):
        return in_precision(inner, "float32", tensor=tensor)
    if word == "float64" or inner.precision not in ("weak", "list"):
        return in_precision(inner, "float64" if word == "float64" else inner.precision, tensor=tensor)
    habit: Precision = "int64" if inner.whole else "float32" if tensor else "float64"
    return in_precision(inner, habit, tensor=tensor)


def _asked(kind: Value) -> Precision:
    """The precision that *kind* names."""
    if isinstance(kind, Call) and kind.name == "@dtype":
        return "same"
    word = dtypes.named(kind)
    if word not in ("float32", "float64"):
        raise NotReadError(f"numbers as {word}")
    return word


def _computed(call: Call, name: str, args: tuple[Value, ...]) -> Array:
    match name, args:
        case _, (shape,) if name in _FILLED and not call.kwargs:
            return _filled(_FILLED[name], shape, tensor=name.startswith("torch"))
        case _, (inner, *rest) if name.startswith(".") and name.strip("._") not in _NAMES:
            return _method(array(inner), name[1:], rest, call)
        case "[]", (inner, index):
            return _indexed(array(inner), index)
        case "numpy.expand_dims", (inner, *rest):
            return expanded(array(inner), array(rest[0] if rest else call.kwargs.get("axis") or call).numbers)
        case "torch.nn.Parameter" | "torch.nn.parameter.Parameter", (inner, *_):
            return array(inner)
        case "numpy.flip" | "torch.flip", (inner, *rest):
            return turned(array(inner), *(array(axis).numbers for axis in (*rest, *call.kwargs.values())))
        case "numpy.reshape", (inner, shape):
            return reshaped(array(inner), list(array(shape).numbers))
        case _, (left, right) if not call.kwargs:
            word = name.strip("._=").rsplit(".", 1)[-1] if name.startswith((".", "numpy.", "torch.")) else name.removesuffix("=")
            return joined(_NAMES.get(word, word), array(left), array(right))
        case ("-", (inner,)):
            made = array(inner)
            return replace(made, numbers=tuple(-each for each in made.numbers))
        case _:
            return _array_of(plain(call))


def _filled(value: float, shape: Value, *, tensor: bool) -> Array:
    lengths = tuple(int(length) for length in array(shape).numbers)
    count = next((length for length in lengths if length > 1), 1)
    if count > 64:
        raise NotReadError("an array of that size")
    return in_precision(checked(Array((value,) * count, lengths)), "float32" if tensor else "float64", tensor=tensor)


def _method(made: Array, name: str, rest: list[Value], call: Call) -> Array:
    """*made* after one of its methods."""
    match name, rest:
        case "reshape" | "view", _:
            return reshaped(made, [length for part in rest for length in array(part).numbers])
        case "unsqueeze" | "unsqueeze_", (axis,):
            return expanded(made, array(axis).numbers)
        case "flip", _:
            return turned(made, tuple(axis for part in rest for axis in array(part).numbers))
        case "astype" | "type", (kind, *_):
            return in_precision(made, _asked(kind), tensor=made.tensor)
        case "to", _:
            return _to(made, [*rest, *call.kwargs.values()])
        case "float" | "double", []:
            return in_precision(made, "float32" if name == "float" else "float64", tensor=made.tensor)
        case "numpy", []:
            return replace(made, tensor=False)
        case "tolist" | "item", []:
            return replace(made, precision="list" if made.shape else "weak", shape=made.shape or None, tensor=False)
        case "flatten" | "ravel" | "squeeze", []:
            return replace(made, shape=(len(made.numbers),) if name != "squeeze" or len(made.numbers) > 1 else ())
        case _ if f".{name}" in _KEEPS:
            return made
        case _:
            raise NotReadError(name)


def _to(made: Array, given: list[Value]) -> Array:
    """`.to` of a device leaves the numbers alone."""
    for value in given:
        match value:
            case Reference(name=name) if name.startswith("torch.") and name != "torch.device":
                return in_precision(made, _asked(value), tensor=made.tensor)
            case Call(name="@dtype"):
                return in_precision(made, "same", tensor=made.tensor)
            case _:
                continue
    return made


def _indexed(made: Array, index: Value) -> Array:
    """*made* with new axes, reversed, or one of its numbers."""
    shape = made.shape or ()
    if len(shape) == 1 and (picked := _picked(made, index)) is not None:
        return picked
    parts = list(index.items) if isinstance(index, Items) else [index]
    wholes = sum(brackets.is_whole(part) for part in parts)
    full: list[int] = []
    left = list(shape)
    for part in parts:
        if isinstance(part, Constant) and part.value is ...:
            spread = len(shape) - wholes
            full += left[:spread]
            left = left[spread:]
        elif brackets.is_whole(part) and left:
            full.append(left.pop(0))
        elif brackets.is_new(part):
            full.append(1)
        else:
            raise NotReadError("a part of the numbers")
    return replace(made, shape=(*full, *left))


def _picked(made: Array, index: Value) -> Array | None:
    """One number of a row, or the row in another order; None for another index."""
    precision = "weak" if made.precision == "list" else made.precision
    match index:
        case Constant(value=int(place)) if not isinstance(index.value, bool) and -len(made.numbers) <= place < len(made.numbers):
            shape = None if precision == "weak" else ()
            return Array((made.numbers[place],), shape, precision, made.whole, made.tensor)
        case Call(name="slice", args=(Constant(value=None), Constant(value=None), Constant(value=-1))):
            return replace(made, numbers=made.numbers[::-1])
        case Items(items=items) if items and all(isinstance(item, Constant) and isinstance(item.value, int) for item in items):
            places = [int(place) for place in array(index).numbers]
            if sorted(places) == list(range(len(made.numbers))):
                return replace(made, numbers=tuple(made.numbers[place] for place in places))
            return None
        case _:
            return None
