"""The files that the steps leave in a folder, in rooms that are called as the toolchain calls them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipecheck.evidence.debug.accumulated import Accumulated
from pipecheck.evidence.debug.badcases import BadCases
from pipecheck.evidence.debug.distributions import Distributions
from pipecheck.evidence.debug.layers import Layers
from pipecheck.evidence.debug.mixed import Mixed
from pipecheck.evidence.debug.partial import Partial
from pipecheck.evidence.debug.recommended import Recommended
from pipecheck.evidence.debug.sensitivity import Ranking
from pipecheck.evidence.debug.structure import Structure
from pipecheck.gather.quant.debug.bench import Bench
from pipecheck.gather.quant.debug.steps import Measured
from pipecheck.probe.quant.accumulated import writing as accumulated
from pipecheck.probe.quant.badcases import writing as badcases
from pipecheck.probe.quant.distributions import drawing
from pipecheck.probe.quant.layers import writing as layers
from pipecheck.probe.quant.mixed import writing as mixed
from pipecheck.probe.quant.partial import writing as partial
from pipecheck.probe.quant.sensitivity import writing as sensitivity
from pipecheck.probe.quant.simulate.write import whole
from pipecheck.probe.quant.structure import writing as structure
from pipecheck.report.html import sensitivity as page

_RECOMMENDED = "recommended.yaml"


def pasted(course: Recommended, folder: Path) -> Recommended:
    """*course* with a file in *folder* that has what is to be pasted."""
    if not course.paste:
        return course
    path = folder / _RECOMMENDED
    with whole(path) as (made,):
        made.write_text("\n".join(course.paste) + "\n", encoding="utf-8")
    return replace(course, written=(*course.written, path))


def left(found: Measured, bench: Bench, folder: Path) -> Iterator[Path]:
    """The files with what was *found*."""
    match found:
        case Structure():
            yield structure.write(found, folder)
        case Accumulated():
            yield from accumulated.write(found, folder / "accumulate_error")
        case Ranking():
            yield from sensitivity.write(found, folder / "node_sensitivity", page.render(found))
        case Distributions():
            yield from drawing.histograms(found.tensors, folder / "data_distribution")
            yield from drawing.channelwise(found.tensors, folder / "channelwise_distribution")
        case BadCases():
            yield badcases.write(found, folder)
        case Layers():
            yield from layers.write(found, folder)
        case Partial():
            yield from partial.write(found, folder / "accumulate_error")
        case Mixed():
            yield from mixed.write(found, bench.made.prepared, folder / "sensitivity_analysis", **bench.configuration)
        case _:
            return
