"""Whether a calibration set is fit for use, by itself or as a project describes it; and which pictures would make a good one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipecheck import assembly, engine
from pipecheck.assembly import Codes
from pipecheck.errors import SourceError, UsageError
from pipecheck.evidence import Comparison, Evidence, Source
from pipecheck.findings import Origin, Road, Severity, Skipped
from pipecheck.gather import calibration as gathering
from pipecheck.gather import folders as folders_of
from pipecheck.gather import neighbours, project, roads
from pipecheck.gather.given import files
from pipecheck.gather.given import samples as of_config
from pipecheck.gather.images import Listed
from pipecheck.gather.looking import USUAL, Looking
from pipecheck.gather.project import Project, RoadSource
from pipecheck.lower.toolchain import conversion
from pipecheck.report.model import Report
from pipecheck.rules import every, of_calibration
from pipecheck.sources import yamldoc

if TYPE_CHECKING:
    from pipecheck.probe.sets.selection import Selection

_FAMILIES = ("PC1", "PC6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a caller says of the set besides where it lies: each in the place of what the project says.

    >>> given = pipecheck.Given(config="s100.toml", validation="pictures/validation")
    >>> [finding.code for finding in pipecheck.calibration("pictures/calibration", given=given).findings]
    ['PC605']
    """

    config: str | None = None
    images: str | None = None
    training: str | None = None
    validation: str | None = None
    labels: str | None = None
    label_format: str | None = None
    classes: str | None = None


NOTHING = Given()
EVERYTHING = engine.Settings()


def calibration(
    path: str | Path | None = None,
    *,
    given: Given = NOTHING,
    input: str | None = None,  # noqa: A002  # as the command line has it
    select: Codes = (),
    ignore: Codes = (),
    looking: Looking = USUAL,
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity | None = None,
) -> Report:
    """Whether the calibration set at *path*, of pictures or of tensors for the model's *input*, is fit for use.

    Without a *path* it is that of the project. *select* and *ignore* are codes of rules, or what they begin with.

    >>> report = pipecheck.calibration("calibration_f32", ignore="PC605")
    >>> print(report.findings[0].message)
    the calibration files were normalised with x / 127.5 - 1, and the YAML normalises again
    >>> [each.count for each in report.sets]
    [106, 106]
    """
    plan = _plan(given)
    if path is None and plan.config is None and "calibration" not in plan.roads:
        raise UsageError("name the calibration set, or a project that has one: neither a pipecheck.toml nor a conversion YAML lies here")
    pictures = path is not None and folders_of.holds_pictures(Path(path))
    plan = _with(plan, "calibration", images=str(path)) if pictures else plan
    known: list[Evidence | Skipped] = list(roads.evidence(plan, files=True)) if plan.config is not None else []
    folders = None if path is None else [] if pictures else folders_of.named(Path(path), known, input)
    about = [item for item in known if _is_about_files(item)]
    found = [*about, *gathering.evidence(plan, known, looking, alone=True, folders=folders)]
    kept = [rule for rule in every() if rule.code.startswith(_FAMILIES)]
    told = assembly.report([(plan, found)], assembly.settings(settings, select, ignore), fail_on, kept)
    return told if told.sets else replace(told, checked=())  # a YAML alone is no set


def within(
    plan: Project, found: Sequence[Evidence | Skipped], looking: Looking | None, settings: engine.Settings
) -> list[Evidence | Skipped]:
    """What the calibration files and pictures of *plan* are as a part of a whole check, if anybody asks."""
    if not any(map(settings.speaks, of_calibration())):
        return []
    return list(gathering.evidence(plan, found, looking or USUAL))


def select(
    path: str | Path | None, count: int, *, given: Given = NOTHING, looking: Looking = USUAL
) -> tuple[Listed, Selection, tuple[Path, ...]]:
    """The *count* pictures of the set at *path*, or of training's, that make the best calibration set.

    Before them comes the whole set, after them the files that the project names.
    """
    from pipecheck.gather import sets

    plan = _plan(given)
    if path is not None:
        plan = _with(plan, "calibration", images=str(path))
    elif "training" in plan.roads and plan.roads["training"].images is not None:
        plan = replace(plan, roads={**plan.roads, "calibration": plan.roads["training"]})
    return (*sets.chosen(plan, count, looking), files(plan))


def samples(given: Given = NOTHING) -> tuple[Path, ...]:
    """The calibration folders that the project's YAML names, as far as it can be read."""
    plan = _plan(given)
    if plan.config is None:
        return ()
    with suppress(SourceError):
        return of_config(conversion.read(yamldoc.load(plan.config)))
    return ()


def _is_about_files(item: Evidence | Skipped) -> bool:
    """Whether *item* tells of files, and not of what roads do to them."""
    return item.code.startswith(_FAMILIES) if isinstance(item, Skipped) else not isinstance(item, Source | Comparison)


def _plan(given: Given) -> Project:
    """The project, with what the caller says besides."""
    plan = _project(given.config)
    plan = _with(plan, "calibration", images=given.images, labels=given.labels, label_format=given.label_format, classes=given.classes)
    return _with(_with(plan, "training", images=given.training), "evaluation", images=given.validation)


def _project(config: str | None) -> Project:
    """The project that *config* names; without it the one that lies here, if there is one."""
    if config is not None:
        return neighbours.added(project.load(Path(config)))
    here = Path()
    try:
        if (here / project.MANIFEST).exists() or len(project.configs(here)) == 1:
            return neighbours.added(project.load(here))
    except OSError as e:  # a folder that may not be entered
        raise SourceError(here, e.strerror or str(e)) from e
    return Project(folder=here, config=None)


def _with(plan: Project, road: Road, **words: str | None) -> Project:
    """*plan* with *words* said of *road*, paths counting from the current folder."""
    before = plan.roads.get(road) or RoadSource(origin=Origin(Path(next(filter(None, words.values()), ""))))
    elsewhere = before.folder.resolve() != Path.cwd()
    said: dict[str, Any] = {
        name: str(Path(word).absolute()) if elsewhere and name != "label_format" else word
        for name, word in words.items()
        if word is not None
    }
    return replace(plan, roads={**plan.roads, road: replace(before, **said)}) if said else plan
