"""What the looks at the places have shown, as a ranking."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipecheck.evidence.debug.sensitivity import Figures, Ranking, Sensitivity, Table
from pipecheck.probe.quant.points import Kind
from pipecheck.probe.quant.sensitivity import basis, looking, staging
from pipecheck.probe.quant.sensitivity.looking import Looks, Seen
from pipecheck.probe.quant.sensitivity.places import Place


def ranking(looks: Looks, kind: Kind, group: Sequence[Place], seen: Seen) -> Ranking:
    """The places of *group*, the most sensitive first."""
    course, record = looks.course, looks.record
    known = {each.key: _told(looks, each, seen) for each in group if each.key in seen.measured}
    failed = {each.point.name: record.failed[each.key] for each in group if each.key in record.failed}
    tables = {output: _order(known, output, metric, alone=course.alone) for output, metric in seen.metrics.items()}
    good = looks.good
    return Ranking(
        model=course.prepared.path,
        kind=kind,
        alone=course.alone,
        places=tuple(known[key] for key in _together(known, tables.values())),
        tables=tuple(
            Table(output=output, metric=seen.metrics[output], order=tuple(known[key].name for key in order))
            for output, order in tables.items()
        ),
        metrics=course.metrics,
        whole=_figures(looks, basis.WHOLE, seen.screened),
        samples=len(good),
        screened=len(seen.screened),
        leading=looks.leading,
        settled=seen.settled and seen.whole,
        cache=course.cache,
        broken=dict(record.broken),
        failed=failed,
        left=len(group) - len(known) - len(failed),
        stopped=None if seen.whole else "time",
    )


def _told(looks: Looks, place: Place, seen: Seen) -> Sensitivity:
    count = seen.measured[place.key]
    return Sensitivity(
        name=place.point.name,
        op=place.op,
        qtype=place.qtype,
        units=place.units,
        macs=place.macs,
        share=place.share,
        figures=_figures(looks, place.key, looks.good[:count]),
        samples=count,
        refined=count == len(looks.good),
    )


def _figures(looks: Looks, key: str, names: Sequence[str]) -> Figures:
    course = looks.course
    return {output: {metric: looking.mean(looks, key, output, metric, names) for metric in course.metrics} for output in course.outputs}


def _order(known: Mapping[str, Sensitivity], output: str, metric: str, *, alone: bool) -> list[str]:
    """The keys of the places by what they cost *output*: first those that were looked at last, for they were the most sensitive."""
    ranked = staging.ranked({key: each.figures[output][metric] for key, each in known.items()}, metric, alone=alone)
    return sorted(ranked, key=lambda key: -known[key].samples)


def _together(known: Mapping[str, Sensitivity], tables: Collection[Sequence[str]]) -> list[str]:
    """The keys by the best rank that each has in any of *tables*, and among equals by all of its ranks."""
    ranks = [{key: rank for rank, key in enumerate(order)} for order in tables]
    return sorted(known, key=lambda key: (min(each[key] for each in ranks), sum(each[key] for each in ranks)))
