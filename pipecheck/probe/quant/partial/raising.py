"""What is gained by another number type for the most sensitive nodes of a network, one more of them at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.mixed import ladder
from pipecheck.probe.quant.mixed.ladder import Rung, Setting
from pipecheck.probe.quant.partial.canvas import canvas, shown
from pipecheck.probe.quant.partial.gauge import Gauge
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.precision.said import Said
from pipecheck.probe.quant.search.bench import ranged
from pipecheck.probe.quant.simulate.write import whole

NAME = "sensitivity_analysis"
_BEFORE = "as calibrated"
_NAMED = 30
"""So many nodes are named in the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """How far each output lies off by *metric*: as calibrated *before*, and *after* each of *nodes* takes *qtype*, all before it too."""

    model: Path
    qtype: str
    metric: str
    nodes: tuple[str, ...]
    before: Mapping[str, float]
    after: tuple[Mapping[str, float], ...]


def raised(gauge: Gauge, plan: Plan, nodes: Sequence[str], rung: Rung, metric: str) -> Raised:
    """What comes of it when the first of *nodes*, then the first two, and so on, take *rung*."""
    steps = [_far(gauge, retyped(gauge.prepared, plan, nodes[:count], rung), metric) for count in range(len(nodes) + 1)]
    return Raised(model=gauge.prepared.path, qtype=rung, metric=metric, nodes=tuple(nodes), before=steps[0], after=tuple(steps[1:]))


def retyped(prepared: Prepared, plan: Plan, nodes: Collection[str], rung: Rung) -> Plan:
    """*plan* with all that *nodes* take in *rung*, what only hands values on to them too, and everything else as it is."""
    usual, asked = (ladder.plan(Said(), plan, Setting(nodes=dict.fromkeys(named, rung)), prepared).taken for named in ((), nodes))
    changed = {unit.name for unit in prepared.units if unit.name in nodes or asked.get(unit.name) != usual.get(unit.name)}
    takes = {unit.name: (asked if unit.name in changed else plan.taken).get(unit.name) for unit in prepared.units}
    taken = {name: each for name, each in takes.items() if each is not None}
    biases = {name: bias for name, bias in plan.biases.items() if name not in changed}
    return ranged(prepared, replace(plan, taken=taken, biases=biases))


def _far(gauge: Gauge, plan: Plan, metric: str) -> Mapping[str, float]:
    return {output: figures[metric] for output, figures in gauge.measure(plan).outputs.items()}


def write(found: Raised, folder: Path) -> tuple[Path, ...]:
    """The table in *folder*, and the picture where there are nodes to show."""
    with whole(folder / f"{NAME}.log") as (made,):
        made.write_text(table(found), encoding="utf-8", errors="backslashreplace", newline="")
    return folder / f"{NAME}.log", *((_draw(found, folder / f"{NAME}.png"),) if found.nodes else ())


def table(found: Raised) -> str:
    """A line for each node, with the figures of the outputs once it takes the other type too."""
    rows = [["node", *(f"{found.metric} of {name}" for name in found.before)]]
    rows += [[name, *(f"{value:.8g}" for value in figures.values())] for name, figures in _steps(found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    head = f"each node in {found.qtype}, with all above it" if found.nodes else "no node is as sensitive as was asked for"
    return "".join(f"{line}\n" for line in (head, "", *lines))


def _steps(found: Raised) -> Iterator[tuple[str, Mapping[str, float]]]:
    yield _BEFORE, found.before
    yield from zip(found.nodes, found.after, strict=True)


def _draw(found: Raised, path: Path) -> Path:
    names = [name for name, _ in _steps(found)]
    with canvas(path) as (axes,):
        for output in found.before:
            values = [figures[output] for _, figures in _steps(found)]
            axes.plot(values, marker="o", markersize=4, linewidth=1.2, label=shown(f"output {output}", 44))
        axes.set_ylabel(found.metric)
        axes.set_title(f"{shown(found.model.name)}: the most sensitive nodes in {found.qtype}")
        axes.grid(visible=True, alpha=0.3)
        axes.legend()
        _along(axes, names)
    return path


def _along(axes: Any, names: Sequence[str]) -> None:
    """Names the nodes where there is room for that."""
    if len(names) <= _NAMED:
        shortened = [shown(name, 24) for name in names]
        axes.set_xticks(range(len(names)), shortened, rotation=45, ha="right", rotation_mode="anchor", fontsize="small")
    else:
        axes.set_xlabel("nodes, the most sensitive first")
        axes.xaxis.get_major_locator().set_params(integer=True)
