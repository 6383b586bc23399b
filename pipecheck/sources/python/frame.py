"""The running of one function, class body or module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipecheck.sources.python.machine import Machine, choose
from pipecheck.sources.python.own import Own, Space
from pipecheck.sources.pyvalues import Call, Constant, Items, Module, Value, spelled

Leaving = Literal["return", "break", "continue", "raise"] | None
"""How a block is left before its end."""


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call; what `**` spreads and is not known stays under that name."""

    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """Where the names of what is *running* are, and what it has returned, early under which condition."""

    machine: Machine
    home: Module
    space: Space
    running: Own | None = None
    returned: list[tuple[Value, Value]] = field(default_factory=list)
    result: Value | None = None
    yielded: list[Value] = field(default_factory=list)

    def outcome(self) -> Value:
        """What was returned in the end."""
        origin = self.running.origin if self.running else self.home.origin(self.home.tree)
        if self.yielded:
            return Items(tuple(Call("each", (item,), {}, item.origin, "yield") for item in self.yielded), origin)
        made = self.result or Constant(None, origin)
        for condition, early in reversed(self.returned):
            gave_up = isinstance(early, Constant) and early.value is None and not isinstance(made, Constant)
            made = made if gave_up else choose(condition, early, made, f"return, depending on {spelled(condition)}")
        return made
