"""One tensor in a file, as an array: .npy with its own shape, anything else in the shape and dtype that its input has."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.tensors.contents import head, opened
from pipecheck.probe.tensors.forms import MAGIC
from pipecheck_transformers.pixels import Array


def load(path: Path, shape: Sequence[int | str] | None, dtype: str) -> Array:
    """The array in the file *path*, with a batch as *shape* has it; sides that may vary are taken as 1 where the file does not tell."""
    try:
        if head(path).startswith(MAGIC):
            array: Array = np.load(path, allow_pickle=False)
            return array
        with opened(path) as file:
            data = file.read()
    except (OSError, ValueError, EOFError) as e:
        raise SourceError(path, getattr(e, "strerror", None) or str(e)) from e
    sides = [side if isinstance(side, int) else 1 for side in shape or ()]
    kind = np.dtype(dtype).newbyteorder("<")
    if len(data) != prod(sides) * kind.itemsize:
        raise SourceError(path, f"{len(data)} bytes, and {'×'.join(map(str, sides))} {dtype} take {prod(sides) * kind.itemsize}")
    return np.frombuffer(data, kind).reshape(sides).astype(dtype, copy=False)
