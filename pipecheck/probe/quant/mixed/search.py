"""The search for the cheapest number types: the bounds first, then the fewest nodes in each higher type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import PipecheckError
from pipecheck.evidence.debug.mixed import Branch, Mixed, Raised, Trial
from pipecheck.evidence.debug.partial import Target
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.graph import costs
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.mixed import keeping, ladder, least, saying
from pipecheck.probe.quant.mixed.keeping import Orders
from pipecheck.probe.quant.mixed.ladder import LOWEST, RUNGS, Rung, Setting
from pipecheck.probe.quant.mixed.least import Level
from pipecheck.probe.quant.mixed.trying import LateError, Rank, Table
from pipecheck.probe.quant.partial import gauge as gauges
from pipecheck.probe.quant.partial import telling
from pipecheck.probe.quant.partial.gauge import Accuracy, Gauge
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.precision.said import Said
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.sensitivity import rank as sensitivity


@dataclass(frozen=True, slots=True)
class Found:
    """What the search came to, and the *plan* with it: `plan.taken` has the types of every unit."""

    mixed: Mixed
    plan: Plan


def search(
    prepared: Prepared,
    plan: Plan,
    said: Said,
    samples: Samples,
    rank: Rank,
    *,
    rungs: Sequence[Rung] = ("int16", "float16", "float32"),
    accuracy: Accuracy | None = None,
    target: Target | None = None,
    gauge: Gauge | None = None,
    state: Path | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Found:
    """The cheapest types for *prepared*, with the ranges of *plan*, that reach the *target*, beside what is *said* of single nodes.

    All in int16 is the upper bound, all in int8 the lower one; if int16 will not do, the next of *rungs* is tried. From the highest type
    that is needed downwards, the fewest nodes are found that have to take it. With a file *state* a search that was broken off goes on.
    """
    wanted = target or Target()
    gauges.metric_of(wanted)
    _check(rungs)
    measuring = gauge or gauges.gauge(prepared, samples, accuracy=accuracy, threads=threads)
    table = Table(
        gauge=measuring,
        plan=plan,
        said=said,
        target=wanted,
        rank=rank,
        costs=_shares(prepared),
        memory=keeping.memory(state, measuring, plan, (said, prepared.path.name)),
        deadline=deadline,
        progress=progress,
    )
    try:
        branch, chosen = _searched(table, tuple(rungs))
        late = False
    except LateError:
        branch, chosen = _so_far(table)
        late = True
    return _found(table, tuple(rungs), branch, chosen, late=late)


def ranks(prepared: Prepared, samples: Samples, *, threads: int | None = None, deadline: float | None = None) -> Rank:
    """What ranks the nodes of *prepared* under any plan, for each output on its own."""

    def rank(plan: Plan) -> Orders:
        found = sensitivity.rank(prepared, plan, samples, kind="node", threads=threads, deadline=deadline)
        return {table.output: table.order for table in found.tables}

    return rank


def _check(rungs: Sequence[Rung]) -> None:
    if not rungs or list(rungs) != [rung for rung in RUNGS[1:] if rung in rungs]:
        raise PipecheckError(
            f"the types to choose from are some of {', '.join(RUNGS[1:])}, in this order, not {', '.join(rungs) or 'none'}"
        )


def _shares(prepared: Prepared) -> dict[str, float]:
    found = costs.macs(prepared)
    total = sum(found.values())
    return {name: count / total for name, count in found.items()} if total else {}


def _searched(table: Table, rungs: tuple[Rung, ...]) -> tuple[Branch, Trial]:
    """The branch that is taken, and what it ends with."""
    first = table.take(f"all {rungs[0]}", Setting(base=rungs[0]))
    lower = table.take("all int8", Setting())
    if lower.reached:
        return LOWEST, lower
    top = 0
    bound = first
    while not bound.reached:
        top += 1
        if top == len(rungs):
            return "none", max(table.trials, key=lambda each: saying.merit(each, table.target))
        bound = table.take(f"all {rungs[top]}", Setting(base=rungs[top]))
    branch = rungs[top]
    candidates = _candidates(table)
    for high in range(top, -1, -1):
        low = rungs[high - 1] if high else LOWEST
        nodes = ladder.setting(bound).nodes
        left = tuple(name for name in candidates if name not in nodes)
        found = least.find(table, Level(low=low, high=rungs[high], nodes=nodes, candidates=left))
        if found is None:
            return branch, bound
        bound = found
    return branch, bound


def _candidates(table: Table) -> tuple[str, ...]:
    """The units that a type can be chosen for: what only moves values takes the type of those behind it."""
    spoken = ladder.fixed(table.said, table.gauge.prepared)
    lowest = table.planned(Setting()).taken
    units = table.gauge.prepared.units
    return tuple(unit.name for unit in units if not unit.shared and unit.name in lowest and unit.name not in spoken)


def _so_far(table: Table) -> tuple[Branch, Trial]:
    """The last trial that reached the target, for each of them only leaves more in a lower type."""
    last = next((each for each in reversed(table.trials) if each.reached), None)
    if last is None:
        return "none", max(table.trials, key=lambda each: saying.merit(each, table.target))
    setting = ladder.setting(last)
    return max((setting.base, *setting.nodes.values()), key=RUNGS.index), last


def _found(table: Table, rungs: tuple[Rung, ...], branch: Branch, chosen: Trial, *, late: bool) -> Found:
    prepared = table.gauge.prepared
    setting = ladder.setting(chosen)
    lower = next((each for each in table.trials if each.base == LOWEST and not each.nodes), table.trials[0])
    mixed = Mixed(
        model=prepared.path,
        branch=branch,
        words=(),
        raised=tuple(
            Raised(unit.name, unit.op, ladder.value(setting.nodes[unit.name], unit.op), table.costs.get(unit.name, 0.0))
            for unit in prepared.units
            if unit.name in setting.nodes
        ),
        chosen=chosen,
        trials=tuple(table.trials),
        target=table.target,
        metrics={name: telling.metric([figures]) for name, figures in lower.outputs.items()},
        accuracy=table.gauge.best,
        samples=len(table.gauge.samples.names) - len(table.gauge.broken),
        fixed=tuple(sorted(ladder.fixed(table.said, prepared))),
        remarks=tuple(table.memory.remarks),
        stopped="time" if late else None,
    )
    return Found(saying.said(mixed, rungs, len(prepared.units)), table.planned(setting))
