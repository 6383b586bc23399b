"""Which source pixel every target pixel comes from: two geometries with one footprint are one geometry for pictures of that size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from pipecheck.probe.identify.geometry.kernels import Kernel, fitted
from pipecheck_transformers.apply import applied
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Geometry
from pipecheck_transformers.pixels import Array, Pixels

_POINT = Kernel("opencv", "nearest")


def footprint(geometry: Sequence[Geometry], height: int, width: int) -> Array | None:
    """The row and the column in a picture of that size for every pixel, −1 where there is none; None where it does not fit."""
    steps = fitted(geometry, _POINT)
    if steps is None:
        return None
    grid = np.empty((height, width, 2), np.float32)
    grid[:, :, 0], grid[:, :, 1] = np.arange(height)[:, None], np.arange(width)[None, :]
    try:
        return applied(map(_bare, steps), Pixels(grid, "rgb")).array
    except StepError:
        return None


def differ(geometries: Iterable[Sequence[Geometry]], height: int, width: int) -> bool:
    """Whether any two of *geometries* put the pixels of such a picture in different places."""
    first, *others = [footprint(geometry, height, width) for geometry in geometries]
    return any(not _equal(first, other) for other in others)


def distinct(geometries: Iterable[tuple[Geometry, ...]], height: int, width: int) -> list[tuple[Geometry, ...]]:
    """*geometries* without those that do to such a picture what one before them does."""
    kept: list[tuple[tuple[Geometry, ...], Array | None]] = []
    for geometry in geometries:
        mine = footprint(geometry, height, width)
        if not any(_equal(mine, other) for _, other in kept):
            kept.append((geometry, mine))
    return [geometry for geometry, _ in kept]


def _equal(one: Array | None, other: Array | None) -> bool:
    return one is not None and other is not None and one.shape == other.shape and np.array_equal(one, other)


def _bare(op: Geometry) -> Geometry:
    """*op* with a fill that is no coordinate."""
    return cast("Geometry", replace(cast("Any", op), fill=-1.0)) if getattr(op, "fill", None) is not None else op
