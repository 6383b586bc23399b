"""The whole search for lost accuracy: the steps in the order of what they cost, until it is certain what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from pipecheck.evidence import Evidence, Wishes
from pipecheck.evidence.debug.mixed import Mixed
from pipecheck.evidence.debug.partial import Target
from pipecheck.evidence.debug.recommended import Recommended
from pipecheck.evidence.debug.remedies import Remedies
from pipecheck.evidence.quant import Simulated
from pipecheck.findings import Skipped
from pipecheck.gather.networks.how import How
from pipecheck.gather.project import Project
from pipecheck.gather.quant.asking import Asking
from pipecheck.gather.quant.calibrated import calibrated
from pipecheck.gather.quant.debug import leaving, telling
from pipecheck.gather.quant.debug.bench import Bench
from pipecheck.gather.quant.debug.steps import STEPS, Measured

Told: TypeAlias = "Measured | Wishes | Recommended | Skipped"
_ORDER = ("structure", *(step for step in STEPS if step != "structure"))
"""How it is put together costs nothing to see."""


@dataclass(kw_only=True)
class _Going:
    """What was measured so far; *explained*: the samples are known not to be what training makes."""

    bench: Bench
    explained: bool
    found: list[Measured] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    def take(self, step: str) -> None:
        """What *step* measures, and leaves in the folder."""
        for each in STEPS[step](self.bench):
            if self.bench.folder is not None:
                self.written += leaving.left(each, self.bench, self.bench.folder)
            self.found.append(each)

    def certain(self) -> bool:
        """Whether nothing that comes could change what to do."""
        last = self.found[-1] if self.found else None
        match last:
            case Simulated():
                return self.explained or (last.least is not None and self.bench.reached(last.loss, last.least))
            case Remedies():
                return last.best is not None
            case Mixed():
                return True
            case _:
                return False


def evidence(
    plan: Project,
    known: Sequence[Evidence | Skipped],
    asking: Asking,
    how: How,
    *,
    steps: Sequence[str] = (),
    target: Target,
    explained: bool,
) -> Iterator[Told]:
    """What the *steps* measure; without a name all of them, until it is certain what to do, and then that."""
    made = calibrated(plan, known, asking, how)
    yield Wishes(faults=made.faults)
    going = _Going(bench=Bench(made=made, how=how, target=target, folder=asking.output), explained=explained)
    for step in steps or _ORDER:
        going.take(step)
        if not steps and going.certain():
            break
    if isinstance(going.bench.judge, str):
        yield Skipped("PC801", going.bench.judge)
    if steps:
        yield from going.found
        return
    course = telling.recommended(going.bench, going.found, explained=explained, written=going.written)
    if asking.samples is not None:
        few = f"this is found on {len(made.stream.samples.names)} calibration samples: confirm it with all, by `pipecheck quantize`"
        course = replace(course, reasons=(*course.reasons, few))
    yield course if asking.output is None else leaving.pasted(course, asking.output)
    advice = course.sentence if course.course in ("calibration", "mixed", "qat") else None
    yield from (replace(each, explained=explained, advice=advice) if isinstance(each, Simulated) else each for each in going.found)
