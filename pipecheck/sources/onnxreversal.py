"""The ways in which an ONNX graph turns its three channels around: one Gather or Slice, or three slices joined again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipecheck.sources.onnxconstants import CHANNEL_AXIS, Constants, Layout, attribute


def reverses(node: Any, constants: Constants, layout: Layout | None) -> bool:
    """Whether a Gather or a Slice turns three channels around and does nothing else."""
    axis = CHANNEL_AXIS.get(layout or "NCHW", 1)
    if layout is None or len(node.input) < 2:
        return False
    if node.op_type == "Gather":
        indices = constants.get(node.input[1])
        backwards = indices is not None and len(indices.shape) == 1 and tuple(n % 3 for n in indices.numbers) == (2, 1, 0)
        return backwards and attribute(node, "axis", 0) in (axis, axis - 4)
    starts, ends, axes, steps = _bounds(node, constants)
    return steps == (-1.0,) and axes in ((axis,), (axis - 4,)) and starts in ((-1.0,), (2.0,)) and len(ends) == 1 and ends[0] < -3


def joined(nodes: list[Any], readers: Mapping[str, list[Any]], constants: Constants, layout: Layout | None) -> Any | None:
    """The Concat that joins the single channels in the opposite order; None where *nodes* do not take them apart like that."""
    if layout is None:
        return None
    axis = CHANNEL_AXIS[layout]
    parts = _split(nodes, axis) or _sliced(nodes, constants, axis)
    joins = [node for part in parts for node in readers.get(part, ())]
    if len(parts) != 3 or len(joins) != 3 or any(node is not joins[0] for node in joins):
        return None
    turned = joins[0].op_type == "Concat" and list(joins[0].input) == parts[::-1]
    return joins[0] if turned and attribute(joins[0], "axis", 0) in (axis, axis - 4) else None


def _split(nodes: list[Any], axis: int) -> list[str]:
    """The outputs of a Split along the channels."""
    if len(nodes) != 1 or nodes[0].op_type != "Split" or attribute(nodes[0], "axis", 0) not in (axis, axis - 4):
        return []
    return list(nodes[0].output)


def _sliced(nodes: list[Any], constants: Constants, axis: int) -> list[str]:
    """The outputs of three slices that hold channel 0, 1 and 2."""
    if len(nodes) != 3 or any(node.op_type != "Slice" or len(node.input) < 4 or not node.output for node in nodes):
        return []
    single = {}
    for node in nodes:
        starts, ends, axes, steps = _bounds(node, constants)
        if axes in ((axis,), (axis - 4,)) and steps in ((), (1.0,)) and len(starts) == 1 and ends == (starts[0] + 1,):
            single[starts[0]] = node.output[0]
    return [single[channel] for channel in (0.0, 1.0, 2.0)] if set(single) == {0.0, 1.0, 2.0} else []


def _bounds(node: Any, constants: Constants) -> tuple[tuple[float, ...], ...]:
    """Starts, ends, axes and steps of a Slice, empty where they are not constants."""
    names = [*node.input[1:5], "", "", "", ""][:4]
    return tuple(found.numbers if (found := constants.get(name)) else () for name in names)
