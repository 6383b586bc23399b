"""What quantising each node, weight or activation alone costs, told as the toolchain's debugger does."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipecheck.debugger import opened as opening
from pipecheck.debugger.lists import Group, Names, groups, names
from pipecheck.debugger.opened import Data, Model, Opened, opened
from pipecheck.errors import UsageError
from pipecheck.evidence.debug.sensitivity import Figures, Ranking, lost
from pipecheck.probe.quant import points
from pipecheck.probe.quant.accumulated import asking
from pipecheck.probe.quant.partial import gauge
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.points import KINDS, Kind
from pipecheck.probe.quant.sensitivity import figures, writing
from pipecheck.probe.quant.sensitivity.rank import SCREENED, rank
from pipecheck.probe.quant.simulate.narrowing import narrowed
from pipecheck.probe.quant.simulate.write import whole

Rows = dict[str, dict[str, str]]
LOG = "node_sensitivity.log"
_TITLE, _HEAD, _GAP = "node sensitivity", "node", 2
_BITS = {"int8": "8", "int16": "16", "int16-ec": "16", "float16": "16"}
_ALIKE = {"l1": "mae", "ATOL": "chebyshev"}
"""Names of one figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The *kind* of places, or the *interested* ones, by *metrics*, on so many samples, at *output* if not at those of the network."""

    metrics: tuple[str, ...] | None
    kind: Kind = "node"
    data_num: int | None = None
    output: str | None = None
    interested: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Sensitive:
    """What was measured: the *rows* of its *table*, the most sensitive first, and the *ranking* that they are of, if it is one."""

    rows: Rows
    table: str
    ranking: Ranking | None = None


def get_sensitivity_of_nodes(  # noqa: PLR0917  # as scripts of the toolchain call it
    model_or_file: Model,
    metrics: str | Sequence[str] | None = "cosine-similarity",
    calibrated_data: Data | None = None,
    output_node: str | None = None,
    node_type: str = "node",
    data_num: int | None = None,
    verbose: bool = False,
    interested_nodes: Names = None,
    save_dir: Data | None = None,
) -> Rows:
    """The figures of every node, weight or activation that is quantised alone, the most sensitive first, which is by the first metric.

    All are measured on *data_num* samples; without a number the leading ones on all there are, the others on a few. Where the network has
    several outputs the figure is that of the one which is farthest off. Lists in *interested_nodes* are quantised together.
    """
    wanted = Wanted(
        metrics=None if metrics is None else figures.named(names(metrics, "metrics")),
        kind=kind(node_type),
        data_num=opening.count(data_num, "data_num"),
        output=output_node,
        interested=groups(interested_nodes, "interested_nodes"),
    )
    with opened(model_or_file, calibrated_data) as made:
        found = measured(made, wanted)
    if verbose:
        sys.stdout.write(found.table)
    if save_dir is not None:
        save(found, Path(save_dir))
    return found.rows


def kind(node_type: str) -> Kind:
    """The kind of place that *node_type* names."""
    known: dict[str, Kind] = {each: each for each in KINDS}
    if node_type not in known:
        raise UsageError(f"node_type is one of {', '.join(KINDS)}, not {node_type}")
    return known[node_type]


def measured(made: Opened, wanted: Wanted) -> Sensitive:
    """What the places that are *wanted* cost."""
    if wanted.output is not None:
        prepared, plan = narrowed(made.prepared, made.plan, wanted.output)
        made = Opened(prepared=prepared, plan=plan, samples=made.samples)
    return _apart(made, wanted) if wanted.interested else _ranked(made, wanted)


def save(found: Sensitive, folder: Path) -> None:
    """Write *found* to *folder*."""
    if found.ranking is not None:
        writing.write(found.ranking, folder)
    if found.ranking is None or found.ranking.kind == "node":
        with whole(folder / LOG) as (path,):
            path.write_text(found.table, encoding="utf-8", errors="backslashreplace", newline="")


def _ranked(made: Opened, wanted: Wanted) -> Sensitive:
    screened = SCREENED if wanted.data_num is None else wanted.data_num
    found = rank(
        made.prepared, made.plan, made.samples, kind=wanted.kind, metrics=wanted.metrics, data_num=wanted.data_num, screened=screened
    )
    metrics = found.metrics if wanted.metrics is None else wanted.metrics
    rows = {each.name: _row(each.figures, metrics) for each in found.places}
    types = {each.name: each.qtype for each in found.places} if wanted.kind == "activation" else {}
    also = {name: _threshold(made.plan, name, qtype) for name, qtype in types.items()}
    return Sensitive(rows, table(rows, metrics, also), found)


def _apart(made: Opened, wanted: Wanted) -> Sensitive:
    """What each of the interesting places, or groups of them, costs."""
    metrics = figures.DEFAULT if wanted.metrics is None else wanted.metrics
    if figures.KL in metrics:
        raise UsageError("KL is measured of all nodes of a kind, not of interested_nodes")
    measuring = gauge.gauge(made.prepared, made.samples, count=wanted.data_num or len(made.samples.names))
    found: dict[str, Figures] = {}
    for each in wanted.interested:
        (curve,) = asking.asked(made.prepared, made.plan, [each])
        name = each if isinstance(each, str) else ", ".join(each)
        found[name] = {output: _named(known) for output, known in measuring.measure(curve.plan(made.prepared, made.plan)).outputs.items()}
    first = metrics[0]
    ordered = sorted(found, key=lambda name: -max(lost(first, each[first]) for each in found[name].values()))
    rows = {name: _row(found[name], metrics) for name in ordered}
    return Sensitive(rows, table(rows, metrics, {}))


def _named(known: Mapping[str, float]) -> dict[str, float]:
    return {**known, **{name: known[like] for name, like in _ALIKE.items()}}


def _row(found: Figures, metrics: Sequence[str]) -> dict[str, str]:
    """The figure of the output that is farthest off, by every metric."""
    return {metric: str(max((each[metric] for each in found.values()), key=lambda value: lost(metric, value))) for metric in metrics}


def _threshold(plan: Plan, name: str, qtype: str) -> tuple[str, str]:
    """What the scale of an activation covers, and in how many bits."""
    covered = plan.ranges.get(points.named(name))
    most = "--" if covered is None else f"{max(-covered.low, covered.high):.6g}"
    return most, "+".join(_BITS.get(each, "--") for each in qtype.split("+"))


def table(rows: Mapping[str, Mapping[str, str]], metrics: Sequence[str], also: Mapping[str, tuple[str, str]]) -> str:
    """*rows* under the toolchain's heading; *also* has the threshold and the bits of activations."""
    lines = [(_HEAD, *metrics, *(("threshold", "bit") if also else ()))]
    lines += [(_plain(name), *(row[metric] for metric in metrics), *also.get(name, ())) for name, row in rows.items()]
    widths = [max(len(line[at]) for line in lines) + _GAP for at in range(len(lines[0]))]
    laid = ["".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "".join(f"{line}\n" for line in _framed(laid))


def _framed(laid: Sequence[str]) -> Iterator[str]:
    across = max(len(_TITLE) + 2 * _GAP, *map(len, laid))
    yield _TITLE.center(across, "=")
    yield laid[0]
    yield "-" * across
    yield from laid[1:]


def _plain(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)
