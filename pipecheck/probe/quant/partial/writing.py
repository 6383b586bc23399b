"""A partial quantisation curve as a table, as CSV and as a picture."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipecheck.evidence.debug.partial import Partial
from pipecheck.probe.quant.partial.canvas import canvas, shown
from pipecheck.probe.quant.partial.telling import NAMED
from pipecheck.probe.quant.simulate.write import whole

TEXT, ROWS, PICTURE = "partial_quantization.log", "partial_quantization.csv", "partial_quantization.png"
_LONGEST = 40


def write(partial: Partial, folder: Path) -> tuple[Path, ...]:
    """The table, the CSV file and the picture in *folder*."""
    for name, text in ((TEXT, table(partial)), (ROWS, _csv(partial))):
        with whole(folder / name) as (made,):
            made.write_text(text, encoding="utf-8", newline="")
    return folder / TEXT, folder / ROWS, draw(partial, folder / PICTURE)


def table(partial: Partial) -> str:
    """A line for each count that was measured, and what they come to in words."""
    heads = ["float", "last of them", *(f"{name} {metric}" for name, metric in partial.metrics.items())]
    rows = [[*heads, *(["accuracy"] if partial.accuracy is not None else []), ""]]
    for step in partial.steps:
        figures = [f"{step.outputs[name][metric]:.6g}" for name, metric in partial.metrics.items()]
        accuracy = [] if step.accuracy is None else [f"{step.accuracy:.6g}"]
        last = partial.order[step.count - 1] if step.count else "-"
        rows.append([str(step.count), last, *figures, *accuracy, "reached" if step.reached else ""])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "".join(f"{line}\n" for line in (*lines, "", *words(partial)))


def words(partial: Partial) -> Iterator[str]:
    """What the curve says: where its knee is, how many points it takes, and what was not measured."""
    total = len(partial.order)
    if partial.knee is not None:
        yield f"The knee is at {partial.knee} of {total}: {_named(partial.order[: partial.knee])} float; more of them bring little."
    else:
        yield "The curve has no knee."
    goal = _goal(partial)
    if partial.least is None:
        yield f"Nothing that was measured reaches {goal}."
    elif partial.least == 0:
        yield f"{goal} is reached with everything quantised."
    else:
        less = ", and not with one less" * any(step.count == partial.least - 1 for step in partial.steps)
        yield f"{goal} is reached with {partial.least} of {total} float{less}."
    if not partial.settled:
        yield f"Not all counts that decide this were measured, {'for lack of time' if partial.stopped else 'as there are too many'}."
    yield f"Measured on {partial.samples} samples at {len(partial.steps)} of {total + 1} counts: {_counts(partial)}."


def _goal(partial: Partial) -> str:
    target = partial.target
    if partial.accuracy is not None:
        return f"{100 * target.share:g} % of the float accuracy {partial.accuracy:.6g}"
    return f"A {target.metric} of {target.similarity:g}"


def _named(names: Sequence[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _counts(partial: Partial) -> str:
    return ", ".join(str(step.count) for step in partial.steps)


def _csv(partial: Partial) -> str:
    """A row for each count and output, with all its metrics."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["float", "last", "output", *NAMED, "accuracy", "reached"])
    for step in partial.steps:
        last = partial.order[step.count - 1] if step.count else ""
        for output, figures in step.outputs.items():
            accuracy = "" if step.accuracy is None else repr(step.accuracy)
            rows.writerow([step.count, last, output, *(repr(figures[name]) for name in NAMED), accuracy, step.reached])
    return text.getvalue()


def draw(partial: Partial, path: Path) -> Path:
    """The picture *path*: a panel for the accuracy, where there is one, and one for each metric by which an output is judged."""
    groups: dict[str, list[str]] = {}
    for output, metric in partial.metrics.items():
        groups.setdefault(metric, []).append(output)
    counts = [step.count for step in partial.steps]
    with canvas(path, panels=len(groups) + (partial.accuracy is not None)) as panels:
        for axes, (metric, outputs) in zip(reversed(panels), reversed(groups.items()), strict=False):
            for output in outputs:
                values = [_finite(step.outputs[output][metric]) for step in partial.steps]
                axes.plot(counts, values, marker="o", markersize=4, linewidth=1.2, label=shown(f"output {output}", _LONGEST))
            axes.set_ylabel(metric)
            if partial.accuracy is None and metric == partial.target.metric:
                axes.axhline(partial.target.similarity, color="tab:red", linewidth=1, label=f"target {partial.target.similarity:g}")
        if partial.accuracy is not None:
            _accuracy(panels[0], counts, partial)
        for axes in panels:
            _finish(axes, partial)
        panels[0].set_title(f"Partial quantization of {shown(partial.model.name)}: the most sensitive points left float")
        panels[-1].set_xlabel("points left float, the most sensitive first")
    return path


def _accuracy(axes: Any, counts: Sequence[int], partial: Partial) -> None:
    best = partial.accuracy or 0.0
    values = [math.nan if step.accuracy is None else step.accuracy for step in partial.steps]
    axes.plot(counts, values, marker="o", markersize=4, linewidth=1.2, color="tab:purple", label="accuracy")
    axes.axhline(best, color="black", linewidth=1, label=f"float {best:.6g}")
    goal = best - (1 - partial.target.share) * abs(best)
    axes.axhline(goal, color="tab:red", linewidth=1, label=f"target {goal:.6g}")
    axes.set_ylabel("accuracy")


def _finish(axes: Any, partial: Partial) -> None:
    if partial.knee is not None:  # broad, for the other line may stand at the same place
        axes.axvline(partial.knee, color="tab:gray", alpha=0.35, linewidth=6, label=f"knee: {partial.knee}")
    if partial.least is not None:
        axes.axvline(partial.least, linestyle="--", color="tab:green", linewidth=1.4, label=f"target reached: {partial.least}")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(visible=True, alpha=0.3)
    axes.legend()


def _finite(value: float) -> float:
    """What cannot be drawn is left out."""
    return value if math.isfinite(value) else math.nan
