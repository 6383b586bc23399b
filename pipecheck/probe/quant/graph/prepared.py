"""A float network as the NPU sees it: units that are computed in one go, and the tensors between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipecheck.sources.onnxfile import Tensor


@dataclass(frozen=True, slots=True)
class Weight:
    """The constant *name* that a unit multiplies with; *axis* counts its output channels, of which each of *groups* has a share.

    *groups* is more than one only where the axis holds the channels of one group alone, as in a grouped ConvTranspose.
    """

    name: str
    axis: int
    groups: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What the NPU computes without rounding in between: the node *name* of operator *op*, and the *nodes* that were fused into it.

    *inputs* are the activations that it takes, in the order in which its nodes take them, constants aside; *output* is the tensor that it
    gives, after the last of its nodes, *also* are further ones, as of a Split. *shared* is a unit that only moves or picks values: what
    went in on a grid comes out on it.
    """

    name: str
    op: str
    nodes: tuple[str, ...]
    inputs: tuple[str, ...]
    output: str
    weight: Weight | None = None
    bias: str | None = None
    also: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A *node* that the NPU would fuse into another, and why it *cannot*."""

    node: str
    op: str
    cannot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The network of the file *path* made ready: *model* is float, of standard operators, with constants and batch norms folded, all named.

    *units* are in the order of computation. *floats* are the nodes that no NPU quantises, each with the reason; what runs before any unit,
    and only makes shapes or indices, is not listed. *apart* is what could have been fused and is not. The *inputs* take what the float
    network takes, without any preprocessing node of the vendor. *remarks* say in words what else is not as in the file.
    """

    path: Path
    model: Any = field(repr=False, compare=False)
    inputs: tuple[Tensor, ...]
    outputs: tuple[str, ...]
    units: tuple[Unit, ...]
    floats: Mapping[str, str]
    apart: tuple[Apart, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def activations(self) -> tuple[str, ...]:
        """The tensors that some unit takes, in the order in which they are first taken: those whose range has to be known."""
        return tuple(dict.fromkeys(name for unit in self.units for name in unit.inputs))

    def unit(self, name: str) -> Unit | None:
        """The unit that the node *name* is part of."""
        return next((unit for unit in self.units if name in unit.nodes), None)
