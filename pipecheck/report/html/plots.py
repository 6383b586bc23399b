"""Bars with their uncertainty as inline SVG, with colors and sizes left to the page."""

from __future__ import annotations

from pipecheck.report.html.markup import Markup, element

_EDGE = 99.5


def whisker(part: float, reach: tuple[float, float] | None) -> Markup:
    """A bar that fills this *part* of its room, with a line over the interval that the true length lies in."""
    low, high = (None, None) if reach is None else (min(100 * end, _EDGE) for end in reach)
    stroke = None
    if low is not None and high is not None:
        stroke = element("path", {"class": "reach", "d": f"M{low:.4g} 3v4M{low:.4g} 5H{high:.4g}M{high:.4g} 3v4"})
    return element(
        "svg",
        {"class": "bar", "viewBox": "0 0 100 10", "preserveAspectRatio": "none", "aria-hidden": "true"},
        element("path", {"class": "bins", "d": f"M0 1h{100 * part:.4g}v8H0z"}) if part > 0 else None,
        stroke,
    )
