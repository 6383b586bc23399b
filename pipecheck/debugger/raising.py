"""What the most sensitive nodes give back in another number type, as the toolchain's debugger tells it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipecheck.debugger import opened as opening
from pipecheck.debugger.lists import Names, names
from pipecheck.debugger.opened import SAVED, Data, Model, Opened, opened
from pipecheck.debugger.sensitivity import Wanted, measured
from pipecheck.errors import UsageError
from pipecheck.guesses import close_to
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.judging.metric import Metric, merit
from pipecheck.probe.quant.mixed.ladder import LOWEST, RUNGS, Rung
from pipecheck.probe.quant.partial import gauge, raising
from pipecheck.probe.quant.partial.telling import NAMED

FOLDER = raising.NAME
_ALSO: Mapping[str, Rung] = {"dual-int16": "int16-ec"}


def sensitivity_analysis(  # noqa: PLR0917  # as scripts of the toolchain call it
    model_or_file: Model,
    calibrated_data: Data,
    metric: str = "cosine-similarity",
    pick_threshold: float = 0.999,
    data_num: int | None = 1,
    sensitive_nodes: Names = None,
    qtype: str = "float32",
    output_separated: bool = False,
    save_dir: Data | None = SAVED,
) -> dict[str, float] | dict[str, dict[str, float]]:
    """By node how far the outputs of the whole network lie off once it takes *qtype*, and all nodes before it do.

    The nodes are the *sensitive_nodes*, or those that do not reach *pick_threshold* when they are quantised alone, the most sensitive
    first. It is the output that lies farthest off, or each by name if *output_separated*. A table and a picture go to
    `sensitivity_analysis` below *save_dir*.
    """
    by, rung, few = _metric(metric), _rung(qtype), opening.count(data_num, "data_num")
    with opened(model_or_file, calibrated_data) as made:
        nodes = names(sensitive_nodes, "sensitive_nodes")
        found = analysed(made, nodes, rung, metric=by, threshold=pick_threshold, data_num=few)
    if save_dir is not None:
        raising.write(found, Path(save_dir) / FOLDER)
    if output_separated:
        return {node: dict(figures) for node, figures in zip(found.nodes, found.after, strict=True)}
    return {node: min(figures.values(), key=lambda each: merit(by, each)) for node, figures in zip(found.nodes, found.after, strict=True)}


def analysed(made: Opened, nodes: tuple[str, ...], rung: Rung, *, metric: Metric, threshold: float, data_num: int | None) -> raising.Raised:
    """What *nodes*, or the sensitive ones without any, give back in *rung*."""
    chosen = [_unit(made.prepared, name) for name in nodes] or _picked(made, metric, threshold, data_num)
    measuring = gauge.gauge(made.prepared, made.samples, count=data_num or len(made.samples.names))
    return raising.raised(measuring, made.plan, list(dict.fromkeys(chosen)), rung, metric)


def _picked(made: Opened, metric: Metric, threshold: float, data_num: int | None) -> list[str]:
    found = measured(made, Wanted(metrics=(metric,), data_num=data_num)).rows
    return [name for name, row in found.items() if merit(metric, float(row[metric])) < merit(metric, threshold)]


def _unit(prepared: Prepared, name: str) -> str:
    found = prepared.unit(name)
    if found is None:
        close = close_to(name, [each for unit in prepared.units for each in unit.nodes], cutoff=0.7)
        raise UsageError(f"{prepared.path}: there is no node {name}" + (f": did you mean {close[0]}?" if close else ""))
    return found.name


def _metric(metric: str) -> Metric:
    known = next((each for each in NAMED if each == metric), None)
    if known is None:
        raise UsageError(f"{metric} is no metric of an output: known are {', '.join(NAMED)}")
    return known


def _rung(qtype: str) -> Rung:
    known: dict[str, Rung] = {**{rung: rung for rung in RUNGS if rung != LOWEST}, **_ALSO}
    if qtype not in known:
        raise UsageError(f"qtype is one of {', '.join(known)}, not {qtype}")
    return known[qtype]
