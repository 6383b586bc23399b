"""Which tensors of a graph carry what goes into it, and not only its sides or constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.graph.wires import Wires
from pipecheck.sources.onnxfile import Tensor

LOOKS = ("Shape", "Size")
"""What these give depends on the sides of a tensor alone."""
_COMPUTED = ("float32", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A graph with all that is known of it: its *wires*, the dtype and sides of its tensors, and those that are *live*.

    A live tensor depends on the values that go into the network; those *after* an activation depend on what was computed with one.
    """

    path: Path
    wires: Wires
    known: Mapping[str, Tensor]
    live: frozenset[str]
    after: frozenset[str]

    def active(self, name: str) -> bool:
        """Whether the tensor *name* is an activation: live, and of the numbers that can be quantised."""
        return name in self.live and (name not in self.known or self.known[name].dtype in _COMPUTED)

    def lively(self, node: Any) -> bool:
        """Whether *node* takes an activation."""
        return any(self.active(name) for name in node.input)

    def late(self, node: Any) -> bool:
        """Whether *node* takes anything that was computed with an activation, and need not be one any more."""
        return not self.after.isdisjoint({*node.input, *wires.captured(node)})

    def shape(self, name: str) -> tuple[int | str, ...] | None:
        """The sides of the tensor *name*, None where they are not known."""
        if name in self.wires.constants:
            return tuple(self.wires.constants[name].dims)
        return self.known[name].shape if name in self.known else None


def scene(model: Any, path: Path, known: Mapping[str, Tensor]) -> Scene:
    """All that is known of the graph of *model*."""
    found = wires.read(model.graph)
    live = _reached(found, {value.name for value in model.graph.input})
    begun = Scene(path=path, wires=found, known=known, live=live, after=frozenset())
    first = {name for node in found.nodes if begun.lively(node) and node.op_type not in LOOKS for name in node.output if name}
    return replace(begun, after=_reached(found, first))


def _reached(found: Wires, start: set[str]) -> frozenset[str]:
    """The tensors that depend on the values of those at the *start*, which are among them."""
    reached = set(start)
    for node in found.nodes:
        if node.op_type not in LOOKS and not reached.isdisjoint({*node.input, *wires.captured(node)}):
            reached.update(name for name in node.output if name)
    return frozenset(reached)
