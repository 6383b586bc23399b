"""The error of a quantised network at every unit along its graph, with all of it, or only some of it, quantised."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from pipecheck.errors import PipecheckError, SourceError, UsageError
from pipecheck.evidence.debug.accumulated import Accumulated, Curve, Place
from pipecheck.probe import streaming
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.accumulated import asking, blaming
from pipecheck.probe.quant.accumulated.asking import Asked, Names
from pipecheck.probe.quant.accumulated.rows import Mode, Rows, row
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.judging.measures import Measures, measures
from pipecheck.probe.quant.judging.metric import Metric
from pipecheck.probe.quant.partial import telling
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.trial.spread import evenly
from pipecheck.sources import onnxfile
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array

SAMPLES = 32
"""So many samples tell how an error accumulates."""
ROOM = 1 << 30
"""So many bytes of tensors are held at once, about: where all of the network need more, they are looked at in several passes."""
_FLOAT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """The *plans* whose error is asked for, and the samples; *broken* are those that cannot be run."""

    skeleton: Skeleton
    plans: tuple[Plan, ...]
    samples: Samples
    workers: int
    deadline: float | None
    progress: Progress | None
    passes: int
    broken: dict[str, str] = field(default_factory=dict)

    def rows(self, number: int, tensors: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, Array]]:
        """The figures of *tensors* for each of the samples *names*, while there is time: for one at least."""
        prepared = self.skeleton.prepared
        exact = prepare.session(prepared, expose=tensors)
        made = [build.session(prepared, plan, expose=tensors, skeleton=self.skeleton) for plan in self.plans]

        def work(name: str) -> Array | str:
            try:
                feed = self.samples.load(name)
                wanted = exact.run(feed)
                return row([_far(wanted, network.run(feed), tensors) for network in made])
            except (SourceError, ToolkitError, OSError) as e:
                return str(e)

        done = number * len(names)
        with streaming.alone(), closing(streaming.each(work, names, self.workers, ahead=1)) as results:
            for index, (name, found) in enumerate(zip(names, results, strict=True), 1):
                if isinstance(found, str):
                    self.broken[name] = found
                else:
                    yield name, found
                if self.progress is not None:
                    self.progress(done + index, self.passes * len(names))
                if number == 0 and self.deadline is not None and time.monotonic() >= self.deadline and index > len(self.broken):
                    return


def accumulate(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    *,
    quantize_node: Names = (),
    non_quantize_node: Names = (),
    metric: Metric | None = None,
    mode: Mode = "average",
    sample: str | None = None,
    room: int = ROOM,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Accumulated:
    """The error of *plan* at every unit: a curve for each entry of *quantize_node* and of *non_quantize_node*, as `asking.asked` has them.

    The figures are means over the samples, those of the *worst* one alone, or those of the *sample* that is named. Worst is the one whose
    outputs lie farthest off by the last curve. *metric* is what a picture shows; without one it is the cosine if that tells anything.
    """
    curves = asking.asked(prepared, plan, quantize_node, non_quantize_node)
    if metric is not None and metric not in telling.NAMED:
        raise UsageError(f"{metric} is no metric of accumulated error: known are {', '.join(telling.NAMED)}")
    names = _chosen(prepared, samples, sample)
    tensors = list(dict.fromkeys(unit.output for unit in prepared.units))
    workers = max(1, min(threads or os.cpu_count() or 1, len(names)))
    parts = _parts(prepared, tensors, room // (2 * workers))
    work = _Work(
        skeleton=skeletons.of(prepared),
        plans=tuple(each.plan(prepared, plan) for each in curves),
        samples=samples,
        workers=workers,
        deadline=deadline,
        progress=progress,
        passes=len(parts),
    )
    found: list[_Part] = []
    for number, part in enumerate(parts):
        found.append(_pass(work, number, part, found[0].rows.names if found else names, metric or "cosine-similarity"))
    return _summed(prepared, curves, found, metric=metric, mode=mode, sample=sample, work=work, asked=len(names))


def _chosen(prepared: Prepared, samples: Samples, sample: str | None) -> list[str]:
    if sample is not None and sample not in samples.names:
        raise UsageError(f"{prepared.path}: there is no sample {sample}")
    if not samples.names:
        raise PipecheckError(f"{prepared.path}: there is no sample to compare by")
    return [sample] if sample is not None else evenly(samples.names, min(SAMPLES, len(samples.names)))


def _parts(prepared: Prepared, tensors: Sequence[str], room: int) -> list[list[str]]:
    """*tensors* in as many parts as it takes that each needs no more than *room* bytes."""
    values = (*prepared.model.graph.value_info, *prepared.model.graph.output)
    known = {value.name: size for value in values if (size := _size(onnxfile.tensor(value).shape)) is not None}
    usual = max(known.values(), default=0)
    parts: list[list[str]] = [[]]
    used = 0
    for name in tensors:
        needed = known.get(name, usual)
        if parts[-1] and used + needed > room:
            parts.append([])
            used = 0
        parts[-1].append(name)
        used += needed
    return parts


def _size(shape: Sequence[int | str | None] | None) -> int | None:
    """The bytes of a tensor of this *shape*, with one picture where their number is open; None where more is."""
    if shape is None or any(not isinstance(side, int) for side in shape[1:]):
        return None
    return _FLOAT * math.prod(side if isinstance(side, int) else 1 for side in shape)


def _far(wanted: Mapping[str, Array], got: Mapping[str, Array], tensors: Sequence[str]) -> list[Measures]:
    return [measures(wanted[name], got[name]) for name in tensors]


@dataclass(frozen=True, slots=True)
class _Part:
    """What the *rows* of some *tensors* say; the outputs of the network are the last of them."""

    tensors: tuple[str, ...]
    rows: Rows


def _pass(work: _Work, number: int, part: Sequence[str], names: Sequence[str], metric: Metric) -> _Part:
    outputs = work.skeleton.prepared.outputs
    tensors = (*part, *outputs)
    rows = Rows((len(work.plans) - 1, tuple(range(len(part), len(tensors))), metric))
    for name, found in work.rows(number, tensors, list(names)):
        rows.add(name, found)
    if not rows.names:
        raise PipecheckError(next(iter(work.broken.values()), f"{work.skeleton.prepared.path}: no sample could be run"))
    return _Part(tensors, rows)


def _summed(
    prepared: Prepared,
    curves: Sequence[Asked],
    found: Sequence[_Part],
    *,
    metric: Metric | None,
    mode: Mode,
    sample: str | None,
    work: _Work,
    asked: int,
) -> Accumulated:
    values = [part.rows.worst_row if mode == "worst" else part.rows.mean() for part in found]
    made = tuple(_curve(prepared, each, index, found, values) for index, each in enumerate(curves))
    first = found[0].rows
    errors = {
        name: [(float(each[0, index]), float(each[1, index])) for each in first.errors if len(each) > 1]
        for index, name in enumerate(prepared.outputs)
    }
    return Accumulated(
        model=prepared.path,
        places=tuple(Place(unit.name, unit.op, unit.output) for unit in prepared.units),
        curves=made,
        metric=metric or telling.metric([figures for curve in made for figures in curve.outputs.values()]),
        samples=1 if mode == "worst" else len(first.names),
        broken=dict(work.broken),
        sample=first.worst if mode == "worst" or sample is not None else None,
        blames=blaming.blames(made, errors),
        stopped="time" if len(first.names) + len(work.broken) < asked else None,
    )


def _curve(prepared: Prepared, asked: Asked, index: int, found: Sequence[_Part], values: Sequence[Array]) -> Curve:
    at = {name: (part, place) for part, each in enumerate(found) for place, name in enumerate(each.tensors)}

    def figures(name: str) -> Array:
        part, place = at[name]
        taken: Array = values[part][index, place]
        return taken

    along = [figures(unit.output) for unit in prepared.units]
    return Curve(
        name=asked.name,
        points=tuple(point.name for point in asked.points),
        left=asked.left,
        figures={name: tuple(float(each[number]) for each in along) for number, name in enumerate(telling.NAMED)},
        outputs={name: {each: float(value) for each, value in zip(telling.NAMED, figures(name), strict=True)} for name in prepared.outputs},
    )
