"""The files of a search for mixed precision: what is pasted into a configuration, and everything that was tried."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.evidence.debug.mixed import Mixed, Trial
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.mixed import config, editing, ladder, saying
from pipecheck.probe.quant.simulate.write import whole
from pipecheck.schema import generation
from pipecheck.sources import yamldoc

INFO, CONFIG, PATCH, TRIALS = "node_info.yaml", "quant_config.json", "mixed_precision.patch", "mixed_precision.json"


def write(mixed: Mixed, prepared: Prepared, folder: Path, *, yaml: Path | None = None, quant: Path | None = None) -> tuple[Path, ...]:
    """The files in *folder* for what was found: tables for the toolchain of the *yaml*, or for both without one, its patch, and all trials.

    *quant* is the file with the quant_config that the *yaml* names; the new one has all that is in it. Nothing of both is written over.
    """
    made = dict(files(mixed, prepared, folder, yaml, quant))
    for name in made:
        if any(
            given is not None and given.exists() and (folder / name).exists() and (folder / name).samefile(given) for given in (yaml, quant)
        ):
            raise SourceError(folder / name, "is what was read, and would be overwritten")
    for name, content in made.items():
        with whole(folder / name) as (path,):
            path.write_text(content, encoding="utf-8", newline="")
    return tuple(folder / name for name in made)


def files(mixed: Mixed, prepared: Prepared, folder: Path, yaml: Path | None, quant: Path | None) -> Iterator[tuple[str, str]]:
    """The names of all files with what stands in them."""
    setting = ladder.setting(mixed.chosen)
    document = None if yaml is None else yamldoc.load(yaml)
    schema = None if document is None else generation.of(document.get("model_parameters", "march"))
    older = schema is not None and schema.tool == "hb_mapper"
    if older or (schema is None and set(setting.nodes.values()) <= {"int16", "float32"}):
        yield INFO, "\n".join(editing.dump({"node_info": config.node_info(setting, prepared)})) + "\n"
    if not older:
        there = None if quant is None else yamldoc.load(quant).data
        otherwise = None if document is None else config.optimised(document)
        table = config.quant_config(setting, prepared, there if isinstance(there, dict) else None, otherwise=otherwise)
        yield CONFIG, json.dumps(table, indent=2, ensure_ascii=False) + "\n"
    if yaml is not None:
        before, after = config.patched(setting, prepared, yaml, quant=str(folder / CONFIG))
        yield PATCH, config.diff(yaml, before, after)
    yield TRIALS, json.dumps(_plain(asdict(mixed)), indent=2, ensure_ascii=False) + "\n"


def table(mixed: Mixed) -> str:
    """A line for each trial: what was tried, how many nodes have a type of their own, what share is in more than int8, what came out."""
    rows: list[tuple[str, ...]] = [("stage", "base", "nodes", "in more than int8", "result", "")]
    rows += [_row(each, mixed) for each in mixed.trials]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)


def _row(trial: Trial, mixed: Mixed) -> tuple[str, ...]:
    done = "reached" if trial.reached else "not reached"
    return trial.stage, trial.base, str(len(trial.nodes)), f"{100 * trial.macs:.2f} %", saying.figure(trial, mixed), done


def _plain(value: Any) -> Any:
    """*value* as JSON has it: what is without end is a word there."""
    match value:
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case float() if not math.isfinite(value):
            return str(value)
        case Path():
            return str(value)
        case _:
            return value
