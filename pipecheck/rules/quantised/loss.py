"""PC801: quantisation costs more accuracy than it should."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.quant import Loss, Simulated
from pipecheck.findings import Confidence, Origin, Problem, Severity
from pipecheck.rules.network.figures import figure, fixed, short
from pipecheck.rules.rule import rule

GRAVE, LEAST = 0.04, 0.015
"""Above the first it is the pipeline or the configuration; from the second on it is tuning."""
_NOISE = 0.05
_BROKEN = 0.8
"""An output with less cosine than this is of no use."""
_PIPELINE = "rule out the pipeline and the calibration set first: `pipecheck check`, `pipecheck calibration`"
_MENDED = "mend what was found before, then quantise again"
_TUNING = "next: per_channel, asymmetric, bias_correction, another percentile, more or other calibration samples, int16 for the tail"


@rule("PC801", Severity.ERROR, on=Simulated)
def accuracy_lost(simulated: Simulated) -> Iterator[Problem]:
    """The quantised network is less accurate than the float one by more than quantisation should cost.

    The vendor counts what is lost as a share of the float figure. Above 4 % that is the pipeline or the configuration: samples that
    were normalised twice, in the wrong channel order or of one class only give every layer the wrong scale. From 1.5 to 4 % it is
    tuning. Both networks are run on the same pictures, so a difference counts only where so many pictures cannot come out like this
    by chance. Without labels only an output that lost its direction is told.

    Where an error in the calibration files is found besides, this is its consequence, and a warning. Look at the calibration set
    first. Then try what the toolchain offers: the search of `calibration_type: default`, `per_channel`, `asymmetric`,
    `bias_correction`, other percentiles, int16 for the layers that need it.

    Bad:
        top1 0.795 becomes 0.648: 18.5 % lost

    Good:
        top1 0.795 becomes 0.790: 0.6 % lost, within noise
    """
    loss = simulated.loss
    if loss is None:
        yield from _broken(simulated)
    elif loss.lost >= LEAST and loss.chance < _NOISE:
        grave = loss.lost > GRAVE
        said = f"{_percent(loss.low)} to {_percent(loss.high)} % with 95 % confidence"
        yield Problem(
            f"quantisation loses {_percent(loss.lost)} % of {loss.before.metric}: {figure(loss.before)} becomes {_after(loss)} ({said})",
            simulated.origin or Origin(simulated.model),
            hint=_hint(simulated, _PIPELINE if grave else _TUNING),
            severity=Severity.ERROR if grave and not simulated.explained else Severity.WARNING,
            confidence=Confidence.CERTAIN if loss.low > LEAST else Confidence.LIKELY,
            evidence={"lost": loss.lost, "low": loss.low, "high": loss.high, "chance": loss.chance},
        )


def _broken(simulated: Simulated) -> Iterator[Problem]:
    """The output that suffers most, where no labels tell what that costs."""
    worst = min(simulated.outputs, key=lambda output: output.cosine, default=None)
    if worst is not None and worst.cosine < _BROKEN:
        yield Problem(
            f"quantisation breaks the output {worst.name}: its cosine to the float network's is {short(worst.cosine, 3)}",
            simulated.origin or Origin(simulated.model),
            hint=_hint(simulated, _PIPELINE),
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            evidence={"cosine": worst.cosine},
        )


def _hint(simulated: Simulated, usual: str) -> str:
    """What was found to be the cheapest mend, else what to look at first."""
    return simulated.advice or (_MENDED if simulated.explained else usual)


def _after(loss: Loss) -> str:
    return fixed(loss.after.value, max(len(figure(loss.before).split(" ")[0].partition(".")[2]), 1))


def _percent(share: float) -> str:
    return fixed(100 * share, 1)


RULES = (accuracy_lost,)
