"""What a picture and a tensor look like from afar, whatever was done to colors and values: a few numbers that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pipecheck.probe.images import header
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.sets import decoding
from pipecheck.probe.sets.figures import upright
from pipecheck.probe.tensors.matching import shapes
from pipecheck.spec import Placed
from pipecheck.spec.frames import Axis, frame
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array

_SIDE, _POINTS = 16, 64
_FRACTIONS = (1.0, 0.94, 0.875, 0.8)
"""Parts of a picture that are looked at alone, around its middle: what crops of validation leave."""
_EVEN = 1e-3
"""A row that varies by less than this part of the range is no picture, but its border."""
_FLAT, _HUGE = 1e-6, 1e30
Window = tuple[float, float, float, float, bool, bool]
"""Top, bottom, left and right as parts of the picture, and whether it is to be mirrored, up and down and sideways."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a thing looks in each way in which it may be seen: *whole*, one row of length 1 per way, and its *channels*, or none.

    *luma* says that the whole is brightness, and not the mean of channels that were each stretched to the same contrast.
    """

    whole: Array
    channels: Array | None
    luma: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is known of how tensors show their pictures: the geometry of the declared source, and the sides of a tensor."""

    steps: Sequence[Placed] | None = None
    sides: tuple[int, int] | None = None


def of_tensor(tensor: Array, *, planar: bool = False, yuv: bool = False) -> Look | None:
    """The look of *tensor*; of NV12 (*planar*) and YUV only the brightness counts. None where it is no picture, or of one color."""
    seen = shapes.pictures(tensor)
    if planar:
        seen = [each[: each.shape[0] * 2 // 3] for each in seen[:1]]
    ends = (float(seen[0].min()), float(seen[0].max())) if seen else (0.0, 0.0)
    if ends[0] == ends[1] or not max(map(abs, ends)) < _HUGE:
        return None
    luma = planar or yuv or seen[0].shape[2] == 1
    chosen = [each[:, :, :1] if luma else each[:, :, :3] for each in seen]
    small = [_small(part) for each in chosen for part in (each, _within_border(each))]
    channels = np.stack([_stretched(each) for each in small])
    return Look(_whole(channels), None if luma else channels, luma)


def of_picture(path: Path, view: View) -> tuple[Look, Look] | None:
    """The looks of the picture at *path*, by its colors and by its brightness; None where it cannot be read."""
    try:
        with hushed():
            data = readers.content(path)
            head = header.of(data, path.name)
            if head.fault or not head.size:
                return None
            stored = decoding.decoded(data, head, factor=decoding.reduction(*head.size))
    except (ToolkitError, cv2.error, MemoryError):
        return None
    orientation = 1 if head.form == "TIFF" else head.traits.orientation  # a turned TIFF is upright already
    shown = [stored] if orientation == 1 else [upright(stored, orientation), stored]
    lying = max(head.size), min(head.size)
    sizes = [lying if each.shape[0] > each.shape[1] else lying[::-1] for each in shown]
    small = [_small(_cut(pixels, window)) for pixels, size in zip(shown, sizes, strict=True) for window in _windows(size, view)]
    channels = np.stack([_stretched(each[:, :, ::-1]) for each in small])
    lumas = np.stack([_stretched(each @ np.array([[0.114], [0.587], [0.299]])) for each in small])
    return Look(_whole(channels), channels), Look(_whole(lumas), None, luma=True)


def alike(tensor: Look, picture: tuple[Look, Look]) -> float:
    """How much a tensor looks like a picture, in the way in which it does most; 1 is the same, 0 has nothing to do with it."""
    return float((tensor.whole @ picture[tensor.luma].whole.T).max())


def meeting(tensor: Look, picture: tuple[Look, Look]) -> tuple[int, int]:
    """In which way each of the two is seen where they look most alike."""
    both = tensor.whole @ picture[tensor.luma].whole.T
    mine, theirs = divmod(int(both.argmax()), int(both.shape[1]))
    return mine, theirs


def _windows(size: tuple[int, int], view: View) -> Iterator[Window]:
    declared = frame(view.steps, *size) if view.steps else None
    if declared is not None:
        rows, columns = _seen(declared.rows, size[0]), _seen(declared.columns, size[1])
        if rows is not None and columns is not None:
            yield (*rows, *columns, declared.rows.scale < 0, declared.columns.scale < 0)
    height, width = size
    sides = view.sides or (1, 1)
    covered = min(height / sides[0], width / sides[1])
    tall, wide = covered * sides[0] / height, covered * sides[1] / width
    for part in _FRACTIONS:
        yield _middle(part, part)
        yield _middle(part * tall, part * wide)


def _middle(tall: float, wide: float) -> Window:
    return (1 - tall) / 2, (1 + tall) / 2, (1 - wide) / 2, (1 + wide) / 2, False, False


def _seen(axis: Axis, side: int) -> tuple[float, float] | None:
    ends = sorted((each - axis.shift) / axis.scale / side for each in (axis.begin, axis.end))
    return (max(ends[0], 0.0), min(ends[1], 1.0)) if ends[0] < 1 and ends[1] > 0 and ends[1] > ends[0] else None


def _cut(pixels: Array, window: Window) -> Array:
    top, bottom, left, right, upside, sideways = window
    height, width = pixels.shape[:2]
    rows, columns = _span(top, bottom, height), _span(left, right, width)
    return pixels[rows, columns][:: -1 if upside else 1, :: -1 if sideways else 1]


def _span(first: float, last: float, side: int) -> slice:
    start = min(round(first * side), side - 1)
    return slice(start, max(round(last * side), start + 1))


def _small(picture: Array) -> Array:
    with np.errstate(all="ignore"):
        floats = np.ascontiguousarray(picture, np.float32)
    resized: Array = cv2.resize(floats, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return resized.reshape(_SIDE, _SIDE, -1)


def _stretched(small: Array) -> Array:
    """Each channel of *small* as a row with mean 0 and length 1; one color is all zeros."""
    rows = small.reshape(-1, small.shape[2]).T.astype(np.float64)
    rows = rows - rows.mean(axis=1, keepdims=True)
    return _of_length_one(rows, _FLAT * (1 + np.abs(small).max()))


def _whole(channels: Array) -> Array:
    return _of_length_one(channels.sum(axis=1), _FLAT)


def _of_length_one(rows: Array, least: float) -> Array:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Array = np.where(lengths > least, rows / np.maximum(lengths, least), 0.0).astype(np.float32)
    return scaled


def _within_border(picture: Array) -> Array:
    """*picture* without the rows and columns of one color at its edges, which a letterbox adds."""
    down, across = (max(side // _POINTS, 1) for side in picture.shape[:2])
    limit = _EVEN * float(np.ptp(picture[::down, ::across].astype(np.float32)))
    inside = []
    for axis, lines in ((1, picture[:, ::across]), (0, picture[::down])):
        spread = (lines.max(axis=axis).astype(np.float64) - lines.min(axis=axis)).max(axis=-1)
        where = np.nonzero(spread > limit)[0]
        inside.append(slice(where[0], where[-1] + 1) if len(where) else slice(None))
    return picture[inside[0], inside[1]]
