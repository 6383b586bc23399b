"""What a chain leaves to Pillow before the picture becomes an array: its resize, and the center crop that follows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipecheck_transformers import readers, sizes
from pipecheck_transformers.kernels import geometry
from pipecheck_transformers.ops import CenterCrop, Op, Read, Resize, ResizeLong, ResizeShort
from pipecheck_transformers.pixels import Array

if TYPE_CHECKING:
    from PIL.Image import Image

_EXACT = 1 << 8
"""Sides below 65536 in steps of 1/256 are exact in the float32 in which Pillow keeps a box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first operations of a chain where Pillow does them on the picture that it read."""

    read: Read
    resize: Resize | ResizeShort | ResizeLong
    cut: CenterCrop | None

    @property
    def done(self) -> int:
        """How many operations these are."""
        return 1 if self.cut is None else 2

    def __call__(self, path: str | os.PathLike[str]) -> Array:
        """The file at *path* after these operations."""
        array = readers.read(self.read, path, self._stretched)
        if self.cut is None or array.shape[:2] == (self.cut.height, self.cut.width):
            return array
        return geometry.transform(self.cut, array)  # a crop larger than the picture

    def _stretched(self, image: Image) -> Array:
        from pipecheck_transformers.kernels import resize_pil

        height, width = _size(self.resize, image.height, image.width)
        rows, columns = _whole(image.height, height), _whole(image.width, width)
        if self.cut is not None and self.cut.height <= height and self.cut.width <= width:
            rows, columns = _center(rows, self.cut.height, self.cut), _center(columns, self.cut.width, self.cut)
        alone = resize_pil.ROUNDS_EACH_WEIGHT_ALONE
        (top, bottom), (left, right) = _computed(rows, columns) if alone else ((0, height), (0, width))
        box = columns.at(left), rows.at(top), columns.at(right), rows.at(bottom)
        array = resize_pil.stretched(image, bottom - top, right - left, self.resize.interpolation, box)
        return array[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]


@dataclass(frozen=True, slots=True)
class _Axis:
    """One axis, stretched from *source* to *target* pixels, of which those from *start* to *stop* are wanted."""

    source: int
    target: int
    start: int
    stop: int

    def at(self, position: int) -> float:
        """Where *position* on the stretched axis lies on the source's."""
        return position * self.source / self.target

    @property
    def can_be_cut(self) -> bool:
        """Whether Pillow has the same weights for a part as for the whole, because nothing is rounded on the way to them."""
        return self.source != self.target and self.source < 1 << 16 and self.source * _EXACT % self.target == 0


def _computed(rows: _Axis, columns: _Axis) -> tuple[tuple[int, int], tuple[int, int]]:
    """What Pillow is asked for: what is wanted where that changes nothing, and the whole elsewhere."""
    vertical = (rows.start, rows.stop) if rows.can_be_cut else (0, rows.target)
    horizontal = (columns.start, columns.stop) if columns.can_be_cut else (0, columns.target)
    part = vertical[1] - vertical[0], horizontal[1] - horizontal[0]
    if _rows_first(rows, columns, *part) == _rows_first(rows, columns, rows.target, columns.target):
        return vertical, horizontal
    return (0, rows.target), (0, columns.target)


def _rows_first(rows: _Axis, columns: _Axis, height: int, width: int) -> bool:
    """Whether Pillow from 13 on mixes rows before it mixes columns, and rounds in between; before 13 it never did."""
    return rows.source - height > max(2 * (columns.source - width), 0)


def opening(read: Read, ops: Sequence[Op]) -> Opening | None:
    """The beginning of *ops* that Pillow can do on the picture that *read* describes, None when it is not Pillow's."""
    resize, cut = (*ops, None, None)[:2]
    if not isinstance(resize, Resize | ResizeShort | ResizeLong):
        return None
    if not (read.library == resize.library == "pil") or read.color == "bgr" or read.deep:
        return None
    weighs = resize.interpolation != "nearest"
    return Opening(read=read, resize=resize, cut=cut if weighs and isinstance(cut, CenterCrop) else None)


def _whole(source: int, target: int) -> _Axis:
    return _Axis(source, target, 0, target)


def _center(axis: _Axis, length: int, cut: CenterCrop) -> _Axis:
    start = sizes.center_offset(axis.target, length, cut.rounding)
    return replace(axis, start=start, stop=start + length)


def _size(op: Resize | ResizeShort | ResizeLong, height: int, width: int) -> tuple[int, int]:
    match op:
        case Resize():
            return op.height, op.width
        case ResizeShort():
            return sizes.short_side(op, height, width)
        case ResizeLong():
            return sizes.long_side(op, height, width)
