"""What a color conversion makes of a picture, and what the picture then truly is."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels import color_horizon, gray, nv12
from pipecheck_transformers.ops import Color, Library, TakeChannel, ToColor, YuvRange
from pipecheck_transformers.pixels import Array, Pixels

_CHANNELS: dict[Color, int] = {"rgb": 3, "bgr": 3, "gray": 1, "yuv444": 3, "nv12": 1}
_SWAPPED: dict[Color, Color] = {"rgb": "bgr", "bgr": "rgb"}


def to_color(op: ToColor, pixels: Pixels) -> Pixels:
    """*pixels* after *op*, under the color that they truly have then: a step may believe in a wrong order."""
    believed = op.source or pixels.color
    _check_shape(believed, pixels.hwc)
    if believed == op.color:
        return pixels
    array = _converted(op, believed, pixels.hwc)
    return _like(pixels, array, _true_color(op, believed, pixels.color), _true_range(op, believed, pixels.range))


def take_channel(op: TakeChannel, pixels: Pixels) -> Pixels:
    """One channel of *pixels*, called gray."""
    channels = pixels.hwc.shape[2]
    if not 0 <= op.index < channels:
        raise StepError(f"there is no channel {op.index} in a picture of {channels} channels")
    return _like(pixels, pixels.hwc[:, :, op.index : op.index + 1], "gray", "full")


def _converted(op: ToColor, believed: Color, array: Array) -> Array:
    match believed, op.color:
        case ("rgb", "bgr") | ("bgr", "rgb"):
            return array[:, :, ::-1]
        case "gray", "rgb" | "bgr":
            return np.repeat(array, 3, axis=2)
        case ("nv12", "yuv444") | ("yuv444", "nv12"):
            return _resampled(op, believed, array)
        case "yuv444" | "nv12", "rgb" | "bgr":
            return _decoded(op, believed, array)
        case "rgb" | "bgr", _:
            return _encoded(op, believed, array)
        case "gray", _:
            return _encoded(op, "rgb", np.repeat(array, 3, axis=2))
        case _:
            raise _missing(op.library, f"from {believed} to {op.color}")


def _resampled(op: ToColor, believed: Color, array: Array) -> Array:
    if op.library != "horizon":
        raise _missing(op.library, f"from {believed} to {op.color}")
    return nv12.to_yuv444(array) if believed == "nv12" else nv12.from_yuv444(array)


def _encoded(op: ToColor, source: Color, array: Array) -> Array:
    if op.library == "opencv":
        from pipecheck_transformers.kernels import color_opencv

        return color_opencv.encode(array, source, op.color, op.range)
    rgb = _reversed_if(source == "bgr", array)
    match op.library, op.color:
        case "pil", _:
            from pipecheck_transformers.kernels import color_pil

            return color_pil.encode(rgb, op.color, op.range)
        case "horizon", _:
            return color_horizon.encode(rgb, op.color, op.range)
        case "skimage", "gray":
            return gray.skimage(rgb)
        case "torch", "gray":
            return gray.torch(rgb)
        case _:
            raise _missing(op.library, f"to {op.color}")


def _decoded(op: ToColor, source: Color, array: Array) -> Array:
    match op.library:
        case "opencv":
            from pipecheck_transformers.kernels import color_opencv

            return color_opencv.decode(array, source, op.color, op.range)
        case "pil":
            from pipecheck_transformers.kernels import color_pil

            return _reversed_if(op.color == "bgr", color_pil.decode(array, source, op.range))
        case "horizon":
            return _reversed_if(op.color == "bgr", color_horizon.decode(array, source, op.range))
        case _:
            raise _missing(op.library, f"from {source}")


def _reversed_if(condition: bool, array: Array) -> Array:
    return np.ascontiguousarray(array[:, :, ::-1]) if condition else array


def _missing(library: Library, conversion: str) -> StepError:
    return StepError(f"{library} has no conversion {conversion}")


def _check_shape(believed: Color, array: Array) -> None:
    if array.shape[2] != _CHANNELS[believed]:
        raise StepError(f"{believed} has {_CHANNELS[believed]} channels, the picture has {array.shape[2]}")
    if believed == "nv12":
        nv12.check_planes(array)


def _true_color(op: ToColor, believed: Color, truth: Color) -> Color:
    """The color that results: a swap of a picture that was in the other order already puts it into the wrong one."""
    return _SWAPPED.get(truth, op.color) if believed in _SWAPPED and op.color in _SWAPPED else op.color


def _true_range(op: ToColor, believed: Color, truth: YuvRange) -> YuvRange:
    if op.color not in ("yuv444", "nv12"):
        return "full"
    return truth if believed in ("yuv444", "nv12") else op.range


def _like(pixels: Pixels, hwc: Array, color: Color, yuv_range: YuvRange) -> Pixels:
    array = hwc if pixels.layout == "hwc" else np.moveaxis(hwc, -1, 0)
    return Pixels(np.ascontiguousarray(array), color, pixels.layout, yuv_range)
