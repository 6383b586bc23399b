"""The numbers of a source for pictures of given sizes: what its arithmetic on `.shape` and `.size` amounts to, none of it run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script.channels import axes
from pipecheck.lower.script.measures import conditions, extents, modelshapes, size_math
from pipecheck.lower.script.measures.size_math import RefusedError
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Value

if TYPE_CHECKING:
    from pipecheck.lower.picture import Picture
    from pipecheck.lower.script.walk import Walk

DEPTH = 120
_DTYPES = ("uint8", "int8", "uint16", "int16", "int32", "float16", "float32", "float64")
_CANVASES = ("numpy.full", "numpy.zeros", "numpy.ones", "numpy.empty", "torch.full", "torch.zeros", "torch.ones")
_WRAPS = ("numpy.array", "numpy.asarray", "numpy.ascontiguousarray")


@dataclass(slots=True)
class Sample:
    """What a source computes for a picture of *height* × *width*; *root* is what was decoded at that size, *asked* whether it mattered."""

    walk: Walk
    height: int
    width: int
    root: object = None
    asked: bool = False
    known: dict[int, Any] = field(default_factory=dict)
    depth: int = 0

    def value(self, value: Value) -> Any:
        """*value* as a number, a text, or a tuple of them; NotReadError where it is something else."""
        if id(value) not in self.known:
            if self.depth > DEPTH:
                raise NotReadError("it is nested too deep")
            self.depth += 1
            try:
                made = _computed(value, self)
            finally:
                self.depth -= 1
            self.walk.held.append(value)
            self.known[id(value)] = made
        return self.known[id(value)]

    def whole(self, value: Value) -> int:
        """*value* as a whole number."""
        made = self.value(value)
        if isinstance(made, bool) or not isinstance(made, int):
            raise NotReadError(f"{made!r} is not a whole number")
        return made

    def pair(self, value: Value) -> tuple[int, int]:
        """*value* as two whole numbers."""
        made = self.value(value)
        if not isinstance(made, tuple) or len(made) != 2 or not all(isinstance(part, int) for part in made):
            raise NotReadError(f"{made!r} are not two whole numbers")
        return made[0], made[1]

    def sides(self, picture: Picture) -> tuple[int, int]:
        """The height and width of *picture*; NotReadError where it was made from another picture than the one of this size."""
        root = self.walk.root(picture)
        if self.root is not None and root is not self.root:
            raise NotReadError("the size of another picture")
        self.root, self.asked = root, True
        return extents.after(picture.program.steps, self)


def holds(condition: Value, walk: Walk) -> bool | None:
    """Whether *condition* is true for pictures of every size, in three channels of bytes; None where that depends, or is not known."""
    found = outcomes(condition, walk)
    return found[0] if found and len(set(found)) == 1 else None


def speaks_of_sizes(condition: Value, walk: Walk) -> bool:
    """Whether *condition* depends on nothing but the size of the picture."""
    found = outcomes(condition, walk)
    return found is not None and len(set(found)) > 1


def outcomes(condition: Value, walk: Walk) -> list[bool] | None:
    """Whether *condition* is true for each of the usual sizes; None where it cannot be told."""
    try:
        found = [_holds(condition, Sample(walk, height, width)) for height, width in extents.USUAL]
    except NotReadError:
        return None
    return [known for known in found if known is not None]


def _holds(condition: Value, at: Sample) -> bool | None:
    """Whether *condition* is true; None where it fails."""
    try:
        return bool(at.value(condition))
    except RefusedError:
        return None


def _computed(value: Value, at: Sample) -> Any:
    match value:
        case Constant(value=inner) if inner is None or isinstance(inner, int | float | str | bool):
            return inner
        case Items(items=items):
            return tuple(at.value(item) for item in items)
        case Reference(name=name) if name.startswith(("numpy.", "torch.")) and name.rsplit(".", 1)[-1] in _DTYPES:
            return name.rsplit(".", 1)[-1]
        case Call(name=name, args=args) if name.startswith(("@", ".")) and args:
            return _attribute(name, args[0], value, at)
        case Call(name="[]", args=(base, index)):
            return _part(at.value(base), index, at)
        case Call(name=name, args=args) if name in conditions.NAMES:
            return conditions.value(name, args, at)
        case Call(name=name, args=args) if size_math.known(name):
            return _function(name, args, value, at)
        case _:
            raise NotReadError("this is no arithmetic")


def _function(name: str, args: tuple[Value, ...], call: Call, at: Sample) -> Any:
    """An operator or a function; `len` of a picture is its height, and an array of numbers may be told to be whole."""
    if name == "len" and len(args) == 1 and (picture := picture_of(args[0], at)) is not None:
        return _shape(picture, at)[0]
    words = dict(call.kwargs)
    kind = words.pop("dtype", args[1] if name in _WRAPS and len(args) == 2 else None)
    if words:
        raise NotReadError("an argument by name")
    made = size_math.apply(name, [at.value(arg) for arg in (args[:1] if name in _WRAPS else args)])
    return made if kind is None else _cast(made, kind)


def _cast(made: Any, kind: Value) -> Any:
    word = kind.name if isinstance(kind, Reference) else kind.value if isinstance(kind, Constant) else None
    match word:
        case "int" | "numpy.int32" | "numpy.int64" | "numpy.int_" | "numpy.int" | "int32" | "int64":
            return size_math.apply("int", [made])
        case "float" | "numpy.float64" | "float64":
            return size_math.apply("float", [made])
        case _:
            raise NotReadError("numbers of less precision")


def _attribute(name: str, receiver: Value, call: Call, at: Sample) -> Any:
    word, rest = name[1:], call.args[1:]
    if (asked := modelshapes.asked(call, at.walk.shapes) or modelshapes.side(call, at.walk.shapes)) is not None:
        return asked
    if word in ("astype", "item", "tolist", "copy", "round") and (picture := picture_of(receiver, at)) is None:
        inner = at.value(receiver)
        return _cast(inner, rest[0]) if word == "astype" and rest else size_math.apply("numpy.round", [inner]) if word == "round" else inner
    picture = picture_of(receiver, at)
    if picture is None:
        if name == "@shape":
            return canvas_shape(receiver, at)
        raise NotReadError(f"{word} of something else")
    match word:
        case "shape" if picture.kind != "pil":
            return _shape(picture, at)
        case "ndim" | "dim" if picture.kind != "pil":
            return len(_shape(picture, at))
        case "size" if picture.kind == "tensor":
            shape = _shape(picture, at)
            return shape[at.whole(rest[0])] if rest else shape
        case "size" if picture.kind != "array":
            return at.sides(picture)[::-1]
        case "width" | "height" if picture.kind != "array":
            return at.sides(picture)[0 if word == "height" else 1]
        case "mode" if picture.kind == "pil":
            return "L" if picture.gray else "RGB"
        case "dtype" if picture.dtype is not None:
            return picture.dtype
        case _:
            raise NotReadError(f"{word} of a picture")


def picture_of(value: Value, at: Sample) -> Picture | None:
    """The picture that *value* is; None where it is something else."""
    if isinstance(value, Constant | Items):
        return None
    return at.walk.picture(value)


def _shape(picture: Picture, at: Sample) -> tuple[int, ...]:
    height, width = at.sides(picture)
    lengths = {"batch": 1, "height": height, "width": width, "channels": 1 if picture.gray else 3}
    return tuple(lengths[name] for name in axes.names(picture))


def canvas_shape(value: Value, at: Sample) -> tuple[int, ...]:
    """The shape of an empty array."""
    match value:
        case Call(name=name, args=(shape, *_)) | Call(name=name, args=(), kwargs={"shape": shape}) if name in _CANVASES:
            made = at.value(shape)
            return made if isinstance(made, tuple) else (made,)
        case Call(name="*" | "+" | "*=" | "+=" | ".astype" | "[]=" | ".fill", args=(inner, *_)):
            return canvas_shape(inner, at)
        case Call(name="numpy.zeros_like" | "numpy.ones_like" | "numpy.full_like" | "numpy.empty_like", args=(inner, *_)):
            return _shape(found, at) if (found := picture_of(inner, at)) is not None else canvas_shape(inner, at)
        case _:
            raise NotReadError("the shape of something else")


def _part(base: Any, index: Value, at: Sample) -> Any:
    place: Any
    match index:
        case Call(name="slice", args=args):
            place = slice(*(at.value(arg) for arg in args))
        case _:
            place = at.value(index)
    if not isinstance(base, tuple) or isinstance(place, str | tuple | float):
        raise NotReadError("a part of something else")
    try:
        made = base[place]
    except (IndexError, TypeError, ValueError) as e:
        raise RefusedError(str(e)) from e
    return type(base)(made) if isinstance(made, tuple) else made
