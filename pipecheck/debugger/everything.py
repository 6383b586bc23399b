"""All that the toolchain's debugger has, on one model."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipecheck.debugger import opened as opening
from pipecheck.debugger import raising
from pipecheck.debugger.accumulation import FOLDER as ACCUMULATED
from pipecheck.debugger.accumulation import accumulated
from pipecheck.debugger.lists import Group, Names, groups, names
from pipecheck.debugger.opened import SAVED, Data, Model, Opened, opened
from pipecheck.debugger.sensitivity import Wanted, kind, measured, save
from pipecheck.debugger.spread import both, boxes, histograms
from pipecheck.probe.quant.distributions import drawing
from pipecheck.probe.quant.partial.raising import write
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.sensitivity import figures

FOLDER = "node_sensitivity"
_KINDS = ("weight", "activation")
_LEADING = 5
"""So many of each kind are drawn."""


def runall(  # noqa: PLR0917  # as scripts of the toolchain call it
    model_or_file: Model,
    calibrated_data: Data,
    save_dir: Data = SAVED,
    ns_metrics: str | Sequence[str] | None = "cosine-similarity",
    output_node: str | None = None,
    node_type: str | Sequence[str] | None = None,
    data_num: int | None = 1,
    verbose: bool = False,
    interested_nodes: Names = None,
    dis_nodes_list: Names = None,
    cw_nodes_list: Names = None,
    axis: int | None = None,
    quantize_node: Names = None,
    non_quantize_node: Names = None,
    ae_metric: str = "cosine-similarity",
    average_mode: bool = False,
    pick_threshold: float = 0.999,
    sensitive_nodes: Names = None,
) -> tuple[Path, ...]:
    """The files that all other functions write, each in its folder below *save_dir*.

    Drawn are the five most sensitive weights and activations, or, with the *node_type* `node`, what the five most sensitive nodes take.
    """
    metrics = None if ns_metrics is None else figures.named(names(ns_metrics, "ns_metrics"))
    asked = groups(interested_nodes, "interested_nodes")
    kinds = ("node",) if asked else names(node_type, "node_type") or _KINDS
    few, folder = opening.count(data_num, "data_num"), Path(save_dir)
    wanted = [Wanted(metrics=metrics, kind=kind(each), data_num=few, output=output_node, interested=asked) for each in kinds]
    before = [] if quantize_node or non_quantize_node else list(_KINDS)
    with opened(model_or_file, calibrated_data) as made:
        leading = tuple(dict.fromkeys(name for each in wanted for name in _ranked(made, each, folder / FOLDER, verbose=verbose)))
        shown, boxed = names(dis_nodes_list, "dis_nodes_list") or leading, names(cw_nodes_list, "cw_nodes_list") or leading
        written = list(_drawn(made, shown, boxed, axis, folder))
        written += accumulated(made, quantize_node or before, non_quantize_node, ae_metric, folder / ACCUMULATED, averaged=average_mode)
        nodes = names(sensitive_nodes, "sensitive_nodes")
        found = raising.analysed(made, nodes, "float32", metric="cosine-similarity", threshold=pick_threshold, data_num=few)
        written += write(found, folder / raising.FOLDER)
    return (*sorted(path for path in (folder / FOLDER).iterdir() if path.is_file()), *written)


def _drawn(made: Opened, shown: Sequence[str], boxed: Sequence[str], axis: int | None, folder: Path) -> Iterator[Path]:
    """The pictures of the values of the nodes *shown*, and of the channels of those *boxed*; the same ones are looked at once."""
    if shown == boxed and axis is None:
        yield from both(made, shown, folder)
    else:
        yield from histograms(made, shown, folder / drawing.HISTOGRAMS)
        yield from boxes(made, boxed, folder / drawing.CHANNELS, axis)


def _ranked(made: Opened, wanted: Wanted, folder: Path, *, verbose: bool) -> Iterator[str]:
    """The names of the calibration nodes of the most sensitive places that are *wanted*."""
    found = measured(made, wanted)
    save(found, folder)
    if verbose:
        sys.stdout.write(found.table)
    leading: Sequence[Group] = wanted.interested or tuple(found.rows)
    flat = [name for each in leading for name in ([each] if isinstance(each, str) else each)]
    for name in flat[:_LEADING]:
        yield from _points(made, name)


def _points(made: Opened, name: str) -> Iterator[str]:
    """The calibration nodes of the node *name*, or that which it is."""
    unit = made.prepared.unit(name)
    taken = None if unit is None else made.plan.taken.get(unit.name)
    if unit is None or taken is None:
        yield name
        return
    if unit.weight is not None and taken.weight != "float32":
        yield Point("weight", unit.weight.name).name
    yield from (Point("activation", each).name for each, qtype in zip(unit.inputs, taken.inputs, strict=True) if qtype != "float32")
