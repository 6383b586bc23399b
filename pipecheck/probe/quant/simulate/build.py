"""A network quantised as a plan says: as a model of standard operators, and as one that runs at once, to measure what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from onnx import numpy_helper

from pipecheck.errors import SourceError
from pipecheck.probe.network import opening
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.graph import wires
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.simulate import cutting, guarding, joining, pairs, running, scales, wiring
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Key, Skeleton
from pipecheck.probe.quant.simulate.wiring import Wiring


def build(prepared: Prepared, plan: Plan, *, skeleton: Skeleton | None = None) -> Any:
    """The network as *plan* quantises it, in standard operators: QuantizeLinear and DequantizeLinear, weights in integers."""
    shared = skeleton or skeletons.of(prepared)
    found = wiring.wire(shared, plan)
    levels = dict(_levels(shared, found))
    guarding.guard(shared, found, levels)
    guarding.settle(shared, found)
    weights = pairs.joined(_stored(shared, found, levels))
    model = joining.joined(shared, found, weights.nodes, described=True)
    used = {name for node in model.graph.node for name in _needed(node)} | {value.name for value in model.graph.output}
    kept = (tensor for name, tensor in shared.stored.items() if name in used)
    model.graph.initializer.extend(_inside(shared, tensor) for tensor in kept)
    model.graph.initializer.extend(weights.constants)
    return model


def session(
    prepared: Prepared,
    plan: Plan,
    *,
    expose: Sequence[str] = (),
    ends: Sequence[str] = (),
    starts: Sequence[str] = (),
    threads: int = 1,
    skeleton: Skeleton | None = None,
    adapt: Callable[[Any], None] | None = None,
) -> Network:
    """The network as *plan* quantises it, ready to run, with the tensors *expose* among its outputs.

    With *ends* these are all that comes out, and nothing else is computed; what that takes of the tensors *starts* then goes in. Tensors go
    by their names in the float network, and are what stands there before it is rounded itself. Who needs many networks of one *prepared*
    hands over the *skeleton* that they share. *adapt* may change the nodes before they are put to run.
    """
    shared = skeleton or skeletons.of(prepared)
    found = wiring.wire(shared, plan)
    model = joining.joined(shared, found, expose=_exposed(shared, (*expose, *ends)))
    if ends:
        cutting.cut(model, ends, starts)
    if adapt is not None:
        adapt(model)
    model.graph.initializer.extend(_inside(shared, tensor) for tensor in shared.small)
    used = {name for node in model.graph.node for name in _needed(node)}
    held = {name: skeletons.numbers(shared, name) for name in shared.large if name in used}
    held |= {each.name: skeletons.rounded(shared, key) for key, each in found.weights.items() if each.name in used}
    opened = running.open_session(prepared.path, model, held, threads)
    gives = opening.outputs(opened, model.graph)
    return Network(path=prepared.path, inputs=opening.inputs(opened, model.graph), gives=gives, session=opened)


def _exposed(shared: Skeleton, names: Sequence[str]) -> list[str]:
    given = set(shared.prepared.outputs)
    added = [name for name in dict.fromkeys(names) if name not in given]
    missing = next((name for name in added if name not in shared.makers), None)
    if missing is not None:
        raise SourceError(shared.prepared.path, f"no node makes a tensor {missing}")
    return added


def _needed(node: Any) -> Iterator[str]:
    yield from node.input
    yield from wires.captured(node)


def _levels(shared: Skeleton, found: Wiring) -> Iterator[tuple[Key, scales.Levels]]:
    """The weights that are stored in integers."""
    for key in found.weights:
        weight, qtype, per_channel = key
        if scales.grid(qtype) is not None:
            yield key, scales.weights(skeletons.numbers(shared, weight.name), weight, qtype, per_channel=per_channel)


def _stored(shared: Skeleton, found: Wiring, levels: Mapping[Key, scales.Levels]) -> Iterator[pairs.Made]:
    for key, rounded in found.weights.items():
        if key in levels:
            yield pairs.stored(levels[key], rounded.name, shared.opset, found.names)
        else:
            yield pairs.half(skeletons.numbers(shared, rounded.weight.name), rounded.name, found.names)


def _inside(shared: Skeleton, tensor: Any) -> Any:
    """The constant *tensor* with its numbers in it, wherever they were."""
    if not tensor.external_data:
        return tensor
    return numpy_helper.from_array(skeletons.numbers(shared, tensor.name), tensor.name)
