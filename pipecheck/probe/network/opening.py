"""A model made ready to run, and what onnxruntime complains of in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from google.protobuf.message import EncodeError

from pipecheck.errors import SourceError
from pipecheck.probe.network import outside
from pipecheck.probe.network.runtime import onnxruntime, state
from pipecheck.sources.onnxfile import Tensor

ERRORS: tuple[type[Exception], ...] = (
    state.EPFail,
    state.EngineError,
    state.Fail,
    state.InvalidArgument,
    state.InvalidGraph,
    state.InvalidProtobuf,
    state.ModelLoaded,
    state.NoModel,
    state.NoSuchFile,
    state.NotImplemented,
    state.RuntimeException,
    RuntimeError,
    ValueError,
    TypeError,
    MemoryError,
)
"""All that onnxruntime raises."""
LONGEST = 240
_QUIET = 4
_FOLDER = "session.model_external_initializers_file_folder_path"
_KNOWS_FOLDERS = (1, 21)
"""Since when onnxruntime looks for weights in a folder that it is told, though the model itself comes from memory."""
_KEPT = ("EliminateDropout",)
"""Optimisations that are left out: this one takes a dropout for nothing even where it was exported in training mode, and draws."""
_NOISE = (
    r"\[ONNXRuntimeError\] : \d+ : \w+ : ",
    r"Load model from .*? failed:\s*",
    r"Fatal error: ",
    r"Exception during initialization: ",
    r"\S*onnxruntime_src\S+ .*?\)(?: const)? ",
)
DTYPES = {"float": "float32", "double": "float64"}
"""What onnxruntime calls otherwise than numpy does."""


def open_session(path: Path, changed: Any | None, external: Sequence[str], threads: int, *, plain: bool = False) -> Any:
    """A session for the file *path*, or for the model *changed* that was made of it, with its weights in the files *external*.

    A *plain* one computes node by node as the model says: its tensors do not depend on which of them are asked for.
    """
    options = onnxruntime.SessionOptions()
    if plain:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = _QUIET
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source: str | bytes = str(path)
    if changed is not None:
        source = _content(path, changed, external, options)
    try:
        return onnxruntime.InferenceSession(
            source, options, providers=["CPUExecutionProvider"], enable_fallback=0, disabled_optimizers=_KEPT
        )
    except ERRORS as e:
        raise SourceError(path, reason(e)) from e


def _content(path: Path, changed: Any, external: Sequence[str], options: Any) -> bytes:
    """The bytes of *changed*; weights outside of them are left there where onnxruntime can be told about it."""
    if external and version() >= _KNOWS_FOLDERS:
        options.add_session_config_entry(_FOLDER, str(path.parent.resolve()))
    elif external:
        outside.take_in(changed, path)
    try:
        return bytes(changed.SerializeToString())
    except (ValueError, EncodeError) as e:
        raise SourceError(path, "2 GiB or more with the nodes that take the vendor's place: its weights belong into external data") from e


def version() -> tuple[int, ...]:
    """The first two numbers of the installed onnxruntime's version."""
    return tuple(int(part) for part in re.findall(r"\d+", onnxruntime.__version__)[:2])


def reason(error: Exception) -> str:
    """The first line of what *error* says, without what only concerns those who write onnxruntime."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = lines[0] if lines else type(error).__name__
    node = re.search(r"Non-zero status code returned while running (\w+) node\. Name:'(.*?)' Status Message: ", said)
    if node is not None:
        said = f"{said[: node.start()]}{node[1]} node{' ' * bool(node[2])}{node[2]}: {said[node.end() :]}"
    for noise in _NOISE:
        said = re.sub(noise, "", said)
    said = said.strip(" .")
    return f"onnxruntime cannot run it: {said if len(said) <= LONGEST else said[:LONGEST] + '…'}"


def inputs(session: Any, graph: Any) -> tuple[Tensor, ...]:
    """What has to be fed."""
    written = {value.name: value for value in graph.input}
    return tuple(_tensor(argument, written.get(argument.name)) for argument in session.get_inputs())


def outputs(session: Any, graph: Any) -> tuple[Tensor, ...]:
    """What comes out as a tensor, with the sides that onnxruntime worked out."""
    written = {value.name: value for value in graph.output}
    arguments = [argument for argument in session.get_outputs() if argument.type.startswith("tensor(")]
    return tuple(_tensor(argument, written.get(argument.name)) for argument in arguments)


def _tensor(argument: Any, written: Any) -> Tensor:
    """onnxruntime tells a number from a tensor of unknown sides as little as the sides; the file does."""
    kind = re.fullmatch(r"tensor\((\w+)\)", argument.type)
    sides = tuple(max(side, 0) or "?" if isinstance(side, int) else side or "?" for side in argument.shape)
    unknown = not sides and (written is None or not written.type.tensor_type.HasField("shape"))
    return Tensor(argument.name, None if unknown else sides, DTYPES.get(kind[1], kind[1]) if kind else argument.type)
