"""Accumulated error as a table, as CSV and as a picture."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipecheck.evidence.debug.accumulated import Accumulated, Curve
from pipecheck.probe.quant.accumulated import blaming
from pipecheck.probe.quant.partial.canvas import canvas, shown
from pipecheck.probe.quant.partial.telling import NAMED
from pipecheck.probe.quant.simulate.write import whole

TEXT, ROWS, PICTURE = "accumulated_error.log", "accumulated_error.csv", "accumulated_error_{metric}.png"
_MARKED = 80
"""Curves of so few points have a mark at each."""
_NAMED = 30
"""And of so few units each is named."""
_STYLES = ("-", "--", "-.", ":")
_MARKS = ("o", "s", "^", "D", "v")
_WIDTHS = (3.6, 2.4, 1.2)
"""Curves may lie upon each other: the first ones are seen at the sides of those above them."""
_COLORS = 10
_LOGARITHMIC = ("mse", "mre", "mae", "l2", "chebyshev")


def write(found: Accumulated, folder: Path) -> tuple[Path, ...]:
    """The table, the CSV file and the picture in *folder*."""
    for name, text in ((TEXT, table(found)), (ROWS, _csv(found))):
        with whole(folder / name) as (made,):
            made.write_text(text, encoding="utf-8", newline="")
    return folder / TEXT, folder / ROWS, draw(found, folder / PICTURE.format(metric=found.metric))


def table(found: Accumulated) -> str:
    """A line for each unit with its figure in every curve, and what that says in words."""
    rows = [["node", "operator", *(curve.name for curve in found.curves)]]
    for index, place in enumerate(found.places):
        rows.append([place.node, place.op, *(f"{curve.figures[found.metric][index]:.6g}" for curve in found.curves)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "".join(f"{line}\n" for line in (f"{found.metric}, {_whose(found)}", "", *lines, "", *words(found)))


def words(found: Accumulated) -> Iterator[str]:
    """Whose fault it is at each output, where that was asked, else how far each curve ends off."""
    for blame in found.blames:
        yield blaming.words(blame)
    for curve in () if found.blames else found.curves:
        for output, figures in curve.outputs.items():
            yield f"{curve.name}: {found.metric} {figures[found.metric]:.6g} of output {output}"


def _whose(found: Accumulated) -> str:
    if found.sample is not None:
        return f"sample {found.sample}"
    return f"mean of {found.samples} sample{'s' * (found.samples != 1)}"


def _csv(found: Accumulated) -> str:
    """A row for each curve and unit, with all metrics."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["curve", "node", "operator", "tensor", *NAMED])
    for curve in found.curves:
        for index, place in enumerate(found.places):
            rows.writerow([curve.name, place.node, place.op, place.tensor, *(repr(curve.figures[name][index]) for name in NAMED)])
        for output, figures in curve.outputs.items():
            rows.writerow([curve.name, "", "output", output, *(repr(figures[name]) for name in NAMED)])
    return text.getvalue()


def draw(found: Accumulated, path: Path) -> Path:
    """The picture *path* with a curve over the units for each that was asked for."""
    logarithmic = found.metric in _LOGARITHMIC
    with canvas(path) as (axes,):
        for index, curve in enumerate(found.curves):
            style = _STYLES[index // _COLORS % len(_STYLES)]
            values = _values(curve, found.metric, logarithmic=logarithmic)
            wide = _WIDTHS[min(index, len(_WIDTHS) - 1)] if len(found.curves) <= len(_WIDTHS) else _WIDTHS[-1]
            mark = _MARKS[index % len(_MARKS)] if len(values) <= _MARKED else ""
            axes.plot(values, marker=mark, markersize=2.5 + wide, linewidth=wide, linestyle=style, label=_label(curve, found))
        if logarithmic:
            axes.set_yscale("log")
        axes.set_title(f"Accumulated error of {shown(found.model.name)}, {shown(_whose(found))}")
        axes.set_ylabel(found.metric)
        axes.grid(visible=True, alpha=0.3)
        _along(axes, found)
        if found.curves:
            axes.legend(fontsize="small" if len(found.curves) > 8 else "medium", ncol=1 + len(found.curves) // 12)
    return path


def _along(axes: Any, found: Accumulated) -> None:
    """Names the units where there is room for that."""
    axes.set_xlabel("node, from input to output")
    if len(found.places) <= _NAMED:
        names = [shown(place.node, 24) for place in found.places]
        axes.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor", fontsize="small")
    else:
        axes.xaxis.get_major_locator().set_params(integer=True)


def _label(curve: Curve, found: Accumulated) -> str:
    """The name of the curve, and where it ends."""
    ends = [figures[found.metric] for figures in curve.outputs.values()]
    end = f": {ends[0]:.5g}" if len(ends) == 1 else ""
    return shown(f"{'' if curve.left and curve.points else 'quantized '}{curve.name}", 44) + end


def _values(curve: Curve, metric: str, *, logarithmic: bool) -> Sequence[float]:
    """What can be drawn of the curve: the rest leaves gaps."""
    return [value if math.isfinite(value) and (value > 0 or not logarithmic) else math.nan for value in curve.figures[metric]]
