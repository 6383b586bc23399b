"""What color conversions do to the channels, and to the affine and the fills that are written per channel."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.spec import affine
from pipecheck.spec.facts import ColorState, Values
from pipecheck.spec.program import Step
from pipecheck.spec.state import State
from pipecheck_transformers.tensor_ops import ToColor
from pipecheck_transformers.words import Color, DType, YuvRange

_SWAP: dict[Color, Color] = {"rgb": "bgr", "bgr": "rgb"}
_MIX_IN_FLOATS = ("horizon", "skimage")
_YUV = ("yuv444", "nv12")


def convert(state: State, op: ToColor, step: Step) -> State:
    """*state* after a conversion, done by a step that may believe in another order than the true one."""
    if state.color is None:
        return _from_unknown(state, op, step)
    if _is_identity(state.color, op):
        return _spoken(state, op, step)
    color = _converted(state.color, op)
    if color is None:
        return state.forget(frozenset({"color", "values"}), step)
    converted = _spoken(replace(state, color=color), op, step)
    dtype = _dtype_after(op, state.color, color, state.dtype)
    converted = converted if dtype == state.dtype else converted.touched("dtype", step, dtype=dtype)
    return converted if state.values is None else _carry_values(converted, state.values, state.color, color, step)


def _from_unknown(state: State, op: ToColor, step: Step) -> State:
    """Without a stated source the result is known whatever came before; a swap of unknown channels stays unknown."""
    if op.source is not None and op.color in _SWAP and op.source in _SWAP:
        return state
    stated = ColorState(op.color, range=_range(op), colorless=op.color == "gray")
    spoken = _spoken(replace(state, color=stated), op, step)
    return spoken.forget(frozenset({"dtype"}), step) if op.library in _MIX_IN_FLOATS else spoken


def _spoken(state: State, op: ToColor, step: Step) -> State:
    """*state* with *step* as a reason for its color; a step that asks for a color whatever came before assumes nothing."""
    spoken = state.touched("color", step)
    if op.source is not None or step.assumed:
        return spoken
    return replace(spoken, assumed={aspect: text for aspect, text in spoken.assumed.items() if aspect != "color"})


def _is_identity(color: ColorState, op: ToColor) -> bool:
    if op.source is not None and op.source != color.name:
        return False
    return op.color == color.name and (color.range is None or color.range == op.range)


def _converted(color: ColorState, op: ToColor) -> ColorState | None:
    believed = op.source or color.name
    swapped = believed != color.name
    if swapped and not (believed in _SWAP and color.name in _SWAP):
        return None  # a step written for another kind of picture: nobody knows what comes out
    if believed in _SWAP:
        return _from_rgb(color, op, swapped=swapped)
    if believed in _YUV:
        return _from_yuv(color, op)
    return replace(color, name=op.color, range=_range(op))  # gray, repeated


def _from_rgb(color: ColorState, op: ToColor, *, swapped: bool) -> ColorState:
    if op.color in _SWAP:
        return replace(color, name=_SWAP[op.color] if swapped else op.color)
    crossed = color.crossed if color.colorless else swapped
    return replace(color, name=op.color, range=_range(op), crossed=crossed, colorless=color.colorless or op.color == "gray")


def _from_yuv(color: ColorState, op: ToColor) -> ColorState | None:
    if op.color in _YUV:
        return replace(color, name=op.color) if color.range == op.range else None
    misread = color.range if color.range != op.range else color.misread
    if op.color == "gray":
        return replace(color, name="gray", range=None, misread=misread, colorless=True)
    if color.crossed and not color.colorless:
        return replace(color, name=_SWAP[op.color], range=None, misread=misread, crossed=False)
    return replace(color, name=op.color, range=None, misread=misread)


def _range(op: ToColor) -> YuvRange | None:
    return op.range if op.color in _YUV else None


def _dtype_after(op: ToColor, before: ColorState, after: ColorState, dtype: DType | None) -> DType | None:
    """What the library makes of *dtype*: the toolchain mixes channels in floats, and so does scikit-image for gray."""
    if before.name in _SWAP and after.name in _SWAP:
        return dtype
    if op.library == "horizon" and before.name != "gray":
        return "uint8" if after.name == "nv12" else "float32"
    if op.library == "skimage" and after.name == "gray" and dtype is not None:
        return "float32" if dtype in ("float16", "float32") else "float64"
    return dtype


def _carry_values(state: State, values: Values, before: ColorState, after: ColorState, step: Step) -> State:
    """Per-channel numbers follow a swap; through gray or YUV only numbers that are alike for all channels survive."""
    if before.name in _SWAP and after.name in _SWAP:
        return state if before.name == after.name else replace(state, values=reverse(values))
    if values.affine.uniform and all(cast.before.uniform for cast in values.casts):
        return state
    return state.forget(frozenset({"values"}), step)


def reverse(values: Values) -> Values:
    """*values* with their channels in the opposite order."""
    casts = tuple(replace(cast, before=affine.reverse(cast.before)) for cast in values.casts)
    return Values(affine.reverse(values.affine), casts)


def in_rgb_order(values: Values, color: ColorState | None) -> Values | None:
    """*values* with their channels as R, G, B; None where the order is unknown and matters."""
    if values.affine.uniform and all(cast.before.uniform for cast in values.casts):
        return values
    if color is None:
        return None
    return reverse(values) if color.name == "bgr" else values
