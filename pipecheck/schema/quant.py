"""What a configuration says of how operators and nodes are quantised, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipecheck.findings import Confidence, Severity
from pipecheck.guesses import close_to
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import Inputs, parts
from pipecheck.sources.yamldoc import Document

if TYPE_CHECKING:
    from pipecheck.schema.precision.words import Where

_INFO = ("model_parameters", "node_info")
_RUN = (("calibration_parameters", "run_on_cpu"), ("calibration_parameters", "run_on_bpu"))
_NODES = ("calibration_parameters", "quant_config", "node_config")
_MOST = 5


def tables(inputs: Inputs) -> Iterator[KeyFault]:
    """The faults of the tables and words that stand in the YAML itself."""
    info, config, said = (inputs.value(name) for name in ("node_info", "quant_config", "optimization"))
    percentile = inputs.value("max_percentile")
    if percentile is not None and float(percentile) < 0.5:
        message = f"max_percentile is a number from 0.5 to 1, not {percentile}"
        yield inputs.fault("quant", "max_percentile", message, "0.9999 and more is usual")
    if info is None and config is None and said is None:
        return
    march = str(inputs.document.get("model_parameters", "march")).strip().lower() if inputs.schema.tool == "hb_mapper" else ""
    if isinstance(info, str):
        yield from _short(inputs, info, march)
    if isinstance(info, dict) or isinstance(config, dict):
        from pipecheck.schema.precision import tables  # which only a table needs

        yield from tables.nodes(inputs.document, inputs.place("node_info"), info, march) if isinstance(info, dict) else ()
        yield from tables.config(inputs.document, inputs.place("quant_config"), config) if isinstance(config, dict) else ()
    if said is not None:
        from pipecheck.schema.precision import optimization  # likewise

        yield from optimization.faults(inputs.document, march)


def in_file(document: Document) -> Iterator[KeyFault]:
    """The faults of a quant_config in a file of its own."""
    from pipecheck.schema.precision import tables, words  # likewise

    if isinstance(document.data, dict):
        yield from tables.config(document, (), document.data)
    else:
        yield words.fault(document, (), "quant_config is a mapping of tables")


def nodes(document: Document, quant: Document | None, known: Mapping[str, str]) -> Iterator[KeyFault]:
    """Nodes that the ONNX file does not have, though the optimiser may still make some of that name, and types that a node cannot have."""
    from pipecheck.schema.precision import words  # likewise

    sources: list[tuple[Document, Where]] = [(document, _INFO), (document, _NODES)]
    sources += [(quant, ("node_config",))] if quant is not None else []
    for source, place in sources:
        given = source.get(*place)
        if isinstance(given, dict):
            yield from _absent(source, {name: (*place, name) for name in given if isinstance(name, str)}, known)
            for name, entry in given.items():
                for key, value in entry.items() if isinstance(entry, dict) and isinstance(name, str) and name in known else ():
                    yield from words.paired(source, (*place, name, key), known[name], value)
    for place, names in listed(document):
        yield from _absent(document, dict.fromkeys(names, place), known)


def listed(document: Document) -> Iterator[tuple[Where, list[str]]]:
    """The places where nodes stand one behind the other, and their names."""
    info = document.get(*_INFO)
    if isinstance(info, str):
        yield _INFO, [name for name, _ in short(info)]
    for place in _RUN:
        given = document.get(*place)
        if isinstance(given, str):
            yield place, [name for name in map(str.strip, parts(given)) if name not in ("", "None")]


def short(text: str) -> Iterator[tuple[str, str]]:
    """The names and types of the short form, `Conv_0:int16;Conv_1:int16`; both are empty where a part is not of that form."""
    for part in (part.strip() for part in parts(text)):
        if part not in ("", "None"):
            name, _, kind = (word.strip() for word in part.rpartition(":"))
            yield (name, kind) if name and kind else ("", "")


def _absent(source: Document, named: Mapping[str, Where], known: Mapping[str, str]) -> Iterator[KeyFault]:
    from pipecheck.schema.precision import words  # likewise

    for name in [name for name in named if name and name not in known][:_MOST]:
        close = close_to(name, list(known), cutoff=0.8)
        hint = f"did you mean {close[0]}?" if close else "names are those of the optimised model, which may differ from the ONNX file's"
        severity = Severity.WARNING if close else Severity.NOTE
        found = words.fault(source, named[name], f"the model has no node {name}", hint, severity=severity)
        yield replace(found, confidence=Confidence.LIKELY if close else Confidence.POSSIBLE)


def _short(inputs: Inputs, text: str, march: str) -> Iterator[KeyFault]:
    from pipecheck.schema.precision import words  # likewise

    for name, kind in short(text):
        if not words.is_type(kind):
            message = f"node_info is name:type between semicolons, and {words.shown(text)} is not: the types are {', '.join(words.TYPES)}"
            yield _of_info(inputs, message)
            return
        if words.lacks(march, kind):
            severity = None if kind == "int16" else Severity.WARNING
            yield _of_info(inputs, f"{march} has no {kind}, and {name} asks for it", "leave it out", severity=severity)
            return


def _of_info(inputs: Inputs, message: str, hint: str | None = None, **more: Any) -> KeyFault:
    return inputs.fault("quant", "node_info", message, hint, doubts=(), **more)
