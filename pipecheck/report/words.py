"""Numbers, counts and lists as English words write them."""

from __future__ import annotations

from collections.abc import Sequence


def number(value: float, digits: int) -> str:
    """*value* with at most so many significant digits and a real minus sign."""
    return f"{value:.{digits}g}".replace("-", "−")


def listed(words: Sequence[str], last: str = " and ") -> str:
    """`a, b and c`."""
    return last.join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def counted(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def numbers(values: Sequence[float], digits: int) -> str:
    """*values* with commas between."""
    return listed([number(value, digits) for value in values], last=", ")
