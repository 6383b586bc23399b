"""What a misspelled word was probably meant to be."""

from __future__ import annotations

from collections.abc import Collection


def close_to(word: str, known: Collection[str], cutoff: float = 0.6) -> list[str]:
    """The one of *known* that *word* is, or is most like; empty where it is like none."""
    if word in known:
        return [word]
    from difflib import get_close_matches  # only a mistake needs it

    return get_close_matches(word, known, 1, cutoff)
