"""Bytes replaced by what a table holds for each of their 256 values, channel by channel, with `cv2.LUT`."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipecheck_transformers.pixels import Array

# `cv2.LUT` only copies, so that any type travels as one of the same size that every OpenCV knows.
_CARRIERS = {1: np.uint8, 2: np.uint16, 4: np.int32, 8: np.float64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """For each channel of the result: the channel among the *sources* that it is made of, and a row of 256 *values*."""

    sources: tuple[int, ...]
    values: Array

    @property
    def shuffles_only(self) -> bool:
        """Whether every value stays what it is."""
        return self.values.dtype == np.uint8 and bool((self.values == np.arange(256)).all())


def channels_first(table: Table, array: Array, out: Array, planes: list[Array]) -> None:
    """Write what *table* makes of *array* (H×W×C, bytes) into *out* (C×H×W, in one piece); *planes* are written over."""
    values, target = _carried(table.values), _carried(out)
    split = _split(array, table.sources, planes)
    for channel, source in enumerate(table.sources):
        cv2.LUT(split[source], values[channel], target[channel])


def channels_last(table: Table, array: Array, out: Array) -> None:
    """Write what *table* makes of *array* (H×W×C, bytes) into *out* (H×W×C, in one piece)."""
    shuffled, target = shuffle(array, table.sources), _carried(out)
    if len(table.sources) == 1:
        shuffled, target = shuffled[:, :, 0], target[:, :, 0]
    cv2.LUT(shuffled, np.ascontiguousarray(_carried(table.values).T)[np.newaxis], target)


def shuffle(array: Array, sources: tuple[int, ...]) -> Array:
    """*array* (H×W×C, bytes) with its channels in the order *sources*."""
    if sources == tuple(range(array.shape[2])):
        return array
    if sources == (2, 1, 0):  # a view with steps of −1 takes fifteen times as long to copy
        return cv2.cvtColor(array, cv2.COLOR_BGR2RGB)
    return array[:, :, list(sources)]


def _carried(array: Array) -> Array:
    return array.view(_CARRIERS[array.dtype.itemsize])


def _split(array: Array, sources: tuple[int, ...], planes: list[Array]) -> dict[int, Array]:
    if array.shape[2] == 1:
        return {0: array[:, :, 0]}
    if len(set(sources)) == 1:
        return {sources[0]: cv2.extractChannel(array, sources[0], planes[0])}
    return dict(enumerate(cv2.split(array, planes)))
