"""One tensor in a file, as an array: .npy with its own shape, anything else in the shape and dtype that its input has."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.tensors import samples
from pipecheck.probe.tensors.contents import head, opened
from pipecheck.probe.tensors.forms import MAGIC, header
from pipecheck_transformers.pixels import Array

MOST = 1 << 30
"""No tensor of one picture takes more bytes."""


def load(path: Path, shape: Sequence[int | str] | None, dtype: str) -> Array:
    """The array in the file *path*, with a batch as *shape* has it; sides that may vary are taken as 1 where the file does not tell."""
    try:
        first, size = head(path), path.stat().st_size
        return _npy(path, first, size) if first.startswith(MAGIC) else _raw(path, size, shape, dtype)
    except (OSError, ValueError, EOFError) as e:
        raise SourceError(path, getattr(e, "strerror", None) or str(e)) from e


def _npy(path: Path, first: bytes, size: int) -> Array:
    """The array in a file that begins with *first*; what its header says is held against the *size* of the file before anything."""
    form = header(first, size)
    if isinstance(form, str):
        raise SourceError(path, form)
    if form.bytes > MOST:
        raise SourceError(path, f"{form.bytes / 1e9:.1f} GB of numbers, which is no tensor of one picture")
    array = samples.whole(path, form)
    if array is None:
        raise SourceError(path, "cannot be read to its end")
    return array


def _raw(path: Path, size: int, shape: Sequence[int | str] | None, dtype: str) -> Array:
    sides = [side if isinstance(side, int) else 1 for side in shape or ()]
    kind = _kind(dtype)
    if kind is None:
        raise SourceError(path, f"no .npy file, and what {dtype} looks like in a raw one nobody says")
    needed = prod(sides) * kind.itemsize
    if size != needed or size > MOST:
        raise SourceError(path, f"{size} bytes, and {'×'.join(map(str, sides))} {dtype} take {needed}")
    with opened(path) as file:
        return np.frombuffer(file.read(), kind).reshape(sides).astype(dtype, copy=False)


def _kind(dtype: str) -> np.dtype[Any] | None:
    """The numbers *dtype* as files have them; other libraries may teach NumPy names that no file is written in."""
    try:
        kind = np.dtype(dtype).newbyteorder("<")
    except TypeError:
        return None
    return kind if kind.kind in "fiub" else None
