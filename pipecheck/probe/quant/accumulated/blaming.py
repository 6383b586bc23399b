"""Whether it is the weights or the activations that put an output off."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipecheck.evidence.debug.accumulated import Blame, Culprit, Curve
from pipecheck.probe.quant.accumulated.asking import ACTIVATION, BOTH, WEIGHT
from pipecheck.probe.quant.partial import telling

Pair = tuple[float, float]
DOMINANT = 0.8
"""Who brings so much of the square error brings it: four times what the other does, 6 decibels more."""
_MOST_SAMPLES = 0.75
"""And on so many of the samples it has to be the larger one."""


def blames(curves: Sequence[Curve], errors: dict[str, list[Pair]]) -> tuple[Blame, ...]:
    """Whose fault it is at each output, where there are the curves for that; *errors* are the square errors of both, sample by sample."""
    known = {curve.name: curve for curve in curves}
    if not {WEIGHT, ACTIVATION, BOTH} <= known.keys():
        return ()
    weights, activations, both = known[WEIGHT], known[ACTIVATION], known[BOTH]
    return tuple(_blame(output, (weights, activations, both), errors.get(output, [])) for output in both.outputs)


def _blame(output: str, curves: tuple[Curve, Curve, Curve], errors: Sequence[Pair]) -> Blame:
    figures = [curve.outputs[output] for curve in curves]
    metric = telling.metric(figures)
    left, right = (figures[index]["mse"] for index in (0, 1))
    total = left + right
    share = left / total if 0 < total < float("inf") else float("nan") if total else 0.5
    agreeing = sum(first > second for first, second in errors)
    return Blame(
        output=output,
        metric=metric,
        weights=figures[0][metric],
        activations=figures[1][metric],
        both=figures[2][metric],
        share=share,
        agreeing=agreeing,
        samples=len(errors),
        culprit=_culprit(left, right, share, agreeing, len(errors)),
    )


def _culprit(left: float, right: float, share: float, agreeing: int, count: int) -> Culprit:
    if left == right == 0:
        return "neither"
    if share >= DOMINANT and agreeing >= _MOST_SAMPLES * count:
        return "weights"
    if share <= 1 - DOMINANT and count - agreeing >= _MOST_SAMPLES * count:
        return "activations"
    return "both"


def words(blame: Blame) -> str:
    """The answer for an output, with its numbers."""
    figures = f"{blame.metric} {blame.weights:.6g} with only weights quantised, {blame.activations:.6g} with only activations"
    numbers = f"{figures}, {blame.both:.6g} with both"
    return f"output {blame.output}: {_who(blame)}: {numbers}"


def _who(blame: Blame) -> str:
    match blame.culprit:
        case "neither":
            return "neither weights nor activations put it off"
        case "weights":
            return f"the weights, {_part(blame.share, blame.agreeing, blame.samples)}"
        case "activations":
            return f"the activations, {_part(1 - blame.share, blame.samples - blame.agreeing, blame.samples)}"
        case "both":
            share = "" if math.isnan(blame.share) else f", {100 * blame.share:.0f} % of the square error is that of the weights"
            return f"both weights and activations{share}"


def _part(share: float, agreeing: int, count: int) -> str:
    return f"{100 * share:.0f} % of the square error, the larger part of it on {agreeing} of {count} samples"
