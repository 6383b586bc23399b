"""A model that a caller hands over, in a file or in memory, as a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import EncodeError
from onnx import checker

from pipecheck.errors import SourceError, UsageError

_NAME = "model.onnx"
_ROOM = 2**31 - 2**24
"""No ONNX file can hold more bytes."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The model lies at *path*; if it was *moved* there, nobody knows where it came from."""

    path: Path
    moved: bool


@contextmanager
def handed(model: Any) -> Iterator[Handed]:
    """Where *model* lies: the name of a file, or an ONNX model, which lies there as long as this is entered."""
    if isinstance(model, (str, os.PathLike)):
        yield Handed(Path(model), moved=False)
    elif isinstance(model, onnx.ModelProto):
        with tempfile.TemporaryDirectory(prefix="pipecheck-") as room:
            yield Handed(_saved(model, Path(room, _NAME)), moved=True)
    else:
        raise UsageError(f"model_or_file is the name of an ONNX file, or an onnx.ModelProto, not {type(model).__name__}")


def _saved(model: Any, path: Path) -> Path:
    beside = any(tensor.external_data for tensor in model.graph.initializer)
    if beside and not any(tensor.HasField("raw_data") for tensor in model.graph.initializer if tensor.external_data):
        raise UsageError("the weights of the model that is handed over are in another file: name the model's file instead")
    try:
        if model.ByteSize() < _ROOM:
            onnx.save_model(model, str(path))
        else:  # the caller's own model stays as it is
            whole = onnx.ModelProto()
            whole.CopyFrom(model)
            onnx.save_model(whole, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location=f"{path.name}.data")
    except (OSError, ValueError, EncodeError, checker.ValidationError) as e:
        raise SourceError(path, f"cannot be written: {e}") from e
    return path
