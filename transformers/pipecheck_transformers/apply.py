"""One operation on one picture: the reference that every faster form must equal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

import numpy as np

from pipecheck_transformers.kernels import color, geometry, values
from pipecheck_transformers.ops import Affine, Cast, Op, Reinterpret, TakeChannel, ToColor, Transpose
from pipecheck_transformers.pixels import Array, Pixels


def apply(op: Op, pixels: Pixels) -> Pixels:
    """What *op* makes of *pixels*."""
    match op:
        case ToColor():
            return color.to_color(op, pixels)
        case TakeChannel():
            return color.take_channel(op, pixels)
        case Affine():
            return replace(pixels, array=values.affine(op, pixels.array, pixels.channel_axis))
        case Cast():
            return replace(pixels, array=values.cast(op, pixels.array))
        case Transpose():
            return replace(pixels, array=pixels.hwc if op.layout == "hwc" else _channels_first(pixels.hwc), layout=op.layout)
        case Reinterpret():
            return _reshaped(op, pixels)
        case _:
            array = geometry.transform(op, pixels.hwc)
            return replace(pixels, array=array if pixels.layout == "hwc" else _channels_first(array))


def applied(ops: Iterable[Op], pixels: Pixels) -> Pixels:
    """What *ops*, one after the other, make of *pixels*."""
    return reduce(lambda made, op: apply(op, made), ops, pixels)


def _channels_first(array: Array) -> Array:
    return np.moveaxis(array, -1, 0)


def _reshaped(op: Reinterpret, pixels: Pixels) -> Pixels:
    height, width, channels = pixels.hwc.shape
    shape = (height, width, channels) if op.layout == "hwc" else (channels, height, width)
    return replace(pixels, array=np.ascontiguousarray(pixels.array).reshape(shape), layout=op.layout)
