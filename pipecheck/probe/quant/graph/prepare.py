"""A float network made ready to be quantised, and taken apart into what the NPU computes in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx

from pipecheck.errors import SourceError
from pipecheck.probe.network import opening, outside
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.graph import cleaning, merging, reading, shapes, units
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.sources import onnxfile
from pipecheck.sources.onnxfile import Tensor


def prepare(path: Path) -> Prepared:
    """The float network in the file *path*, ready to be quantised."""
    model, remarks = reading.read(path)
    merging.merge(model, path, _ranks(shapes.tensors(shapes.infer(model))))
    cleaning.unused(model.graph)
    if not model.graph.output:
        raise SourceError(path, "has no outputs")
    values = shapes.infer(model)
    _note(model.graph, values)
    parted = units.part(model, path, shapes.tensors(values))
    return Prepared(
        path=path,
        model=model,
        inputs=tuple(onnxfile.tensor(value) for value in model.graph.input),
        outputs=tuple(value.name for value in model.graph.output),
        units=parted.units,
        floats=parted.floats,
        apart=parted.apart,
        remarks=remarks,
    )


def session(prepared: Prepared, *, expose: Sequence[str] = (), threads: int = 1, plain: bool = False) -> Network:
    """The float network of *prepared*, with the tensors *expose* among its outputs; a *plain* one is not optimised."""
    model = onnx.ModelProto()
    model.CopyFrom(prepared.model)
    given = {value.name for value in model.graph.output}
    added = [name for name in dict.fromkeys(expose) if name not in given]
    made = {name for node in model.graph.node for name in node.output if name} | {value.name for value in model.graph.input}
    missing = next((name for name in added if name not in made), None)
    if missing is not None:
        raise SourceError(prepared.path, f"no node makes a tensor {missing}")
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in added)
    opened = opening.open_session(prepared.path, model, outside.files(model, prepared.path), threads, plain=plain)
    return Network(
        path=prepared.path, inputs=opening.inputs(opened, model.graph), gives=opening.outputs(opened, model.graph), session=opened
    )


def _ranks(known: Mapping[str, Tensor]) -> dict[str, int]:
    """How many axes each tensor has, as far as that is known."""
    return {name: len(tensor.shape) for name, tensor in known.items() if tensor.shape is not None}


def _note(graph: Any, values: Mapping[str, Any]) -> None:
    """Write what is known of each tensor into *graph*."""
    made = {name for node in graph.node for name in node.output} - {value.name for value in graph.output}
    del graph.value_info[:]
    graph.value_info.extend(value for name, value in values.items() if name in made)
