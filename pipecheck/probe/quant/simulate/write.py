"""A quantised network as a file that plain onnxruntime runs, there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import EncodeError
from onnx import numpy_helper

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.method import Choice
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.simulate import build, kept
from pipecheck.probe.quant.simulate.skeleton import Skeleton

LIMIT = 2**31 - 2**24
"""From so many bytes of constants on they go into a file of their own, as no ONNX file can hold them."""


def write(
    prepared: Prepared,
    plan: Plan,
    path: Path,
    *,
    choice: Choice | None = None,
    skeleton: Skeleton | None = None,
    limit: int = LIMIT,
) -> None:
    """The network as *plan* quantises it in the file *path*; with *limit* bytes of constants and more those lie in `<path>.data`.

    With the *choice* that led to the plan both are noted in it, so that it can be looked into again.
    """
    if path.exists() and path.samefile(prepared.path):
        raise SourceError(path, "is the network that is quantised, and would be overwritten")
    model = build.build(prepared, plan, skeleton=skeleton)
    if choice is not None:
        kept.note(model, plan, choice, prepared.path, path)
    outside = sum(tensor.ByteSize() for tensor in model.graph.initializer) >= limit
    beside = path.with_name(f"{path.name}.data")
    with whole(path, *((beside,) if outside else ())) as (made, *_):
        try:
            _save(model, made, beside.name if outside else None)
        except (ValueError, EncodeError) as e:
            raise SourceError(path, f"cannot be written: {e}") from e


def _save(model: Any, path: Path, beside: str | None) -> None:
    if beside is None:
        onnx.save_model(model, str(path))
        return
    for tensor in model.graph.initializer:  # only what is stored raw can be put into another file
        if not tensor.HasField("raw_data"):
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    # given a Path, old versions put what lies beside it into the working directory
    onnx.save_model(model, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location=beside)


@contextmanager
def whole(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Where to write what belongs to *paths*, all in one folder; it is put there once all is written, the first of them last."""
    folder = paths[0].parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{paths[0].name}.", dir=folder) as room:
            made = [Path(room, path.name) for path in paths]
            yield tuple(made)
            for there, path in reversed(list(zip(made, paths, strict=True))):
                os.replace(there, path)  # noqa: PTH105
    except OSError as e:
        raise SourceError(paths[0], e.strerror or str(e)) from e
