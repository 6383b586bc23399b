"""What quant_config may say of calibration and of the searches for its settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.schema.fault import KeyFault
from pipecheck.schema.precision import words
from pipecheck.schema.precision.words import Where
from pipecheck.sources.yamldoc import Document

KEYS = ("activation", "weight", "modelwise_search", "layerwise_search")
_ACTIVATION = ("calibration_type", "num_bin", "max_num_bin", "max_percentile", "per_channel", "asymmetric")


def faults(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    """The faults of what the table *given* says of activations, weights and searches."""
    examples = ("{calibration_type: max}", "{bias_correction: {num_sample: 1}}", "{metric: mse}", "{topk: 1}")
    checks = (_activation, _weight, _modelwise, _layerwise)
    for name, example, check in zip(KEYS, examples, checks, strict=True):
        value = given.get(name)
        yield from words.table(document, (*place, name), value, example)
        if isinstance(value, dict):
            yield from check(document, (*place, name), value)


def _activation(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    yield from words.keys(document, place, given, _ACTIVATION, "activation")
    for here, value in _each(place, given, "calibration_type"):
        yield from words.word(document, here, value, words.METHODS)
    for here, value in _each(place, given, "num_bin"):
        yield from words.whole(document, here, value, words.FEWEST_BINS)
    for here, value in _each(place, given, "max_num_bin"):
        yield from words.whole(document, here, value, words.FEWEST_MOST_BINS)
    for here, value in _each(place, given, "max_percentile"):
        yield from words.share(document, here, value, words.LOWEST)
    for name in ("per_channel", "asymmetric"):
        if given.get(name) is not None:
            yield from words.switch(document, (*place, name), given[name])


def _weight(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    yield from words.keys(document, place, given, ("bias_correction",), "weight")
    here, correction = (*place, "bias_correction"), given.get("bias_correction")
    if not isinstance(correction, bool):
        yield from words.table(document, here, correction, "{num_sample: 1, metric: cosine-similarity}")
    if isinstance(correction, dict):
        yield from words.keys(document, here, correction, ("num_sample", "metric"), "bias_correction")
        if correction.get("num_sample") is not None:
            yield from words.whole(document, (*here, "num_sample"), correction["num_sample"], 1)
        yield from _metric(document, here, correction)


def _modelwise(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    yield from words.keys(document, place, given, ("metric", "similarity"), "modelwise_search")
    yield from _metric(document, place, given)
    if given.get("similarity") is not None:
        yield from words.share(document, (*place, "similarity"), given["similarity"], 0)


def _layerwise(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    yield from words.keys(document, place, given, ("metric", "topk", "qtype"), "layerwise_search")
    yield from _metric(document, place, given)
    if given.get("topk") is not None:
        yield from words.whole(document, (*place, "topk"), given["topk"], 1)
    if given.get("qtype") is not None:
        yield from words.number_type(document, (*place, "qtype"), "qtype", given["qtype"])


def _metric(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    if given.get("metric") is not None:
        yield from words.word(document, (*place, "metric"), given["metric"], words.METRICS)


def _each(place: Where, given: dict[Any, Any], name: str) -> Iterator[tuple[Where, Any]]:
    """The value of *name*, or the values of its list, none where it is absent, each at the place of the key."""
    value = given.get(name)
    if value is not None:
        yield from (((*place, name), part) for part in (value if isinstance(value, list) else [value]))
