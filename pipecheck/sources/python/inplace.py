"""What calls and operators change of the things they are given, beside what they return."""

from __future__ import annotations

from pipecheck.sources.pyvalues import Call, Constant, Reference, Value

METHODS = frozenset({".paste", ".thumbnail", ".fill"})
"""Methods that return nothing and change what they are called on, in a way that can be followed."""
_DRAWS = frozenset({
    "rectangle", "putText", "line", "circle", "ellipse", "polylines", "fillPoly", "fillConvexPoly", "drawContours", "arrowedLine",
    "drawMarker",
    "drawKeypoints", "rectangle2", "floodFill",
})  # fmt: skip
_TARGETS = {"cvtColor": 2, "subtract": 2, "add": 2, "multiply": 2, "divide": 2, "flip": 2, "normalize": 1, "convertScaleAbs": 1}
"""OpenCV's functions that keep size and kind, and where their `dst` stands."""
_NUMBERS = frozenset(
    {"int", "float", "round", "min", "max", "abs", "len", "sum", "divmod", "@width", "@height", "@ndim", "@shape", "@size", "@channels"}
)
_SCALARS = frozenset({
    "round", "around", "rint", "floor", "ceil", "trunc", "mod", "minimum", "maximum", "int32", "int64", "float32", "float64", "sqrt", "abs",
})  # fmt: skip
_OPERATORS = frozenset({"+", "-", "*", "/", "//", "%", "**"})


def written(call: Call) -> Value | None:
    """What *call* writes its result into; None where it is nothing, or a new array after all."""
    for word in ("out", "dst"):
        if word in call.kwargs:
            return call.kwargs[word] if word == "out" or _keeps(call) else None
    name = call.name.removeprefix("cv2.")
    if not call.name.startswith("cv2.") or not call.args:
        return None
    if name in _DRAWS:
        return call.args[0]
    place = _TARGETS.get(name)
    return call.args[place] if place is not None and len(call.args) > place and _keeps(call) else None


def _keeps(call: Call) -> bool:
    """Whether the result fits where it shall go: OpenCV takes new memory otherwise, and leaves the old as it is."""
    name = call.name.removeprefix("cv2.")
    if name == "cvtColor":
        code = call.args[1] if len(call.args) > 1 else call.kwargs.get("code")
        return isinstance(code, Reference) and code.name in ("cv2.COLOR_BGR2RGB", "cv2.COLOR_RGB2BGR")
    return name in _TARGETS


def is_number(value: Value, depth: int = 40) -> bool:
    """Whether *value* is a number or a tuple of numbers, of which an operator in place makes another one."""
    if depth == 0:
        return False
    match value:
        case Constant():
            return True
        case Call(name=name) if name in _NUMBERS or name.startswith("math."):
            return True
        case Call(name="[]", args=(base, *_)):
            return isinstance(base, Call) and is_number(base, depth - 1)
        case Call(name="if", args=(_, yes, no)):
            return is_number(yes, depth - 1) and is_number(no, depth - 1)
        case Call(name=name, args=args) if name.removesuffix("=") in _OPERATORS or name.removeprefix("numpy.") in _SCALARS:
            return bool(args) and all(is_number(arg, depth - 1) for arg in args)
        case _:
            return False
