"""A heat map in words and numbers: in which bands its levels lie, how much of it in each, and where the most is."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pipecheck.evidence.pixels import Heat, levels

BANDS = (1.01, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
"""Where one band ends and the next begins, in levels; what is within the first is rounding."""
_ROWS, _COLUMNS = ("top", "middle", "bottom"), ("left", "centre", "right")


def band(value: float) -> int:
    """The number of the band that *value* lies in."""
    return sum(value > end for end in BANDS)


def legend(heat: Heat) -> Iterator[tuple[int, str, float]]:
    """Every band that occurs: its number, what it is called, and its share of the squares."""
    found = [band(value) for row in heat.cells for value in row]
    for number in sorted(set(found)):
        yield number, _called(number, whole=math.isfinite(most(heat))), found.count(number) / len(found)


def _called(number: int, *, whole: bool) -> str:
    if number == 0:
        return "up to 1 level"
    if number < len(BANDS):
        return f"{int(BANDS[number - 1])} to {BANDS[number]:g}"
    return f"above {BANDS[-1]:g}{'' if whole else ', or no number'}"


def most(heat: Heat) -> float:
    """The largest difference of all."""
    return max(value for row in heat.cells for value in row)


def said(value: float) -> str:
    """A difference in words."""
    return f"{levels(value)} levels" if math.isfinite(value) else "no number"


def number(value: float) -> str:
    """A difference by itself."""
    return levels(value) if math.isfinite(value) else "–"


def where(heat: Heat) -> str:
    """In which ninth of the picture the largest difference lies."""
    found = {
        (row, column): value for row, line in zip(_ROWS, ninths(heat), strict=True) for column, value in zip(_COLUMNS, line, strict=True)
    }
    row, column = max(found, key=lambda each: found[each])
    place = " ".join(name for name in (row, column) if name not in ("middle", "centre"))
    return f"at the {place}" if place else "in the centre"


def ninths(heat: Heat) -> tuple[tuple[float, ...], ...]:
    """The largest difference in every third of the rows and of the columns."""
    rows, columns = _thirds(len(heat.cells)), _thirds(len(heat.cells[0]))
    return tuple(tuple(max(max(row[left:right]) for row in heat.cells[top:bottom]) for left, right in columns) for top, bottom in rows)


def titles() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the thirds of the rows and of the columns are called."""
    return _ROWS, _COLUMNS


def _thirds(count: int) -> list[tuple[int, int]]:
    """Three parts of *count*, each of one at least."""
    starts = [min(third * count // 3, count - 1) for third in range(3)]
    return [(start, max(start + 1, (third + 1) * count // 3)) for third, start in enumerate(starts)]
