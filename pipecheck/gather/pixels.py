"""The roads of a project run on its pictures, where nothing that is written tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from time import monotonic

from pipecheck import engine
from pipecheck.errors import PipecheckError
from pipecheck.evidence import Evidence, Source
from pipecheck.evidence.pixels import Gap, Parted, Parting
from pipecheck.findings import Skipped
from pipecheck.gather.project import Project, RoadSource
from pipecheck.rules import every
from pipecheck.spec import Program
from pipecheck_transformers.tensor_ops import ToColor

_MOST = 8
_SECONDS = 5.0
"""What the pictures of one road may take; one is always run."""
_OF_FILES = ("PC104", "PC105", "PC107")
"""These speak of files, and not of how a road makes tensors of them."""


def parted(plan: Project, found: Iterable[Evidence | Skipped], settings: engine.Settings) -> Iterator[Parted]:
    """Training and every other road on the pictures that *plan* names, where nothing that was *found* says why the two should part."""
    from pipecheck.rules import pixels  # `lint` runs nothing

    evidence = [item for item in found if not isinstance(item, Skipped)]
    sources = [item for item in evidence if isinstance(item, Source)]
    trained = {item.input: item.program for item in sources if item.road == "training"}
    roads = [item for item in sources if item.road != "training" and item.input in trained and _folder(plan, item) is not None]
    if not roads or not settings.speaks(pixels.pixel_difference):
        return
    spoken = [each for each in engine.run(every(), evidence, engine.Settings(ignore=_OF_FILES)) if "PC1" <= each.code < "PC5"]
    for road in roads:
        folder = _folder(plan, road)
        if folder is not None and all(each.roads and not {road.road, "training"} & set(each.roads) for each in spoken):
            yield from _run(road, trained[road.input], folder)


def _folder(plan: Project, source: Source) -> RoadSource | None:
    """Who names the pictures of the road: it does, or training."""
    said = [plan.roads[road] for road in (source.road, "training") if road in plan.roads]
    return next((each for each in said if each.images is not None), None)


def _run(source: Source, training: Program, said: RoadSource) -> Iterator[Parted]:
    from pipecheck.lower.chain import runnable

    road = _in_rgb(source.program)
    if runnable(training) is None or runnable(road) is None:
        return
    from pipecheck.gather import images
    from pipecheck.probe.pixels import together

    started = monotonic()
    try:
        listed = images.listed(said)
        some = listed.paths[:: -(-len(listed.paths) // _MOST)] if listed.paths else []
        found = together.compare(training, road, some, enough=lambda: monotonic() - started > _SECONDS)
    except PipecheckError:  # what is wrong with the files others say
        return
    gap = found.gap if road is source.program else _of_pictures(found.parting)
    place = source.program.decoded.origin
    yield Parted(
        input=source.input,
        road=source.road,
        folder=listed.root,
        count=found.images,
        worst=found.worst,
        gap=gap,
        parting=found.parting,
        place=place,
    )


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
