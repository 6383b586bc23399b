"""What the project defines itself: functions, classes, their instances, and modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipecheck.findings import Origin
from pipecheck.sources.pyvalues import Module, Value


@dataclass(slots=True, eq=False)
class Space:
    """The names of a module, a function call, a class or an instance, and the space in which names are looked up next.

    *local* are the names that belong here even before they are set, *foreign* those that a `global` or `nonlocal` gives to another space.
    *fresh* are values that were set and not read since.
    """

    outer: Space | None = None
    local: frozenset[str] = frozenset()
    names: dict[str, Value] = field(default_factory=dict)
    foreign: dict[str, Space] = field(default_factory=dict)
    fresh: dict[str, Value] = field(default_factory=dict)
    star: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """A function, class, instance or module of the project.

    A function keeps the *space* around it, and the instance or class that it is bound to in *of*; a class, an instance and a module hold
    their names in *space*, an instance its class in *of*.
    """

    kind: Literal["function", "class", "instance", "module"]
    node: ast.AST
    home: Module
    space: Space
    of: Own | None = None
    bases: tuple[Value, ...] = ()
    defaults: Sequence[tuple[str, Value]] = ()

    @property
    def origin(self) -> Origin:
        return self.home.origin(self.node)

    @property
    def text(self) -> str:
        return self.home.text(self.node)


def lineage(value: Own) -> Iterator[Own]:
    """*value*, its class, and the classes above that the project defines, each once."""
    waiting, seen = [value], set[Own]()
    while waiting:
        holder = waiting.pop()
        if holder in seen:
            continue
        seen.add(holder)
        yield holder
        waiting += [base for base in reversed(holder.bases) if isinstance(base, Own)]
        if holder.kind == "instance" and holder.of is not None:
            waiting.append(holder.of)
