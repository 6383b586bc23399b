"""The algebra of per-channel affines from 8-bit pixels to tensors."""

from __future__ import annotations

import math

from pipecheck.spec.facts import Affinity
from pipecheck_transformers.tensor_ops import Affine, per_channel

IDENTITY = Affinity()
TOLERANCE = 0.125
"""Two affines are the same when no pixel comes out farther apart than this part of an 8-bit step: the usual 0.00392 is 1 / 255."""


def of(op: Affine) -> Affinity:
    """The affine that *op* computes."""
    return make(*op.folded(op.channels or 1))


def make(scale: tuple[float, ...], bias: tuple[float, ...]) -> Affinity:
    """`x · scale + bias` in its shortest form."""
    if len(set(scale)) == 1 and len(set(bias)) == 1:
        return Affinity(scale[:1], bias[:1])
    channels = max(len(scale), len(bias))
    return Affinity(_spread(scale, channels), _spread(bias, channels))


def after(first: Affinity, second: Affinity) -> Affinity | None:
    """*first*, then *second*; None where they were written for different numbers of channels."""
    channels = max(len(first.scale), len(second.scale))
    if {len(first.scale), len(second.scale)} - {1, channels}:
        return None
    pairs = list(zip(_spread(first.scale, channels), _spread(first.bias, channels), strict=True))
    gains, offsets = _spread(second.scale, channels), _spread(second.bias, channels)
    scale = tuple(s * g for (s, _), g in zip(pairs, gains, strict=True))
    bias = tuple(b * g + o for (_, b), g, o in zip(pairs, gains, offsets, strict=True))
    return make(scale, bias)


def inverse(affine: Affinity) -> Affinity | None:
    """The affine that undoes *affine*; None where a channel was multiplied by zero."""
    if 0.0 in affine.scale:
        return None
    return make(tuple(1 / s for s in affine.scale), tuple(-b / s for s, b in zip(affine.scale, affine.bias, strict=True)))


def reverse(affine: Affinity) -> Affinity:
    """The same affine with its channels in the opposite order."""
    return Affinity(affine.scale[::-1], affine.bias[::-1])


def reach(affine: Affinity) -> tuple[float, float]:
    """The least and the largest value that a pixel 0..255 can become."""
    ends = [value for s, b in zip(affine.scale, affine.bias, strict=True) for value in (b, 255 * s + b)]
    return min(ends), max(ends)


def gap(left: Affinity, right: Affinity) -> float:
    """How far apart the two bring any pixel 0..255, in 8-bit steps of the coarser one; infinite where nothing can be compared."""
    channels = max(len(left.scale), len(right.scale))
    if {len(left.scale), len(right.scale)} - {1, channels}:
        return math.inf
    rows = zip(*(_spread(part, channels) for part in (left.scale, left.bias, right.scale, right.bias)), strict=True)
    return max(_channel_gap(*row) for row in rows)


def same(left: Affinity, right: Affinity) -> bool:
    """Whether no 8-bit pixel can tell the two apart."""
    return gap(left, right) <= TOLERANCE


def _channel_gap(scale: float, bias: float, other_scale: float, other_bias: float) -> float:
    step = max(abs(scale), abs(other_scale))
    apart = max(abs(bias - other_bias), abs((scale - other_scale) * 255 + bias - other_bias))
    if math.isnan(apart):
        return math.inf
    if step == 0:
        return 0.0 if apart == 0 else math.inf
    return apart / step


def _spread(part: tuple[float, ...], channels: int) -> tuple[float, ...]:
    return per_channel(part[0] if len(part) == 1 else part, channels)
