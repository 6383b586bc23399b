"""PC803..805: scales that do not fit the values they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from pipecheck.evidence.debug.distributions import Cost, Distribution, Distributions
from pipecheck.findings import Confidence, Origin, Problem, Severity
from pipecheck.rules.network.figures import fixed, short
from pipecheck.rules.rule import rule

PICKED = 27.0
"""An output with this SQNR has a cosine of 0.999, below which the vendor's sensitivity analysis picks a node."""
HALF = 3.0
"""So many decibels are half of the error."""
REACHED = 0.95
_NAMED = 3


@rule("PC803", Severity.WARNING, on=Distributions)
def truncated_range(found: Distributions) -> Iterator[Problem]:
    """Calibration never saw the range of values that the float network uses.

    A scale is as wide as what flowed through the network during calibration. What is larger later is cut off there: samples that are too
    few, too dark, or all of one scene make scales that are too narrow for the others. Values beyond those of calibration are told where
    cutting them off costs more than rounding to 8 bits does, and where an output is the worse for it: a few outliers are cut on purpose,
    by `max_percentile` or by KL.

    Calibrate with samples that reach the extremes, about a hundred that cover every scene; where the range is known, fix the scale.

    Bad:
        calibrated with pictures taken at night, run by day

    Good:
        calibrated with pictures of every hour that it runs at
    """
    hit = [each for each in found.tensors if "truncated" in each.words and each.cost is not None and costs(each.cost)]
    hit.sort(key=lambda each: each.cost.planned if each.cost is not None else 0.0)
    if hit:
        worst = hit[0]
        yield Problem(
            f"{_tensors(hit)} of {found.model.name} truncated: {_missed(worst)}",
            found.origin or Origin(found.model),
            hint="calibrate with samples that reach these values; a percentile or a wider fixed scale only moves the cut",
            confidence=Confidence.LIKELY,
            evidence={"tensors": [_priced(each) for each in hit]},
        )


@rule("PC804", Severity.WARNING, on=Distributions)
def per_tensor_risk(found: Distributions) -> Iterator[Problem]:
    """One scale serves channels of a weight that differ by a hundred times and more.

    The scale follows the widest channel. One that is a hundred times narrower has one step of int8 left for all of its weights, and most
    of them become zero. Depthwise convolutions and layers with a folded batch norm are often so. It is told where `per_channel` is off,
    and where the outputs of this network suffer: channels that carry nothing may be as narrow as they like.

    Switch `per_channel` on; where the target has none, int16 for the layer, or a network whose channels were made alike.

    Bad:
        calibration_parameters:
          per_channel: false

    Good:
        calibration_parameters:
          per_channel: true
    """
    hit = [each for each in found.tensors if each.kind == "weight" and "channels differ" in each.words and each.cost and costs(each.cost)]
    hit.sort(key=lambda each: each.cost.planned if each.cost is not None else 0.0)
    if hit:
        yield Problem(
            f"one scale serves all channels of {_tensors(hit)} in {found.model.name}, {_spread(hit[0])}",
            found.origin or Origin(found.model),
            hint="switch per_channel on",
            evidence={"tensors": [_priced(each) for each in hit]},
        )


@rule("PC805", Severity.NOTE, on=Distributions)
def fixed_scale_candidate(found: Distributions) -> Iterator[Problem]:
    """A tensor keeps to a range by construction, and calibration found a narrower one.

    What comes out of a sigmoid lies between 0 and 1 whatever goes in, that of a tanh and the places of a grid sample between -1 and 1. A
    scale that calibration found only covers what its samples reached, and cuts off what another sample has beyond. Where the range is
    known a fixed scale is right, unless the values use so little of it that nothing is left of 8 bits.

    Fix the scale, as with `FixedScaleObserver` in training with quantisation, or let the samples reach the ends.

    Bad:
        a sigmoid, calibrated to 0..0.62: its scale is 0.0049

    Good:
        a sigmoid with a fixed scale of 1/128
    """
    hit = [each for each in found.tensors if _candidate(each)]
    hit.sort(key=lambda each: each.reach or 0.0)
    if hit:
        first = hit[0]
        known = first.known
        where = f"{short(known.low, 3)}..{short(known.high, 3)} ({known.op} {known.node})" if known is not None else ""
        yield Problem(
            f"{_tensors(hit)} of {found.model.name} could have a fixed scale: {first.tensor} keeps to {where} by construction, and "
            f"the scale covers {short(first.reach or 0.0, 3)} of that",
            found.origin or Origin(found.model),
            hint="fix the scale, or calibrate with samples that reach the ends",
            evidence={"tensors": [{"tensor": each.tensor, "reach": each.reach} for each in hit]},
        )


def costs(cost: Cost) -> bool:
    """Whether an output suffers by what is planned, and would suffer half of it at most with the mend."""
    return cost.planned < PICKED and cost.mended >= cost.planned + HALF


def _candidate(each: Distribution) -> bool:
    return "known range" in each.words and each.reach is not None and each.reach < REACHED


def _tensors(hit: Sequence[Distribution]) -> str:
    more = f" and {len(hit) - _NAMED} more" if len(hit) > _NAMED else ""
    return ", ".join(each.tensor for each in hit[:_NAMED]) + more


def _missed(each: Distribution) -> str:
    clipped, cost = each.clipped, each.cost
    if clipped is None or cost is None:
        return ""
    seen, beyond = (f"{short(low, 3)}..{short(high, 3)}" for low, high in ((each.low, each.high), (clipped.low, clipped.high)))
    often = f"{short(100 * clipped.share, 2)} % of the values outside, in {clipped.exceeding} of {clipped.samples} samples"
    return f"calibration saw {seen}, other samples have {beyond} ({often}); {_suffers(cost)}"


def _spread(each: Distribution) -> str:
    channels, cost = each.channels, each.cost
    if channels is None or cost is None:
        return ""
    return f"and the widest is × {short(channels.ratio, 3)} as wide as the narrowest; {_suffers(cost)}"


def _suffers(cost: Cost) -> str:
    mended = f"{fixed(cost.mended, 1)} dB" if isfinite(cost.mended) else "none"
    return f"alone it leaves {cost.output} an SQNR of {fixed(cost.planned, 1)} dB, mended {mended}"


def _priced(each: Distribution) -> dict[str, object]:
    figures = (each.cost.planned, each.cost.mended) if each.cost is not None else ()
    planned, mended = (value if isfinite(value) else None for value in figures)
    return {"tensor": each.tensor, "nodes": list(each.nodes), "planned": planned, "mended": mended}


RULES = (truncated_range, per_tensor_risk, fixed_scale_candidate)
