"""The batches on which a network that rounds lies farthest from the one that does not, found in one pass with only these kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from pipecheck.errors import PipecheckError
from pipecheck.evidence.debug.badcases import BadCases, Case, Metric, goodness
from pipecheck.qat import batches
from pipecheck.qat.both import Both, apart, given, standing_still

USUAL: tuple[Metric, ...] = ("COSINE", "L1", "ATOL")
"""What the vendor's own search goes by."""


def find(both: Both, data: Iterable[Any], steps: int | None, metrics: Sequence[Metric]) -> tuple[BadCases, dict[int, Any]]:
    """The worst of the batches of *data*, *steps* of them at most, by output and metric, and these batches by their number."""
    worst: dict[tuple[str, Metric], Case] = {}
    kept: dict[int, Any] = {}
    outputs: tuple[str, ...] = ()
    count = 0
    with standing_still(both):
        for index, batch in enumerate(islice(data, steps)):
            found = apart(metrics, given(both, both.baseline, batch), given(both, both.analysis, batch))
            outputs, count = outputs or tuple(found), count + 1
            for output, figures in found.items():
                for metric, value in figures.items():
                    case, key = Case(f"batch {index}", index, value), (output, metric)
                    if key not in worst or goodness(metric, value) < goodness(metric, worst[key].value):
                        worst[key] = case
            needed = {case.index for case in worst.values()}
            if index in needed:
                kept[index] = batches.mapped(batch, lambda tensor: tensor.detach().clone())
            kept = {number: each for number, each in kept.items() if number in needed}
    if not count:
        raise PipecheckError("there is no batch in the data")
    return _cases(both, tuple(metrics), outputs, worst, count), kept


def _cases(
    both: Both, metrics: tuple[Metric, ...], outputs: tuple[str, ...], worst: dict[tuple[str, Metric], Case], count: int
) -> BadCases:
    return BadCases(
        model=Path(type(both.analysis).__name__),
        metrics=metrics,
        outputs=outputs,
        worst={key: (case,) for key, case in worst.items()},
        count=count,
        total=count,
    )
