"""How accurate a float model is, whether it is the network that was trained, what mismatches cost it, and what it wants."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from time import monotonic
from typing import Any

from pipecheck import assembly, engine
from pipecheck.assembly import Codes
from pipecheck.errors import PipecheckError, UsageError
from pipecheck.evidence import Evidence
from pipecheck.evidence.model import TASKS, Task
from pipecheck.findings import Origin, Severity, Skipped
from pipecheck.gather import judging as stating
from pipecheck.gather import named, neighbours, project, roads
from pipecheck.gather.judging import Judging, Stated
from pipecheck.gather.looking import Progress
from pipecheck.gather.networks import alone, everything
from pipecheck.gather.networks.how import How
from pipecheck.gather.project import Project, RoadSource
from pipecheck.report.model import Report
from pipecheck.rules import every, of_networks

EVERYTHING = engine.Settings()
BUDGET = 60.0
"""So many seconds of a check may go into running models."""
_FAMILIES = ("PC0", "PC1", "PC2", "PC3", "PC4", "PC513", "PC514", "PC7")
"""What is wrong with a YAML besides, `check` says."""
_ONNX = ".onnx"
_PATHS = ("model", "images", "labels", "classes")


def model(
    path: str | Path = ".",
    *,
    model: str | Path | None = None,
    training: Any = None,
    evaluation: Any = None,
    images: str | Path | None = None,
    labels: str | Path | None = None,
    label_format: str | None = None,
    classes: str | Path | None = None,
    task: str | None = None,
    metric: str | Callable[..., Any] | None = None,
    decoder: str | Callable[..., Any] | None = None,
    expected: float | str | None = None,
    quantized: float | str | None = None,
    probe: bool = False,
    until_certain: bool = False,
    limit: int | None = None,
    seconds: float | None = None,
    threads: int | None = None,
    allow_exec: bool = False,
    progress: Progress | None = None,
    select: Codes = (),
    ignore: Codes = (),
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity = Severity.ERROR,
) -> Report:
    """What is measured on the float model of the project at *path*, or on the ONNX file there.

    *training* and *evaluation* are sources, as for `check`; *images* and their *labels* what is measured on; *expected* is the figure of
    the network that was trained and *quantized* that of the integer model, as texts where trailing zeros count. *probe* also tries which
    preprocessing the network wants. *metric* and *decoder* may be functions; those in files run only if *allow_exec*.
    """
    plan = _plan(Path(path), None if model is None else os.fspath(model))
    words = {"images": images, "labels": labels, "label_format": label_format, "classes": classes}
    said: dict[str, Any] = {name: os.fspath(word) for name, word in words.items() if word is not None}
    judged = _judging(plan, task=task, metric=metric, decoder=decoder, expected=expected, quantized=quantized)
    said |= {} if judged is None else {"judging": judged}
    plan = _said(plan, **said) if said else plan
    plan = named.added(plan, {"training": training, "evaluation": evaluation})
    how = How(
        probe=probe,
        certain=until_certain,
        limit=limit,
        deadline=None if seconds is None else monotonic() + seconds,
        threads=threads,
        execute=allow_exec,
        stages=_stages(progress),
    )
    known: list[Evidence | Skipped] = list(alone.evidence(plan) if plan.config is None else roads.evidence(plan, files=True))
    found = [*(item for item in known if _is_road(item)), *everything.evidence(plan, known, how)]
    chosen = assembly.settings(settings, select, ignore)
    rules = [rule for rule in every() if rule.code.startswith(_FAMILIES)]
    told = assembly.report([(plan, found)], chosen, fail_on, rules)
    return told if told.networks else replace(told, checked=())  # a YAML alone is no network


def _stages(progress: Progress | None) -> Callable[[str], Progress] | None:
    """*progress* for every stage; one that can tell stages apart does."""
    if progress is None:
        return None
    of: Callable[[str], Progress] = getattr(progress, "of", lambda _: progress)
    return of


def within(plan: Project, found: Sequence[Evidence | Skipped], how: How | None, settings: engine.Settings) -> list[Evidence | Skipped]:
    """What is measured as a part of a whole check: for a minute, if nobody says *how*; what cannot be measured is passed over in words."""
    if not any(map(settings.speaks, of_networks())):
        return []
    try:
        return list(everything.evidence(plan, found, how or How(deadline=monotonic() + BUDGET)))
    except PipecheckError as e:
        return [Skipped("PC701", str(e))]


def _is_road(item: Evidence | Skipped) -> bool:
    """Whether *item* says how pictures are made, without which a figure cannot be understood."""
    return not isinstance(item, Skipped) or item.code in ("PC001", "PC003")


def _plan(path: Path, model: str | None) -> Project:
    """The project at *path*, which may be a model alone; *model* is measured in the place of the one that it names."""
    if path.suffix.lower() == _ONNX:
        if model is not None:
            raise UsageError("name one model: the path is one already")
        return Project(folder=path.parent, config=None, roads={"evaluation": RoadSource(model=str(path), origin=Origin(path))})
    plan = neighbours.added(project.load(path))
    return plan if model is None else _said(plan, model=model)


def _said(plan: Project, **words: Any) -> Project:
    """*plan* with *words* said of the evaluation, paths counting from the current folder."""
    before = plan.roads.get("evaluation") or RoadSource(folder=plan.folder, origin=Origin(plan.config or plan.folder))
    elsewhere = before.folder.resolve() != Path.cwd()
    said = {name: os.path.abspath(word) if elsewhere and name in _PATHS else word for name, word in words.items()}  # noqa: PTH100  # links stay
    return replace(plan, roads={**plan.roads, "evaluation": replace(before, **said)})


def _judging(plan: Project, **given: Any) -> Judging | None:
    """What the project says of its accuracy, with what the caller says in its place; None where neither says anything."""
    told = {name: word for name, word in given.items() if word is not None}
    if not told:
        return None
    before = plan.roads["evaluation"].judging if "evaluation" in plan.roads else None
    for name in ("expected", "quantized"):
        if name in told:
            told[name] = _stated(name, told[name])
    if "task" in told:
        told["task"] = _task(told["task"])
    for name in ("metric", "decoder"):  # a file that the caller names lies where the caller is
        if isinstance(told.get(name), str) and ".py:" in told[name] and plan.folder.resolve() != Path.cwd():
            told[name] = os.path.abspath(told[name])  # noqa: PTH100
    return replace(before or stating.NOTHING, **told)


def _stated(name: str, word: float | str) -> Stated:
    written = word.strip() if isinstance(word, str) else repr(word)
    number = written.removesuffix("%").strip()
    try:
        value = Decimal(number)
    except InvalidOperation as e:
        raise UsageError(f"{name} is a number such as 0.7654, or 76.54%, not {written}") from e
    return Stated(str(value.scaleb(-2)) if number != written else number)


def _task(word: str) -> Task:
    for task in TASKS:
        if word == task:
            return task
    raise UsageError(f"task is one of {', '.join(TASKS)}, not {word!r}")
