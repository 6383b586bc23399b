"""Whether tensors are pictures at all: of noise, no number says anything of its neighbours, in whatever order the axes are read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipecheck_transformers.pixels import Array

_ALIKE = 0.1
"""The correlation with some neighbour that every picture has; that of noise strays by 1 / √(numbers), of photographs it is above 0.5."""
_LEAST = 2
_NUMBERS = 768
"""With fewer numbers chance alone comes near."""


def noisy(pictures: Sequence[Array], channels: int = 3) -> bool:
    """Whether all of *pictures*, of which there are some, are noise."""
    return len(pictures) >= _LEAST and all(_is_noise(each, channels) for each in pictures)


def _is_noise(picture: Array, channels: int) -> bool:
    """Whether no lag at which a neighbour could lie shows any correlation: the next number, the next pixel, the next rows."""
    flat = picture.ravel()
    if flat.size < _NUMBERS:
        return False
    with np.errstate(all="ignore"):
        centred = flat.astype(np.float64) - flat.mean(dtype=np.float64)
        whole = float(np.dot(centred, centred))
        lags = {1, channels, *(side * times for side in picture.shape for times in (1, channels) if 1 < side < flat.size)}
        found = [float(np.dot(centred[:-lag], centred[lag:])) / whole for lag in lags if lag < flat.size // 2] if whole else []
    return bool(found) and all(np.isfinite(each) and abs(each) < _ALIKE for each in found)
