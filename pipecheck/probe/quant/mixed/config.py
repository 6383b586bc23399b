"""What a search chose as the toolchain takes it: the tables of a configuration, and the change of the user's YAML."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipecheck.errors import PipecheckError
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.mixed import editing, ladder
from pipecheck.probe.quant.mixed.ladder import LOWEST, Setting
from pipecheck.schema import generation
from pipecheck.schema import quant as listed
from pipecheck.schema.precision import optimization, tables
from pipecheck.sources import text as texts
from pipecheck.sources import yamldoc

Table = dict[str, Any]
_INFO = ("model_parameters", "node_info")
_CONFIG = ("calibration_parameters", "quant_config")


def node_info(setting: Setting, prepared: Prepared) -> dict[str, dict[str, str]]:
    """The value of `node_info` in a YAML for hb_mapper, which has int16 and the CPU for single nodes."""
    return {name: _entry(prepared, name, value) for name, value in _values(setting, prepared)}


def _entry(prepared: Prepared, name: str, value: str) -> dict[str, str]:
    if value == "int16":
        return {"ON": "BPU", "InputType": "int16"}
    if value == "float32":
        return {"ON": "CPU"}
    raise PipecheckError(f"{prepared.path}: {name} was to take {value}, which node_info does not have")


def quant_config(setting: Setting, prepared: Prepared, given: Mapping[Any, Any] | None = None, *, otherwise: str | None = None) -> Table:
    """A quant_config with `node_config`, beside what is *given* in another one; without it all nodes would be in *otherwise*."""
    made = dict(given or {})
    entries = {name: {"qtype": value} for name, value in _values(setting, prepared)}
    model = made.get("model_config")
    base = _based(model if isinstance(model, dict) else {}, setting.base, otherwise or LOWEST)
    if base:
        made["model_config"] = base
    if entries:
        there = made.get("node_config")
        there = there if isinstance(there, dict) else {}
        made["node_config"] = there | {name: _beside(there.get(name), entry) for name, entry in entries.items()}
    return made


def _beside(there: Any, entry: Mapping[str, str]) -> dict[str, Any]:
    return {**there, **entry} if isinstance(there, dict) else dict(entry)


def _based(model: Mapping[Any, Any], base: str, otherwise: str) -> dict[Any, Any]:
    """*model* with all nodes in *base*, wherever it speaks of them; where it does not, they are in *otherwise*."""
    grouped = {name: {**group, "all_node_type": base} for name, group in tables.groups(dict(model)).items() if "all_node_type" in group}
    own = {"all_node_type": base} if "all_node_type" in model or (base != otherwise and not grouped) else {}
    return {**model, **grouped, **own}


def _values(setting: Setting, prepared: Prepared) -> Iterator[tuple[str, str]]:
    for unit in prepared.units:
        if unit.name in setting.nodes:
            yield unit.name, ladder.value(setting.nodes[unit.name], unit.op)


def patched(setting: Setting, prepared: Prepared, path: Path, *, quant: str | None = None) -> tuple[str, str]:
    """The text of the YAML *path* as it is, and as it would be with *setting*.

    A quant_config in a file of its own is not in that text: the YAML then names the file *quant*, into which the changed one is written.
    """
    before = texts.read(path)
    document = yamldoc.parse(before, path)
    schema = generation.of(document.get("model_parameters", "march"))
    if schema is not None and schema.tool == "hb_mapper":
        return before, _with_info(before, document, setting, prepared)
    there = document.get(*_CONFIG)
    if isinstance(there, str) and not editing.blank(there):
        if quant is None:
            raise PipecheckError(f"{path}: names a quant_config of its own, {there}: say what the changed one is called")
        return before, editing.put(before, path, _CONFIG, quant)
    given = there if isinstance(there, dict) else {}
    new = _new(given, quant_config(setting, prepared, given, otherwise=optimised(document)))
    return before, editing.put(before, path, _CONFIG, new) if new else before


def optimised(document: yamldoc.Document) -> str | None:
    """The type in which `optimization` in the YAML *document* has all nodes."""
    return next((word.qtype for word in reversed(optimization.parse(document.get(*optimization.PLACE))) if word.about == "nodes"), None)


def _new(given: Mapping[Any, Any], made: Mapping[Any, Any]) -> Table:
    """What is in *made* and not in *given*."""
    found: Table = {}
    for name, value in made.items():
        if isinstance(value, dict):
            there = given.get(name)
            inner = _new(there if isinstance(there, dict) else {}, value)
            if inner:
                found[str(name)] = inner
        elif given.get(name) != value:
            found[str(name)] = value
    return found


def _with_info(text: str, document: yamldoc.Document, setting: Setting, prepared: Prepared) -> str:
    """*text* with the nodes in `node_info`, and the type of all of them in `optimization`."""
    path = document.path
    entries: dict[str, dict[str, str]] = node_info(setting, prepared)
    there = document.get(*_INFO)
    if entries and isinstance(there, str):  # the short form has no room for what a node takes
        given = {name: {"OutputType": kind} for name, kind in listed.short(there) if name}
        entries = given | {name: given.get(name, {}) | entry for name, entry in entries.items()}
    if entries:
        text = editing.put(text, path, _INFO, entries)
    now = optimised(document)
    if (now or LOWEST) != setting.base:
        words = [word.text for word in optimization.parse(document.get(*optimization.PLACE)) if word.about != "nodes"]
        words += [f"set_all_nodes_{setting.base}"] if setting.base != LOWEST else []
        text = editing.put(text, path, optimization.PLACE, ";".join(words))
    return text


def diff(path: Path, before: str, after: str) -> str:
    """What changes in the file *path*, as a unified diff."""
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), str(path), str(path))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
