"""The whole product for a program: load, lower, compare, judge, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipecheck import assembly, engine
from pipecheck.assembly import Codes, Gathered
from pipecheck.errors import PipecheckError, UsageError
from pipecheck.evidence import Configuration
from pipecheck.findings import ROADS, Severity
from pipecheck.gather import project, roads
from pipecheck.gather.project import Project
from pipecheck.report.model import Report
from pipecheck.rules import STATIC, every, of_projects, of_sources
from pipecheck.rules.rule import Rule
from pipecheck.spec import Program, Spec, canonical

if TYPE_CHECKING:
    from pipecheck.evidence import Evidence
    from pipecheck.findings import Skipped
    from pipecheck.gather.looking import Looking
    from pipecheck.gather.networks.how import How
    from pipecheck.report.pair import Pair


EVERYTHING = engine.Settings()


def check(
    path: str | Path = ".",
    *,
    train: Any = None,
    training: Any = None,
    calibration: Any = None,
    runtime: Any = None,
    evaluation: Any = None,
    select: Codes = (),
    ignore: Codes = (),
    looking: Looking | None = None,
    how: How | None = None,
    baseline: str | Path | bool = True,
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity | None = None,
) -> Report:
    """Everything that can be checked of the project at *path*.

    *train* (or *training*), *calibration*, *runtime* and *evaluation* are sources that its manifest does not name: `file.py:name` and the
    like, or the very transform, processor or function that the code uses, which is run where it cannot be read. *select* and *ignore*
    are codes of rules, or what they begin with, in addition to those of *settings*; *looking* says how closely files are looked at, *how*
    much of the model is run. A *baseline* takes the place of the one that the manifest names; False: there is none. Without *fail_on* the
    project says from where on findings count.

    >>> report = pipecheck.check(ignore="PC6, PC7")
    >>> report.status
    1
    >>> [(finding.code, str(finding.origin)) for finding in report.findings]
    [('PC201', 'config.yaml:7'), ('PC301', 'preprocess.py:9')]
    """
    from pipecheck.gather import named, neighbours

    if train is not None and training is not None:
        raise UsageError("train and training are the same road: name one of them")
    roads = {"training": training if train is None else train, "calibration": calibration, "runtime": runtime, "evaluation": evaluation}
    plan = named.added(neighbours.added(project.load(Path(path))), {road: roads[road] for road in ROADS})
    plan = plan if baseline is True else replace(plan, baseline=Path(baseline) if baseline else None)
    chosen = assembly.settings(settings, select, ignore)
    _, found = gathered = _gather(plan, files=True, settings=chosen, drawn=looking is not None and looking.drawn)
    sets = _calibration(plan, found, looking, chosen)
    networks = _networks(plan, found, how, chosen)
    found += [*sets, *networks]
    rules = of_projects(pictures=plan.has_pictures, calibration=bool(sets), networks=bool(networks))
    return assembly.report([gathered], chosen, fail_on, rules)


def lint(
    paths: Sequence[str | Path],
    *,
    select: Codes = (),
    ignore: Codes = (),
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity | None = None,
    unreadable: Callable[[PipecheckError], None] | None = None,
) -> Report:
    """What can be said of conversion YAMLs, and of the sources that their projects name, without opening a picture or a tensor.

    One that cannot be read at all raises, or is passed to *unreadable* and left out.

    >>> print(pipecheck.lint(["config.yaml"], select="PC2").to("concise"))
    config.yaml:7:21: error PC201 the network gets bgr, but was trained on rgb
    1 error; 1 check skipped
    <BLANKLINE>
    """
    gathered = [found for path in paths if (found := _linted(Path(path), unreadable)) is not None]
    sourced = any(plan.roads for plan, _ in gathered)
    chosen = assembly.settings(settings, select, ignore)
    return assembly.report(gathered, chosen, fail_on, (*STATIC, *of_sources()) if sourced else STATIC)


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
    """Two sources side by side; with *image*, files or folders, also what they make of these pictures, and a drawing if asked to *draw*.

    >>> pair = pipecheck.diff("train.py:val_transform", "config.yaml")
    >>> pair
    <Pair red and blue swapped; cannot be compared: decode, geometry>
    >>> pair.verdicts["color"], pair.verdicts["values"]
    ('different', 'same')
    """
    from pipecheck.gather import named, pair

    images = [image] if isinstance(image, str | Path) else image
    names = named.words(left, "left"), named.words(right, "right")
    return pair.pair(names, (named.program(left, "left"), named.program(right, "right")), images, draw=draw, progress=progress)


def rule(word: str) -> Rule:
    """The rule whose code or name is *word*.

    >>> rule = pipecheck.rule("double-normalization")
    >>> rule.code, str(rule.severity), rule.summary
    ('PC301', 'error', 'The picture is normalised twice.')
    """
    for known in every():
        if word.upper() == known.code or word.lower() == known.name:
            return known
    raise UsageError(f"there is no rule {word}; `pipecheck rules` lists them")


def _calibration(
    plan: Project, found: list[Evidence | Skipped], looking: Looking | None, settings: engine.Settings
) -> list[Evidence | Skipped]:
    """What the calibration files and pictures of *plan* are, where there are some."""
    if not _names_set(plan, found):
        return []
    from pipecheck import calibrating

    return calibrating.within(plan, found, looking, settings)


def _networks(plan: Project, found: list[Evidence | Skipped], how: How | None, settings: engine.Settings) -> list[Evidence | Skipped]:
    """What is measured on the model, where the project says that it is to be evaluated."""
    said = plan.roads.get("evaluation")
    if said is None or said.found or not (said.model or said.labels or said.judging):
        return []
    from pipecheck import modelling

    return modelling.within(plan, found, how, settings)


def _names_set(plan: Project, found: list[Evidence | Skipped]) -> bool:
    """Whether there are calibration files or pictures to look into, whose vocabulary takes time to load."""
    said = plan.roads.get("calibration")
    if said is not None and said.images is not None:
        return True
    beside = (item.beside for item in found if isinstance(item, Configuration) and item.beside is not None)
    return any(each.key == "cal_data_dir" and each.found.kind == "folder" for one in beside for each in one.named)


def _gather(plan: Project, *, files: bool, settings: engine.Settings = EVERYTHING, drawn: bool = False) -> Gathered:
    found = list(roads.evidence(plan, files=files))
    if files and plan.has_pictures:
        from pipecheck.gather import pixels

        found += pixels.parted(plan, found, settings, drawn=drawn)
    return plan, found
