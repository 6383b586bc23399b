"""The pictures that a project calibrates with, measured and held against training, validation and their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import UsageError
from pipecheck.evidence.calibration import Advice, Coverage, PictureSet
from pipecheck.evidence.pictures import Pictures
from pipecheck.findings import Skipped
from pipecheck.gather import images
from pipecheck.gather.looking import Looking
from pipecheck.gather.project import Project, RoadSource
from pipecheck.probe.sets import charts, oddities, overlap, sheet, shift, twins
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
    root, every = images.listed(said)
    here = _measured(root, every, MOST, looking)
    there = _training(plan, said, looking)
    left_out = len(every) - here.count
    yield here.pictures("calibration", left_out=left_out)
    if left_out:
        yield Skipped("PC605", f"{root}: {here.count} of {len(every)} pictures were measured, evenly spread")
    found = PictureSet(
        folder=root,
        count=here.count,
        whole=len(here.names),
        left_out=left_out,
        samples=samples,
        advice=said.advice or Advice(),
        origin=said.origin if said.origin.line is not None else None,
        odd=oddities.odd(here, there),
        alike=twins.alike(here),
        coverage=tuple(_coverage(plan, said, here)),
        shifts=shift.shifts(here, there) if there is not None else (),
        compared=len(there.names) if there is not None else 0,
        charts=charts.charts(here, there),
    )
    found = _overlapping(plan, found, here)
    yield replace(found, sheet=sheet.sheet(root, found.odd, found.alike)) if looking.drawn else found


def chosen(plan: Project, count: int, looking: Looking) -> tuple[Path, Selection]:
    """The *count* pictures of the calibration road that are most diverse and best balanced, and the folder that their names count from."""
    from pipecheck.gather import coverage
    from pipecheck.probe.sets.selection import select

    said = plan.roads.get("calibration")
    if said is None or said.images is None:
        raise UsageError("name the pictures to choose from")
    root, every = images.listed(said)
    here = _measured(root, every, len(every) or 1, looking)
    labels = _labels(said)
    shown = coverage.shown(labels, here.names) if labels is not None else None
    copies = (name for group in twins.alike(here, names=None) for name in group.names[1:])
    odd = (each.name for each in oddities.odd(here, None))
    return root, select(here, count, shown, without=frozenset((*copies, *odd)), progress=looking.progress)


def _measured(root: Path, every: Sequence[Path], most: int, looking: Looking) -> Survey:
    chosen = every[:: -(-len(every) // most)] if len(every) > most else every
    cache = Cache.at(looking.cache, rehash=looking.rehash) if looking.cache is not None else None
    return survey(chosen, root, full=looking.full, cache=cache, progress=looking.progress)


def _training(plan: Project, said: RoadSource, looking: Looking) -> Survey | None:
    """The pictures of training, unless they are the same."""
    trained = plan.roads.get("training")
    if trained is None or trained.images is None or _same(trained, said):
        return None
    root, every = images.listed(trained)
    found = _measured(root, every, _TRAINED, looking)
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


def _overlapping(plan: Project, found: PictureSet, here: Survey) -> PictureSet:
    """*found* with the pictures that measure the accuracy too."""
    said = plan.roads.get("evaluation")
    if said is None or said.images is None:
        return found
    root, every = images.listed(said)
    return replace(found, overlapping=overlap.overlapping(here, every), validation=root)
