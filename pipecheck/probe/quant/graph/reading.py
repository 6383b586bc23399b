"""A float network as one graph of standard operators: what only a file needs is gone, and what can be known beforehand is a constant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnx
from onnx import checker

from pipecheck.probe.network import load
from pipecheck.probe.quant.graph import branches, cleaning, constants, folding, naming, shapes, sound, widening


def read(path: Path) -> tuple[Any, tuple[str, ...]]:
    """The float network in the file *path*, and what has to be said of it."""
    model = _inlined(load.bare(path))
    naming.name(model.graph)
    sound.check(model, path)
    sound.sort(model.graph, path)
    cleaning.stored_inputs(model.graph)
    cleaning.unused(model.graph)
    remarks = tuple(widening.widen(model, path))
    cleaning.constant_nodes(model.graph)
    model.ir_version = max(model.ir_version, 4)
    folding.fold(model, path)
    while branches.settle(model.graph, dict(_numbers(model.graph, path))):
        naming.name(model.graph)
        cleaning.constant_nodes(model.graph)
        folding.fold(model, path)
    cleaning.passing(model.graph, shapes.tensors(shapes.infer(model)))
    cleaning.unused(model.graph)
    return model, remarks


def _inlined(model: Any) -> Any:
    """*model* with what its own functions do in the place of them, where the library can do that."""
    try:
        from onnx import inliner  # since 1.15
    except ImportError:
        return model
    try:
        return inliner.inline_local_functions(model) if model.functions else model
    except (RuntimeError, ValueError, checker.ValidationError):  # what is wrong with it, onnxruntime says better
        return model


def _numbers(graph: Any, path: Path) -> Iterator[tuple[str, Any]]:
    """The constants that are a single yes or no."""
    for tensor in graph.initializer:
        if tensor.data_type == onnx.TensorProto.BOOL and all(side == 1 for side in tensor.dims):
            yield tensor.name, constants.array(tensor, path)
