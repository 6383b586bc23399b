"""Reads what a conversion YAML and a quant_config say of calibration, one key at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.probe.quant.precision.said import Correction, Stated
from pipecheck.schema import generation
from pipecheck.schema.inputs import ABSENT
from pipecheck.schema.precision import optimization, words
from pipecheck.schema.precision.tables import groups
from pipecheck.sources.yamldoc import Document

SEARCHES = ("modelwise_search", "layerwise_search")
Place = tuple[Any, ...]
_YAML = ("calibration_type", "max_percentile", "per_channel")
_ACTIVATION = ("calibration_type", "max_percentile", "num_bin", "per_channel", "asymmetric")
_OWN = "mse"
"""A method that no toolchain has, and the simulation does."""


def read(document: Document | None, source: Document | None, place: Place) -> dict[str, Stated]:
    """What the YAML *document* says, and what the quant_config at *place* of *source* says in its stead."""
    found = dict(_yaml(document)) if document is not None else {}
    for here, _ in models(source, place) if source is not None else ():
        parts = [((*here, "activation"), _ACTIVATION), ((*here, "weight"), ("bias_correction",)), (here, SEARCHES)]
        for at, names in parts:
            for name in names:
                if source is not None and (value := normal(name, source.get(*at, name))) is not None:
                    found[name] = stated(source, (*at, name), value)
    return found


def models(document: Document, place: Place) -> Iterator[tuple[Place, dict[Any, Any]]]:
    """The settings of the whole model, and those that stand there under a name of their own."""
    model = document.get(*place, "model_config")
    if isinstance(model, dict):
        yield (*place, "model_config"), model
        yield from (((*place, "model_config", name), group) for name, group in groups(model).items())


def stated(document: Document, place: Place, value: Any) -> Stated:
    """*value* with its place."""
    return Stated(value, document.origin(*place), tuple(map(str, place)))


def normal(name: str, value: Any) -> Any:
    """What the key *name* says with *value*; None where that is nothing, or cannot be."""
    if name == "bias_correction":
        return _correction(value)
    if name in SEARCHES:
        return dict(_search(value)) if isinstance(value, dict) else None
    each = value if isinstance(value, list | tuple) else [value]
    good = {"calibration_type": _method, "max_percentile": _percentile, "num_bin": _bins}.get(name, _flag)
    return tuple(dict.fromkeys(part for part in map(good, each) if part is not None)) or None


def _yaml(document: Document) -> Iterator[tuple[str, Stated]]:
    group = "calibration_parameters"
    schema = generation.of(document.get("model_parameters", "march"))
    kind = str(document.get(group, "calibration_type")).strip().lower()
    for name in _YAML:
        raw = document.get(group, name)
        counts = name != "max_percentile" or kind == "max" or schema is None or schema.tool == "hb_compile"
        if counts and str(raw).strip() not in ABSENT and (value := normal(name, raw)) is not None:
            yield name, stated(document, (group, name), value)
    for word in optimization.parse(document.get(*optimization.PLACE)):
        if word.text in ("asymmetric", "bias_correction"):
            yield word.text, stated(document, optimization.PLACE, normal(word.text, value=True))


def _method(value: Any) -> str | None:
    word = str(value).strip().lower()
    return word if word in (*words.METHODS, _OWN) else None


def _percentile(value: Any) -> float | None:
    number = _number(value)
    return number if number is not None and words.LOWEST <= number <= 1 else None


def _bins(value: Any) -> int | None:
    return _whole(value, words.FEWEST_BINS)


def _flag(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).strip().lower())


def _whole(value: Any, low: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= low else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _correction(value: Any) -> Correction | None:
    """The correction of biases that is asked for; a table without a word is one."""
    if value is True:
        return Correction()
    if not isinstance(value, dict):
        return None
    metric = value.get("metric")
    return Correction(num_sample=_whole(value.get("num_sample"), 1) or 1, metric=metric if metric in words.METRICS else Correction().metric)


def _search(given: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    """What a search goes by."""
    metric, similarity, topk, qtype = (given.get(name) for name in ("metric", "similarity", "topk", "qtype"))
    if metric in words.METRICS:
        yield "metric", metric
    if (number := _number(similarity)) is not None and 0 <= number <= 1:
        yield "similarity", number
    if _whole(topk, 1) is not None:
        yield "topk", topk
    if words.is_type(qtype):
        yield "qtype", qtype
