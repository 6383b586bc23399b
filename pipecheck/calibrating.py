"""Whether a calibration set is fit for use, by itself or as a project describes it; and which pictures would make a good one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipecheck import assembly, engine
from pipecheck.errors import SourceError, UsageError
from pipecheck.evidence import Comparison, Evidence, Source
from pipecheck.evidence.tensors import Expected
from pipecheck.findings import Origin, Road, Severity, Skipped
from pipecheck.gather import calibration as gathering
from pipecheck.gather import expected, neighbours, project, roads
from pipecheck.gather.expected import Place
from pipecheck.gather.given import files
from pipecheck.gather.given import samples as of_config
from pipecheck.gather.images import Listed
from pipecheck.gather.looking import USUAL, Looking
from pipecheck.gather.project import Project, RoadSource
from pipecheck.lower.toolchain import conversion
from pipecheck.report.model import Report
from pipecheck.rules import every, of_calibration
from pipecheck.sources import yamldoc
from pipecheck.sources.places import is_folder, same
from pipecheck_transformers.walking import walk

if TYPE_CHECKING:
    from pipecheck.probe.sets.selection import Selection

_FAMILIES = ("PC1", "PC6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a caller says of the set besides where it lies: each in the place of what the project says."""

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
    looking: Looking = USUAL,
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity = Severity.ERROR,
) -> Report:
    """Whether the calibration set at *path*, of pictures or of tensors for the model's *input*, is fit for use.

    Without a *path* it is that of the project.
    """
    plan = _plan(given)
    if path is None and plan.config is None and "calibration" not in plan.roads:
        raise UsageError("name the calibration set, or a project that has one: neither a pipecheck.toml nor a conversion YAML lies here")
    pictures = path is not None and _holds_pictures(Path(path))
    plan = _with(plan, "calibration", images=str(path)) if pictures else plan
    known: list[Evidence | Skipped] = list(roads.evidence(plan, files=True)) if plan.config is not None else []
    folders = None if path is None else [] if pictures else _folders(Path(path), known, input)
    about = [item for item in known if _is_about_files(item)]
    found = [*about, *gathering.evidence(plan, known, looking, alone=True, folders=folders)]
    kept = [rule for rule in every() if rule.code.startswith(_FAMILIES)]
    told = assembly.report([(plan, found)], settings, fail_on, kept)
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


def _holds_pictures(path: Path) -> bool:
    """Whether the set at *path* is one of pictures: a picture, a list of them, or a folder in which most files are some."""
    from pipecheck.probe.images import scan

    if not is_folder(path):
        return True
    return 2 * len(scan.files(path)) > sum(len(names) for _, _, names in walk(path))


def _folders(path: Path, known: list[Evidence | Skipped], name: str | None) -> list[Place]:
    """The calibration folder at *path*, or those below it, with what the YAML says of the files."""
    places = expected.places((item for item in known if not isinstance(item, Skipped)), unnamed=True)
    if name is not None:
        places = [place for place in places if place.input == name]
        if not places:
            raise UsageError(f"no input is called {name}")
    return list(_chosen(path, places))


def _chosen(path: Path, places: list[Place]) -> Iterator[Place]:
    """The places of which *path* is the folder, or holds the folders."""
    named = [place for place in places if same(place.folder, path) and any(each.is_file() for each in path.iterdir())]
    below = {place.input: path / word for place in places for word in (place.folder.name, place.input) if word and is_folder(path / word)}
    if named:
        yield from (replace(place, folder=path) for place in named)
    elif below:
        yield from (replace(place, folder=below[place.input]) for place in places if place.input in below)
    elif len(places) == 1:
        yield replace(places[0], folder=path)
    elif places:
        raise UsageError(f"{path} may be of any input: name it with --input: {', '.join(place.input for place in places)}")
    else:
        inside = sorted(each for each in path.iterdir() if not each.name.startswith("."))
        rooms = [each for each in inside if each.is_dir()] if inside and all(each.is_dir() for each in inside) else [path]
        yield from (Place(input=folder.name, folder=folder, expected=Expected()) for folder in rooms)
