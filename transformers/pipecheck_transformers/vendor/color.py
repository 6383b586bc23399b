# ruff: noqa: N802 - the names are those of the samples' classes, so that their scripts run unchanged
"""The samples' transformers that convert colors; each believes in the order in its name, whatever it is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Affine, Cast, Color, Op, TakeChannel, ToColor, Transpose, YuvRange
from pipecheck_transformers.vendor.transformer import Transformer, layout_of

_Order = Literal["rgb", "bgr"]
_SIGNED = Affine(bias=-128.0)


def BGR2RGBTransformer(data_format: str = "CHW") -> Transformer:
    """The channels reversed, in pictures with channels first unless told otherwise."""
    return Transformer("BGR2RGBTransformer", (ToColor("rgb", source="bgr"),), layout_of(data_format))


def RGB2BGRTransformer(data_format: str = "CHW") -> Transformer:
    """The channels reversed, in pictures with channels first unless told otherwise."""
    return Transformer("RGB2BGRTransformer", (ToColor("bgr", source="rgb"),), layout_of(data_format))


def RGB2GRAYTransformer(data_format: str) -> Transformer:
    """Gray by the weights of BT.601, unrounded."""
    return Transformer("RGB2GRAYTransformer", (_horizon("rgb", "gray"),), layout_of(data_format))


def BGR2GRAYTransformer(data_format: str) -> Transformer:
    """Gray by the weights of BT.601, unrounded."""
    return Transformer("BGR2GRAYTransformer", (_horizon("bgr", "gray"),), layout_of(data_format))


def RGB2GRAY_128Transformer(data_format: str) -> Transformer:
    """Gray by the weights of BT.601, less 128."""
    return Transformer("RGB2GRAY_128Transformer", (_horizon("rgb", "gray"), _SIGNED), layout_of(data_format))


def BGR2GRAY_128Transformer(data_format: str) -> Transformer:
    """Gray by the weights of BT.601, less 128."""
    return Transformer("BGR2GRAY_128Transformer", (_horizon("bgr", "gray"), _SIGNED), layout_of(data_format))


def RGB2YUV444Transformer(data_format: str) -> Transformer:
    """Full-range BT.601, unrounded."""
    return Transformer("RGB2YUV444Transformer", (_horizon("rgb", "yuv444"),), layout_of(data_format))


def BGR2YUV444Transformer(data_format: str) -> Transformer:
    """Full-range BT.601, unrounded."""
    return Transformer("BGR2YUV444Transformer", (_horizon("bgr", "yuv444"),), layout_of(data_format))


def RGB2YUV444_128Transformer(data_format: str) -> Transformer:
    """Full-range BT.601, all three channels less 128."""
    return Transformer("RGB2YUV444_128Transformer", (_horizon("rgb", "yuv444"), _SIGNED), layout_of(data_format))


def BGR2YUV444_128Transformer(data_format: str) -> Transformer:
    """Full-range BT.601, all three channels less 128."""
    return Transformer("BGR2YUV444_128Transformer", (_horizon("bgr", "yuv444"), _SIGNED), layout_of(data_format))


def RGB2YUVBT601VIDEOTransformer(data_format: str) -> Transformer:
    """Video-range BT.601, unrounded."""
    return Transformer("RGB2YUVBT601VIDEOTransformer", (_horizon("rgb", "yuv444", "video"),), layout_of(data_format))


def BGR2YUVBT601VIDEOTransformer(data_format: str) -> Transformer:
    """Video-range BT.601, unrounded."""
    return Transformer("BGR2YUVBT601VIDEOTransformer", (_horizon("bgr", "yuv444", "video"),), layout_of(data_format))


def YUVTransformer(color_sequence: str) -> Transformer:
    """Refused: nothing public says what this leftover of old samples computes."""
    raise ToolkitError(
        f"YUVTransformer({color_sequence!r}): its arithmetic is not documented; "
        "RGB2YUV444Transformer, BGR2YUV444Transformer and their _128 forms have taken its place"
    )


def ReduceChannelTransformer(data_format: str = "CHW") -> Transformer:
    """The first channel alone."""
    return Transformer("ReduceChannelTransformer", (TakeChannel(0),), layout_of(data_format))


def RGB2NV12Transformer(data_format: str = "CHW", cvt_mode: str = "rgb_calc") -> Transformer:
    """NV12: full range by `rgb_calc`, but video range by `opencv`."""
    return Transformer("RGB2NV12Transformer", _nv12("rgb", cvt_mode), layout_of(data_format))


def BGR2NV12Transformer(data_format: str = "CHW", cvt_mode: str = "rgb_calc") -> Transformer:
    """NV12: full range by `rgb_calc`, but video range by `opencv`."""
    return Transformer("BGR2NV12Transformer", _nv12("bgr", cvt_mode), layout_of(data_format))


def NV12ToYUV444Transformer(target_size: Sequence[int], yuv444_output_layout: str = "HWC") -> Transformer:
    """The chroma of NV12 repeated for its four pixels; *target_size* is (height, width), and what counts is the size of the plane."""
    height, width = target_size
    if height % 2 or width % 2:
        raise ValueError(f"target_size is {height}×{width}, nv12 needs even sides")
    ops = ToColor("yuv444", source="nv12", library="horizon"), Transpose(layout_of(yuv444_output_layout))
    return Transformer("NV12ToYUV444Transformer", ops)


def _horizon(source: _Order, color: Color, yuv_range: YuvRange = "full") -> ToColor:
    return ToColor(color, source=source, range=yuv_range, library="horizon")


def _nv12(source: _Order, cvt_mode: str) -> tuple[Op, ...]:
    match cvt_mode:
        case "rgb_calc":
            return (_horizon(source, "nv12"),)
        case "opencv":  # OpenCV has 4:2:0 for bytes only
            return Cast("uint8"), ToColor("nv12", source=source, range="video", library="opencv")
        case _:
            raise ValueError(f"cvt_mode is {cvt_mode!r}, not 'rgb_calc' or 'opencv'")
