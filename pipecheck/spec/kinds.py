"""In which of the known ways one normalisation misses another: arithmetic on affines alone."""

from __future__ import annotations

from typing import Literal

from pipecheck.spec import Affinity, affine

Kind = Literal["std as scale", "range", "twice", "missing", "reversed", "shifted", "other", "reader"]
_FACTORS = (255.0, 1 / 255, 256.0, 1 / 256)
_NEAR, _MIRRORED = 2.0, 0.5
"""Within so many 8-bit levels constants that were cut short still tell which mistake was made."""


def kind(found: Affinity, wanted: Affinity) -> Kind:
    """In which way *found* misses *wanted*; the first that fits speaks."""
    if affine.gap(found, wanted) <= _NEAR:
        return "reversed" if _mirrored(found, wanted) else "other"
    if _std_as_scale(found, wanted):
        return "std as scale"
    if _other_range(found, wanted):
        return "range"
    if found.identity and not is_shift(wanted):
        return "missing"
    if _twice(found, wanted):
        return "twice"
    if _mirrored(found, wanted):
        return "reversed"
    back = affine.inverse(wanted)
    shift = None if back is None else affine.after(found, back)
    return "shifted" if shift is not None and is_shift(shift) else "other"


def normalises(part: Affinity) -> bool:
    """Whether 0..255 comes out smaller than any picture could be."""
    return all(abs(scale) * 255 < 32 for scale in part.scale)


def is_factor(part: Affinity) -> bool:
    """Whether *part* is nothing but the step between 0..1 and 0..255."""
    return any(affine.gap(part, Affinity((factor,))) <= _NEAR for factor in _FACTORS)


def is_shift(part: Affinity) -> bool:
    """Whether *part* is nothing but a step between signed and unsigned pixels."""
    return any(affine.same(part, Affinity(bias=(shift,))) for shift in (-128.0, 128.0, -256.0, 256.0))


def means(part: Affinity) -> tuple[float, ...]:
    """What *part* subtracts before it scales."""
    return tuple(-bias / scale if scale else 0.0 for scale, bias in zip(part.scale, part.bias, strict=True))


def _std_as_scale(found: Affinity, wanted: Affinity) -> bool:
    """Whether the scale is the reciprocal of what it should be: a standard deviation, of 0..255 or of 0..1, for pixels of either."""
    if set(found.scale) == {1.0} or 0.0 in (*found.scale, *wanted.scale) or not normalises(wanted):
        return False
    channels = max(len(found.scale), len(wanted.scale))
    mine, other = _spread(found, channels), _spread(wanted, channels)
    ratios = [f * w for f, w in zip(mine.scale, other.scale, strict=True)]
    upside_down = any(all(abs(ratio * k - 1) < 0.01 for ratio in ratios) for k in (1.0, 255.0, 255.0**2))
    return upside_down and any(all(abs(a * k - b) < 0.5 for a, b in zip(means(mine), means(other), strict=True)) for k in (1.0, 255.0))


def _spread(part: Affinity, channels: int) -> Affinity:
    return Affinity(part.scale * channels, part.bias * channels) if part.uniform else part


def _other_range(found: Affinity, wanted: Affinity) -> bool:
    """Whether *found* takes or makes values that are 255 times too large or too small."""
    for factor in _FACTORS:
        for scaled in (affine.after(Affinity((factor,)), found), affine.after(found, Affinity((factor,)))):
            if scaled is not None and affine.gap(scaled, wanted) <= _NEAR:
                return True
    return False


def _twice(found: Affinity, wanted: Affinity) -> bool:
    """Whether *found* normalises what is normalised already, with constants for 0..255 or for 0..1."""
    for_unit = affine.after(Affinity((255.0,)), wanted)
    again = [affine.after(wanted, second) for second in (wanted, for_unit) if second is not None]
    return any(twice is not None and _alike(found, twice) for twice in again)


def _alike(found: Affinity, other: Affinity) -> bool:
    """Whether the two agree within a hundredth: an error of the constants grows with the mean when it is made twice."""
    channels = max(len(found.scale), len(other.scale))
    mine, theirs = _spread(found, channels), _spread(other, channels)
    pairs = zip(mine.scale + mine.bias, theirs.scale + theirs.bias, strict=True)
    return all(abs(a - b) <= 0.01 * abs(b) for a, b in pairs)


def _mirrored(found: Affinity, wanted: Affinity) -> bool:
    """Whether *found* is *wanted* with its channels in the opposite order, and clearly not just a neighbour of it."""
    apart = affine.gap(affine.reverse(found), wanted)
    return apart <= _MIRRORED and apart < affine.gap(found, wanted) / 2
