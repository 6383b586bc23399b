"""What two roads make of one picture and where they are apart, small enough for a page."""

from __future__ import annotations

import cv2
import numpy as np

from pipecheck.evidence.pixels import Heat, Shown, Sight
from pipecheck.probe.agreement.levels import halved
from pipecheck.probe.pixels import gaps, visible
from pipecheck.spec import Spec
from pipecheck_transformers.pixels import Array

CELLS = 48
"""A heat map has no more rows or columns than this."""
_SIDE, _QUALITY = 160, 85
_COLORS = 3


def sight(picture: str, left: Array, right: Array, spec: Spec, *, yuv: bool) -> Sight:
    """Two tensors, channels last, as the network of the left one takes them, which *spec* makes; *yuv*: the right one was YUV once."""
    with np.errstate(all="ignore"):  # a road may make anything
        return Sight(
            picture=picture,
            left=_shown(visible.picture(left, spec, spec)),
            right=_shown(visible.picture(right, spec, spec)),
            heat=heat(left, right, spec) if left.shape == right.shape else None,
            halved=yuv and left.shape == right.shape and _halved(left, right, spec),
        )


def _halved(left: Array, right: Array, spec: Spec) -> bool:
    units = np.array(gaps.level(spec))
    return bool(left.shape[2] == _COLORS and spec.values.value is not None and halved(left / units, right / units, spec))


def heat(left: Array, right: Array, spec: Spec) -> Heat:
    """Where two tensors of one shape are apart, in levels of the left one, which *spec* makes; the worst channel counts."""
    apart = np.abs(left.astype(np.float64) - right) / np.array(gaps.level(spec))
    worst = np.nan_to_num(apart.max(axis=2), nan=np.inf, posinf=np.inf)
    side = -(-max(worst.shape) // CELLS)
    for axis, pixels in enumerate(worst.shape):
        worst = np.maximum.reduceat(worst, np.arange(0, pixels, side), axis=axis)
    return Heat(side=side, cells=tuple(map(tuple, worst.tolist())))


def _shown(picture: Array) -> Shown:
    height, width = picture.shape[:2]
    ratio = min(1.0, _SIDE / max(height, width))
    size = max(1, round(width * ratio)), max(1, round(height * ratio))
    small = np.ascontiguousarray(picture[:, :, ::-1]) if ratio == 1 else cv2.resize(picture[:, :, ::-1], size, interpolation=cv2.INTER_AREA)
    jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
    return Shown(jpeg=jpeg, height=height, width=width)
