"""The whole product for a program: load, lower, compare, judge, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pipecheck import __version__, engine, project, roads
from pipecheck.errors import PipecheckError, SourceError, UsageError
from pipecheck.evidence import Comparison, Evidence, Source
from pipecheck.findings import ROADS, Finding, Origin, Road, Severity, Skipped
from pipecheck.lower import conversion, dialect, horizon
from pipecheck.project import Project, RoadSource
from pipecheck.report.model import Report
from pipecheck.rules import STATIC, every
from pipecheck.rules.rule import Rule
from pipecheck.sources import text, yamldoc
from pipecheck.spec import Program, Spec, canonical

if TYPE_CHECKING:
    from pipecheck.report.pair import Pair


EVERYTHING = engine.Settings()
Gathered: TypeAlias = "tuple[Project, list[Evidence | Skipped]]"


def check(
    path: str | Path = ".",
    *,
    training: str | None = None,
    calibration: str | None = None,
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity = Severity.ERROR,
) -> Report:
    """Everything that can be checked of the project at *path*; *training* and *calibration* name sources that its manifest does not."""
    plan = _with_sources(project.load(Path(path)), training=training, calibration=calibration)
    return _report([_gather(plan, files=True)], settings, fail_on, every())


def lint(
    paths: Sequence[str | Path],
    *,
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity = Severity.ERROR,
    unreadable: Callable[[PipecheckError], None] | None = None,
) -> Report:
    """What can be said of conversion YAMLs, and of the sources that their projects name, without opening a picture or a tensor.

    One that cannot be read at all raises, or is passed to *unreadable* and left out.
    """
    gathered = [found for path in paths if (found := _linted(Path(path), unreadable)) is not None]
    return _report(gathered, settings, fail_on, STATIC)


def _linted(path: Path, unreadable: Callable[[PipecheckError], None] | None) -> Gathered | None:
    try:
        return _gather(project.load(path), files=False)
    except PipecheckError as e:
        if unreadable is None:
            raise
        unreadable(e)
        return None


def spec(source: str) -> Spec:
    """What *source* amounts to: `file.py:name`, a chain in YAML, or a conversion YAML as the camera meets it."""
    return canonical(program(source))


def program(source: str) -> Program:
    """Everything that *source* does to a picture, step by step."""
    path = Path(source)
    if path.suffix in (".yaml", ".yml"):
        document = yamldoc.load(path)
        if isinstance(document.data, dict) and "input_parameters" in document.data:
            return _nodes(conversion.read(document))
    return dialect.lower(source, Path())


def diff(left: str, right: str, *, image: str | Path | None = None) -> Pair:
    """Two sources side by side; with *image*, also what they make of that picture."""
    from pipecheck.report.pair import Pair

    mine, other = program(left), program(right)
    pixels = None
    if image is not None:
        from pipecheck.probe.pixels import compare

        pixels = compare(mine, other, Path(image))
    return Pair(left_name=left, right_name=right, left=canonical(mine), right=canonical(other), pixels=pixels)


def mend(paths: Sequence[str | Path], *, unsafe: bool = False) -> dict[Path, tuple[str, str]]:
    """The files that the fixes of all findings would change, as they are and as they would be; only safe fixes unless *unsafe*."""
    from pipecheck import mending

    findings = [finding for path in paths for finding in lint([path]).findings]
    fixes = [finding.fix for finding in findings if finding.fix is not None and (finding.fix.safe or unsafe)]
    edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda edit: (str(edit.path), edit.line, edit.column))
    changed: dict[Path, tuple[str, str]] = {}
    for path, mine in groupby(edits, key=lambda edit: edit.path):
        before = text.read(path)
        changed[path] = before, mending.apply(before, mine)
    return {path: (before, after) for path, (before, after) in changed.items() if before != after}


def rule(word: str) -> Rule:
    """The rule whose code or name is *word*."""
    for known in every():
        if word.upper() == known.code or word.lower() == known.name:
            return known
    raise UsageError(f"there is no rule {word}; `pipecheck rules` lists them")


def _nodes(config: conversion.Conversion) -> Program:
    for claims in config.inputs.values():
        if (found := horizon.runtime(config, claims)) is not None:
            return found
    raise SourceError(config.path, "has no image input, so the toolchain puts nothing in front of the model")


def _with_sources(plan: Project, **named: str | None) -> Project:
    """*plan* with sources named relative to the current folder."""
    said = dict(plan.roads)
    for road in ROADS:
        if source := named.get(road):
            before = said.get(road, RoadSource(origin=Origin(Path(source.rpartition(":")[0] or source))))
            said[road] = replace(before, source=source, folder=Path())
    return replace(plan, roads=said)


def _gather(plan: Project, *, files: bool) -> Gathered:
    return plan, list(roads.evidence(plan, files=files))


def _report(gathered: Sequence[Gathered], settings: engine.Settings, fail_on: Severity, rules: Sequence[Rule]) -> Report:
    _known_codes((*settings.select, *settings.ignore))
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    evidence: list[Evidence] = []
    for plan, found in gathered:
        _known_codes(plan.ignored, f"{plan.folder / project.MANIFEST}: [ignore] ")
        items = [item if len(gathered) == 1 else _told_apart(item, plan) for item in found]
        mine: list[Evidence] = [item for item in items if not isinstance(item, Skipped)]
        findings += engine.run(rules, mine, replace(settings, ignore=(*settings.ignore, *plan.ignored)))
        skipped += [item for item in items if isinstance(item, Skipped) and not item.code.startswith(tuple(settings.ignore) or ("-",))]
        evidence += mine
    return Report(
        findings=tuple(findings),
        skipped=tuple(dict.fromkeys(skipped)),
        checked=tuple(_checked([plan for plan, _ in gathered], evidence)),
        roads=_specs(evidence),
        sources=_lines(findings),
        fail_on=fail_on,
        version=__version__,
    )


def _told_apart(item: Evidence | Skipped, plan: Project) -> Evidence | Skipped:
    """*item* with the file in front of what it speaks of, for runs over several files."""
    if isinstance(item, Comparison | Source):
        return replace(item, input=f"{plan.config}: {item.input}")
    if isinstance(item, Skipped):
        return replace(item, reason=f"{plan.config}: {item.reason.removeprefix(f'{plan.config}: ')}")
    return item


def _checked(plans: Iterable[Project], evidence: Iterable[Evidence]) -> Iterator[str]:
    yield from (str(plan.config) for plan in plans)
    compared = (item for item in evidence if isinstance(item, Comparison) and item.training is not None)
    yield from (f"{item.input}: {item.road} against training" for item in compared)


def _specs(evidence: Iterable[Evidence]) -> dict[str, dict[Road, Spec]]:
    found: dict[str, dict[Road, Spec]] = {}
    for item in evidence:
        if isinstance(item, Source):
            found.setdefault(item.input, {})[item.road] = canonical(item.program)
    return found


def _lines(findings: Iterable[Finding]) -> dict[Path, tuple[str, ...]]:
    """The lines of every file that a finding points at."""
    origins = (origin for finding in findings for origin in (finding.origin, *(other.origin for other in finding.related)))
    paths = {origin.path for origin in origins if origin is not None and origin.line is not None}
    return {path: text.lines(text.read(path), path) for path in sorted(paths)}


def _known_codes(codes: Iterable[str], where: str = "") -> None:
    for code in codes:
        if not any(known.code.startswith(code) for known in STATIC) and not any(known.code.startswith(code) for known in every()):
            raise UsageError(f"{where}no rule begins with {code}; `pipecheck rules` lists them")
