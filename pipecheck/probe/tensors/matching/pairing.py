"""Which picture is a calibration file made of? By its name if that holds good, else by what it shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np

from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.tensors.matching import looks, naming
from pipecheck.probe.tensors.matching.looks import Look, View
from pipecheck_transformers.pixels import Array

Progress = Callable[[int, int], None]
By = Literal["name", "content"]
Unmatched = Literal["none", "few", "late"]
"""How many files look like one of the pictures, where these are too few; or that the time was up before all pictures were seen."""
_NAMED, _SHOWN = 32, 16
"""So many files are held against the picture that they name, and so many looked for among all pictures."""
_RESEMBLES = 0.8
"""Fewer than one in ten pictures look so much like another one."""
_FOUND, _PROVEN = 0.93, 0.98
"""No two of 600 pictures looked so much alike; the second is for less than three files."""
_MARGIN = 0.35
"""The next best picture differs so much more."""
_MOST, _AHEAD, _FEW = 0.6, 0.75, 3
_CANDIDATES = 3
_TIMES, _DUST = 2.0, 0.005
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Pair:
    """A *file* and the *pictures* that it may be made of, the likeliest first; *clear* if that one it is."""

    file: Path
    pictures: tuple[Path, ...]
    clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """What is to be paired: *look* gives that of a file, None where there is none."""

    files: Sequence[Path]
    pictures: Sequence[Path]
    look: Callable[[Path], Look | None]
    view: View
    until: Clock
    progress: Progress | None = None


def pairs(hunt: Hunt) -> tuple[list[Pair], By] | Unmatched | None:
    """The files with their pictures, and how these were found; why there are none, and None where no file shows anything."""
    if named := _by_name(hunt):
        return named, "name"
    found = _by_content(hunt)
    if isinstance(found, list):
        return found, "content"
    return "late" if found is not None and hunt.until.left <= 0 else found


def spread(count: int, most: int) -> list[int]:
    """At most so many of *count*, evenly spread, the first and the last included."""
    return sorted({round(index * (count - 1) / max(most - 1, 1)) for index in range(most)}) if count > most else list(range(count))


def _by_name(hunt: Hunt) -> list[Pair]:
    partners = naming.partners(hunt.files, hunt.pictures)
    named = sorted(partners)
    found: list[Pair] = []
    seen: list[tuple[Look, tuple[Look, Look]]] = []
    for index in spread(len(named), _NAMED):
        if hunt.until.left <= 0:
            break
        file = hunt.files[named[index]]
        mine = hunt.look(file)
        pictures = (hunt.pictures[each] for each in partners[named[index]]) if mine is not None else ()
        theirs = {picture: look for picture in pictures if (look := looks.of_picture(picture, hunt.view)) is not None}
        if mine is not None and theirs:
            scores = {picture: looks.alike(mine, look) for picture, look in theirs.items()}
            ordered = sorted(scores, key=lambda picture: (-scores[picture], picture))
            found.append(Pair(file, tuple(ordered[:_CANDIDATES]), _is_clear([scores[picture] for picture in ordered])))
            seen.append((mine, theirs[ordered[0]]))
    return [replace(pair, clear=pair.clear and _is_its_own(index, seen)) for index, pair in enumerate(found)] if _holds_good(seen) else []


def _is_its_own(index: int, seen: Sequence[tuple[Look, tuple[Look, Look]]]) -> bool:
    """Whether a file looks like the picture that it names, or at least more like it than like those that others name.

    Where its own picture is gone, `cat_0144` names the horse of this number.
    """
    mine, theirs = seen[index]
    own = looks.alike(mine, theirs)
    return own >= _FOUND or own > max((looks.alike(mine, other) for at, (_, other) in enumerate(seen) if at != index), default=-1.0)


def _holds_good(seen: Sequence[tuple[Look, tuple[Look, Look]]]) -> bool:
    """Whether names lead to the right pictures: most look alike, and more than each looks like the picture of the next name."""
    alike = [looks.alike(mine, theirs) for mine, theirs in seen]
    if len(seen) < _FEW:
        return bool(alike) and min(alike) >= _FOUND
    others = [looks.alike(mine, theirs) for (mine, _), (_, theirs) in zip(seen, (*seen[1:], seen[0]), strict=True)]
    ahead = sum(own > other for own, other in zip(alike, others, strict=True))
    return sum(own >= _RESEMBLES for own in alike) >= _MOST * len(seen) and ahead >= _AHEAD * len(seen)


def _is_clear(scores: Sequence[float] | Array) -> bool:
    """Whether the first of *scores* leaves the second behind."""
    return len(scores) < 2 or bool(1 - scores[0] <= _MARGIN * (1 - scores[1]))


def _by_content(hunt: Hunt) -> list[Pair] | Unmatched | None:
    chosen = spread(len(hunt.files), _SHOWN)
    mine = {index: look for index in chosen if (look := hunt.look(hunt.files[index])) is not None}
    if not mine:
        return None
    scores = _scores(hunt, list(mine.values()))
    least = _FOUND if len(mine) >= _FEW else _PROVEN
    found = [(index, row) for index, row in zip(mine, scores, strict=True) if row.max() >= least]
    if 2 * len(found) < len(mine):
        return "few" if found else "none"
    in_order = _in_order(hunt, found)
    paired = [_pair(hunt, index, row, in_order.get(index)) for index, row in found]
    # Where most pictures look alike, one that does not is no better a proof: then only the very same tensor counts.
    return paired if 2 * sum(pair.clear for pair in paired) >= len(paired) else [replace(pair, clear=False) for pair in paired]


def _pair(hunt: Hunt, index: int, row: Array, known: int | None) -> Pair:
    best = np.argsort(-row, kind="stable")[:_CANDIDATES]
    if known is not None:
        return Pair(hunt.files[index], (hunt.pictures[known],), clear=True)
    return Pair(hunt.files[index], tuple(hunt.pictures[each] for each in best), _is_clear(row[best]))


def _in_order(hunt: Hunt, found: Sequence[tuple[int, Array]]) -> dict[int, int]:
    """The pictures by number, where files are numbered in the order of the pictures: frames of one scene are told apart by nothing else.

    That order has to prove itself: most files look most like the picture of their number, and the others hardly less.
    """
    ranks = {index: rank for rank, index in enumerate(sorted(range(len(hunt.files)), key=lambda index: naming.natural(hunt.files[index])))}
    for key in (naming.natural, str):
        pictures = sorted(range(len(hunt.pictures)), key=lambda index: key(hunt.pictures[index]))
        partners = {index: pictures[ranks[index]] for index, _ in found if ranks[index] < len(pictures)}
        near = [1 - row[partners[index]] <= _TIMES * (1 - row.max()) + _DUST for index, row in found if index in partners]
        first = sum(partners.get(index) == int(row.argmax()) for index, row in found)
        if len(near) == len(found) > _FEW and all(near) and first >= _MOST * len(found):
            return partners
    return {}


def _scores(hunt: Hunt, mine: Sequence[Look]) -> Array:
    """How much each of *mine* looks like each picture; those that were not reached in time, or cannot be read, like nothing."""
    scores = np.full((len(mine), len(hunt.pictures)), -1.0)
    for index, look in enumerate(_seen(hunt)):
        if look is not None:
            scores[:, index] = [looks.alike(each, look) for each in mine]
        if hunt.progress is not None:
            hunt.progress(index + 1, len(hunt.pictures))
        if hunt.until.left <= 0:
            break
    return scores


def _seen(hunt: Hunt) -> Iterator[tuple[Look, Look] | None]:
    """The looks of all pictures, in order, a bounded number of them at once."""
    waiting = iter(hunt.pictures)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            while batch := list(islice(waiting, _AT_ONCE)):
                yield from pool.map(partial(looks.of_picture, view=hunt.view), batch)
        finally:
            pool.shutdown(cancel_futures=True)
