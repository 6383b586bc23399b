"""The list of classes among a network's outputs, and the class that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from pipecheck.probe.scores.score import Outputs
from pipecheck.sources.onnxfile import Tensor
from pipecheck_transformers.pixels import Array


@dataclass(frozen=True, slots=True)
class Said:
    """A number for each class, the higher the more it is; not *whole* where only the first places are known."""

    scores: Array
    whole: bool = True


def answer(outputs: Outputs) -> int | None:
    """The class that *outputs* name; None where they are no list of classes, or name none."""
    found = said(outputs)
    return None if found is None else named(found)


def named(found: Said) -> int | None:
    """The class with the highest score; None where one is no number, or all are the same."""
    scores = found.scores
    if np.isnan(scores).any() or scores.max() == scores.min():
        return None
    return int(np.argmax(scores))


def said(outputs: Outputs, size: int | None = None) -> Said | None:
    """What *outputs* say of the classes: by the list of *size* classes, else the first list there is; None where there is none."""
    if (ranking := _ranking(outputs)) is not None:
        return _placed(ranking, size)
    lists = [flat for flat in map(_flat, outputs.values()) if flat is not None]
    if lists:
        return Said(next((flat for flat in lists if len(flat) == size), lists[0]).astype(np.float64))
    single = next((array for array in outputs.values() if array.size == 1 and array.dtype.kind in "iu"), None)
    return None if single is None else _placed(single.ravel(), size)


def classes(outputs: Sequence[Tensor]) -> int | None:
    """How many classes a network with these *outputs* tells apart; None where their shapes do not settle it."""
    sizes = {size for tensor in outputs if (size := _listed(tensor)) is not None}
    return sizes.pop() if len(sizes) == 1 else None


def sizes(outputs: Sequence[Tensor]) -> tuple[int, ...]:
    """How long the lists among *outputs* are."""
    return tuple(size for tensor in outputs if (size := _listed(tensor)) is not None)


def possible(outputs: Sequence[Tensor]) -> bool:
    """Whether one of *outputs* may be a list of classes, or the number of one."""
    return any(_possible(tensor) for tensor in outputs)


def _listed(tensor: Tensor) -> int | None:
    """How long *tensor* is, if that is the only axis that it has beside those of length 1; the first is the batch's."""
    if tensor.shape is None or tensor.dtype == "int64":  # numbers of classes, and not a score for each
        return None
    sides = tensor.shape[1:] if len(tensor.shape) > 1 else tensor.shape
    long = [side for side in sides if side != 1]
    return long[0] if len(long) == 1 and isinstance(long[0], int) else None


def _possible(tensor: Tensor) -> bool:
    sides = () if tensor.shape is None else tensor.shape[1:]
    return tensor.shape is None or sum(isinstance(side, int) and side > 1 for side in sides) <= 1


def _flat(array: Array) -> Array | None:
    """The numbers of a picture in *array*, if they are a list."""
    known = array.dtype.kind in "fiu" and array.size > 1 and array.dtype != np.int64
    return array.reshape(-1) if known and array.size == max(array.shape) else None


def _ranking(outputs: Outputs) -> Array | None:
    """The classes in order, where a network gives the first few and their scores, as ONNX's TopK does."""
    for numbers in _integers(outputs):
        for array in outputs.values():
            fits = array.dtype.kind == "f" and array.size == numbers.size == prod(array.shape[-1:])
            if fits and (np.diff(array.reshape(-1)) <= 0).all():
                return numbers
    return None


def _integers(outputs: Outputs) -> Iterator[Array]:
    for array in outputs.values():
        if array.dtype in {np.dtype(np.int64), np.dtype(np.int32)} and array.size > 1:
            numbers = array.reshape(-1)
            if numbers.min() >= 0 and len(set(numbers.tolist())) == len(numbers):
                yield numbers


def _placed(ranking: Array, size: int | None) -> Said | None:
    if int(ranking.min()) < 0 or int(ranking.max()) >= (size or 2**20):
        return None
    scores = np.zeros(max(size or 0, int(ranking.max()) + 1, 2))
    scores[ranking.astype(np.int64)] = np.arange(len(ranking), 0, -1)
    return Said(scores, whole=False)
