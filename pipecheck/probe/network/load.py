"""A model in an ONNX file made ready to run, whatever the toolchain has put into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import onnx

from pipecheck.errors import SourceError
from pipecheck.lower.toolchain.conversion import Conversion
from pipecheck.probe.network import opening, operators, outside, preprocessing, trying
from pipecheck.probe.network.network import Network
from pipecheck.sources import onnxfile


def load(
    path: Path,
    config: Conversion | None = None,
    *,
    threads: int = 1,
    expose: Sequence[str] = (),
    bare: bool = False,
    again: bool = False,
) -> Network:
    """The network in the file *path*, with the intermediate tensors *expose* among its outputs.

    The vendor's preprocessing nodes are replaced by standard operators, or cut off if *bare*: the inputs then take what the nodes would
    have made. *config* is what the configuration says of them. Operators that the toolchain's optimizer only put together are taken apart.
    Unless it is loaded *again*, it is tried in a process of its own first, since a hostile one may end the process that runs it.
    """
    model = onnxfile.model(path)
    _check_names(model, path)
    external = outside.files(model, path)
    replaced = () if bare else preprocessing.replace(model, path, config)
    changed = bool(replaced) or (bare and preprocessing.cut(model))
    changed |= operators.replace(model)
    operators.refuse(model, path)
    if not again:
        trying.tried(path, lambda: opening.open_session(path, _whole(model, path, changed=changed), external, 1))
    changed |= _expose(model, path, expose)
    session = opening.open_session(path, model if changed else None, external, threads)
    gives = opening.outputs(session, model.graph)
    if not gives:
        raise SourceError(path, "none of its outputs is a tensor" if model.graph.output else "has no outputs")
    return Network(path=path, inputs=opening.inputs(session, model.graph), gives=gives, replaced=replaced, session=session)


def bare(path: Path) -> Any:
    """The float network in the file *path* as the library has it, without the vendor's nodes; weights that lie outside stay there."""
    model = onnxfile.model(path)
    _check_names(model, path)
    outside.files(model, path)
    preprocessing.cut(model)
    operators.replace(model)
    operators.refuse(model, path)
    return model


def _check_names(model: Any, path: Path) -> None:
    """Complain of names that are no text; from a damaged file they come as bytes."""
    graph = model.graph
    nodes = [*graph.node, *(node for function in model.functions for node in function.node)]
    named = [*graph.input, *graph.output, *graph.initializer, *model.functions]
    names = [node.name for node in named] + [
        name for node in nodes for name in (node.op_type, node.domain, node.name, *node.input, *node.output)
    ]
    if not all(isinstance(name, str) for name in names):
        raise SourceError(path, "not an ONNX file, or a damaged one: some of its names are no text")


def _expose(model: Any, path: Path, names: Sequence[str]) -> bool:
    """Let the tensors *names* be outputs too; whether any was none yet."""
    given = {value.name for value in model.graph.output}
    added = [name for name in dict.fromkeys(names) if name not in given]
    missing = next((name for name in added if name not in set(_made(model))), None)
    if missing is not None:
        raise SourceError(path, f"no node makes a tensor {missing}")
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in added)
    return bool(added)


def _whole(model: Any, path: Path, *, changed: bool) -> Any | None:
    """*model* with what nobody takes among its outputs, as it may be asked for later; None where the file itself serves."""
    taken = {name for node in model.graph.node for name in node.input}
    alone = _expose(model, path, [name for name in _made(model) if name not in taken])
    return model if alone or changed else None


def _made(model: Any) -> Iterator[str]:
    return (name for node in model.graph.node for name in node.output if name)
