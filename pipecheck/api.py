"""The whole product for a program: load, lower, compare, judge, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pipecheck import __version__, engine
from pipecheck.errors import PipecheckError, UsageError
from pipecheck.evidence import Comparison, Evidence, Source
from pipecheck.findings import ROADS, Finding, Ignored, Road, Severity, Skipped
from pipecheck.gather import project, roads
from pipecheck.gather.project import Project
from pipecheck.report.model import Report
from pipecheck.rules import STATIC, every, of_sources
from pipecheck.rules.rule import Rule
from pipecheck.sources import text
from pipecheck.spec import Program, Spec, canonical

if TYPE_CHECKING:
    from pipecheck.probe.identify import Identified, Taker, Way
    from pipecheck.report.imread import SideBySide
    from pipecheck.report.pair import Pair
    from pipecheck_transformers.ops import Read


EVERYTHING = engine.Settings()
Gathered: TypeAlias = "tuple[Project, list[Evidence | Skipped]]"


def check(
    path: str | Path = ".",
    *,
    train: Any = None,
    training: Any = None,
    calibration: Any = None,
    runtime: Any = None,
    evaluation: Any = None,
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity = Severity.ERROR,
) -> Report:
    """Everything that can be checked of the project at *path*.

    *train* (or *training*), *calibration*, *runtime* and *evaluation* are sources that its manifest does not name: `file.py:name` and the
    like, or the very transform, processor or function that the code uses, which is run where it cannot be read.
    """
    from pipecheck.gather import named, neighbours

    if train is not None and training is not None:
        raise UsageError("train and training are the same road: name one of them")
    roads = {"training": training if train is None else train, "calibration": calibration, "runtime": runtime, "evaluation": evaluation}
    plan = named.added(neighbours.added(project.load(Path(path))), {road: roads[road] for road in ROADS})
    return _report([_gather(plan, files=True, settings=settings)], settings, fail_on, every())


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
    sourced = any(plan.roads for plan, _ in gathered)
    return _report(gathered, settings, fail_on, (*STATIC, *of_sources()) if sourced else STATIC)


def _linted(path: Path, unreadable: Callable[[PipecheckError], None] | None) -> Gathered | None:
    try:
        return _gather(project.load(path), files=False)
    except PipecheckError as e:
        if unreadable is None:
            raise
        unreadable(e)
        return None


def spec(source: Any) -> Spec:
    """What *source* amounts to: `file.py:name`, a chain in YAML, a conversion YAML as the camera meets it, or a live object."""
    return canonical(program(source))


def program(source: Any) -> Program:
    """Everything that *source* does to a picture, step by step."""
    from pipecheck.gather import named

    return named.program(source, "source")


def diff(
    left: Any,
    right: Any,
    *,
    image: str | Path | Sequence[str | Path] = (),
    draw: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Pair:
    """Two sources side by side; with *image*, files or folders, also what they make of these pictures, and a drawing if asked to *draw*."""
    from pipecheck.gather import named, pair

    images = [image] if isinstance(image, str | Path) else image
    names = named.words(left, "left"), named.words(right, "right")
    return pair.pair(names, (named.program(left, "left"), named.program(right, "right")), images, draw=draw, progress=progress)


def imread(
    paths: Sequence[str | Path],
    *,
    progress: Callable[[int, int], None] | None = None,
    unreadable: Callable[[PipecheckError], None] | None = None,
) -> SideBySide:
    """What each reader makes of the picture files at *paths*; a path that leads nowhere raises, or is passed to *unreadable*."""
    from pipecheck.probe.images import scan, sidebyside
    from pipecheck.report.imread import SideBySide

    def below(path: str | Path) -> list[Path]:
        try:
            return scan.files(Path(path))
        except PipecheckError as e:
            if unreadable is None:
                raise
            unreadable(e)
            return []

    found = dict.fromkeys(file for path in paths for file in below(path))
    return SideBySide(tuple(sidebyside.files(list(found), progress)))


def identify(
    taker: Taker | None = None, *, image: str | Path | None = None, dump: str | Path | None = None, shape: tuple[int, ...] | None = None,
    dtype: str | None = None, way: Way | None = None, read: Read | None = None, seconds: float = 60.0,
) -> Identified:  # fmt: skip
    """What *taker* (a callable, or FILE.py:NAME, which is then run) does to pictures, or what made the tensor in *dump* of *image*.

    *way* and *read* say how a callable takes pictures and who reads them, *shape* and *dtype* what a raw dump is; all may be left out.
    """
    from pipecheck.probe.identify import explain, identify

    if taker is not None and image is None and dump is None:
        return identify(taker, seconds=seconds, way=way, read=read)
    if taker is None and image is not None and dump is not None:
        return explain(image, dump, shape=shape, dtype=dtype, seconds=seconds)
    raise UsageError("identify takes a callable, or image and dump")


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


def _gather(plan: Project, *, files: bool, settings: engine.Settings = EVERYTHING) -> Gathered:
    found = list(roads.evidence(plan, files=files))
    if files:
        from pipecheck.gather import pixels

        found += pixels.parted(plan, found, settings)
    return plan, found


def _report(gathered: Sequence[Gathered], settings: engine.Settings, fail_on: Severity, rules: Sequence[Rule]) -> Report:
    _known_codes((*settings.select, *settings.ignore))
    findings: list[Finding] = []
    ignored: list[Ignored] = []
    skipped: list[Skipped] = []
    evidence: list[Evidence] = []
    for plan, found in gathered:
        _known_codes(plan.ignored, f"{plan.folder / project.MANIFEST}: [ignore] ")
        items = [item if len(gathered) == 1 else _told_apart(item, plan) for item in found]
        missing = [item for item in items if isinstance(item, Skipped)]
        mine: list[Evidence] = [item for item in items if not isinstance(item, Skipped)]
        left, hushed = engine.hush(engine.run(rules, mine, settings), plan.ignored)
        used = [*(each.finding.code for each in hushed), *(item.code for item in missing)]
        findings += left + engine.run(rules, list(engine.entries(plan.ignored, used, rules, mine, settings)), settings)
        ignored += hushed
        skipped += [item for item in missing if not item.code.startswith(tuple(settings.ignore) or ("-",))]
        evidence += mine
    return Report(
        findings=tuple(findings),
        ignored=tuple(ignored),
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
    for plan in plans:
        yield str(plan.config)
        yield from (f"{road}: {said.source} (found beside the YAML)" for road, said in plan.roads.items() if said.found)
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
    return {path: text.lines(text.read(path), path) for path in sorted(paths) if path.is_file()}  # a cell of a notebook is none


def _known_codes(codes: Iterable[str], where: str = "") -> None:
    for code in codes:
        if not any(known.code.startswith(code) for known in STATIC) and not any(known.code.startswith(code) for known in every()):
            raise UsageError(f"{where}no rule begins with {code}; `pipecheck rules` lists them")
