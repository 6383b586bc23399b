"""The ranking of all places of a network by what their quantisation costs: all looked at on few samples, the leading ones on all."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from pipecheck.errors import UsageError
from pipecheck.evidence.debug.sensitivity import Ranking
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant import points
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.points import Kind
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.sensitivity import cuts, figures, looking, record, telling
from pipecheck.probe.quant.sensitivity.basis import FLOAT, Course
from pipecheck.probe.quant.sensitivity.cuts import Cut
from pipecheck.probe.quant.sensitivity.looking import Looks
from pipecheck.probe.quant.sensitivity.places import Place, places
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.trial.spread import evenly

CACHE = 1 << 29
"""So many bytes of what the network makes of samples are kept at once, unless the caller says otherwise."""
SCREENED, LEADING = 2, 5


def rank(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    *,
    kind: Kind = "node",
    metrics: str | Sequence[str] | None = None,
    outputs: str | Sequence[str] | None = None,
    interested: Collection[str] | None = None,
    data_num: int | None = None,
    alone: bool = True,
    screened: int = SCREENED,
    leading: int = LEADING,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
    state: Path | None = None,
    cache_bytes: int = CACHE,
) -> Ranking:
    """The places of one *kind*, ranked as `ranks` does it."""
    found = ranks(
        prepared,
        plan,
        samples,
        kinds=(kind,),
        metrics=metrics,
        outputs=outputs,
        interested=interested,
        data_num=data_num,
        alone=alone,
        screened=screened,
        leading=leading,
        threads=threads,
        progress=progress,
        deadline=deadline,
        state=state,
        cache_bytes=cache_bytes,
    )
    return found[kind]


def ranks(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    *,
    kinds: Sequence[Kind] = ("weight", "activation"),
    metrics: str | Sequence[str] | None = None,
    outputs: str | Sequence[str] | None = None,
    interested: Collection[str] | None = None,
    data_num: int | None = None,
    alone: bool = True,
    screened: int = SCREENED,
    leading: int = LEADING,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
    state: Path | None = None,
    cache_bytes: int = CACHE,
) -> dict[Kind, Ranking]:
    """What *plan* quantises, of each of *kinds*, ranked by what it costs the *outputs* when it *alone* is quantised, or all but it is.

    It is ranked by the first of *metrics*, and where none is named by the one that tells the places apart at that output. All places are
    *screened* on that many samples, and those that may be among the *leading* ones are measured on all of *data_num*, or of all there are;
    `screened=len(samples.names)` measures everything. What was measured is kept in the file *state*, and a run that was broken off goes on
    from there. Once `time.monotonic` has passed *deadline* nothing more is begun. No more than *cache_bytes* are kept of the samples, or
    one sample where that has more; none of the figures depends on it, nor on *threads*.
    """
    names = _names(samples, data_num, max(1, screened))
    wanted = figures.named(metrics)
    skeleton = skeletons.of(prepared)
    course = Course(
        prepared=prepared,
        plan=plan,
        ground=cuts.ground(skeleton, FLOAT if alone else plan),
        alone=alone,
        samples=samples,
        outputs=_outputs(prepared, outputs),
        metrics=wanted,
        threads=max(1, threads or os.cpu_count() or 1),
        deadline=deadline,
        cache=max(1, cache_bytes),
    )
    found = {kind: places(prepared, plan, kind, interested) for kind in dict.fromkeys(kinds)}
    held = record.begun(state, prepared, plan, samples, (alone, course.outputs, wanted))
    looks = Looks(
        course=course,
        cuts={each.key: _cut(course, each) for group in found.values() for each in group},
        names=names,
        screened=max(1, screened),
        leading=max(1, leading),
        by=None if metrics is None else wanted[0],
        record=held,
    )
    seen = looking.look(looks, {kind: tuple(each.key for each in group) for kind, group in found.items()}, progress)
    held.keep(now=True)
    return {kind: telling.ranking(looks, kind, group, seen[kind]) for kind, group in found.items()}


def _names(samples: Samples, count: int | None, first: int) -> list[str]:
    """The samples in the order in which they are looked at: the *first* ones, and twice as many, and so on, are from all over."""
    every = list(samples.names) if count is None else evenly(samples.names, max(1, min(count, len(samples.names))))
    if not every:
        raise UsageError("there is no sample to measure the sensitivity on")
    found: dict[str, None] = {}
    while len(found) < len(every):
        left = [name for name in every if name not in found]
        found.update(dict.fromkeys(evenly(left, min(len(left), max(first, len(found))))))
    return list(found)


def _outputs(prepared: Prepared, named: str | Sequence[str] | None) -> tuple[str, ...]:
    if named is None:
        return prepared.outputs
    found = tuple(dict.fromkeys([named] if isinstance(named, str) else named))
    unknown = next((name for name in found if name not in prepared.outputs), None)
    if unknown is not None or not found:
        raise UsageError(f"{prepared.path} has no output {unknown}; it has {', '.join(prepared.outputs)}")
    return found


def _cut(course: Course, place: Place) -> Cut:
    way = points.only if course.alone else points.without
    return cuts.cut(course.ground, way(course.prepared, course.plan, [place.point]))
