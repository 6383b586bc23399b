"""The calibration set of a project as evidence: its tensors, and the pictures that these are or were made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipecheck.evidence import Evidence
from pipecheck.evidence.calibration import PictureSet
from pipecheck.evidence.pictures import Pictures
from pipecheck.evidence.tensors import TensorSet
from pipecheck.findings import Skipped
from pipecheck.gather import expected
from pipecheck.gather.expected import Place
from pipecheck.gather.looking import Looking
from pipecheck.gather.project import Project, RoadSource
from pipecheck.sources.places import is_folder


def evidence(
    plan: Project, found: Sequence[Evidence | Skipped], looking: Looking, *, alone: bool = False, folders: Sequence[Place] | None = None
) -> Iterator[Evidence | Skipped]:
    """What the calibration files and pictures of *plan* are, given what was *found* of it before.

    *folders* are looked at in the place of those that its YAML names; *alone*, nobody else speaks of files that do not belong there.
    """
    before = [item for item in found if not isinstance(item, Skipped)]
    places = expected.places(before) if folders is None else folders
    sampled = _sampled(plan, places)
    tensors = [place for place in places if not place.pictures and is_folder(place.folder)]
    if alone:
        yield from _absent(plan, places)
    measured = list(_tensors(plan, before, tensors, looking, alone=alone)) if tensors else []
    pictures = list(_pictures(sampled, before, looking, samples=not any(isinstance(item, TensorSet) for item in measured)))
    shown = [item for item in pictures if isinstance(item, PictureSet)]
    yield from (_besides(item, shown) if isinstance(item, TensorSet) else item for item in measured)
    yield from pictures


def _besides(tensors: TensorSet, pictures: Sequence[PictureSet]) -> TensorSet:
    """*tensors* without what is told of the *pictures* that they were made of: copies, and pictures of one color."""
    plain = {Path(odd.name).stem for each in pictures for odd in each.odd if odd.oddity == "one color"}
    left = tuple(name for name in tensors.constant if Path(name).stem not in plain)
    told = len(tensors.constant) - len(left) if len(tensors.constant) == tensors.constant_count else 0
    constant = left if told else tensors.constant
    copied = any(each.alike for each in pictures)
    return replace(tensors, alike=() if copied else tensors.alike, constant=constant, constant_count=tensors.constant_count - told)


def _absent(plan: Project, places: Sequence[Place]) -> Iterator[Skipped]:
    """The folders that are not there yet, of which `check` speaks."""
    for folder in dict.fromkeys(place.folder for place in places if not is_folder(place.folder)):
        yield Skipped("PC608", f"{plan.config} names {folder}, which is not there; `pipecheck prepare` can write its files")


def _tensors(
    plan: Project, before: Sequence[Evidence], places: Sequence[Place], looking: Looking, *, alone: bool
) -> Iterator[TensorSet | Skipped]:
    from pipecheck.gather.tensors import Known, tensor_sets

    return tensor_sets(Known(plan=plan, evidence=before), places, looking, alone=alone)


def _pictures(plan: Project, before: Sequence[Evidence], looking: Looking, *, samples: bool) -> Iterator[Pictures | PictureSet | Skipped]:
    """The set of pictures; of their headers others may have spoken."""
    if not plan.has_pictures:
        return
    from pipecheck.gather import sets

    told = any(isinstance(item, Pictures) and item.road == "calibration" for item in before)
    yield from (item for item in sets.picture_set(plan, looking, samples=samples) if not (told and isinstance(item, Pictures)))


def _sampled(plan: Project, places: Sequence[Place]) -> Project:
    """*plan* with the pictures that the toolchain itself reads, where it names no others."""
    said = plan.roads.get("calibration")
    folder = next((place for place in places if place.pictures and is_folder(place.folder)), None)
    if folder is None or (said is not None and said.images is not None):
        return plan
    origin = folder.expected.origins["folder"]
    named = replace(said, images=str(folder.folder.resolve())) if said else RoadSource(images=str(folder.folder.resolve()), origin=origin)
    return replace(plan, roads={**plan.roads, "calibration": named})
