"""A chain as text that reads like the code it stands for, and as plain data for YAML and JSON; and back."""

from __future__ import annotations

import difflib
import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from types import SimpleNamespace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Op, Read

_VOCABULARY: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Op)}


def spell(step: Op | Read) -> str:
    """*step* as a call that makes it again, default arguments left out."""
    arguments = []
    for field in fields(step):
        value = getattr(step, field.name)
        if field.default is MISSING and not field.kw_only:
            arguments.append(repr(value))
        elif value != field.default:
            arguments.append(f"{field.name}={value!r}")
    return f"{type(step).__name__}({', '.join(arguments)})"


def to_data(step: Op | Read) -> dict[str, Any]:
    """The arguments of *step* as plain data, default arguments left out."""
    stated = {field.name: getattr(step, field.name) for field in fields(step)}
    defaults = {field.name: field.default for field in fields(step)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in stated.items() if value != defaults[name]}


def step_from_data(data: object, place: str) -> Op:
    """The operation that *data* spells as `{Name: {argument: value}}` or as a bare `Name`."""
    match data:
        case str(name):
            return _make(name, {}, place)
        case {**entries} if len(entries) == 1:
            ((word, arguments),) = entries.items()
            return _make(str(word), arguments or {}, place)
        case _:
            raise ToolkitError(f"{place}: a step is a name with its arguments, not {data!r}")


def read_from_data(data: object, place: str) -> Read:
    """The reader that *data* spells as `{argument: value}`."""
    made: Read = _call(Read, data, place)
    return made


def checked(op: Op) -> Op:
    """*op*, if it is an operation whose arguments are what they are annotated as."""
    if type(op) not in _VOCABULARY.values():
        raise ToolkitError(f"a chain is made of operations, and {op!r} is none")
    hints = _hints(type(op))
    for field in fields(op):
        value = getattr(op, field.name)
        if not _fits(value, hints[field.name]):
            raise ToolkitError(f"{type(op).__name__}: {field.name} is {_said(hints[field.name])}, not {str(value)[:60]}")
    return op


def _make(name: str, arguments: object, place: str) -> Op:
    if name not in _VOCABULARY:
        raise ToolkitError(f"{place}: there is no operation {name!r}{_guess(name, _VOCABULARY)}")
    made: Op = _call(_VOCABULARY[name], arguments, place)
    return made


def _call(kind: type[Any], arguments: object, place: str) -> Any:
    if not isinstance(arguments, Mapping):
        raise ToolkitError(f"{place}: the arguments of {kind.__name__} are not `name: value` pairs but {arguments!r}")
    known = [field.name for field in fields(kind)]
    for name in arguments:
        if name not in known:
            raise ToolkitError(f"{place}: {kind.__name__} has no argument {name!r}{_guess(str(name), known)}")
    given = {str(name): tuple(value) if isinstance(value, list) else value for name, value in arguments.items()}
    hints = _hints(kind)
    for name, value in given.items():
        if not _fits(value, hints[name]):
            raise ToolkitError(f"{place}: {kind.__name__}: {name} is {_said(hints[name])}, not {str(arguments[name])[:60]}")
    try:
        return kind(**given)
    except (TypeError, ValueError) as e:
        raise ToolkitError(f"{place}: {kind.__name__}: {e}") from e


def _hints(kind: type[Any]) -> dict[str, Any]:
    """What the fields of *kind* are annotated as; Python 3.10 cannot resolve the mark between positional and named ones."""
    written = SimpleNamespace(__annotations__={field.name: field.type for field in fields(kind)})
    return get_type_hints(written, vars(sys.modules[kind.__module__]))


def _fits(value: object, hint: Any) -> bool:
    """Whether *value* is what the annotation *hint* asks for; whole numbers do for floats, and nothing endless does."""
    options = get_args(hint)
    if get_origin(hint) is Literal:
        return value in options
    if get_origin(hint) is tuple:
        inner = options[0]
        length = None if options[-1] is Ellipsis else len(options)
        return isinstance(value, tuple) and len(value) == (length or len(value)) and all(_fits(part, inner) for part in value)
    if options:
        return any(_fits(value, option) for option in options)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return isinstance(value, hint) and isinstance(value, bool) == (hint is bool)


def _said(hint: Any) -> str:
    """What *hint* asks for, in words."""
    if get_origin(hint) is Literal:
        return f"one of {', '.join(map(str, get_args(hint)))}"
    if get_origin(hint) is tuple:
        return "a list of numbers"
    if options := get_args(hint):
        return " or ".join(_said(option) for option in options if option is not type(None))
    return {float: "a number", int: "a whole number", bool: "true or false"}.get(hint, "a text")


def _guess(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""
