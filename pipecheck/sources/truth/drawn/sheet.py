"""Boxes as labels draw them, before classes are numbered; those that can be none are counted and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from pipecheck.errors import SourceError
from pipecheck.sources.labels import matching

MOST = 20_000
"""More boxes than any picture has."""
_FAR = 1e9
Corners: TypeAlias = tuple[float, float, float, float]
_ENDLESS, _EMPTY, _OUTSIDE = "with corners that are no numbers", "without a size", "outside of their pictures"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box around what *word* calls, the name or number of a class; *crowd*: around many of them."""

    word: str
    corners: Corners
    ignored: bool = False
    crowd: bool = False


@dataclass(slots=True)
class Sheet:
    """The boxes of every picture, by what the labels call it; how many were *left* out, and why; and where each word came first."""

    path: Path
    relative: bool = False
    pictures: dict[str, list[Drawn]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[Path, int | None]] = field(default_factory=dict)

    def picture(self, name: str) -> list[Drawn]:
        """The boxes of the picture *name* so far."""
        return self.pictures.setdefault(matching.plain(name), [])

    def draw(self, name: str, drawn: Drawn, size: tuple[float, float] | None, place: tuple[Path, int | None]) -> None:
        """Adds a box to the picture *name*, whose *size* is width and height, unless it can be none."""
        self.first.setdefault(drawn.word, place)
        boxes = self.picture(name)
        if (fault := _fault(drawn.corners, (1.0, 1.0) if self.relative else size)) is not None:
            self.left[fault] += 1
            return
        boxes.append(drawn)
        if len(boxes) > MOST:
            raise SourceError(place[0], f"more than {MOST} boxes in one picture", place[1])

    def said(self) -> Iterator[str]:
        """What was left out, in words."""
        for fault, often in sorted(self.left.items()):
            yield f"{often} {'box is' if often == 1 else 'boxes are'} left out, {fault}"


def _fault(corners: Corners, size: tuple[float, float] | None) -> str | None:
    """What is wrong with a box in a picture of this *size*."""
    left, top, right, bottom = corners
    if not all(abs(corner) < _FAR for corner in corners):
        return _ENDLESS
    if right <= left or bottom <= top:
        return _EMPTY
    if right <= 0 or bottom <= 0 or (size is not None and (left >= size[0] or top >= size[1])):
        return _OUTSIDE
    return None
