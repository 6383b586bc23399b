"""A row of a schema: one key, what it may hold, and when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipecheck.schema.kinds import Kind

Place = tuple[str, ...]
Group = Literal["model_parameters", "input_parameters", "calibration_parameters", "compiler_parameters", "custom_op"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The key *name* of *group*.

    *each*: one value per model input, separated by semicolons. *required*: the build stops without it. *idle*: why it has no effect;
    *instead*: what to write in its place. *marches*: the only ones that know it, all where empty.
    """

    group: Group
    name: str
    kind: Kind
    each: bool = False
    required: bool = False
    default: str | None = None
    idle: str | None = None
    instead: str | None = None
    marches: tuple[str, ...] = ()

    @property
    def per_channel(self) -> bool:
        """Whether it holds numbers for the channels of an input."""
        return self.kind == "per channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """All keys of one toolchain generation; *open_groups* take keys beyond them without a complaint of the tool."""

    tool: Literal["hb_mapper", "hb_compile"]
    marches: tuple[str, ...]
    keys: tuple[Key, ...]
    open_groups: frozenset[Group] = frozenset()

    def key(self, group: str, name: str) -> Key | None:
        """The row of *name*, None where there is none."""
        return next((key for key in self.keys if (key.group, key.name) == (group, name)), None)
