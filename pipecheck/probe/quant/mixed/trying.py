"""Settings tried on a network while there is time, each once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipecheck.errors import SourceError
from pipecheck.evidence.debug.mixed import Trial
from pipecheck.evidence.debug.partial import Target
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.mixed import keeping, ladder
from pipecheck.probe.quant.mixed.keeping import Memory, Orders
from pipecheck.probe.quant.mixed.ladder import Rung, Setting
from pipecheck.probe.quant.partial.gauge import Gauge, Measured
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.precision.said import Said

Rank = Callable[[Plan], Orders]
"""The nodes of a plan, most sensitive first: one order for each output, or a single one."""


class LateError(Exception):
    """There is no time for another trial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What settings are tried on: *plan* in other types beside what is *said*; *costs* are the shares of all multiplications by unit."""

    gauge: Gauge
    plan: Plan
    said: Said
    target: Target
    rank: Rank
    costs: Mapping[str, float]
    memory: Memory
    deadline: float | None
    progress: Progress | None
    trials: list[Trial] = field(default_factory=list)

    def take(self, stage: str, setting: Setting) -> Trial:
        """What *setting* gives; of a *stage* only the name is new where it was tried before."""
        before = next((each for each in self.trials if (each.base, each.nodes) == (setting.base, setting.nodes)), None)
        if before is not None:
            return before
        plan = self.planned(setting)
        found = self._measured(setting, plan)
        failed = found if isinstance(found, str) else None
        measured = Measured({}, None) if isinstance(found, str) else found
        trial = Trial(
            stage=stage,
            base=setting.base,
            nodes=dict(setting.nodes),
            macs=sum(self.costs.get(unit.name, 0.0) for unit in self.gauge.prepared.units if ladder.high(plan.taken.get(unit.name))),
            outputs=measured.outputs,
            accuracy=measured.accuracy,
            reached=failed is None and self.gauge.reaches(measured, self.target),
            failed=failed,
        )
        self.trials.append(trial)
        if self.progress is not None:
            self.progress(len(self.trials), len(self.trials) + 1)
        return trial

    def with_nodes(self, stage: str, base: Rung, nodes: Mapping[str, Rung], more: Iterable[str], rung: Rung) -> Trial:
        """What comes of *more* nodes in *rung* beside *nodes*."""
        return self.take(stage, Setting(base=base, nodes={**nodes, **dict.fromkeys(more, rung)}))

    def planned(self, setting: Setting) -> Plan:
        """The plan that *setting* means."""
        return ladder.plan(self.said, self.plan, setting, self.gauge.prepared)

    def orders(self, setting: Setting, candidates: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """For each output the *candidates*, those first that cost it most when they are quantised as *setting* has them; no order twice."""
        name = keeping.name(setting)
        found = self.memory.orders.get(name)
        if found is None:
            self._begin()
            found = self.memory.orders[name] = self.rank(self.planned(setting))
            self.memory.keep()
        known = set(candidates)
        every = (tuple(dict.fromkeys((*(each for each in order if each in known), *candidates))) for order in found.values())
        return tuple(dict.fromkeys(every)) or (tuple(candidates),)

    def _measured(self, setting: Setting, plan: Plan) -> Measured | str:
        name = keeping.name(setting)
        found = self.memory.measured.get(name)
        if found is None:
            self._begin()
            try:
                found = self.gauge.measure(plan)
            except SourceError as e:
                found = str(e)
            self.memory.measured[name] = found
            self.memory.keep()
        return found

    def _begin(self) -> None:
        if self.deadline is not None and time.monotonic() >= self.deadline and self.trials:
            raise LateError
