"""Reads what a conversion YAML and a quant_config ask for; what cannot be is left out, since findings speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipecheck.findings import Origin
from pipecheck.probe.quant.precision import methods
from pipecheck.probe.quant.precision.said import ABOUT, About, Level, Region, Said, Stated, Where, Wish
from pipecheck.schema import quant as listed
from pipecheck.schema.precision import optimization, words
from pipecheck.sources.yamldoc import Document

CONFIG = ("calibration_parameters", "quant_config")
_INFO = ("model_parameters", "node_info")
_NUMBERED = re.compile(r"(?:InputType|input)(\d+)")
_WHOLE: dict[str, About] = {"qtype": "all", "InputType": "inputs", "OutputType": "output", "ON": "processor"}
_TABLES: dict[str, Level] = {"op_config": "op_config", "subgraph_config": "subgraph_config", "node_config": "node_config"}


def read(document: Document | None, quant: Document | None = None) -> Said:
    """What the conversion YAML *document* asks for, with the quant_config in the file *quant*, which stands in the place of its own."""
    source, place = (quant, ()) if quant is not None else (document, CONFIG)
    found = list(_yaml(document)) if document is not None else []
    found += _config(source, place) if source is not None else []
    return Said(
        wishes=tuple(sorted(found, key=lambda wish: (wish.rank, ABOUT.index(wish.about)))),
        regions=dict(_regions(source, place)) if source is not None else {},
        outputs=next(_outputs(document, source, place), None),
        method=methods.read(document, source, place),
        idle=tuple(_idle(source, place)) if source is not None else (),
    )


def instead(said: Said, origin: Origin, **given: Any) -> Said:
    """*said* with the keys that are *given* in the place of what it says; None leaves what it says.

    These are `all_node_type`, `calibration_type`, `max_percentile`, `per_channel`, `asymmetric` and `bias_correction`.
    """
    method, wishes = dict(said.method), said.wishes
    for name, value in given.items():
        if value is None:
            continue
        if name == "all_node_type":
            wish = Wish(level="all_node_type", about="all", value=value, origin=origin, place=(name,))
            wishes = tuple(sorted((*(each for each in wishes if each.level != wish.level), wish), key=lambda each: each.rank))
            continue
        method.pop(name, None)
        if name == "calibration_type":
            method = {key: stated for key, stated in method.items() if key not in methods.SEARCHES}
        if (part := methods.normal(name, value)) is not None:
            method[name] = Stated(part, origin, (name,))
    return replace(said, wishes=wishes, method=method)


def _yaml(document: Document) -> Iterator[Wish]:
    """What the keys of the YAML ask for, quant_config aside."""
    origin = document.origin(*optimization.PLACE)
    for word in optimization.parse(document.get(*optimization.PLACE)):
        level: Level = "set_all_nodes" if word.about == "nodes" else "set_operator"
        about: About | None = {"nodes": "all", "input": "inputs", "output": "output"}.get(word.about)  # type: ignore[assignment]
        if about is not None and word.qtype is not None and words.is_type(word.qtype):
            name = word.operator or ""
            yield Wish(level=level, name=name, about=about, value=word.qtype, origin=origin, place=optimization.PLACE)
    for place, names in listed.listed(document):
        if place != _INFO:
            value, level = ("CPU", "run_on_cpu") if place[-1] == "run_on_cpu" else ("BPU", "run_on_bpu")
            yield from (_processor(document, place, name, value, level) for name in names)
    info = document.get(*_INFO)
    if isinstance(info, str):
        # the short form is the successor of set_node_data_type, which named the type of what a node gives
        for name, qtype in listed.short(info):
            if words.is_type(qtype):
                yield Wish(level="node_info", name=name, about="output", value=qtype, origin=document.origin(*_INFO), place=_INFO)
    for name, entry in _entries(info):
        yield from _entry(document, (*_INFO, name), "node_info", entry)


def _processor(document: Document, place: Where, name: str, value: str, level: Level) -> Wish:
    return Wish(level=level, name=name, about="processor", value=value, origin=document.origin(*place), place=place)


def _config(document: Document, place: Where) -> Iterator[Wish]:
    """What the tables of a quant_config ask for."""
    for here, model in methods.models(document, place):
        if words.is_type(qtype := model.get("all_node_type")):
            origin = document.origin(*here, "all_node_type")
            yield Wish(level="all_node_type", about="all", value=qtype, origin=origin, place=_text((*here, "all_node_type")))
    for table, level in _TABLES.items():
        for name, entry in _entries(document.get(*place, table)):
            yield from _entry(document, (*place, table, name), level, entry)


def _entry(document: Document, place: tuple[Any, ...], level: Level, entry: dict[Any, Any]) -> Iterator[Wish]:
    """What is asked for of one node, operator or subgraph."""
    for key, value in entry.items():
        numbered = _NUMBERED.fullmatch(str(key))
        about = "input" if numbered else _WHOLE.get(str(key))
        if about is None or not (value in ("CPU", "BPU") if about == "processor" else words.is_type(value)):
            continue
        yield Wish(
            level=level,
            name=str(place[-1]),
            about=about,
            number=int(numbered[1]) if numbered else None,
            value=value,
            origin=document.origin(*place, key),
            place=_text((*place, key)),
        )


def _regions(document: Document, place: Where) -> Iterator[tuple[str, Region]]:
    for name, entry in _entries(document.get(*place, "subgraph_config")):
        here = (*place, "subgraph_config", name)
        begin, end = (_names(entry.get(key)) for key in ("inputs", "outputs"))
        if begin or end:
            origin = document.keys.get(here, document.origin(*here))
            yield str(name), Region(inputs=begin, outputs=end, origin=origin, place=_text(here))


def _outputs(document: Document | None, source: Document | None, place: Where) -> Iterator[Stated]:
    """The types of the model's outputs that are asked for; the table's word comes before the one of optimization."""
    for here, model in methods.models(source, place) if source is not None else ():
        if source is not None and words.is_type(qtype := model.get("model_output_type")):
            yield methods.stated(source, (*here, "model_output_type"), qtype)
    for word in optimization.parse(document.get(*optimization.PLACE)) if document is not None else ():
        if document is not None and word.about == "outputs" and words.is_type(word.qtype):
            yield methods.stated(document, optimization.PLACE, word.qtype)


def _idle(document: Document, place: Where) -> Iterator[Stated]:
    """What has no part in a simulation: the calibration of single operators and nodes, the most bins of a histogram."""
    for table in _TABLES:
        for name, entry in _entries(document.get(*place, table)):
            yield from (methods.stated(document, (*place, table, name, key), key) for key in ("activation", "weight") if entry.get(key))
    for here, model in methods.models(document, place):
        activation = model.get("activation")
        if isinstance(activation, dict) and activation.get("max_num_bin") is not None:
            yield methods.stated(document, (*here, "activation", "max_num_bin"), "max_num_bin")


def _entries(table: Any) -> Iterator[tuple[Any, dict[Any, Any]]]:
    yield from ((name, entry) for name, entry in table.items() if isinstance(entry, dict)) if isinstance(table, dict) else ()


def _names(value: Any) -> tuple[str, ...]:
    """The names in a list, or in a text with semicolons between."""
    parts = value if isinstance(value, list) else str(value).split(";") if value is not None else []
    return tuple(str(part).strip() for part in parts if str(part).strip())


def _text(place: tuple[Any, ...]) -> Where:
    return tuple(map(str, place))
