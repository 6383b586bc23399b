"""What follows from the rows of pictures, as the logarithms in which pictures compare."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipecheck.probe.sets.record import Row

Floats = npt.NDArray[np.float64]
_LEAST = 0.003
"""Of edges: a picture without any is that smooth."""


def edges(rows: Row) -> Floats:
    """How strong the edges are against the contrast: sharpness that does not depend on the exposure."""
    contrast = np.maximum(rows["contrast"].astype(np.float64), 1)
    return np.asarray(np.log(np.maximum(np.sqrt(rows["sharpness"].astype(np.float64)) / contrast, _LEAST)))


def area(rows: Row) -> Floats:
    """The number of pixels."""
    return np.asarray(np.log(rows["width"].astype(np.float64) * rows["height"]))


def shape(rows: Row) -> Floats:
    """Width against height, as stored."""
    return np.asarray(np.log(rows["width"].astype(np.float64) / rows["height"]))
