"""How far apart the inputs of two networks are in levels of 8 bits, and whether that is nothing but what YUV takes from colors."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipecheck.evidence.agreeing import LEVEL
from pipecheck.probe.agreement import gaps
from pipecheck.probe.pixels.gaps import level
from pipecheck.spec import Spec
from pipecheck_transformers.pixels import Array

_LUMA = np.array([0.299, 0.587, 0.114])
_BRIGHTNESS = 2.0
"""Brightness comes through YUV within its own rounding and that of the colors."""
_TINT = 3.0
"""Colors come through YUV within this, cut down to whole numbers."""
_NEAR = 5
"""Those of NV12 are made of the pixels around, whichever of them."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The *largest* difference, and whether it is nothing that halved colors would not explain."""

    largest: float
    halved: bool


def apart(first: Array, second: Array, spec: Spec, *, yuv: bool) -> Levels | None:
    """How far apart two batches of one picture are, in levels of the first one, which *spec* makes; None where that has no answer.

    *yuv*: the second one was YUV on its way. A picture that was not never loses colors alone.
    """
    values, layout = spec.values.value, spec.layout.value
    if values is None or layout not in ("chw", "hwc") or {first.ndim, second.ndim} != {4}:
        return None
    laid_out = _like(second[0], first[0].shape)
    if laid_out is None:
        return None
    one, two = (each.transpose(1, 2, 0) if layout == "chw" else each for each in (first[0], laid_out))
    if len(level(spec)) not in (1, one.shape[2]):
        return None
    units = np.array(level(spec))
    largest = float((gaps.difference(one, two) / units).max(initial=0.0))
    return Levels(largest, halved=largest <= LEVEL or (yuv and halved(one / units, two / units, spec)))


def _like(array: Array, shape: tuple[int, ...]) -> Array | None:
    """*array* in the layout of *shape*."""
    orders = ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    return next((each for order in orders if (each := array.transpose(order)).shape == shape), None)


def halved(first: Array, second: Array, spec: Spec) -> bool:
    """Whether two pictures in levels, channels last, are as bright everywhere, and the second has the colors that the first has nearby."""
    color = spec.color.value
    if color is None or color.name not in ("rgb", "bgr") or not np.isfinite(second).all():
        return False
    # brightness and both colors are linear, so the offset of the tensors does not matter
    first, second = (each[:, :, :: 1 if color.name == "rgb" else -1].astype(np.float64) for each in (first, second))
    if np.abs((second - first) @ _LUMA).max() > _BRIGHTNESS:
        return False
    tints = [(each[:, :, [2, 0]] - (each @ _LUMA)[:, :, np.newaxis]).astype(np.float32) for each in (first, second)]
    near = np.ones((_NEAR, _NEAR), np.uint8)
    low, high = cv2.erode(tints[0], near), cv2.dilate(tints[0], near)
    return bool((tints[1] >= low - _TINT).all() and (tints[1] <= high + _TINT).all())
