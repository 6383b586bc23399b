"""How names, sets and quantities are said in few words."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.evidence.calibration import Quantity, Shift

_TITLES: dict[Quantity, str] = {"size": "size as of", "shape": "width / height"}


def few(names: Sequence[str], most: int, count: int | None = None) -> str:
    """The first of *names*, and how many more there are; of *count* where not all are named."""
    rest = (len(names) if count is None else count) - min(len(names), most)
    first = ", ".join(names[:most])
    return f"{first} and {rest} more" if rest > 0 and first else first


def means(shift: Shift) -> tuple[str, str, str, str]:
    """What is held against training, its mean here and there, and their unit; a size is that of a square."""
    if shift.quantity == "size":
        here, there = (f"{side}×{side}" for side in (round(pixels**0.5) for pixels in (shift.here, shift.there)))
        return _TITLES["size"], here, there, " pixels"
    digits = ".0f" if max(abs(shift.here), abs(shift.there)) >= 10 else ".2g"
    return _TITLES.get(shift.quantity, shift.quantity), f"{shift.here:{digits}}", f"{shift.there:{digits}}", ""


def telling(shifts: Sequence[Shift]) -> list[Shift]:
    """The *shifts* that no other explains, the largest first: light that changes takes the channels, and the contrast, along."""
    light = next((each for each in shifts if each.quantity == "brightness"), None)
    kept = [each for each in shifts if light is None or not _follows(each, light)]
    return sorted(kept, key=lambda each: -each.bound)


def _follows(shift: Shift, light: Shift) -> bool:
    if shift.quantity == "contrast":
        return (shift.here < shift.there) == (light.here < light.there)
    return shift.quantity in ("red", "green", "blue")
