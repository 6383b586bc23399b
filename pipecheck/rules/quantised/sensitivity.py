"""PC802: nodes that lose by themselves what the whole network may lose."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.debug.sensitivity import Ranking, Sensitivity
from pipecheck.findings import Confidence, Origin, Problem, Severity
from pipecheck.rules.network.figures import short
from pipecheck.rules.rule import rule

FINE = 0.99
"""The vendor takes an output with this cosine for fine, and a node that takes an output below it for sensitive."""
ALLOWED = 0.01
"""What the vendor lets a quantised network lose, as a share of the float figure."""
_NOISE = 0.05
_NAMED = 3
_COSINE = "cosine-similarity"
_MENDED = "mend what was found before, then measure again: with the wrong samples every scale is wrong"
_HINT = {
    "weight": "per_channel where it is off, bias_correction; else int16 for what takes the weight, or the CPU where that is little",
    "activation": "another percentile or a fixed scale for it, asymmetric; else int16 for what takes it, or the CPU where that is little",
    "node": "int16 for the node, or the CPU where it is a small one at the end",
}


@rule("PC802", Severity.WARNING, on=Ranking)
def sensitive_node(ranking: Ranking) -> Iterator[Problem]:
    """One node alone loses as much as the whole network may lose when it is quantised.

    Everything else was left float, and still an output came closer to another answer than the vendor takes for fine: its cosine to the
    float one fell below 0.99. Most networks have none or a few such nodes, and giving those more bits gives most of the accuracy back. What
    is lost without any is the sum of many small errors, which no single node mends. It is told only where the network as a whole is not
    fine: with labels where it loses more than 1 % of its figure and more than chance explains, without where an output is below 0.99.

    Look at how the values of the node are spread first: one channel that is far wider than the others wants `per_channel`, a few outliers
    want a percentile. If neither helps, give the node int16, or leave it on the CPU if it is a small one at the end.

    Bad:
        backbone.conv3.weight_HzCalibration   cosine-similarity 0.931   (quantised alone)

    Good:
        backbone.conv3.weight_HzCalibration   cosine-similarity 0.9996
    """
    if not ranking.alone or not _is_lossy(ranking):
        return
    found = sorted(((cosine, place) for place in ranking.places if (cosine := _least(place)) is not None and cosine < FINE), key=_cosine)
    if not found:
        return
    named = ", ".join(f"{place.name} ({place.op}, cosine {short(cosine, 4)})" for cosine, place in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    one = len(found) == 1
    yield Problem(
        f"{len(found)} {ranking.kind}{'' if one else 's'} of {ranking.model.name} "
        f"{'costs' if one else 'cost'} too much when quantised alone: {named}{more}",
        ranking.origin or Origin(ranking.model),
        hint=_MENDED if ranking.explained else _HINT[ranking.kind],
        confidence=Confidence.CERTAIN if ranking.loss is not None and all(place.refined for _, place in found) else Confidence.LIKELY,
        evidence={"nodes": [{"node": place.name, "cosine": cosine, "samples": place.samples} for cosine, place in found]},
    )


def _is_lossy(ranking: Ranking) -> bool:
    """Whether the network as a whole loses more than it may."""
    loss = ranking.loss
    if loss is not None:
        return loss.lost > ALLOWED and loss.chance < _NOISE
    return any(figures.get(_COSINE, 1.0) < FINE for figures in ranking.whole.values())


def _least(place: Sensitivity) -> float | None:
    """The cosine of the output that it costs most."""
    return min((figures[_COSINE] for figures in place.figures.values() if _COSINE in figures), default=None)


def _cosine(found: tuple[float, Sensitivity]) -> float:
    return found[0]


RULES = (sensitive_node,)
