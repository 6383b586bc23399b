"""Weights that lie outside of the model's file: they have to be in its folder, and there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from onnx import checker, external_data_helper

from pipecheck.errors import SourceError

LIMIT = 2**31 - 2**24
_IN_MEMORY = "_ORT_MEM_ADDR_"
"""onnxruntime's own word for weights that lie somewhere in memory; from a file it would be an address to read at."""


def files(model: Any, path: Path) -> tuple[str, ...]:
    """The files beside *path* that hold weights of *model*, as they are written there; refuses any that lies elsewhere."""
    found: dict[str, int] = {}
    for tensor in tensors(model):
        if external_data_helper.uses_external_data(tensor):
            location, end = _place(tensor, path)
            found[location] = max(found.get(location, 0), end)
    for location, end in found.items():
        _check(location, end, path)
    return tuple(found)


def tensors(model: Any) -> Iterator[Any]:
    """Every stored tensor of *model*, those inside branches and functions too."""
    yield from _of_graph(model.graph)
    for function in model.functions:
        yield from _of_nodes(function.node)


def take_in(model: Any, path: Path) -> None:
    """Put the weights of *model* that lie outside into it, where they are not too many."""
    external = [tensor for tensor in tensors(model) if external_data_helper.uses_external_data(tensor)]
    sizes = {location: (path.parent / location).stat().st_size for location in {_place(tensor, path)[0] for tensor in external}}
    if sum(sizes.values()) > LIMIT:
        raise SourceError(path, "2 GiB or more, with nodes of the vendor: onnxruntime 1.21 or newer can run it")
    try:
        for tensor in external:
            external_data_helper.load_external_data_for_tensor(tensor, str(path.parent))
            tensor.data_location = 0
            del tensor.external_data[:]
    except (OSError, ValueError, checker.ValidationError) as e:
        raise SourceError(path, f"its weights cannot be read: {e}") from e


def _of_graph(graph: Any) -> Iterator[Any]:
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    yield from _of_nodes(graph.node)


def _of_nodes(nodes: Any) -> Iterator[Any]:
    for attribute in (attribute for node in nodes for attribute in node.attribute):
        if attribute.HasField("t"):
            yield attribute.t
        yield from attribute.tensors
        for sparse in [attribute.sparse_tensor] * attribute.HasField("sparse_tensor") + list(attribute.sparse_tensors):
            yield from (sparse.values, sparse.indices)
        for graph in [attribute.g] * attribute.HasField("g") + list(attribute.graphs):
            yield from _of_graph(graph)


def _place(tensor: Any, path: Path) -> tuple[str, int]:
    """The file in which *tensor* lies, and how far it reaches there at least."""
    said = {entry.key: entry.value for entry in tensor.external_data}
    try:
        return str(said["location"]), max(int(said.get("offset", 0)), 0) + max(int(said.get("length", 0)), 0)
    except (KeyError, ValueError) as e:
        raise SourceError(path, f"does not say where the weights {tensor.name} lie") from e


def _check(location: str, end: int, path: Path) -> None:
    folder = path.parent.resolve()
    parts = PureWindowsPath(location)
    if parts.is_absolute() or parts.drive or PurePosixPath(location).is_absolute() or ".." in parts.parts or _IN_MEMORY in location:
        raise SourceError(path, f"its weights are said to lie in {location}, outside of its folder, and are not opened")
    try:
        file = (folder / location).resolve()
        if not file.is_relative_to(folder):
            raise SourceError(path, f"its weights {location} are a link that leads out of its folder, and are not opened")
        if not file.is_file():
            raise SourceError(path, f"its weights {location} are {'no regular file' if file.exists() else 'missing'}")
        if file.stat().st_size < end:
            raise SourceError(path, f"its weights {location} end after {file.stat().st_size} bytes, and {end} are needed")
    except (OSError, ValueError, RuntimeError) as e:
        raise SourceError(path, f"its weights {location} cannot be opened: {getattr(e, 'strerror', None) or e}") from e
