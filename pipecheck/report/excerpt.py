"""One source line with its number and the cells that an origin points at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from pipecheck.findings import Origin
from pipecheck.report import cells

_TAB = 4
_CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Line *number* as it can be printed; the place begins after *indent* cells and fills *span* of them, 0 where no column is known."""

    number: int
    text: str
    indent: int
    span: int

    @property
    def carets(self) -> str:
        """The line to print below *text*, empty where no column is known."""
        return " " * self.indent + "^" * self.span if self.span else ""


def excerpt(origin: Origin, sources: Mapping[Path, tuple[str, ...]], width: int) -> Excerpt | None:
    """The line that *origin* names, at most *width* cells of it; None where the line is not at hand or blank."""
    lines = sources.get(origin.path, ())
    if origin.line is None or not 0 < origin.line <= len(lines):
        return None
    glyphs = tuple(_glyphs(lines[origin.line - 1].rstrip()))
    if not glyphs:
        return None
    first = min((origin.column or 1) - 1, len(glyphs))
    last = min(first + max(origin.width, 1), len(glyphs))
    begin, end = _window(glyphs, first, width)
    head, tail = (_CUT if begin else ""), (_CUT if end < len(glyphs) else "")
    indent = cells.width(head + "".join(glyphs[begin:first]))
    span = max(1, cells.width("".join(glyphs[first : min(last, end)]))) if origin.column else 0
    return Excerpt(number=origin.line, text=head + "".join(glyphs[begin:end]) + tail, indent=indent, span=span)


def _glyphs(line: str) -> Iterator[str]:
    """What is printed for each character of *line*, so that columns stay indices."""
    reached = 0
    for char in line:
        shown = " " * (_TAB - reached % _TAB) if char == "\t" else cells.glyph(char)
        reached += cells.width(shown)
        yield shown


def _window(glyphs: tuple[str, ...], first: int, width: int) -> tuple[int, int]:
    """The part of *glyphs* that fits into *width* cells with glyph *first* in its left third, cut marks counted."""
    ends = list(accumulate(cells.width(shown) for shown in glyphs))
    starts = [0, *ends]
    if ends[-1] <= width:
        return 0, len(glyphs)
    room = max(width - 2 * len(_CUT), 1)
    left = max(0, min(starts[first] - room // 3, ends[-1] - room))
    begin = min(next(index for index, start in enumerate(starts) if start >= left), first)
    return begin, sum(end <= starts[begin] + room for end in ends)
