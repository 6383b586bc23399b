"""Two networks run on the same input, and how far apart what they give is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from pipecheck.errors import PipecheckError, UsageError
from pipecheck.evidence.debug.badcases import METRICS, Metric
from pipecheck.probe.quant.layers.figures import figures
from pipecheck.qat import batches, quantisers, standing
from pipecheck_transformers.pixels import Array

PostProcess = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Both:
    """The *baseline*, usually the float network, and the *analysis*, which rounds; *post* is done to what each gives."""

    baseline: Any
    analysis: Any
    post: PostProcess | None = None


@contextmanager
def standing_still(both: Both) -> Iterator[None]:
    """Both networks in evaluation, and afterwards as they were; something has to round in the second."""
    switched = [each for each in quantisers.every(both.analysis).values() if quantisers.can_round(each)]
    if switched and not any(map(quantisers.rounds, switched)):
        raise PipecheckError(f"all fake quantisation of {type(both.analysis).__name__} is switched off: switch it on to analyse it")
    with ExitStack() as stack:
        for each in (both.baseline, both.analysis):
            stack.enter_context(standing.still(each))
        yield


def given(both: Both, module: Any, batch: Any) -> Mapping[str, Array]:
    """What *module*, one of *both*, makes of *batch*: the tensors of floats by their places; whole numbers choose, and are left out."""
    result = batches.run(module, batches.given(module, batch))
    named = batches.tensors(result if both.post is None else both.post(result))
    return {name: numbers for name, tensor in named if (numbers := batches.numbers(tensor)) is not None}


def apart(metrics: Sequence[Metric], wanted: Mapping[str, Array], got: Mapping[str, Array]) -> dict[str, dict[Metric, float]]:
    """How far each output of *got* lies from that of *wanted*."""
    if wanted.keys() != got.keys():
        first, second = (", ".join(each) or "none" for each in (wanted, got))
        raise PipecheckError(f"the two networks give other outputs: {first} and {second}")
    if not wanted:
        raise PipecheckError("the networks give no tensor of floats that could be compared")
    return {name: figures(tuple(metrics), wanted[name], got[name]) for name in wanted}


def named(metrics: str | Sequence[str]) -> tuple[Metric, ...]:
    """*metrics* as the tables have them."""
    known = {each.lower(): each for each in METRICS}
    asked = [metrics] if isinstance(metrics, str) else list(metrics)
    unknown = next((each for each in asked if each.lower() not in known), None)
    if unknown is not None or not asked:
        raise UsageError(f"unknown metric {unknown}: choose of {', '.join(METRICS)}")
    return tuple(dict.fromkeys(known[each.lower()] for each in asked))
