"""What the NPU's quantisation would make of a network, simulated with the calibration samples of a project."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from pipecheck import assembly, engine
from pipecheck.assembly import Codes
from pipecheck.errors import UsageError
from pipecheck.evidence import Evidence
from pipecheck.findings import Finding, Severity, Skipped
from pipecheck.gather import calibration, folders, roads, stated
from pipecheck.gather.looking import Looking, Progress
from pipecheck.gather.networks import alone
from pipecheck.gather.networks.how import How
from pipecheck.gather.project import Project
from pipecheck.modelling import is_road, stages
from pipecheck.report.model import Report
from pipecheck.rules import every
from pipecheck.rules.rule import Rule

if TYPE_CHECKING:
    pass

EVERYTHING = engine.Settings()
_FAMILIES = ("PC0", "PC1", "PC2", "PC3", "PC4", "PC6", "PC8")
_COUNTS = ("PC601", "PC602", "PC603", "PC604")
"""How many samples there are, and of what: a set that is too small is still one of the right tensors."""
_NEXT = "nothing is wrong with the calibration files: `pipecheck debug` finds where it is lost, and the cheapest mend"
_ONNX = ".onnx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A project with what was found of it, before its network is quantised."""

    plan: Project
    known: list[Evidence | Skipped]


def quantize(
    path: str | Path = ".",
    *,
    model: str | Path | None = None,
    data: str | Path | None = None,
    config: str | Path | None = None,
    quant_config: str | Path | None = None,
    output: str | Path | None = None,
    samples: int | None = None,
    calibration_type: str | None = None,
    max_percentile: float | None = None,
    per_channel: bool | None = None,
    asymmetric: bool | None = None,
    bias_correction: bool | None = None,
    all_node_type: str | None = None,
    limit: int | None = None,
    seconds: float | None = None,
    threads: int | None = None,
    allow_exec: bool = False,
    progress: Progress | None = None,
    select: Codes = (),
    ignore: Codes = (),
    settings: engine.Settings = EVERYTHING,
    fail_on: Severity | None = None,
    **evaluation: Any,
) -> Report:
    """What quantisation makes of the float network at *path*, an ONNX file or a project, calibrated with the samples in *data*.

    *config* is the conversion YAML and *quant_config* the toolchain's table of number types; the words of calibration, from
    *calibration_type* to *all_node_type*, stand in the place of what they say. The calibrated model is written to *output*. *samples* is
    how many are taken at most. *evaluation* are the words of `model` on pictures and labels, of which *limit* are run.

    >>> report = pipecheck.quantize(samples=8, calibration_type="max", limit=40)
    >>> [(type(each).__name__, each.model.name) for each in report.networks]
    [('Simulated', 'model.onnx')]
    """
    from pipecheck.gather.quant import simulated
    from pipecheck.gather.quant.asking import Asking

    found = gathered(Path(path), model=model, config=config, **evaluation)
    asking = Asking(
        data=None if data is None else Path(data),
        quant_config=None if quant_config is None else Path(quant_config),
        output=None if output is None else Path(output),
        samples=samples,
        calibration_type=calibration_type,
        max_percentile=max_percentile,
        per_channel=per_channel,
        asymmetric=asymmetric,
        bias_correction=bias_correction,
        all_node_type=all_node_type,
    )
    how = How(
        limit=limit,
        deadline=None if seconds is None else monotonic() + seconds,
        threads=threads,
        execute=allow_exec,
        stages=stages(progress),
    )
    about = looked_into(found, asking.data, progress)
    explained = wrong(about)
    seen = any(type(item).__name__ == "TensorSet" for item in about)
    made = simulated.evidence(found.plan, found.known, asking, how, explained=explained, advice=_NEXT if seen and not explained else None)
    return reported(found.plan, [*about, *made], assembly.settings(settings, select, ignore), fail_on)


def gathered(path: Path, *, model: str | Path | None, config: str | Path | None, **words: Any) -> Gathered:
    """The project of an ONNX file and its *config*, or the one at *path*, and what is written there."""
    if config is not None:
        if path.suffix.lower() != _ONNX:
            raise UsageError("name the config as the path, or an ONNX file as the path and its config beside")
        path, model = Path(config), os.path.abspath(path)  # noqa: PTH100  # links stay
    plan = stated.completed(path, model=model, **words)
    known: list[Evidence | Skipped] = list(alone.evidence(plan) if plan.config is None else roads.evidence(plan, files=True))
    return Gathered(plan=plan, known=known)


def looked_into(found: Gathered, data: Path | None, progress: Progress | None) -> list[Evidence | Skipped]:
    """What is known of the roads, and of the calibration files that the YAML, or the caller, names."""
    about = [item for item in found.known if is_road(item)]
    if found.plan.config is None or (data is not None and folders.holds_pictures(data)):
        return about
    places = None if data is None else folders.named(data, found.known)
    looking = Looking(progress=_stage(progress))
    return [*about, *calibration.evidence(found.plan, found.known, looking, alone=data is not None, folders=places)]


def wrong(about: list[Evidence | Skipped]) -> bool:
    """Whether an error is known that makes calibration samples other than what training makes."""
    spoken = engine.run(_rules(), [item for item in about if not isinstance(item, Skipped)], EVERYTHING)
    return any(each.severity == Severity.ERROR and _about_samples(each) for each in spoken)


def _about_samples(finding: Finding) -> bool:
    return ("calibration" in finding.roads or finding.code.startswith("PC6")) and not finding.code.startswith(_COUNTS)


def _stage(progress: Progress | None) -> Progress | None:
    told = stages(progress)
    return None if told is None else told("calibration files")


def reported(plan: Project, evidence: list[Evidence | Skipped], chosen: engine.Settings, fail_on: Severity | None) -> Report:
    """What the rules on calibration and quantisation find in *evidence*."""
    return assembly.report([(plan, evidence)], chosen, fail_on, _rules())


def _rules() -> list[Rule]:
    return [rule for rule in every() if rule.code.startswith(_FAMILIES)]
