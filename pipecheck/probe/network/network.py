"""A network that runs: what it takes and gives, and what was put in the place of the vendor's nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.network import opening
from pipecheck.probe.network.mixing import Decoding
from pipecheck.sources.onnxfile import Tensor
from pipecheck_transformers.pixels import Array

OFFSET = -128.0
"""What the vendor's runtime adds to pixels 0..255 before its preprocessing node, which takes −128..127."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The vendor's preprocessing *node* behind *input*, in whose place standard operators stand now.

    They compute what its own weights say, or what the configuration says where those cannot be read; *disagrees* says in words what of the
    configuration, and of the toolchain's own report, is otherwise. *decoding* is how they decode YUV, where they do.
    """

    input: str
    node: str
    operator: str
    by: Literal["weights", "config"]
    disagrees: tuple[str, ...] = ()
    decoding: Decoding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The model in the file *path*, ready to *run*; *gives* are the outputs that are tensors, the exposed ones last."""

    path: Path
    inputs: tuple[Tensor, ...]
    gives: tuple[Tensor, ...]
    replaced: tuple[Replaced, ...] = ()
    session: Any = field(repr=False, compare=False)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it gives."""
        return tuple(tensor.name for tensor in self.gives)

    @property
    def batch(self) -> int:
        """How many pictures it takes at once; 1 where it may be any number."""
        pictures = [tensor.shape[0] for tensor in self.inputs if tensor.shape is not None and len(tensor.shape) == 4]
        return max((count for count in pictures if isinstance(count, int)), default=1)

    def run(self, feed: Mapping[str, Array]) -> dict[str, Array]:
        """What the network makes of *feed*, as a batch of one: of a picture that was repeated the first answer. Threads may share it."""
        try:
            found = self.session.run(list(self.outputs), dict(feed))
        except opening.ERRORS as e:
            raise SourceError(self.path, opening.reason(e)) from e
        missing = next((name for name, array in zip(self.outputs, found, strict=True) if not isinstance(array, np.ndarray)), None)
        if missing is not None:
            raise SourceError(self.path, f"its output {missing} is not made, or is no tensor")
        return {tensor.name: self._first(array, tensor) for tensor, array in zip(self.gives, found, strict=True)}

    def _first(self, array: Array, tensor: Tensor) -> Array:
        batch = self.batch
        if batch == 1 or array.ndim == 0 or array.shape[0] != batch:
            return array
        return array[:1] if tensor.shape is None or tensor.shape[0] == batch or isinstance(tensor.shape[0], str) else array


def offset(network: Network, name: str) -> float:
    """What has to be added to pixels 0..255 for the input *name*: −128 where it is one of the vendor's `*_128` types."""
    return OFFSET if any(each.input == name for each in network.replaced) else 0.0


def unsteady(network: Network, feed: Mapping[str, Array]) -> float:
    """The largest difference between two runs on the same *feed*."""
    first, second = network.run(feed), network.run(feed)
    return max(_apart(array, second[name]) for name, array in first.items())


def _apart(first: Array, second: Array) -> float:
    """The largest difference; the same value at the same place is none, be it infinite or no number at all."""
    if first.shape != second.shape:
        return float("inf")
    if first.dtype.kind not in "fiub":
        return 0.0 if np.array_equal(first, second) else float("inf")
    left, right = first.astype(np.float64), second.astype(np.float64)
    differs = ~((left == right) | (np.isnan(left) & np.isnan(right)))
    if not differs.any():
        return 0.0
    gap = float(np.max(np.abs(left[differs] - right[differs])))
    return float("inf") if np.isnan(gap) else gap
