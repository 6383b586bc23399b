"""How a network is quantised: the range of every tensor, and the number type of everything that a unit takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipecheck_transformers.pixels import Array

Qtype = Literal["int8", "int16", "float16", "float32", "int16-ec"]
"""`int16-ec` is an int8 number and a second int8 one for what the first leaves over."""
QTYPES: tuple[Qtype, ...] = ("int8", "int16", "float16", "float32", "int16-ec")


@dataclass(frozen=True, slots=True)
class Range:
    """The values that a scale covers, from *low* to *high*; symmetric around 0 unless *asymmetric*, and then with 0 inside."""

    low: float
    high: float
    asymmetric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The number types in which a unit takes its activations, in the order of `Unit.inputs`, and its weight."""

    inputs: tuple[Qtype, ...]
    weight: Qtype = "int8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a network is quantised, by the names of its tensors and units.

    *ranges* has every activation that some unit takes in integers. *taken* says what each unit takes; a unit that is not in it is float.
    *outputs* are the outputs of the network that are quantised besides. *per_channel* names the units whose weight has a scale for each
    channel. *biases* are those that a unit has in place of its own.
    """

    ranges: Mapping[str, Range]
    taken: Mapping[str, Taken]
    outputs: Mapping[str, Qtype] = field(default_factory=dict)
    per_channel: frozenset[str] = frozenset()
    biases: Mapping[str, Array] = field(default_factory=dict, repr=False, compare=False)
