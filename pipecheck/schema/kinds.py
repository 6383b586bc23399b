"""The kinds of values that keys hold, and what is wrong with a value of each kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from pipecheck.guesses import close_to


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few words; *several* of them, separated by commas or semicolons, where the tool takes a list.

    Of the words in *elsewhere* another rule speaks, which knows what they do together with the rest.
    """

    words: tuple[str, ...]
    several: bool = False
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Any text: a name, a path, names separated by semicolons."""

    path: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from *low* to *high*; *also* is allowed besides."""

    low: int
    high: int
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number from *low* to *high*."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with contents of its own."""

    also_text: bool = False


Plain = Literal["flag", "per channel", "shape"]
"""True or False; one number or one per channel; sides with `x` between."""
Kind = Word | Text | Whole | Decimal | Table | Plain


def complaint(kind: Kind, value: Any) -> str | None:
    """What is wrong with *value* as one of *kind*, None when nothing is."""
    match kind:
        case Word():
            return _not_a_word(kind, value)
        case Text():
            return None if isinstance(value, str | int | float) else "is a text"
        case "flag":
            right = isinstance(value, bool) or str(value).lower() in ("true", "false")
            return None if right else "is True or False"
        case Whole():
            return _not_whole(kind, value)
        case Decimal():
            number = _number(value)
            inside = number is not None and kind.low <= number <= kind.high
            return None if inside else f"is a number from {kind.low:g} to {kind.high:g}"
        case "per channel":
            return None if per_channel(value) else "is one number, or one per channel with spaces or commas between"
        case "shape":
            return None if re.fullmatch(r"\d{1,9}(x\d{1,9})*", str(value)) else "is sides with x between, such as 1x3x224x224"
        case Table():
            right = isinstance(value, dict) or (kind.also_text and isinstance(value, str))
            return None if right else "is a mapping"


def closest(kind: Word, value: Any) -> str | None:
    """The word that *value* was probably meant to be."""
    known = {word.lower(): word for word in kind.words}
    close = close_to(str(value).strip().lower(), list(known))
    return known[close[0]] if close else None


def per_channel(value: Any) -> tuple[float, ...]:
    """The numbers in *value*, none where it holds anything else."""
    numbers = [_number(part) for part in re.split(r"[\s,]+", str(value).strip()) if part]
    return tuple(number for number in numbers if number is not None) if None not in numbers else ()


def _not_a_word(kind: Word, value: Any) -> str | None:
    parts = [part.strip() for part in re.split(r"[;,]", str(value))] if kind.several else [str(value).strip()]
    for part in parts:
        if part.lower() not in (word.lower() for word in (*kind.words, *kind.elsewhere)):
            guess = closest(kind, part)
            meant = f"; did you mean {guess}?" if guess else ""
            return f"is {'made of ' if kind.several else ''}{', '.join(kind.words)}, not {part}{meant}"
    return None


def _not_whole(kind: Whole, value: Any) -> str | None:
    number = _number(value)
    inside = number is not None and (kind.low <= number <= kind.high or number in kind.also)
    if inside and number == int(number or 0) and not isinstance(value, bool):
        return None
    besides = "".join(f", or {number}" for number in kind.also)
    return f"is a whole number from {kind.low} to {kind.high}{besides}"


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < float("inf") else None
