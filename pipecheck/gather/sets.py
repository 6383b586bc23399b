"""The pictures that a project calibrates with, measured and held against training, validation and their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import UsageError
from pipecheck.evidence.calibration import Advice, Coverage, PictureSet
from pipecheck.evidence.pictures import Pictures
from pipecheck.findings import Road, Skipped
from pipecheck.gather import images
from pipecheck.gather.images import Listed
from pipecheck.gather.looking import Looking
from pipecheck.gather.project import Project, RoadSource
from pipecheck.probe.sets import causes, charts, oddities, overlap, sheet, twins
from pipecheck.probe.sets.cache import Cache
from pipecheck.probe.sets.survey import Survey, survey
from pipecheck.sources.places import same

if TYPE_CHECKING:
    from pipecheck.probe.sets.selection import Selection
    from pipecheck.sources.labels import Labels

MOST = 10_000
"""So many pictures of a calibration set are measured, spread evenly over it."""
_TRAINED = 2_000
"""So many of training's: what a larger part would say better is smaller than what calibration cares for."""


def picture_set(plan: Project, looking: Looking, *, samples: bool) -> Iterator[Pictures | PictureSet | Skipped]:
    """What the pictures are that *plan* calibrates with, which are its *samples* or what these were made of."""
    said = plan.roads.get("calibration")
    if said is None or said.images is None:
        return
    mine, trained, measuring = images.listed(said), _other(plan, "training", said), _other(plan, "evaluation")
    for each in (mine, trained, measuring):
        yield from each.skipped() if each is not None else ()
    root, every = mine.root, mine.paths
    here = _measured(root, every, MOST, looking)
    there = _training(trained, looking) if trained is not None else None
    left_out = len(every) - here.count
    yield here.pictures("calibration", left_out=left_out)
    if left_out:
        yield Skipped("PC605", f"{root}: {here.count} of {len(every)} pictures were measured, evenly spread")
    odd, shifts = causes.told(here, there)
    found = PictureSet(
        folder=root,
        count=here.count,
        whole=len(here.names),
        left_out=left_out,
        samples=samples,
        advice=said.advice or Advice(),
        origin=said.origin if said.origin.line is not None else None,
        odd=odd,
        alike=twins.alike(here),
        coverage=tuple(_coverage(plan, said, here)),
        shifts=shifts,
        compared=len(there.names) if there is not None else 0,
        charts=charts.charts(here, there),
    )
    if measuring is not None:
        found = replace(found, overlapping=overlap.overlapping(here, measuring.paths), validation=measuring.root)
    yield replace(found, sheet=sheet.sheet(root, found.odd, found.alike)) if looking.drawn else found


def chosen(plan: Project, count: int, looking: Looking) -> tuple[Listed, Selection]:
    """The *count* pictures of the calibration road that are most diverse and best balanced, and before them all that there are."""
    from pipecheck.gather import coverage
    from pipecheck.probe.sets.selection import select

    said = plan.roads.get("calibration")
    if said is None or said.images is None:
        raise UsageError("name the pictures to choose from")
    every = images.listed(said)
    here = _measured(every.root, every.paths, len(every.paths) or 1, looking)
    labels = _labels(said)
    shown = coverage.shown(labels, here.names) if labels is not None else None
    copies = (name for group in twins.alike(here, names=None) for name in group.names[1:])
    odd = (each.name for each in oddities.odd(here, None))
    return every, select(here, count, shown, without=frozenset((*copies, *odd)), progress=looking.progress)


def _measured(root: Path, every: Sequence[Path], most: int, looking: Looking) -> Survey:
    chosen = every[:: -(-len(every) // most)] if len(every) > most else every
    cache = Cache.at(looking.cache, rehash=looking.rehash) if looking.cache is not None else None
    return survey(chosen, root, full=looking.full, cache=cache, progress=looking.progress)


def _other(plan: Project, road: Road, own: RoadSource | None = None) -> Listed | None:
    """The pictures that *road* names, unless they are the road's *own* again."""
    said = plan.roads.get(road)
    if said is None or said.images is None or (own is not None and _same(said, own)):
        return None
    return images.listed(said)


def _training(trained: Listed, looking: Looking) -> Survey | None:
    found = _measured(trained.root, trained.paths, _TRAINED, looking)
    return found if found.names else None


def _same(one: RoadSource, other: RoadSource) -> bool:
    return same(one.folder / (one.images or ""), other.folder / (other.images or ""))


def _coverage(plan: Project, said: RoadSource, here: Survey) -> Iterator[Coverage]:
    """What the labels say of the pictures, where the project names some; of all of them, where training's are the only ones."""
    trained = plan.roads.get("training")
    before = _labels(trained) if trained is not None else None
    own = _labels(said) or before
    if own is not None:
        from pipecheck.gather import coverage

        yield from coverage.coverage(own, here.names, trained=before)


def _labels(road: RoadSource) -> Labels | None:
    """The labels that *road* names; where it names classes alone, its pictures lie in a folder for each."""
    where = road.labels or (road.images if road.classes is not None else None)
    if where is None:
        return None
    from pipecheck.sources import labels

    classes = road.folder / road.classes if road.classes is not None else None
    pictures = road.folder / road.images if road.images is not None else None
    return labels.load(road.folder / where, form=road.label_format, classes=classes, images=pictures)
