"""What quant_config and node_info may say of the model, its operators, subgraphs and nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipecheck.findings import Severity
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.precision import method, words
from pipecheck.schema.precision.words import Where
from pipecheck.sources.yamldoc import Document

ENTRY = ("qtype", "ON", "InputType", "OutputType", "activation", "weight")
"""What is said of one operator or node; newer manuals have calibration there as well, and `input0` for `InputType0`."""
MODEL = ("all_node_type", "model_output_type", *method.KEYS)
_TABLES = ("model_config", "op_config", "subgraph_config", "node_config")
_SUBGRAPH = ("inputs", "outputs", *ENTRY)
_EXAMPLE = "{'qtype': 'int16'}"


def config(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    """The faults of a quant_config."""
    yield from words.keys(document, place, given, _TABLES, "quant_config")
    for name, check in zip(_TABLES, (_model, _operators, _subgraphs, nodes), strict=True):
        value = given.get(name)
        yield from words.table(document, (*place, name), value, _EXAMPLE if name != "model_config" else "{'all_node_type': 'int16'}")
        if isinstance(value, dict):
            yield from check(document, (*place, name), value)


def nodes(document: Document, place: Where, given: dict[Any, Any], march: str = "") -> Iterator[KeyFault]:
    """The faults of a table of nodes, for the *march* of hb_mapper that it is for, if it is."""
    for name, entry in given.items():
        here = (*place, name)
        if not isinstance(entry, dict):
            yield words.fault(document, here, f"{name} is a mapping such as {{'ON': 'BPU', 'InputType': 'int16'}}")
            continue
        yield from _entry(document, here, entry)
        yield from _lacking(document, here, entry, march)


def _lacking(document: Document, place: Where, entry: dict[Any, Any], march: str) -> Iterator[KeyFault]:
    """The first type that the march does not have."""
    for key, value in entry.items():
        if words.lacks(march, value):
            severity = None if value == "int16" else Severity.WARNING
            message = f"{march} has no {value}, and {key} of {place[-1]} asks for it"
            yield words.fault(document, (*place, key), message, "leave it out", severity=severity)
            return


def _model(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    """The model's own settings, which may stand under a name that one chooses."""
    for name, group in groups(given).items():
        yield from _model(document, (*place, name), group)
    own = {name: value for name, value in given.items() if name not in groups(given)}
    yield from words.keys(document, place, own, MODEL, "model_config")
    for name in ("all_node_type", "model_output_type"):
        if own.get(name) is not None:
            yield from words.number_type(document, (*place, name), name, own[name])
    yield from method.faults(document, place, own)


def groups(model: dict[Any, Any]) -> dict[Any, dict[Any, Any]]:
    """The settings in *model* that stand under a name of their own."""
    return {name: value for name, value in model.items() if name not in MODEL and isinstance(value, dict) and set(value) & set(MODEL)}


def _operators(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    for name, entry in given.items():
        here = (*place, name)
        yield from words.operator(document, here, str(name))
        yield from words.table(document, here, entry, _EXAMPLE)
        if isinstance(entry, dict):
            yield from _entry(document, here, entry)
            for key, value in entry.items():
                yield from words.paired(document, (*here, key), str(name), value)


def _subgraphs(document: Document, place: Where, given: dict[Any, Any]) -> Iterator[KeyFault]:
    for name, entry in given.items():
        here = (*place, name)
        yield from words.table(document, here, entry, "{'inputs': ['a'], 'outputs': ['b'], 'qtype': 'int16'}")
        if isinstance(entry, dict):
            yield from _entry(document, here, entry, _SUBGRAPH, "a subgraph")
            if entry.get("inputs") is None and entry.get("outputs") is None:
                yield words.fault(document, here, f"{name} has neither inputs nor outputs to say where it begins and ends")


def _entry(
    document: Document, place: Where, entry: dict[Any, Any], known: tuple[str, ...] = ENTRY, what: str | None = None
) -> Iterator[KeyFault]:
    """What is said of one operator, node or subgraph."""
    yield from words.keys(document, place, entry, known, what or str(place[-1]), numbered="InputType|input")
    for key, value in entry.items():
        here = (*place, key)
        if key == "ON" and str(value) not in ("BPU", "CPU"):
            newer = words.is_type(value)
            hint, severity = (f"write qtype: {value}", Severity.WARNING) if newer else (None, None)
            yield words.fault(document, here, f"ON is BPU or CPU, not {words.shown(value)}", hint, value=True, severity=severity)
        elif key == "qtype" or re.fullmatch(r"(Input|Output)Type\d*|input\d+", str(key)):
            yield from words.number_type(document, here, str(key), value)
    yield from method.faults(document, place, entry)
