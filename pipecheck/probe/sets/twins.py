"""Pictures of a set that show the same: the same bytes, or the same to the eye."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipecheck.evidence.calibration import Alike
from pipecheck.probe.sets import likeness, neighbours, quantities
from pipecheck.probe.sets.record import Row
from pipecheck.probe.sets.survey import Survey

NAMES = 20
"""So many pictures of a group are named."""
_FLAT = 3.0
"""A picture whose thumbnail deviates less, in levels, shows no shapes that could be the same."""
_SAME, _ALIKE = 0.04, 0.12
"""The unexplained share of contrast: a picture saved again or scaled leaves 0.04 at most, one a little cropped or brightened 0.12."""
_BEYOND, _GROWTH = 3, 4
"""The number of copies, or of frames of a video, grows no faster than their distance; that of digits with a high power of it."""
_CHANCE, _SMALL = 3, 128
"""Pairs that chance may make alike, and pictures of which all pairs are soon compared."""
_STRETCH, _CONTRAST, _BRIGHTNESS = 0.15, 0.4, 40
"""How far the shapes and the contrasts, as logarithms, and the levels may differ: a picture much darker gives other ranges."""
_LOOKED, _FITTED = 100, 60_000
"""Pairs of hashes that are looked at per picture, and pairs of thumbnails that are fitted at all."""

Indices = npt.NDArray[np.int64]


def alike(survey: Survey, *, names: int | None = NAMES) -> tuple[Alike, ...]:
    """The groups of pictures that show the same, the largest groups first, each with its first *names*, or all.

    Each picture of a group is alike to the one that leads it, which is the largest, then the first by name. Of the pictures with
    the same bytes only the leader is compared with others by the eye.
    """
    pixels = survey.rows["width"].astype(np.int64) * survey.rows["height"]
    order = np.argsort(-pixels, kind="stable")  # names are sorted, so that the first by name leads
    rows = survey.rows[order]
    exact, alone = _exact(rows)
    shown = alone[likeness.contrast(rows["thumbnail"][alone]) >= _FLAT]
    near = (shown[group] for group in _near(rows[shown]))
    told = [*((group, True) for group in exact), *((group, False) for group in near)]
    groups = (_group([survey.names[index] for index in order[group]], names, exact=same) for group, same in told)
    return tuple(sorted(groups, key=lambda group: (-group.count, not group.exact, group.names)))


def _group(members: list[str], names: int | None, *, exact: bool) -> Alike:
    leader, *others = members
    return Alike(names=(leader, *sorted(others))[:names], count=len(members), exact=exact)


def _exact(rows: Row) -> tuple[list[Indices], Indices]:
    """The groups of rows of the same bytes, and the first row of every group and every row that is in none."""
    _, firsts, which, counts = np.unique(rows["digest"], return_index=True, return_inverse=True, return_counts=True)
    members = np.argsort(which.ravel(), kind="stable")
    groups = np.split(members, counts.cumsum()[:-1])
    return [group for group in groups if len(group) > 1], np.sort(firsts)


def _near(rows: Row) -> Iterator[Indices]:
    """The groups of *rows* that look the same, each with its leader, its first row, in front."""
    hashes = np.stack([rows["pattern"], rows["gradient"]], axis=1)
    earlier, later = _worthwhile(*neighbours.close(hashes, _LOOKED * len(rows)))
    rest, spread = likeness.unlike(rows["thumbnail"], earlier, later)
    most = _threshold(rest, rows)
    shape, contrast, luma = np.abs(quantities.shape(rows)), np.log(likeness.contrast(rows["thumbnail"])), rows["luma"]
    lit = (np.abs(contrast[earlier] - contrast[later]) <= _CONTRAST) & (np.abs(luma[earlier] - luma[later]) <= _BRIGHTNESS)
    same = lit & spread & ((rest <= _SAME) | ((rest <= most) & (np.abs(shape[earlier] - shape[later]) <= _STRETCH)))
    return _stars(earlier[same], later[same])


def _worthwhile(earlier: Indices, later: Indices, distances: Indices) -> tuple[Indices, Indices]:
    """All pairs where they are few; else of every later row its first partner, and then the nearest that there is room for."""
    if len(earlier) <= _FITTED:
        return earlier, later
    order = np.lexsort((earlier, distances, later))
    begins = np.flatnonzero(np.diff(later[order], prepend=-1))
    sizes = np.diff(begins, append=len(order))
    nearest = np.arange(len(order)) - np.repeat(begins, sizes) < _FITTED // len(begins) - 1
    first = np.lexsort((earlier, later))[begins]
    kept = np.sort(np.union1d(order[nearest], first))
    return earlier[kept], later[kept]


def _threshold(rest: likeness.Floats, rows: Row) -> float:
    """How unlike two pictures of this set may be and still show the same; *rest* is how unlike those are whose hashes are close.

    Where so few of these are alike that it may be by chance, and the set is small, every picture is held against every other: hashes
    leave out most of those that are less alike.
    """
    within, beyond = _grown(rest)
    if 0 < within <= _CHANCE and len(rows) <= _SMALL:
        within, beyond = _grown(likeness.unlike(rows["thumbnail"], *np.triu_indices(len(rows), 1))[0])
    return _ALIKE if beyond <= _GROWTH * within else _SAME


def _grown(rest: likeness.Floats) -> tuple[int, int]:
    return int((rest <= _ALIKE).sum()), int((rest <= _ALIKE * _BEYOND).sum())


def _stars(earlier: Indices, later: Indices) -> Iterator[Indices]:
    """Every row with the later ones that are alike to it and not yet taken, the first row first."""
    taken: set[int] = set()
    groups: dict[int, list[int]] = {}
    for first, other in zip(earlier.tolist(), later.tolist(), strict=True):  # by the earlier row
        if first not in taken and other not in taken:
            taken.add(other)
            groups.setdefault(first, [first]).append(other)
    return (np.array(group) for group in groups.values())
