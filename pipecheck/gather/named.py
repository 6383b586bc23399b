"""What a caller names as a source: a file and what is meant in it, a published model, or a live object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from pipecheck.errors import SourceError
from pipecheck.findings import Origin, Road
from pipecheck.gather.project import Project, RoadSource
from pipecheck.lower import dialect
from pipecheck.lower.toolchain import conversion, horizon
from pipecheck.sources import yamldoc
from pipecheck.spec import Program

Source: TypeAlias = "str | os.PathLike[str] | object"
"""`file.py:name` and the like, or the very object or function that makes tensors of pictures."""


def program(source: Source, name: str) -> Program:
    """Everything that *source* does to a picture, step by step; a live object goes by *name*."""
    if not isinstance(source, str | os.PathLike):
        from pipecheck.gather import live

        return live.program(source, name)
    path = Path(source)
    if path.suffix in (".yaml", ".yml"):
        document = yamldoc.load(path)
        if isinstance(document.data, dict) and "input_parameters" in document.data:
            return _nodes(conversion.read(document))
    return dialect.lower(os.fspath(source), Path())


def words(source: Source, name: str) -> str:
    """What *source* is called in a report."""
    return os.fspath(source) if isinstance(source, str | os.PathLike) else f"<{name}>"


def added(plan: Project, sources: Mapping[Road, Source | None]) -> Project:
    """*plan* with *sources*, live or named relative to the current folder, in the place of those that it has."""
    said, given = dict(plan.roads), dict(plan.given)
    for road, source in sources.items():
        if source is None or source == "":
            continue
        text, before = words(source, road), plan.roads.get(road)
        fresh = RoadSource(origin=Origin(Path(dialect.parts(text, Path())[0])))
        does = None if isinstance(source, str | os.PathLike) else program(source, road)
        said[road] = replace(before if before and not before.found else fresh, source=text, program=does, folder=Path())
        given[road] = text if does is None else None
    return replace(plan, roads=said, given=given)


def _nodes(config: conversion.Conversion) -> Program:
    for claims in config.inputs.values():
        if (found := horizon.runtime(config, claims)) is not None:
            return found
    raise SourceError(config.path, "has no image input, so the toolchain puts nothing in front of the model")
