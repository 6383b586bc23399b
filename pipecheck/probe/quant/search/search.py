"""The searches for the calibration settings of the whole network, as the toolchain has them, all from one observation of the samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.errors import PipecheckError
from pipecheck.probe.quant.judging.metric import reached
from pipecheck.probe.quant.method import Choice
from pipecheck.probe.quant.search import choices as settings
from pipecheck.probe.quant.search.attempt import Attempt, Found, best
from pipecheck.probe.quant.search.bench import Bench


def default(bench: Bench) -> Found:
    """The settings that the toolchain's own search would choose."""
    return modelwise(bench, settings.choices(settings.DEFAULT), similarity=settings.SIMILARITY)


def fixed(bench: Bench, choice: Choice) -> Found:
    """The settings *choice*, and how they do."""
    attempt = bench.attempt(choice, threads=bench.threads)
    return _found(bench, [attempt], [], [f"Run calibration model with {choice.method} method.", *list(settings.selected(choice))[1:]], 1)


def sweep(bench: Bench, *, per_channel: bool = False, asymmetric: bool = False) -> Found:
    """The best of the percentiles that the vendor advises to try."""
    return modelwise(bench, settings.advised(per_channel=per_channel, asymmetric=asymmetric))


def modelwise(bench: Bench, candidates: Sequence[Choice], *, similarity: float | None = None, count: int = 1) -> Found:
    """The best of *candidates* for the whole network, by the output that lies farthest off in the first *count* judged samples.

    Those that only differ in their method are tried together, the simplest first; where one of them reaches the *similarity*, nothing more
    complex is. One candidate is tried however late it is.
    """
    attempts: list[Attempt] = []
    for stage in settings.stages(candidates):
        attempts += bench.each(lambda choice: bench.attempt(choice, count=count), stage, len(attempts), len(candidates), first=not attempts)
        found = best(attempts)
        if bench.late() or (found is not None and reached(bench.metric, found.worst, similarity)):
            break
    tried = {each.choice for each in attempts}
    untried = [each for each in candidates if each not in tried]
    return _found(bench, attempts, untried, list(_told(bench, candidates, attempts, untried, similarity)), count)


def _told(
    bench: Bench, candidates: Sequence[Choice], attempts: Sequence[Attempt], untried: Sequence[Choice], similarity: float | None
) -> Iterator[str]:
    """The log of a search."""
    yield from settings.asked(candidates, bench.metric, similarity)
    yield "Run calibration model with modelwise search method."
    found = best(attempts)
    if found is not None:
        yield from settings.selected(found.choice)
    if untried and found is not None and reached(bench.metric, found.worst, similarity):
        yield f"The similarity {similarity:g} is reached: {len(untried)} more complex of {len(candidates)} settings were not tried."
    elif untried:
        yield f"There was no time to try {len(untried)} of {len(candidates)} settings: {'; '.join(map(settings.named, untried))}."


def _found(bench: Bench, attempts: Sequence[Attempt], untried: Sequence[Choice], words: Sequence[str], count: int) -> Found:
    found = best(attempts)
    if found is None:
        raise PipecheckError(
            next((each.failed for each in attempts if each.failed), f"{bench.prepared.path}: there are no settings to try")
        )
    return Found(
        choice=found.choice,
        plan=bench.plan(found.choice),
        outputs=found.outputs,
        attempts=tuple(attempts),
        words=tuple(words),
        untried=tuple(untried),
        late=bool(untried) and bench.late(),
        judged=tuple(each.name for each in bench.judged[:count]),
        broken=bench.broken,
    )
