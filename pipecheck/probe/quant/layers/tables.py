"""Plain tables as the toolchain writes them: with lines around as a database prints them, or with columns alone."""

from __future__ import annotations

from collections.abc import Sequence

Row = Sequence[str]


def framed(heads: Row, rows: Sequence[Row]) -> str:
    """A table with lines around, numbers to the right."""
    widths = _widths(heads, rows)
    right = _numeric(heads, rows)
    outer = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    inner = "|" + "+".join("-" * (width + 2) for width in widths) + "|"
    lines = [_framed(each, widths, right) for each in rows]
    return "\n".join([outer, _framed(heads, widths, right), inner, *lines, outer])


def plain(heads: Row, rows: Sequence[Row]) -> str:
    """A table of columns, a line below the heads."""
    widths = _widths(heads, rows)
    lines = (heads, ["-" * width for width in widths], *rows)
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def _widths(heads: Row, rows: Sequence[Row]) -> list[int]:
    return [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]


def _numeric(heads: Row, rows: Sequence[Row]) -> list[bool]:
    return [bool(rows) and all(_is_number(row[column]) for row in rows) for column in range(len(heads))]


def _is_number(text: str) -> bool:
    try:
        float(text or "0")
    except ValueError:
        return False
    return True


def _framed(cells: Row, widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (cell.rjust(width) if to_right else cell.ljust(width) for cell, width, to_right in zip(cells, widths, right, strict=True))
    return "| " + " | ".join(padded) + " |"
