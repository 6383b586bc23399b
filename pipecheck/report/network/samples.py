"""Lists of names that may be long: the first few, and how many there are besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_NAMED = 3


def samples(lead: str, names: Sequence[str], most: int = _NAMED) -> Iterator[str]:
    """A line of the first of *names* behind *lead*; none where there are no names."""
    if names:
        rest = f" and {len(names) - most} more" if len(names) > most else ""
        yield f"{lead}{'; '.join(names[:most])}{rest}"
