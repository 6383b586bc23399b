"""Other settings of the calibration, tried on the network: the cheapest mend there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.evidence.debug.remedies import Remedies, Remedy
from pipecheck.gather.quant.debug.bench import Bench
from pipecheck.probe.quant.bias import bias
from pipecheck.probe.quant.bias.bias import Corrected
from pipecheck.probe.quant.method import SWEEP, Choice, Method
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.search import bench as tables
from pipecheck.probe.quant.search import choices, search
from pipecheck.probe.quant.search.attempt import Attempt
from pipecheck.probe.quant.search.bench import Bench as Table

_JUDGED = 8
_RUN = 3
"""So many of the best settings are run on all pictures."""
_CORRECTION = "bias_correction"


def remedies(bench: Bench) -> Remedies:
    """The settings that bring the outputs closest to the float network's, the best of them with their accuracy."""
    made = bench.made
    table = tables.bench(
        made.compared,
        made.observed,
        bench.samples,
        made.plan.taken,
        outputs=made.plan.outputs,
        judged=_JUDGED,
        threads=bench.how.threads,
        progress=bench.how.progress("calibration settings"),
        deadline=bench.how.within(0.5).deadline,
    )
    every = choices.choices([*choices.DEFAULT, *(Method("percentile", share) for share in SWEEP)])
    attempts = sorted((each for each in search.modelwise(table, every).attempts if each.failed is None), key=lambda each: -each.merit)
    tried = list(_tried(bench, table, attempts))
    return Remedies(
        model=made.prepared.path,
        words=choices.named(made.found.choice),
        target=bench.target.share,
        tried=tuple(sorted(tried, key=lambda remedy: (not remedy.reached, _lost(remedy), -remedy.cosine))),
    )


def _lost(remedy: Remedy) -> float:
    """What is lost; of what was not run that is not known, and it comes last."""
    return float("inf") if remedy.loss is None else remedy.loss.lost


def _tried(bench: Bench, table: Table, attempts: Sequence[Attempt]) -> Iterator[Remedy]:
    for number, attempt in enumerate(attempts):
        plan = table.plan(attempt.choice) if number < _RUN else None
        words, keys = choices.named(attempt.choice), tuple(_keys(attempt.choice))
        yield _remedy(bench, words, keys, attempt.worst or 0.0, plan)
    if attempts:
        best = attempts[0].choice
        corrected = _corrected(bench, table.plan(best))
        after = corrected.checked.worst(corrected.checked.after)
        yield _remedy(bench, f"{choices.named(best)}, {_CORRECTION}", tuple(_keys(best, _CORRECTION)), after, corrected.plan)


def _remedy(bench: Bench, words: str, keys: tuple[tuple[str, str], ...], cosine: float, plan: Plan | None) -> Remedy:
    loss = None if plan is None else bench.loss(plan, words)
    reached = bench.reached(loss, cosine) if plan is not None else False
    return Remedy(words=words, keys=keys, cosine=cosine, loss=loss, reached=reached)


def _corrected(bench: Bench, plan: Plan) -> Corrected:
    return bias.correct(
        bench.made.compared,
        plan,
        bench.samples,
        threads=bench.how.threads,
        progress=bench.how.progress("bias correction"),
        deadline=bench.how.deadline,
    )


def _keys(choice: Choice, *optimized: str) -> Iterator[tuple[str, str]]:
    """The keys of `calibration_parameters` that ask for *choice*, and for what else is to be *optimized*."""
    yield "calibration_type", "max" if choice.method.kind == "percentile" else choice.method.kind
    if choice.method.kind == "percentile":
        yield "max_percentile", f"{choice.method.percentile:g}"
    if choice.per_channel:
        yield "per_channel", "true"
    words = (*(("asymmetric",) if choice.asymmetric else ()), *optimized)
    if words:
        yield "optimization", ";".join(words)
