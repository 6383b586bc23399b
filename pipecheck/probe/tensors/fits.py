"""Whether a file's bytes or shape are those of the input, and if not, what they are instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isqrt, prod

import numpy as np

from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors.contents import Peek
from pipecheck.probe.tensors.forms import Form, layout, name, spelled
from pipecheck_transformers.words import DType

Shape = tuple[int, ...]
_SMALLEST = 16
_BY_WIDTH: dict[int, DType] = {1: "uint8", 4: "float32", 8: "float64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The *form* of a file's numbers, None where nothing is sure; *reason* says why the file is not what the input takes.

    It *holds* a picture of another shape where it is that.
    """

    form: Form | None = None
    reason: str | None = None
    hint: str | None = None
    holds: Shape | None = None


def raw(size: int, expected: Expected) -> Judged | None:
    """A file of *size* bytes and nothing but numbers; None where it does not fit the input and has to be looked into."""
    if expected.shape is None:
        return None
    for dtype in _dtypes(expected):
        shape = filled(expected, size / np.dtype(dtype).itemsize)
        if size and shape is not None:
            samples = size // np.dtype(dtype).itemsize // prod(shape)
            if expected.batch is None or samples in {1, expected.batch}:
                return Judged(form=Form(dtype=_little(dtype), shape=shape, samples=samples))
    return None


def misfit(size: int, expected: Expected, peek: Peek) -> Judged:
    """What a raw file of *size* bytes that does not fit the input is, going by what a *peek* into it showed."""
    if size == 0:
        return Judged(reason="empty")
    if peek.format is not None:
        return _foreign(peek.format, expected)
    if expected.shape is None:
        known = peek.width if size % np.dtype(peek.width or "uint8").itemsize == 0 else None
        return Judged(form=Form(dtype=_little(known), shape=(size // np.dtype(known).itemsize,)) if known else None)
    takes = f"{spelled(expected.shape)} of {' or '.join(_dtypes(expected))}"
    return next(_readings(size, expected, peek, takes), None) or Judged(reason=_size(size, expected))


def npy(form: Form, expected: Expected) -> Judged:
    """The array of an .npy file: its *form* with the batch told apart, held against what the input takes."""
    apart, reason = _batched(form, expected)
    holds = apart.shape if reason is not None and apart.shape != expected.shape else None
    hint = _reshape(holds, expected) if holds is not None else None
    if reason is None and form.dtype not in {_little(dtype) for dtype in _dtypes(expected) or (form.dtype,)}:
        reason = f"numbers of {name(form.dtype)}, and the input takes {' or '.join(_dtypes(expected))}"
        hint = f"save them as {expected.dtype}" if expected.dtype else None
    if form.fortran and apart.samples > 1:
        return Judged(reason=reason, hint=hint, holds=holds)
    if reason is None and form.dtype.startswith(">"):
        reason = f"numbers of {name(form.dtype)}, which most readers take for little-endian ones"
    return Judged(form=apart, reason=reason, hint=hint, holds=holds)


def filled(expected: Expected, numbers: float) -> Shape | None:
    """The shape of one sample of a file of so many *numbers*, sides that may vary filled in; None where it does not fit."""
    shape = expected.shape
    assert shape is not None
    known = prod(side for side in shape if side is not None)
    open_sides = [index for index, side in enumerate(shape) if side is None]
    if not known or numbers < known or numbers % known or numbers != int(numbers):
        return None
    if not open_sides:
        return tuple(side for side in shape if side is not None)
    left = int(numbers) // known // (expected.batch or 1)
    if left < 1:
        return None
    root = isqrt(left)
    square = len(open_sides) == 2 and root * root == left
    found = iter([root, root] if square else [1] * (len(open_sides) - 1) + [left])
    return tuple(next(found) if side is None else side for side in shape)


def _dtypes(expected: Expected) -> tuple[DType, ...]:
    return (expected.dtype,) if expected.dtype is not None else ("float32", "uint8") if expected.shape is not None else ()


def _little(dtype: str) -> str:
    return str(np.dtype(dtype).newbyteorder("<").str)


def _foreign(format_: str, expected: Expected) -> Judged:
    if format_ == "an .npy file":
        hint = "write the numbers alone, with array.tofile(path)"
        return Judged(reason="an .npy file, whose header is read as numbers too", hint=hint if expected.tool == "hb_mapper" else None)
    return Judged(reason=f"{format_}, not numbers", hint="move away what is no sample: every file there is read as one")


def _readings(size: int, expected: Expected, peek: Peek, takes: str) -> Iterator[Judged]:
    """What the bytes would fit, the likeliest first."""
    whole = spelled(expected.shape or ())
    for width, dtype in sorted(_BY_WIDTH.items(), key=lambda pair: pair[1] != peek.width):
        shape = filled(expected, size / width)
        samples = size // width // prod(shape) if shape else 0
        fits = samples in {1, expected.batch} and dtype not in _dtypes(expected)
        if shape and fits and peek.width in (None, dtype):
            sure = peek.width == dtype or width == 1
            form = Form(dtype=_little(dtype), shape=shape, samples=samples) if sure else None
            yield Judged(form=form, reason=f"{whole} of {dtype}, and the input takes {takes}", hint=_cast(expected))
    yield from _several(size, expected, takes)
    yield from _yuv(size, expected, takes)
    for dtype in (*_dtypes(expected), *_BY_WIDTH.values()):
        if peek.width in (None, dtype) and (shape := _other_size(size / np.dtype(dtype).itemsize, expected)):
            yield Judged(
                reason=f"as long as {spelled(shape)} of {dtype}, and the input takes {takes}", hint=_resize(shape, expected), holds=shape
            )


def _several(size: int, expected: Expected, takes: str) -> Iterator[Judged]:
    """Samples one after the other, unless they may as well be one picture of twice, three times … the sides."""
    for dtype in _dtypes(expected):
        width = np.dtype(dtype).itemsize
        shape = filled(expected, size / width)
        count = size // width // prod(shape) if shape else 0
        if shape and count > 1 and (larger := _other_size(size / width, expected)) is not None:
            said = f"as long as {spelled(larger)} or {count} samples of {spelled(shape)}, and the input takes {takes}"
            yield Judged(reason=said, hint=_resize(larger, expected))
        elif shape and count > 1:
            form = Form(dtype=_little(dtype), shape=shape, samples=count)
            yield Judged(form=form, reason=f"{count} samples of {spelled(shape)} in one file", hint="write one file for every sample")


def _cast(expected: Expected) -> str | None:
    where = f" or correct cal_data_type, which says {expected.dtype}" if expected.tool == "hb_mapper" else ""
    return f"save them as {expected.dtype}{where}" if expected.dtype else None


def _reshape(shape: Shape, expected: Expected) -> str | None:
    """What to do about an array of another *shape*."""
    if layout(shape) is None or layout(expected.shape) is None:
        return None
    return "transpose before saving" if _is_turned(shape, expected) else _resize(shape, expected)


def _is_turned(shape: Shape, expected: Expected) -> bool:
    """Whether *shape* has the sides of the input with its channels at the other end."""
    order = layout(shape)
    return order not in (None, layout(expected.shape)) and sorted(shape) == sorted(side or 0 for side in expected.shape or ())


def _resize(shape: Shape, expected: Expected) -> str:
    changed = "channels" if _pixels(shape) == _pixels(expected.shape or ()) else "size"
    return f"make the pictures in the {changed} of the input"


def _pixels(shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
    return shape[1:] if layout(shape) == "chw" else shape[:-1]


def _yuv(size: int, expected: Expected, takes: str) -> Iterator[Judged]:
    """Two planes of half the sides beside a whole one."""
    sides = [side for side in _pixels(expected.shape or ()) if side is not None] if layout(expected.shape) else []
    pixels = prod(sides) if len(sides) == 2 else 0
    if pixels and size * 2 == pixels * 3:
        yield Judged(
            reason=f"as long as {spelled(tuple(sides))} in NV12, and the input takes {takes}", hint="save whole channels, not NV12"
        )


def _other_size(numbers: float, expected: Expected) -> Shape | None:
    """The picture of so many *numbers* that differs from the input in one thing: its channels, its size, at last its aspect."""
    order = layout(expected.shape)
    if order is None or expected.shape is None or numbers != int(numbers):
        return None
    channels = expected.shape[0] if order == "chw" else expected.shape[-1]
    height, width = _pixels(expected.shape)
    wholes = [count for count in (channels, 3, 1, 4) if count and numbers % count == 0]
    aspects = [(height, width), (1, 1)] if height and width else [(1, 1)]
    if height and width:
        for count in wholes:
            if numbers == count * height * width:
                return (count, height, width) if order == "chw" else (height, width, count)
    for count in wholes[:1]:
        for tall, wide in aspects:
            sides = _sides(int(numbers) // count, tall, wide)
            if sides is not None:
                return (count, *sides) if order == "chw" else (*sides, count)
    return None


def _sides(pixels: int, tall: int, wide: int) -> tuple[int, int] | None:
    """Height and width of so many *pixels* in the aspect *tall* to *wide*."""
    high = isqrt(pixels * tall // wide)
    if high < _SMALLEST or pixels % high or high * wide != pixels // high * tall:
        return None
    return high, pixels // high


def _size(size: int, expected: Expected) -> str:
    shape = expected.shape or ()
    if None in shape or len(_dtypes(expected)) != 1:
        return f"of a size that is no {spelled(shape)} of {' or '.join(_dtypes(expected))}"
    needs = prod(side for side in shape if side is not None) * np.dtype(_dtypes(expected)[0]).itemsize * (expected.batch or 1)
    return f"{'shorter' if size < needs else 'longer'} than the {needs} bytes that the input takes"


def _batched(form: Form, expected: Expected) -> tuple[Form, str | None]:
    """*form* with the axes of the batch taken off, and what is wrong with its shape."""
    if expected.shape is None:
        shape = form.shape[1:] if len(form.shape) == len("nchw") else form.shape
        return replace(form, shape=shape, samples=form.shape[0] if len(form.shape) == len("nchw") else 1), None
    rank = len(expected.shape)
    batch = prod(form.shape[: max(len(form.shape) - rank, 0)])
    shape = form.shape[max(len(form.shape) - rank, 0) :]
    apart = replace(form, shape=shape, samples=batch)
    if not _same(shape, expected.shape) and not (batch == 1 and _same(form.shape, expected.shape)):
        said = f"an array of {spelled(form.shape)}, and the input takes {spelled(expected.shape)}"
        orders = f": {str(layout(shape)).upper()}, not {str(layout(expected.shape)).upper()}" if _is_turned(shape, expected) else ""
        return apart, f"{said}{orders}"
    if batch not in {1, expected.batch} and expected.batch is not None:
        return apart, f"{batch} samples of {spelled(expected.shape)} in one file"
    sides = tuple(side for side in expected.shape if side is not None)
    return replace(apart, shape=sides) if len(sides) == rank else apart, None


def _same(shape: Shape, expected: tuple[int | None, ...]) -> bool:
    """Whether the numbers stand in the same order: an axis of length 1 more or less changes nothing."""
    mine = [side for side in shape if side != 1]
    theirs = [side for side in expected if side != 1]
    if None in theirs:
        return len(shape) == len(expected) and all(want in (None, side) for side, want in zip(shape, expected, strict=True))
    return mine == theirs
