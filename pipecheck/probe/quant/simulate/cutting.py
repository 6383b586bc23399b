"""A network cut short behind tensors in its middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx
from onnx import helper

from pipecheck.probe.quant.graph import wires


def cut(model: Any, ends: Sequence[str], starts: Sequence[str] = ()) -> None:
    """Let *ends* be all that comes out of *model*, and drop the nodes that they do not need.

    What they need of *starts*, floats in the middle, goes in instead of being computed.
    """
    graph = model.graph
    makers = {name: index for index, node in enumerate(graph.node) for name in node.output if name}
    needed: set[int] = set()
    begun: set[str] = set()
    met: set[str] = set()
    waiting = list(ends)
    while waiting:
        name = waiting.pop()
        met.add(name)
        if name in starts:
            begun.add(name)
        elif name in makers and makers[name] not in needed:
            node = graph.node[makers[name]]
            needed.add(makers[name])
            waiting += [*node.input, *wires.captured(node)]
    kept = [graph.node[index] for index in sorted(needed)]
    given = [value for value in graph.input if value.name in met]
    del graph.node[:], graph.input[:], graph.output[:]
    graph.node.extend(kept)
    graph.input.extend([*given, *(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in starts if name in begun)])
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in dict.fromkeys(ends))
