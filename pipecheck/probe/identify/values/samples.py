"""What a callable makes of single colors: its layout, its dtype, and a table from levels to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.identify.asking.subject import Subject
from pipecheck_transformers.ops import Op, Reinterpret, Transpose
from pipecheck_transformers.pixels import Array

Axes = Literal["hwc", "chw", "reshaped"]
"""How the axes of a tensor lie; `reshaped` are channels first by their names, and channels last in memory."""
SIZE = (60, 80)
_GRAYS = (0, 255, 1, 2, 7, 16, 31, 64, 85, 100, 127, 128, 129, 150, 170, 200, 220, 240, 253, 254)
_COLORS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 100, 30), (30, 100, 200), (10, 250, 128), (90, 160, 220))
LEVELS: tuple[tuple[int, int, int], ...] = (*((level, level, level) for level in _GRAYS), *_COLORS)
_CHANNELS = (1, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """*given* (colors × 3) became *made* (colors × channels); *planar* is NV12, whose channels are then Y, U and V."""

    axes: Axes
    given: Array
    made: Array
    planar: bool


def hwc(answer: Array, axes: Axes) -> Array:
    """*answer* as height × width × channels."""
    if answer.ndim == len(SIZE):
        return answer[:, :, None]
    match axes:
        case "hwc":
            return answer
        case "chw":
            return np.moveaxis(answer, 0, -1)
        case "reshaped":
            return answer.reshape(*answer.shape[1:], answer.shape[0])


def tail(axes: Axes) -> tuple[Op, ...]:
    """What brings height × width × channels into *axes*."""
    match axes:
        case "hwc":
            return ()
        case "chw":
            return (Transpose("chw"),)
        case "reshaped":
            return (Reinterpret("chw"),)


def measure(subject: Subject) -> Samples | None:
    """The samples of *subject*; None where no color changes anything."""
    answers = [subject(pictures.constant(*SIZE, color)) for color in LEVELS]
    if len({answer.shape for answer in answers}) > 1:
        return None
    axes = _axes(answers)
    planes = [hwc(answer, axes).astype(np.float64) for answer in answers]
    seen = np.abs(planes[1] - planes[0]).max(axis=2)
    if not seen.max() > 0:
        return None
    planar = _is_planar(planes)
    row, column = _middle(seen > seen.max() / 2)
    if planar:
        made = np.stack([_yuv(answer) for answer in (hwc(each, axes) for each in answers)])
    else:
        made = np.stack([hwc(answer, axes)[row, column] for answer in answers])
    return Samples(axes=axes, given=np.array(LEVELS, np.uint8), made=made, planar=planar)


def _axes(answers: list[Array]) -> Axes:
    shape = answers[0].shape
    first, last = shape[0] in _CHANNELS, shape[-1] in _CHANNELS
    if len(shape) == len(SIZE) or not first:
        return "hwc"
    colored = answers[LEVELS.index(_COLORS[3])].astype(np.float64)
    if last:  # along the channels one color is not constant
        return "chw" if np.ptp(colored, axis=0).max() > np.ptp(colored, axis=-1).max() else "hwc"
    return "reshaped" if shape[0] == max(_CHANNELS) and _is_striped(colored) else "chw"


def _is_striped(colored: Array) -> bool:
    """Whether one color repeats every three values, as after a `reshape` from channels last to channels first."""
    rows = colored.reshape(-1, max(_CHANNELS))
    usual = np.median(rows, axis=0)
    return bool(np.ptp(usual) > 0 and (np.abs(rows - usual).max(axis=1) <= np.ptp(usual) / 100).mean() > 1 / 2)


def _middle(mask: Array) -> tuple[int, int]:
    """The place in *mask* that is nearest to the middle of it."""
    rows, columns = np.nonzero(mask)
    nearest = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
    return int(rows[nearest]), int(columns[nearest])


def _is_planar(planes: list[Array]) -> bool:
    """Whether gray changes the upper two thirds only, and color the rest in turns."""
    height, width, channels = planes[0].shape
    if channels != 1 or height % 3 or width % 2:
        return False
    gray = np.abs(planes[1] - planes[0])[:, :, 0]
    red, blue = (planes[LEVELS.index(color)][height * 2 // 3 :, :, 0] for color in (_COLORS[0], _COLORS[2]))
    turns = np.abs(red[:, 0::2] - red[:, 1::2]).max() > 1 and np.abs(blue[:, 0::2] - blue[:, 1::2]).max() > 1
    return bool(gray[height * 2 // 3 :].max() <= 1 < gray[: height * 2 // 3].max() and turns)


def _yuv(plane: Array) -> Array:
    """Y, U and V in the middle of an NV12 picture."""
    height, width = plane.shape[0] * 2 // 3, plane.shape[1]
    row, column = height + height // 4, width // 4 * 2
    return np.array([plane[height // 2, width // 2, 0], plane[row, column, 0], plane[row, column + 1, 0]], plane.dtype)
