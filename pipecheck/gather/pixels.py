"""The roads of a project run on its pictures, where nothing that is written tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from pipecheck import engine
from pipecheck.errors import PipecheckError
from pipecheck.evidence import Evidence, Source
from pipecheck.evidence.pixels import Gap, Parted, Parting, Pictured
from pipecheck.findings import ROADS, Skipped
from pipecheck.gather.project import Project, RoadSource
from pipecheck.rules import every
from pipecheck.spec import Program
from pipecheck_transformers.tensor_ops import ToColor

if TYPE_CHECKING:
    from pipecheck.probe.pixels.found import Probe

_MOST = 8
_SECONDS = 5.0
"""What the pictures of one road may take; one is always run."""
_OF_FILES = ("PC104", "PC105", "PC107")
"""These speak of files, and not of how a road makes tensors of them."""


def parted(
    plan: Project, found: Iterable[Evidence | Skipped], settings: engine.Settings, *, drawn: bool = False
) -> Iterator[Parted | Pictured]:
    """Training and every other road on the pictures that *plan* names, where nothing that was *found* says why the two should part.

    To be looked at, where they are to be *drawn*, they are run whatever was found.
    """
    from pipecheck.rules import pixels  # `lint` runs nothing

    evidence = [item for item in found if not isinstance(item, Skipped)]
    sources = [item for item in evidence if isinstance(item, Source)]
    trained = {item.input: item.program for item in sources if item.road == "training"}
    roads = [
        item for item in sources if item.road != "training" and item.input in trained and _folder(plan, item, anyones=drawn) is not None
    ]
    asked = settings.speaks(pixels.pixel_difference)
    if not roads or not (asked or drawn):
        return
    spoken = [each for each in engine.run(every(), evidence, engine.Settings(ignore=_OF_FILES)) if "PC1" <= each.code < "PC5"]
    for road in roads:
        folder = _folder(plan, road, anyones=drawn)
        judged = asked and folder is _folder(plan, road)
        judged = judged and all(each.roads and not {road.road, "training"} & set(each.roads) for each in spoken)
        if folder is not None and (judged or drawn):
            ran = _run(road, trained[road.input], folder, look=drawn)
            yield from (each for each in ran if judged or isinstance(each, Pictured))


def _folder(plan: Project, source: Source, *, anyones: bool = False) -> RoadSource | None:
    """Who names the pictures of the road: it does, or training; *anyones* do where people are to look at them."""
    said = [plan.roads[road] for road in (source.road, "training", *(ROADS if anyones else ())) if road in plan.roads]
    return next((each for each in said if each.images is not None), None)


def _run(source: Source, training: Program, said: RoadSource, *, look: bool) -> Iterator[Parted | Pictured]:
    from pipecheck.lower.chain import runnable

    road = _in_rgb(source.program)
    whole = road is source.program
    runs = runnable(training) is not None and runnable(road) is not None
    if not runs and not (look and whole):
        return
    found = _compared(training, road, said, look=look and whole)
    if found is None:
        return
    root, probe = found
    if runs:
        yield Parted(
            input=source.input,
            road=source.road,
            folder=root,
            count=probe.images,
            worst=probe.worst,
            gap=probe.gap if whole else _of_pictures(probe.parting),
            parting=probe.parting,
            place=source.program.decoded.origin,
        )
    if probe.sight is not None:
        sight, gap, count = probe.sight, probe.worst_gap, probe.images
        yield Pictured(input=source.input, road=source.road, folder=root, count=count, gap=gap, sight=sight, notes=probe.notes)


def _compared(training: Program, road: Program, said: RoadSource, *, look: bool) -> tuple[Path, Probe] | None:
    """The two on some of the pictures, and the folder of these."""
    from pipecheck.gather import images
    from pipecheck.probe.pixels import together

    started = monotonic()
    try:
        listed = images.listed(said)
        some = listed.paths[:: -(-len(listed.paths) // _MOST)] if listed.paths else []
        return listed.root, together.compare(
            training, road, some, names=("training", "this road"), look=look, enough=lambda: monotonic() - started > _SECONDS
        )
    except PipecheckError:  # what is wrong with the files others say
        return None


def _in_rgb(program: Program) -> Program:
    """*program* up to where the picture becomes YUV: what is lost there every such road loses."""
    at = (index for index, step in enumerate(program.steps) if isinstance(step.op, ToColor) and step.op.color in ("yuv444", "nv12"))
    first = next(at, None)
    return program if first is None else replace(program, steps=program.steps[:first])


def _of_pictures(parting: Parting | None) -> Gap | None:
    """How far apart the pictures on the way are, where the tensors are not compared."""
    if parting is None:
        return Gap(largest=0.0, mean=0.0, share=0.0)
    if parting.largest is None or parting.mean is None:
        return None
    return Gap(largest=parting.largest, mean=parting.mean, share=1.0)
