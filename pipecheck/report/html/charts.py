"""Histograms and bars as inline SVG, with colors and sizes left to the page."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.evidence.calibration import Chart
from pipecheck.report.html.markup import Child, Markup, element, together
from pipecheck.report.sets import charts
from pipecheck.report.words import number

_WIDTH, _HEIGHT = 320.0, 90.0
_PAINTED = frozenset({"red", "green", "blue"})


def histogram(chart: Chart) -> Markup:
    """How often values occur: columns for this set, a line for training, with their means below."""
    here, there = charts.shares(chart.here), charts.shares(chart.there)
    peak = max((*here, *there), default=0.0) or 1.0
    means = [(side, charts.spread(each)) for side, each in (("here", chart.spread), ("training", chart.spread_there))]
    said = [f"{side} {mean}" for side, mean in means if mean]
    paint = f" {chart.title}" if chart.title in _PAINTED else ""
    drawing = _svg(
        f"histogram of {chart.title}: {', '.join(said) or 'empty'}",
        _WIDTH,
        _HEIGHT,
        element("path", {"class": "bins", "d": _outline(here, peak, closed=True)}),
        element("path", {"class": "reference", "d": _outline(there, peak, closed=False)}) if any(there) else None,
    )
    low, high = (element("span", None, number(end, 4)) for end in (chart.low, chart.high))
    axis = element("div", {"class": "axis", "aria-hidden": "true"}, low, high)
    return element("figure", {"class": f"chart{paint}"}, element("figcaption", None, *_caption(chart.title, means)), drawing, axis)


def _caption(title: str, means: list[tuple[str, str]]) -> list[Child]:
    told = (element("span", {"class": f"key {side}"}, f"{side} {mean}") for side, mean in means if mean)
    return [element("b", None, title), *(part for each in told for part in (" ", each))]


def bar(value: float, most: float, mark: float | None) -> Markup:
    """*value* as a bar, *most* filling it; a stroke at *mark*."""
    scale = 100 / most if most > 0 else 0.0
    stroke = None if mark is None else element("path", {"class": "mark", "d": f"M{_point(min(mark * scale, 99.5), 0)}v10"})
    return element(
        "svg",
        {"class": "bar", "viewBox": "0 0 100 10", "preserveAspectRatio": "none", "aria-hidden": "true"},
        element("path", {"class": "bins", "d": f"M0 1h{value * scale:.4g}v8H0z"}) if value > 0 else None,
        stroke,
    )


def _svg(title: str, width: float, height: float, *children: Child) -> Markup:
    attributes: dict[str, str | None] = {
        "viewBox": f"0 0 {width:g} {height:g}",
        "preserveAspectRatio": "none",
        "role": "img",
        "aria-label": title,
    }
    return element("svg", attributes, together(*children))


def _outline(values: Sequence[float], peak: float, *, closed: bool) -> str:
    """The tops of the columns as a path, down to the floor if *closed*."""
    step = _WIDTH / max(len(values), 1)
    tops = [(_HEIGHT - 1) * (1 - value / peak) + 1 for value in values]
    path = "".join(
        f"{'L' if index or closed else 'M'}{_point(index * step, top)}H{(index + 1) * step:.4g}" for index, top in enumerate(tops)
    )
    return f"M0 {_HEIGHT:g}{path}V{_HEIGHT:g}z" if closed else path


def _point(across: float, down: float) -> str:
    return f"{across:.4g} {down:.4g}"
