"""What Python source amounts to without running it: constants, lists, names, calls, and what could not be followed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipecheck.findings import Origin


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
class Reference:
    """A dotted name that the file does not define, import aliases resolved."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Call:
    """A call of something that the file does not define; *text* is its source."""

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


Value = Constant | Items | Reference | Call | Unread


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed file, its lines and its import aliases."""

    path: Path
    source: str
    tree: ast.Module
    imports: Mapping[str, str] = field(default_factory=dict)

    def text(self, node: ast.AST) -> str:
        """The source of *node* on one line."""
        return " ".join((ast.get_source_segment(self.source, node) or "").split())[:200]

    def origin(self, node: ast.AST) -> Origin:
        """Where *node* stands; a node of several lines spans the rest of its first."""
        line, start = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        raw = self.source.splitlines()[line - 1].encode() if self.source else b""
        end = getattr(node, "end_col_offset", start) if getattr(node, "end_lineno", line) == line else len(raw)
        before, width = (len(part.decode(errors="replace")) for part in (raw[:start], raw[start:end]))
        return Origin(self.path, line, before + 1, max(width, 1))
