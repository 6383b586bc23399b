"""How far apart two tensors are in levels of 8 bits, and what the numbers alone tell of the cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pipecheck.evidence.pixels import Gap
from pipecheck.probe.pixels.found import ROUNDING, Cause
from pipecheck.spec import Spec
from pipecheck_transformers.pixels import Array

_NAMES = {"rgb": "RGB", "bgr": "BGR", "gray": ("gray",), "yuv444": "YUV", "nv12": ("NV12",)}
_LEFT = 1 / 8
"""An explanation holds that leaves so little of the difference."""
_FAR = 2


def level(spec: Spec) -> tuple[float, ...]:
    """What one level of 8 bits is in the units of the tensor, per channel or once for all."""
    values = spec.values.value
    scales = tuple(map(abs, values.affine.scale)) if values is not None else ()
    return tuple(scale or max(scales) or 1.0 for scale in scales) or (1.0,)


def names(spec: Spec, channels: int) -> tuple[str, ...]:
    """What the channels are called."""
    known = tuple(_NAMES[spec.color.value.name]) if spec.color.value is not None else ()
    return known if len(known) == channels else tuple(map(str, range(channels)))


def gap(left: Array, right: Array, spec: Spec) -> Gap:
    """How far apart two tensors of one shape are, channels last; *spec* is that of the left one."""
    apart = np.abs(left.astype(np.float64) - right) / np.array(level(spec))
    by_channel = zip(names(spec, apart.shape[2]), apart.max(axis=(0, 1)), apart.mean(axis=(0, 1)), strict=True)
    return Gap(
        largest=float(apart.max()),
        mean=float(apart.mean()),
        share=float((apart.max(axis=2) > ROUNDING).mean()),
        channels=tuple((name, float(largest), float(mean)) for name, largest, mean in by_channel),
    )


def over_all(gaps: Sequence[Gap]) -> Gap:
    """The largest of the largest and the mean of the means."""
    rows = zip(*(each.channels for each in gaps), strict=True)
    return Gap(
        largest=max(each.largest for each in gaps),
        mean=sum(each.mean for each in gaps) / len(gaps),
        share=sum(each.share for each in gaps) / len(gaps),
        channels=tuple((row[0][0], max(each[1] for each in row), sum(each[2] for each in row) / len(row)) for row in rows),
    )


def cause(left: Array, right: Array, spec: Spec) -> Cause | None:
    """What would explain most of the difference between two tensors of one shape."""
    one, two = (np.asarray(array, np.float64) / np.array(level(spec)) for array in (left, right))
    apart = np.abs(one - two).mean()
    bearable = min(max(apart * _LEFT, ROUNDING / 2), apart / 2)  # rounding is left over, but not where there was no more before
    if one.shape[2] == 3 and np.abs(one - two[:, :, ::-1]).mean() <= bearable:
        return "swapped"
    if any(np.abs(mine - theirs).mean() <= bearable for mine, theirs in _shifted(one, two)):
        return "shifted"
    return "scaled" if np.abs(one - _fitted(two, one)).mean() <= bearable else None


def _shifted(one: Array, two: Array) -> Iterator[tuple[Array, Array]]:
    """The part that both show, for every small shift."""
    height, width = one.shape[:2]
    if min(height, width) <= 4 * _FAR:
        return
    for down in range(-_FAR, _FAR + 1):
        for across in range(-_FAR, _FAR + 1):
            rows, columns = (slice(max(shift, 0), side + min(shift, 0)) for shift, side in ((down, height), (across, width)))
            back_rows, back_columns = (slice(max(-shift, 0), side + min(-shift, 0)) for shift, side in ((down, height), (across, width)))
            yield one[rows, columns], two[back_rows, back_columns]


def _fitted(array: Array, goal: Array) -> Array:
    """*array* after the line per channel that comes closest to *goal*."""
    mean, aim = array.mean(axis=(0, 1)), goal.mean(axis=(0, 1))
    spread = ((array - mean) ** 2).sum(axis=(0, 1))
    slope = ((array - mean) * (goal - aim)).sum(axis=(0, 1)) / np.where(spread > 0, spread, 1.0)
    fitted: Array = (array - mean) * slope + aim
    return fitted
