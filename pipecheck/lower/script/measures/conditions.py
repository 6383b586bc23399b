"""Conditions on sizes and kinds: which of two values is taken, and whether something is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipecheck.lower.arguments import NotReadError
from pipecheck.sources.pyvalues import Constant, Items, Value

if TYPE_CHECKING:
    from pipecheck.lower.picture import Picture
    from pipecheck.lower.script.measures.sizes import Sample

_LISTS = {"list", "tuple"}
_KINDS = {"array": "numpy.ndarray", "pil": "PIL.Image.Image", "tensor": "torch.Tensor"}
NAMES = frozenset({"if", "and", "or", "not", "is", "is not", "in", "not in", "isinstance"})


def value(name: str, args: tuple[Value, ...], at: Sample) -> Any:
    """What the condition or choice *name* gives."""
    return _CHOICES[name](args, at)


def _if(args: tuple[Value, ...], at: Sample) -> Any:
    condition, yes, no = args
    return at.value(yes if at.value(condition) else no)


def _and(args: tuple[Value, ...], at: Sample) -> Any:
    made: Any = True
    for arg in args:
        if not (made := at.value(arg)):
            break
    return made


def _or(args: tuple[Value, ...], at: Sample) -> Any:
    made: Any = False
    for arg in args:
        if made := at.value(arg):
            break
    return made


def _is(args: tuple[Value, ...], at: Sample) -> bool:
    one, other = (None if isinstance(arg, Constant) and arg.value is None else arg for arg in args)
    if other is None and one is not None:
        return _picture(one, at) is None and at.value(one) is None
    raise NotReadError("whether two things are one")


def _in(args: tuple[Value, ...], at: Sample) -> bool:
    word, among = (at.value(arg) for arg in args)
    if not isinstance(among, tuple):
        raise NotReadError("what it is looked for in")
    return word in among


def _picture(value: Value, at: Sample) -> Picture | None:
    return None if isinstance(value, Constant | Items) else at.walk.picture(value)


def _isinstance(args: tuple[Value, ...], at: Sample) -> bool:
    value, kind = args
    names = {getattr(each, "name", "") for each in (kind.items if isinstance(kind, Items) else (kind,))}
    picture = _picture(value, at)
    if picture is not None:
        if picture.kind is None or not names <= {*_KINDS.values(), "str", "bytes", "int", "float", "list", "tuple", "dict"}:
            raise NotReadError("what kind of picture it is")
        return _KINDS[picture.kind] in names
    made = at.value(value)
    if isinstance(made, tuple):
        if _LISTS & names and not names >= _LISTS:
            raise NotReadError("a list or a tuple")
        return names >= _LISTS
    return type(made).__name__ in names or (isinstance(made, bool) and "int" in names)


_CHOICES: dict[str, Callable[[tuple[Value, ...], Sample], Any]] = {
    "if": _if,
    "and": _and,
    "or": _or,
    "not": lambda args, at: not at.value(args[0]),
    "is": _is,
    "is not": lambda args, at: not _is(args, at),
    "in": _in,
    "not in": lambda args, at: not _in(args, at),
    "isinstance": _isinstance,
}
