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
    from pipecheck.prepare.run import Progress
    from pipecheck.prepare.verifying import Verified
    from pipecheck.prepare.writing import Written
    from pipecheck.probe.identify import Taker, Way
    from pipecheck.report.identified import Answer
    from pipecheck.report.imread import SideBySide
    from pipecheck.report.pair import Pair
    from pipecheck_transformers.ops import Read


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
    fail_on: Severity = Severity.ERROR,
) -> Report:
    """Everything that can be checked of the project at *path*.

    *train* (or *training*), *calibration*, *runtime* and *evaluation* are sources that its manifest does not name: `file.py:name` and the
    like, or the very transform, processor or function that the code uses, which is run where it cannot be read. *select* and *ignore*
    are codes of rules, or what they begin with, in addition to those of *settings*; *looking* says how closely files are looked at, *how*
    much of the model is run. A *baseline* takes the place of the one that the manifest names; False: there is none.
    """
    from pipecheck.gather import named, neighbours

    if train is not None and training is not None:
        raise UsageError("train and training are the same road: name one of them")
    roads = {"training": training if train is None else train, "calibration": calibration, "runtime": runtime, "evaluation": evaluation}
    plan = named.added(neighbours.added(project.load(Path(path))), {road: roads[road] for road in ROADS})
    plan = plan if baseline is True else replace(plan, baseline=Path(baseline) if baseline else None)
    chosen = assembly.settings(settings, select, ignore)
    _, found = gathered = _gather(plan, files=True, settings=chosen)
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
    fail_on: Severity = Severity.ERROR,
    unreadable: Callable[[PipecheckError], None] | None = None,
) -> Report:
    """What can be said of conversion YAMLs, and of the sources that their projects name, without opening a picture or a tensor.

    One that cannot be read at all raises, or is passed to *unreadable* and left out.
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
) -> Answer:  # fmt: skip
    """What *taker* (a callable, or FILE.py:NAME, which is then run) does to pictures, or what made the tensor in *dump* of *image*.

    *way* and *read* say how a callable takes pictures and who reads them, *shape* and *dtype* what a raw dump is; all may be left out.
    """
    from pipecheck.probe.identify import explain, identify
    from pipecheck.report.identified import Answer

    if taker is not None and image is None and dump is None:
        return Answer.of(identify(taker, seconds=seconds, way=way, read=read))
    if taker is None and image is not None and dump is not None:
        return Answer.of(explain(image, dump, shape=shape, dtype=dtype, seconds=seconds))
    raise UsageError("identify takes a callable, or image and dump")


def prepare(
    path: str | Path = ".", *, images: str | Path | None = None, source: Any = None, input: str | None = None,  # noqa: A002
    to: str | Path | None = None, count: int | None = None, threads: int | None = None, force: bool = False,
    progress: Progress | None = None,
) -> tuple[Written, ...]:  # fmt: skip
    """Writes calibration files of *images* for the inputs of the project at *path*, or for one *input*, and says what was written.

    What is not given is what the project says: the *images*, the *source* of the chain, the directory *to* which the files go.
    """
    from pipecheck.prepare import run

    return run.prepare(path, images=images, source=source, input=input, to=to, count=count, threads=threads, force=force, progress=progress)


def verify(
    path: str | Path = ".", *, source: Any = None, input: str | None = None, to: str | Path | None = None,  # noqa: A002
    threads: int | None = None, progress: Progress | None = None,
) -> tuple[Verified, ...]:  # fmt: skip
    """What is wrong with the calibration files that `prepare` wrote, as they lie there and against what the chain makes now."""
    from pipecheck.prepare import run

    return run.verify(path, source=source, input=input, to=to, threads=threads, progress=progress)


def rule(word: str) -> Rule:
    """The rule whose code or name is *word*."""
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


def _gather(plan: Project, *, files: bool, settings: engine.Settings = EVERYTHING) -> Gathered:
    found = list(roads.evidence(plan, files=files))
    if files and plan.has_pictures:
        from pipecheck.gather import pixels

        found += pixels.parted(plan, found, settings)
    return plan, found
