"""Pictures with the tensors that were made of them, and how many 8-bit levels a chain misses those by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipecheck_transformers.apply import applied
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Op, Read
from pipecheck_transformers.pixels import Array, Pixels


@dataclass(frozen=True, slots=True)
class Trial:
    """A picture as it was *handed* over, what was *made* of it, and what one level is in each channel of that."""

    handed: Array
    made: Array
    steps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """How far a chain is off, in levels; infinite where it makes another shape."""

    largest: float
    mean: float

    def or_worse(self, other: Miss) -> Miss:
        """The greater of both figures."""
        return Miss(max(self.largest, other.largest), max(self.mean, other.mean))


NOTHING_ALIKE = Miss(float("inf"), float("inf"))


def miss(ops: Iterable[Op], read: Read, trial: Trial) -> Miss:
    """How far the chain of *ops* is off on *trial*."""
    try:
        with np.errstate(all="ignore"):
            made = run(ops, read, trial.handed)
    except (ToolkitError, ValueError, MemoryError):
        return NOTHING_ALIKE
    return levels(made, trial)


def run(ops: Iterable[Op], read: Read, handed: Array) -> Array:
    """What a chain makes of a picture in memory, without looking at its arguments again and again."""
    return applied(ops, Pixels(handed, read.color)).array


def levels(made: Array, trial: Trial) -> Miss:
    """How far *made* is off on *trial*."""
    wanted = trial.made
    if made.ndim == wanted.ndim + 1 and made.size == wanted.size:  # gray without an axis for its one channel
        made = made.reshape(wanted.shape)
    if made.shape != wanted.shape:
        return NOTHING_ALIKE
    apart = np.abs(made.astype(np.float64) - wanted.astype(np.float64))
    apart = np.nan_to_num(apart, nan=np.inf) / _spread(trial.steps, made.shape)
    return Miss(float(apart.max()), float(apart.mean()))


def _spread(steps: tuple[float, ...], shape: tuple[int, ...]) -> Array:
    """*steps* along the axis of channels."""
    if len(set(steps)) == 1 or len(shape) < len(("height", "width", "channel")):
        return np.array(steps[0])
    axis = [1, 1, 1]
    axis[0 if shape[0] == len(steps) else 2] = len(steps)
    return np.array(steps).reshape(axis)
