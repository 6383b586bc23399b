"""Where the accuracy of a quantised network is lost, and what is the cheapest mend."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any

from pipecheck import assembly, engine
from pipecheck.assembly import Codes
from pipecheck.errors import UsageError
from pipecheck.findings import Severity
from pipecheck.gather.looking import Progress
from pipecheck.gather.networks.how import How
from pipecheck.modelling import stages
from pipecheck.quantizing import EVERYTHING, gathered, looked_into, reported, wrong
from pipecheck.report.model import Report

STEPS = ("quantised", "structure", "calibrations", "accumulated", "sensitivity", "distributions", "badcases", "layers", "partial", "mixed")
TARGET = 0.99


def debug(
    path: str | Path = ".",
    *,
    steps: str | list[str] | tuple[str, ...] = (),
    target: float = TARGET,
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
    """Where quantisation loses accuracy of the float network at *path*, and what reaches the *target*, a share of the float accuracy.

    All *steps* are taken, the cheapest first, until it is certain what to do, or those that are named. Tables and pictures go to *output*,
    and with it a run that was broken off goes on. The other words are those of `quantize`.

    >>> report = pipecheck.debug("model.onnx", data="calibration_f32", config="config.yaml", steps="structure")
    >>> [type(each).__name__ for each in report.networks]
    ['Structure']
    """
    from pipecheck.evidence.debug.partial import Target
    from pipecheck.gather.quant.asking import Asking
    from pipecheck.gather.quant.debug import chain

    named = [steps] if isinstance(steps, str) else list(steps)
    unknown = next((step for step in named if step not in STEPS), None)
    if unknown is not None:
        raise UsageError(f"no step is called {unknown}: they are {', '.join(STEPS)}")
    if not 0 < target <= 1:
        raise UsageError(f"the target is a share of the float accuracy, above 0 and up to 1, not {target}")
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
    made = chain.evidence(found.plan, found.known, asking, how, steps=named, target=Target(share=target), explained=wrong(about))
    return reported(found.plan, [*about, *made], assembly.settings(settings, select, ignore), fail_on)
