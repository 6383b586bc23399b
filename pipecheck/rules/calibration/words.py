"""How names and sets are said in few words."""

from __future__ import annotations

from collections.abc import Sequence


def few(names: Sequence[str], most: int, count: int | None = None) -> str:
    """The first of *names*, and how many more there are; of *count* where not all are named."""
    rest = (len(names) if count is None else count) - min(len(names), most)
    first = ", ".join(names[:most])
    return f"{first} and {rest} more" if rest > 0 and first else first
