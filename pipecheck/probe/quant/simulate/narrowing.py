"""A network cut short behind one of its nodes, as if that were its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import onnx

from pipecheck.errors import UsageError
from pipecheck.guesses import close_to
from pipecheck.probe.quant import points
from pipecheck.probe.quant.graph import cleaning
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.simulate import cutting


def narrowed(prepared: Prepared, plan: Plan, name: str) -> tuple[Prepared, Plan]:
    """The part of *prepared* that makes what the node, or the tensor, *name* gives, and what *plan* says of that part."""
    if name in prepared.outputs and len(prepared.outputs) == 1:
        return prepared, plan
    end = name if name in prepared.outputs else _unit(prepared, name).output
    model = onnx.ModelProto()
    model.CopyFrom(prepared.model)
    kinds = _kinds(model.graph)
    cutting.cut(model, [end])
    cleaning.unused(model.graph)
    if end in kinds:
        model.graph.output[0].CopyFrom(kinds[end])
    left, taken = {node.name for node in model.graph.node}, {value.name for value in model.graph.input}
    units = tuple(unit for unit in prepared.units if left.issuperset(unit.nodes))
    part = replace(
        prepared,
        model=model,
        inputs=tuple(tensor for tensor in prepared.inputs if tensor.name in taken),
        outputs=(end,),
        units=units,
        floats={node: why for node, why in prepared.floats.items() if node in left},
        apart=tuple(each for each in prepared.apart if each.node in left),
    )
    known = {unit.name for unit in units}
    takes = {unit: each for unit, each in plan.taken.items() if unit in known}
    return part, replace(plan, taken=takes, outputs={each: qtype for each, qtype in plan.outputs.items() if each == end})


def _unit(prepared: Prepared, name: str) -> Unit:
    tensor = points.named(name)
    found = prepared.unit(name) or next((unit for unit in prepared.units if tensor in (unit.output, *unit.also)), None)
    if found is None:
        known = [*prepared.outputs, *(each for unit in prepared.units for each in (*unit.nodes, unit.output))]
        close = close_to(name, known, cutoff=0.7)
        raise UsageError(
            f"{prepared.path}: no node that the NPU computes is called {name}" + (f": did you mean {close[0]}?" if close else "")
        )
    return found


def _kinds(graph: Any) -> dict[str, Any]:
    """What is known of each tensor."""
    found = {}
    for value in (*graph.value_info, *graph.output):
        found[value.name] = onnx.ValueInfoProto()
        found[value.name].CopyFrom(value)
    return found
