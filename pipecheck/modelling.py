"""How accurate a float model is, whether it is the network that was trained, what mismatches cost it, and what it wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from pipecheck import assembly, engine
from pipecheck.assembly import Codes
from pipecheck.errors import PipecheckError
from pipecheck.evidence import Evidence
from pipecheck.findings import Severity, Skipped
from pipecheck.gather import roads, stated
from pipecheck.gather.looking import Progress
from pipecheck.gather.networks import alone, everything
from pipecheck.gather.networks.how import How
from pipecheck.gather.project import Project
from pipecheck.report.model import Report
from pipecheck.rules import every, of_networks

EVERYTHING = engine.Settings()
BUDGET = 60.0
"""So many seconds of a check may go into running models."""
_FAMILIES = ("PC0", "PC1", "PC2", "PC3", "PC4", "PC513", "PC514", "PC7")
"""What is wrong with a YAML besides, `check` says."""


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
    fail_on: Severity | None = None,
) -> Report:
    """What is measured on the float model of the project at *path*, or on the ONNX file there.

    *training* and *evaluation* are sources, as for `check`; *images* and their *labels* what is measured on; *expected* is the figure of
    the network that was trained and *quantized* that of the integer model, as texts where trailing zeros count. *probe* also tries which
    preprocessing the network wants. *metric* and *decoder* may be functions; those in files run only if *allow_exec*.

    >>> shown = "pictures/validation"
    >>> pipecheck.model("model.onnx", training="train.py:val_transform", images=shown, labels=shown, expected=0.954)
    <Report clean: model.onnx has top1 0.95 (0.92..0.97), as stated (0.954)>
    """
    plan = stated.completed(
        Path(path),
        model=model,
        training=training,
        evaluation=evaluation,
        images=images,
        labels=labels,
        label_format=label_format,
        classes=classes,
        task=task,
        metric=metric,
        decoder=decoder,
        expected=expected,
        quantized=quantized,
    )
    how = How(
        probe=probe,
        certain=until_certain,
        limit=limit,
        deadline=None if seconds is None else monotonic() + seconds,
        threads=threads,
        execute=allow_exec,
        stages=stages(progress),
    )
    known: list[Evidence | Skipped] = list(alone.evidence(plan) if plan.config is None else roads.evidence(plan, files=True))
    found = [*(item for item in known if is_road(item)), *everything.evidence(plan, known, how)]
    chosen = assembly.settings(settings, select, ignore)
    rules = [rule for rule in every() if rule.code.startswith(_FAMILIES)]
    told = assembly.report([(plan, found)], chosen, fail_on, rules)
    return told if told.networks else replace(told, checked=())  # a YAML alone is no network


def stages(progress: Progress | None) -> Callable[[str], Progress] | None:
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


def is_road(item: Evidence | Skipped) -> bool:
    """Whether *item* says how pictures are made, without which a figure cannot be understood."""
    return not isinstance(item, Skipped) or item.code in ("PC001", "PC003")
