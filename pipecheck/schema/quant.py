"""What quant_config and node_info may say of operators and nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipecheck.findings import Confidence, Origin, Severity
from pipecheck.guesses import close_to
from pipecheck.schema.fault import KeyFault, rewrite
from pipecheck.schema.inputs import Inputs
from pipecheck.schema.operators import OPERATORS
from pipecheck.sources.yamldoc import Document

Where = tuple[Any, ...]
TYPES = ("int4", "int8", "int16", "float16", "float32", "dual-int16", "int16-ec")
_NODE = ("qtype", "ON", "InputType", "OutputType")
_TABLES = ("model_config", "op_config", "subgraph_config", "node_config")
_MODEL = ("all_node_type", "model_output_type", "activation", "weight", "modelwise_search", "layerwise_search")
_ACTIVATION = ("calibration_type", "num_bin", "max_num_bin", "max_percentile", "per_channel", "asymmetric")
_SUBGRAPH = ("inputs", "outputs", "qtype", "InputType", "OutputType")
_MOST = 5


def tables(inputs: Inputs) -> Iterator[KeyFault]:
    """The faults of the tables that stand in the YAML itself."""
    march = str(inputs.document.get("model_parameters", "march")).strip().lower()
    info, config = inputs.value("node_info"), inputs.value("quant_config")
    if isinstance(info, dict):
        yield from _nodes(inputs.document, inputs.place("node_info"), info, march)
    elif isinstance(info, str):
        yield from _short(inputs, info, march)
    if isinstance(config, dict):
        yield from _config(inputs.document, inputs.place("quant_config"), config)


def in_file(document: Document) -> Iterator[KeyFault]:
    """The faults of a quant_config in a file of its own."""
    if isinstance(document.data, dict):
        yield from _config(document, (), document.data)
    else:
        yield _fault(document, (), "quant_config is a mapping of tables")


def nodes(document: Document, quant: Document | None, known: Mapping[str, str]) -> Iterator[KeyFault]:
    """Nodes that the ONNX file does not have; the optimiser may still make some of that name."""
    in_yaml = (("model_parameters", "node_info"), ("calibration_parameters", "quant_config", "node_config"))
    sources: list[tuple[Document, Where]] = [(document, place) for place in in_yaml]
    sources += [(quant, ("node_config",))] if quant is not None else []
    for source, place in sources:
        given = source.get(*place)
        absent = [name for name in given if isinstance(name, str) and name not in known] if isinstance(given, dict) else []
        for name in absent[:_MOST]:
            close = close_to(name, list(known), cutoff=0.8)
            message = f"the model has no node {name}"
            hint = f"did you mean {close[0]}?" if close else "names are those of the optimised model, which may differ from the ONNX file's"
            found = _fault(source, (*place, name), message, hint, severity=Severity.WARNING if close else Severity.NOTE)
            yield replace(found, confidence=Confidence.LIKELY if close else Confidence.POSSIBLE)


def _config(document: Document, place: Where, config: dict[Any, Any]) -> Iterator[KeyFault]:
    yield from _keys(document, place, config, _TABLES, "quant_config")
    parts = {name: config.get(name) for name in _TABLES}
    if isinstance(model := parts["model_config"], dict):
        yield from _model(document, (*place, "model_config"), model)
    if isinstance(operators := parts["op_config"], dict):
        yield from _operators(document, (*place, "op_config"), operators)
    if isinstance(nodes_given := parts["node_config"], dict):
        yield from _nodes(document, (*place, "node_config"), nodes_given, "nash")
    graphs = parts["subgraph_config"]
    for name, graph in graphs.items() if isinstance(graphs, dict) else ():
        if isinstance(graph, dict):
            yield from _keys(document, (*place, "subgraph_config", name), graph, _SUBGRAPH, "a subgraph")


def _model(document: Document, place: Where, model: dict[Any, Any]) -> Iterator[KeyFault]:
    yield from _keys(document, place, model, _MODEL, "model_config")
    for name in ("all_node_type", "model_output_type"):
        if name in model:
            yield from _type(document, (*place, name), name, model[name])
    if isinstance(activation := model.get("activation"), dict):
        yield from _keys(document, (*place, "activation"), activation, _ACTIVATION, "activation")


def _operators(document: Document, place: Where, operators: dict[Any, Any]) -> Iterator[KeyFault]:
    proper = {name.lower(): name for name in OPERATORS}
    for name, entry in operators.items():
        here = (*place, name)
        right = proper.get(str(name).lower())
        if right is not None and right != name:
            fix = rewrite(document.keys.get(here, document.origin(*here)), right, f"write {right}")
            hint = f"did you mean {right}?"
            found = _fault(
                document, here, f"{name} is not an operator of ONNX, whose names are case-sensitive", hint, severity=Severity.WARNING
            )
            yield replace(found, fix=fix)
        if isinstance(entry, dict):
            yield from _entry(document, here, entry)


def _nodes(document: Document, place: Where, given: dict[Any, Any], march: str) -> Iterator[KeyFault]:
    for name, entry in given.items():
        here = (*place, name)
        if not isinstance(entry, dict):
            yield _fault(document, here, f"{name} is a mapping such as {{'ON': 'BPU', 'InputType': 'int16'}}")
            continue
        yield from _entry(document, here, entry)
        wide = next((key for key, value in entry.items() if str(value).lower() == "int16"), None)
        if march == "bernoulli2" and wide is not None:
            yield _fault(document, (*here, wide), f"bernoulli2 has no int16, and {wide} of {name} asks for it", "leave it out")


def _short(inputs: Inputs, text: str, march: str) -> Iterator[KeyFault]:
    """The short form, `Conv_0:int16;Conv_1:int16`."""
    for part in (part for part in text.split(";") if part.strip()):
        name, _, kind = (word.strip() for word in part.rpartition(":"))
        if not name or kind not in TYPES:
            message = f"node_info is name:type between semicolons, and {part.strip()} is not: the types are {', '.join(TYPES)}"
            yield inputs.fault("quant", "node_info", message, doubts=())
            return
        if march == "bernoulli2" and kind == "int16":
            yield inputs.fault("quant", "node_info", f"bernoulli2 has no int16, and {name} asks for it", "leave it out", doubts=())
            return


def _entry(document: Document, place: Where, entry: dict[Any, Any]) -> Iterator[KeyFault]:
    """What is said of one operator or node."""
    yield from _keys(document, place, entry, _NODE, str(place[-1]), numbered="InputType")
    for key, value in entry.items():
        here = (*place, key)
        if key == "ON" and str(value) not in ("BPU", "CPU"):
            yield _fault(document, here, f"ON is BPU or CPU, not {value}", value=True)
        elif key == "qtype" or re.fullmatch(r"(Input|Output)Type\d*", str(key)):
            yield from _type(document, here, key, value)


def _type(document: Document, place: Where, key: str, value: Any) -> Iterator[KeyFault]:
    if value not in TYPES and not str(value).startswith("mx"):
        close = close_to(str(value).lower(), TYPES, cutoff=0.8)
        hint = f"did you mean {close[0]}?" if close else None
        yield _fault(document, place, f"{key} is one of {', '.join(TYPES)}, not {value}", hint, value=True)


def _keys(
    document: Document, place: Where, given: dict[Any, Any], known: tuple[str, ...], what: str, *, numbered: str | None = None
) -> Iterator[KeyFault]:
    """Keys that *what* does not take; one that is close to a known one is a slip, any other may be newer than this table."""
    for name in given:
        counted = numbered is not None and re.fullmatch(rf"{numbered}\d+", str(name))
        if name in known or counted or isinstance(name, bool):
            continue
        close = close_to(str(name), known, cutoff=0.75)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
        severity = None if close else Severity.WARNING
        yield _fault(document, (*place, name), f"{name} is not a key of {what}", hint, severity=severity)


def _fault(
    document: Document, place: Where, message: str, hint: str | None = None, *, value: bool = False, severity: Severity | None = None
) -> KeyFault:
    """A fault at the key, or at the *value*, of *place*."""
    origin: Origin = document.origin(*place) if value else document.keys.get(place, document.origin(*place))
    where = tuple(map(str, place))
    return KeyFault(kind="quant", place=where, origin=origin, message=message, hint=hint, severity=severity)
