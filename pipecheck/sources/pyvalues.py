"""What Python source amounts to without running it: constants, lists, names, calls, and what could not be followed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pipecheck.findings import Origin

if TYPE_CHECKING:
    from pipecheck.sources.python.own import Own

WIDTH = 200
LONG = 10_000
"""In lines of more bytes than this, columns count bytes: they hold data, and every one of a million places would be looked for anew."""
_SIZED = ("Tensor", "DataFrame", "Series", "OrderedDict", "Counter", "Path")
"""Objects of these classes may count as false, or are asked about their content."""
_FACTORIES = ("create_transform", "transforms", "from_pretrained")
"""Functions of packages that make such an object, too."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a string, a truth value or None."""

    value: Any
    origin: Origin


@dataclass(frozen=True, slots=True)
class Items:
    """A list or a tuple."""

    items: tuple[Value, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Table:
    """A dictionary whose keys are plain."""

    pairs: Mapping[Any, Value]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Reference:
    """A dotted name that the project does not define, import aliases resolved."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a function is given by a caller that nobody has seen."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Call:
    """A call of something that the project does not define; *text* is its source.

    Operators and methods are calls too: `+`, `[]`, `.astype` with the object first, `@shape` for an attribute, `()` with what is called,
    `if` with a condition and both outcomes, `each` for any element of what it is given.
    """

    name: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    origin: Origin
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Source that cannot be followed, and why."""

    text: str
    reason: str
    origin: Origin


Value: TypeAlias = "Constant | Items | Table | Reference | Parameter | Call | Unread | Own"


def spelled(value: Value) -> str:
    """*value* as the source spells it."""
    match value:
        case Constant(value=inner):
            return repr(inner)[:WIDTH]
        case Items(items=items):
            return f"[{', '.join(map(spelled, items))}]"[:WIDTH]
        case Table(pairs=pairs):
            return f"{{{', '.join(f'{key!r}: {spelled(each)}' for key, each in pairs.items())}}}"[:WIDTH]
        case Reference(name=name) | Parameter(name=name):
            return name
        case _:
            return value.text


def is_made(value: Value) -> bool:
    """Whether *value* is an object that another package makes: the names of its classes begin with a capital letter."""
    if not isinstance(value, Call) or value.name.startswith("."):
        return False
    last = value.name.rpartition(".")[2]
    return last[:1].isupper() or last in _FACTORIES


def counts_as_true(value: Value) -> bool:
    """Whether *value* is an object that surely counts as true: no array, and no chain of nothing."""
    match value:
        case Call(name=name, args=args) if is_made(value) and name.rpartition(".")[2] not in _SIZED:
            return not any(isinstance(arg, Items) and not arg.items for arg in args)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed file, and its *lines* as the bytes in which syntax trees count columns."""

    path: Path
    tree: ast.Module
    lines: tuple[bytes, ...]

    def text(self, node: ast.AST) -> str:
        """The source of *node* on one line."""
        first, start, last, end = self._span(node)
        lines = list(self.lines[first - 1 : min(last, first + WIDTH)])
        if last == first + len(lines) - 1:
            lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
        return " ".join(b"\n".join(lines)[:LONG].decode(errors="replace").split())[:WIDTH]

    def origin(self, node: ast.AST) -> Origin:
        """Where *node* stands; a node of several lines spans the rest of its first."""
        first, start, last, end = self._span(node)
        raw = self.lines[first - 1]
        if len(raw) > LONG:
            return Origin(self.path, first, start + 1, max((end if last == first else len(raw)) - start, 1))
        before, width = (len(part.decode(errors="replace")) for part in (raw[:start], raw[start : end if last == first else None]))
        return Origin(self.path, first, before + 1, max(width, 1))

    def _span(self, node: ast.AST) -> tuple[int, int, int, int]:
        """First line, first byte, last line, byte after the last."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        return line, column, getattr(node, "end_lineno", line), getattr(node, "end_col_offset", column)
