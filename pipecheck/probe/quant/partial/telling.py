"""Which metric tells most of an output: the cosine of a detector's head hardly moves, whatever is done to the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipecheck.probe.quant.judging.measures import Measures
from pipecheck.probe.quant.judging.metric import Metric

NAMED: tuple[Metric, ...] = ("cosine-similarity", "mse", "mre", "sqnr", "mae", "l2", "chebyshev")
"""The metrics that are all found in one go."""
SATURATED = 1e-4
"""A cosine that is nearer to 1 everywhere has no digits left to tell nodes apart by."""


def figures(found: Measures) -> dict[str, float]:
    """The measures by the names that the toolchain gives them."""
    return {
        "cosine-similarity": found.cosine,
        "mse": found.mse,
        "mre": found.mre,
        "sqnr": found.sqnr,
        "mae": found.l1,
        "l2": found.l2,
        "chebyshev": found.chebyshev,
    }


def metric(seen: Iterable[Mapping[str, float]]) -> Metric:
    """The cosine where it spreads what was *seen* of an output, else the signal to noise ratio."""
    return "sqnr" if all(1.0 - each["cosine-similarity"] < SATURATED for each in seen) else "cosine-similarity"
