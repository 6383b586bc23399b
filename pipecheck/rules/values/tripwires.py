"""What printed calibration values prove about the files that they come from: arithmetic on least and largest values alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipecheck.findings import Confidence
from pipecheck.sources.numpyprint import Extremes

if TYPE_CHECKING:
    from pipecheck.sources.makertbinlog import LoggedInput

BLACK, WHITE = -128.0, 127.0
_SLACK, _NEAR, _FEW, _OVERSHOOT = 0.5, 3.0, 8.0, 32.0
"""Rounding; how near to black or white a wrapped value lies; how far normalised ones spread; how far cubic resizing may go beyond."""


@dataclass(frozen=True, slots=True)
class Trip:
    """What is wrong, and how surely."""

    message: str
    confidence: Confidence


def tripped(logged: LoggedInput) -> Trip | None:
    """The first tripwire that the values of an image input touch; None where they may come from 0..255."""
    checks = _CHECKS.get((logged.expected or "").upper())
    if checks is None or not logged.channels:
        return None
    return next((trip for check in checks if (trip := check(logged.channels))), None)


def _normalised(channels: Sequence[Extremes]) -> Trip | None:
    """Below zero before the shift, never far from it, in many fractions: a mean was subtracted."""
    low, high = _span(channels)
    if low > BLACK - _SLACK or low < BLACK - _FEW or high > BLACK + _FEW or not _many_fractions(channels):
        return None
    return Trip(f"the calibration data hold {_before(low, high)} where 0..255 is expected: normalised already", Confidence.LIKELY)


def _unit(channels: Sequence[Extremes]) -> Trip | None:
    """All between 0 and 1 before the shift, in many fractions: black borders are whole numbers."""
    low, high = _span(channels)
    if low < BLACK or high > BLACK + 1 or high - low < _SLACK or not _many_fractions(channels):
        return None
    return Trip(f"the calibration data hold {_before(low, high)} where 0..255 is expected: divided by 255", Confidence.LIKELY)


def _beyond(channels: Sequence[Extremes]) -> Trip | None:
    """Farther out than any way of resizing goes."""
    low, high = _span(channels)
    if low >= BLACK - _OVERSHOOT and high <= WHITE + _OVERSHOOT:
        return None
    return Trip(f"the calibration data hold {_before(low, high)} where 0..255 is expected", Confidence.CERTAIN)


def _luma_alone(channels: Sequence[Extremes]) -> Trip | None:
    """Perfect black in every picture, and yet a trace of color: 0..1 cut down to whole numbers on the way to YUV."""
    if len(channels) != 3:
        return None
    luma, chroma = channels[0], channels[1:]
    black = luma.lowest == luma.highest == BLACK
    trace = all(part.lowest >= -1 and part.highest <= 1 for part in chroma) and any(part.lowest != part.highest for part in chroma)
    if not black or not trace:
        return None
    message = "every printed calibration value is black, with a trace of color: the files hold 0..1 where 0..255 is expected"
    return Trip(message, Confidence.LIKELY)


def _wrapped(channels: Sequence[Extremes]) -> Trip | None:
    """Nothing but near black and near white, and several of each: small numbers around zero that wrapped around in 8 bits."""
    if len(channels) != 3 or channels[0].distinct is None:
        return None
    dark = [value for value in channels[0].distinct if value <= BLACK + _NEAR]
    bright = [value for value in channels[0].distinct if value >= WHITE - _NEAR]
    gray = all(part.lowest >= -_NEAR and part.highest <= _NEAR for part in channels[1:])
    if not gray or len(dark) + len(bright) != len(channels[0].distinct) or len(dark) < 2 or len(bright) < 2:
        return None
    message = "every printed calibration value is nearly black or nearly white: normalised files that wrapped around in 8 bits"
    return Trip(message, Confidence.LIKELY)


_PLAIN = (_normalised, _unit, _beyond)
_CHECKS: dict[str, tuple[Callable[[Sequence[Extremes]], Trip | None], ...]] = {
    "RGB_128": _PLAIN,
    "BGR_128": _PLAIN,
    "GRAY_128": _PLAIN,
    "YUV444_128": (_beyond, _luma_alone, _wrapped),
}


def _many_fractions(channels: Sequence[Extremes]) -> bool:
    return any(channel.distinct is None and not channel.whole for channel in channels)


def _span(channels: Sequence[Extremes]) -> tuple[float, float]:
    return min(channel.lowest for channel in channels), max(channel.highest for channel in channels)


def _before(low: float, high: float) -> str:
    """The values as they were in the files."""
    return f"{low - BLACK:.3g}..{high - BLACK:.3g}".replace("-", "−")
