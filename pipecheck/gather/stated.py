"""A project with what a caller says of its networks, in the place of what it says itself."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipecheck.errors import UsageError
from pipecheck.evidence.model import TASKS, Task
from pipecheck.findings import Origin
from pipecheck.gather import judging, named, neighbours, project
from pipecheck.gather.judging import Judging, Stated
from pipecheck.gather.project import Project, RoadSource

_ONNX = ".onnx"
_PATHS = ("model", "images", "labels", "classes")
_EVALUATED = ("images", "labels", "label_format", "classes")
_JUDGED = ("task", "metric", "decoder", "expected", "quantized")


def completed(path: Path, *, model: str | Path | None = None, training: Any = None, evaluation: Any = None, **words: Any) -> Project:
    """The project at *path*, or the ONNX file there; *words* are keys of `[evaluation]`, None where the caller says nothing."""
    plan = _plan(path, None if model is None else os.fspath(model))
    said: dict[str, Any] = {name: os.fspath(words[name]) for name in _EVALUATED if words.get(name) is not None}
    judged = _judging(plan, **{name: words.get(name) for name in _JUDGED})
    said |= {} if judged is None else {"judging": judged}
    plan = _said(plan, **said) if said else plan
    return named.added(plan, {"training": training, "evaluation": evaluation})


def _plan(path: Path, model: str | None) -> Project:
    """The project at *path*, which may be a model alone; *model* is measured in the place of the one that it names."""
    if path.suffix.lower() == _ONNX:
        if model is not None:
            raise UsageError("name one model: the path is one already")
        return Project(folder=path.parent, config=None, roads={"evaluation": RoadSource(model=str(path), origin=Origin(path))})
    found = neighbours.added(project.load(path))
    return found if model is None else _said(found, model=model)


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
    return replace(before or judging.NOTHING, **told)


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
