"""Which picture does a calibration file name? The same stem, or the same words and numbers in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_WORDS = re.compile(r"\d+|[^\W\d_]+")
_LONGEST = 40
_EXTRA = 2
"""So many words may stand before and after the name of the picture: `0001_`, `calib_`, `_rgb`."""
_SEVERAL = 4
"""Of more pictures than these a name says nothing."""
_Key = tuple[str, ...]


def partners(files: Sequence[Path], pictures: Sequence[Path]) -> dict[int, tuple[int, ...]]:
    """For every file that names one, or a few, of *pictures*: which these are."""
    stems: dict[str, list[int]] = {}
    for index, picture in enumerate(pictures):
        for stem in dict.fromkeys((picture.stem.casefold(), picture.name.casefold())):
            stems.setdefault(stem, []).append(index)
    found = {index: tuple(stems.get(file.stem.casefold(), ())) for index, file in enumerate(files)}
    if 2 * sum(map(bool, found.values())) < len(files):
        found = dict(_by_words(files, _indexed(pictures)))
    return {index: named for index, named in found.items() if 0 < len(named) <= _SEVERAL}


def natural(path: Path) -> list[tuple[int, str]]:
    """What sorts names as people count: 2 before 10."""
    return [(int(word), "") if word.isdecimal() else (0, word) for word in re.split(r"(\d+)", str(path))]


def _indexed(pictures: Sequence[Path]) -> dict[_Key, list[int]]:
    known: dict[_Key, list[int]] = {}
    for index, picture in enumerate(pictures):
        for key in _keys(picture.stem):
            known.setdefault(key, []).append(index)
    return known


def _by_words(files: Sequence[Path], known: Mapping[_Key, Sequence[int]]) -> Iterator[tuple[int, tuple[int, ...]]]:
    for index, file in enumerate(files):
        named = next((key for key in _keys(file.stem) if key in known), None)
        yield index, tuple(known[named]) if named else ()


def _keys(stem: str) -> list[_Key]:
    """The words of *stem*, then with some of them left out at its ends, the longest first."""
    words = tuple(str(int(word)) if word.isdecimal() else word.casefold() for word in _WORDS.findall(stem)[:_LONGEST])
    cuts = ((before, after) for before in range(_EXTRA + 1) for after in range(_EXTRA + 1))
    found = (words[before : len(words) - after] for before, after in sorted(cuts, key=sum) if before + after < len(words))
    return list(dict.fromkeys(found))
