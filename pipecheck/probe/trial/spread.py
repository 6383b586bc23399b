"""An order of pictures in which those that come first stand for all, so that one may stop anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

from pipecheck.sources.truth import Truth

T = TypeVar("T")


def spread(names: Iterable[str], truths: Mapping[str, Truth], limit: int | None = None) -> list[str]:
    """*names*, or *limit* of them: however many are taken, each class has its share, and which of a class come first is left to chance.

    Chance is the same every time. It is no regular step through the names, because those may repeat themselves: a left and a right camera.
    """
    classes = defaultdict(list)
    for name in names:
        truth = truths.get(name)
        classes[truth if isinstance(truth, int) else None].append(name)
    places = {}
    for number, members in classes.items():
        shift = _chance(f"class {number}")
        for rank, name in enumerate(sorted(members, key=lambda name: (_chance(name), name))):
            places[name] = (rank + shift) / len(members), name
    return sorted(places, key=lambda name: places[name])[:limit]


def evenly(items: Sequence[T], count: int) -> list[T]:
    """*count* of *items*, equally far apart."""
    return [items[(2 * index + 1) * len(items) // (2 * count)] for index in range(count)]


def _chance(word: str) -> float:
    """A number from 0 to 1 that has nothing to do with what *word* means."""
    return int.from_bytes(blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest(), "big") / 2**64
