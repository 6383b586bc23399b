"""What the simulated quantisation makes of a network, in words: what is lost, which outputs suffer, what was tried and written."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipecheck.evidence.quant import Corrected, Distance, Loss, NodeDistance, Simulated
from pipecheck.report.network.accuracy import STOPPED
from pipecheck.report.words import counted, listed
from pipecheck.rules.network.figures import figure, fixed, short
from pipecheck.rules.quantised.loss import LEAST

_NAMED = 5
_STARTS = "Run calibration model"
_FINE = 0.99
"""The vendor takes an output with this cosine for fine."""
_LEAST = 0.05
"""A chance of more than this is noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How far one output, or the output of one unit, lies off, in words."""

    name: str
    cosine: str
    l1: str
    l2: str
    chebyshev: str
    sqnr: str
    worst: str


HEADS = ("output", "cosine", "L1", "L2", "Chebyshev", "SQNR", "worst sample")
UNIT_HEADS = ("node", "operator", "takes", "cosine", "SQNR", "threshold")


def title(each: Simulated) -> str:
    """`quantisation of model.onnx, calibrated with 100 samples of cal_data`."""
    broken = f", {each.broken} more are broken" if each.broken else ""
    return f"quantisation of {each.model.name}, calibrated with {counted(each.samples, 'sample')} of {each.folder}{broken}"


def summary(each: Simulated) -> str:
    """What is lost, and the least of the outputs."""
    parts = [lost(each.loss)] if each.loss else []
    return "; ".join([*parts, *_least(each), method(each)])


def method(each: Simulated) -> str:
    """`max-percentile:percentile=0.99995, per channel, asymmetric`."""
    return ", ".join([each.method, *(("per channel",) if each.per_channel else ()), *(("asymmetric",) if each.asymmetric else ())])


def lost(loss: Loss) -> str:
    """`top1 0.795 ± 0.056 becomes 0.740: 6.9 % lost (between 3.1 and 10.7 %)`."""
    after = fixed(loss.after.value, max(len(figure(loss.before).split(" ")[0].partition(".")[2]), 1))
    between = f"between {_percent(loss.low)} and {_percent(loss.high)} %"
    verb = "lost" if loss.lost >= 0 else "gained"
    noise = ", within noise" if loss.chance > _LEAST else ""
    return f"{loss.before.metric} {figure(loss.before)} becomes {after}: {_percent(abs(loss.lost))} % {verb} ({between}{noise})"


def _percent(share: float) -> str:
    return fixed(100 * share, 1)


def _least(each: Simulated) -> Iterator[str]:
    worst = min(each.outputs, key=lambda output: output.cosine, default=None)
    if worst is not None:
        whose = f" ({worst.name})" if len(each.outputs) > 1 else ""
        yield f"output cosine {short(worst.cosine, 6)}{whose} on {counted(each.compared, 'sample')}"


def answer(each: Simulated) -> str:
    """What is lost, else how far the outputs lie off, as a part of a sentence."""
    return lost(each.loss) if each.loss else next(_least(each), "nothing could be compared")


def good(each: Simulated) -> bool:
    """Whether nothing that was measured speaks against the quantised network."""
    if each.loss is not None:
        return each.loss.lost < LEAST or each.loss.chance > _LEAST
    return each.least is None or each.least >= _FINE


def outputs(each: Simulated) -> tuple[Row, ...]:
    """Every output of the network."""
    return tuple(map(_row, each.outputs))


def _row(each: Distance) -> Row:
    worst = "" if each.worst is None or each.least is None else f"{each.worst} ({short(each.least, 4)})"
    return Row(
        name=each.name,
        cosine=short(each.cosine, 6),
        l1=short(each.l1, 4),
        l2=short(each.l2, 4),
        chebyshev=short(each.chebyshev, 4),
        sqnr=_decibels(each.sqnr),
        worst=worst,
    )


def _decibels(value: float) -> str:
    return "∞ dB" if value == math.inf else f"{fixed(value, 1)} dB"


def units(each: Simulated, most: int = _NAMED) -> tuple[tuple[str, ...], ...]:
    """The units whose output lies off most, with what they take."""
    worst = sorted(each.units, key=lambda unit: unit.distance.cosine)[:most]
    return tuple(map(_unit, worst))


def _unit(each: NodeDistance) -> tuple[str, ...]:
    takes = "+".join(dict.fromkeys((*each.takes, *((each.weight,) if each.weight else ()))))
    threshold = "" if each.threshold is None else short(each.threshold, 4)
    return each.node, each.op, takes, short(each.distance.cosine, 6), _decibels(each.distance.sqnr), threshold


def lines(each: Simulated) -> Iterator[str]:
    """The outputs and the units that lie off most, for a format that draws nothing."""
    for row in outputs(each):
        worst = f", worst {row.worst}" if row.worst else ""
        yield f"output {row.name}: cosine {row.cosine}, L1 {row.l1}, L2 {row.l2}, Chebyshev {row.chebyshev}, SQNR {row.sqnr}{worst}"
    for name, op, takes, cosine, sqnr, _ in units(each):
        yield f"node {name} ({op}, {takes}): cosine {cosine}, SQNR {sqnr}"


def details(each: Simulated) -> Iterator[str]:
    """How it was calibrated, what was corrected, what stays float, and what was written."""
    yield from _chosen(each.said)
    yield from _tried(each)
    if each.corrected is not None:
        yield _corrected(each.corrected)
    if len(each.types) > 1 or "int8" not in each.types:
        yield f"number types: {listed([f'{count} in {name}' for name, count in each.types.items()])}"
    yield from _graph(each)
    if each.unlabelled is not None:
        yield f"no accuracy: {each.unlabelled}"
    if each.stopped is not None:
        yield f"cut short: {STOPPED[each.stopped]}"
    yield from each.assumed
    if each.written:
        yield f"written: {listed(list(map(str, each.written)))}"


def _chosen(said: Sequence[str]) -> Sequence[str]:
    """The lines of the log that tell what was chosen, without those that announce the search."""
    starts = [index for index, line in enumerate(said) if line.startswith(_STARTS)]
    return said[starts[-1] + 1 :] if starts else said


def _tried(each: Simulated) -> Iterator[str]:
    known = [attempt for attempt in each.attempts if attempt.cosine is not None]
    if known:
        said = "; ".join(f"{attempt.words} {short(attempt.cosine or 0.0, 6)}" for attempt in known)
        yield f"tried, by the least output cosine: {said}"
    if len(known) < len(each.attempts):
        yield f"{len(each.attempts) - len(known)} of {len(each.attempts)} settings were not tried: there was no more time"


def _corrected(each: Corrected) -> str:
    verdict = "better" if each.better else "no better: leave bias_correction out"
    mean = f"the mean difference of {each.nodes} layers from {short(each.mean_before)} to {short(each.mean_after)}"
    return f"bias_correction takes {mean}, the output cosine from {short(each.before, 6)} to {short(each.after, 6)}: {verdict}"


def _graph(each: Simulated) -> Iterator[str]:
    if each.fused:
        yield f"{counted(each.fused, 'node')} computed within others ({len(each.units)} units)"
    if each.floats:
        names = [f"{name} ({why})" for name, why in list(each.floats.items())[:_NAMED]]
        more = f" and {len(each.floats) - _NAMED} more" if len(each.floats) > _NAMED else ""
        yield f"stays float: {', '.join(names)}{more}"
