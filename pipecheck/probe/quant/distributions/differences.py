"""How far the values of a tensor in the quantised network lie from those in the float one, as a histogram of the differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.probe.quant.distributions import curves
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.partial.canvas import canvas, shown
from pipecheck.probe.quant.passing import Pace, passed
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate import build

_COLOR = "tab:red"


def differences(prepared: Prepared, plan: Plan, samples: Samples, tensors: Sequence[str], pace: Pace) -> dict[str, Histogram]:
    """What has to be added to the float values of each of *tensors* over *samples* to have those of the network that *plan* quantises."""
    exact, rounded = prepare.session(prepared, expose=tensors), build.session(prepared, plan, expose=tensors)

    def far(feed: Feed) -> Mapping[str, Histogram]:
        wanted, got = exact.run(feed), rounded.run(feed)
        with np.errstate(invalid="ignore", over="ignore"):
            return {name: histogram.of(got[name] - wanted[name]) for name in tensors}

    found = {name: Histogram() for name in tensors}
    broken = ""
    for each in passed(far, samples, pace):
        broken = broken or each.broken
        for name, seen in (each.found or {}).items():
            found[name].merge(seen)
    if broken and not any(each.total or each.strange for each in found.values()):
        raise PipecheckError(broken)
    return found


def draw(found: Histogram, name: str, path: Path) -> Path:
    """The picture *path* of the differences *found* in what *name* gives."""
    curve = curves.curve(found, found, None)
    edges = curve.low + curve.width * np.arange(len(curve.floats) + 1)
    with canvas(path) as (axes,):
        axes.stairs(curve.floats, edges, fill=True, color=_COLOR, alpha=0.45)
        axes.set_yscale("log")
        axes.set_ylim(bottom=0.7)
        axes.set_xlabel(f"quantized - float, from {found.low:.4g} to {found.high:.4g}")
        axes.set_ylabel("how many")
        axes.grid(visible=True, alpha=0.3)
        axes.set_title(f"Error of {shown(name)}")
    return path
