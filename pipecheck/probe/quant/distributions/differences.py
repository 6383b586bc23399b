"""How far the values of a tensor in the quantised network lie from those in the float one: how these differences are spread."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.quant.distributions import curves, drawing
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.partial.canvas import canvas, shown
from pipecheck.probe.quant.passing import Pace, passed
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate import build


def draw(prepared: Prepared, plan: Plan, samples: Samples, tensors: Mapping[str, str], folder: Path) -> tuple[Path, ...]:
    """A picture in *folder* for each of *tensors*, by the names that they are to have, over *samples*."""
    if not tensors:
        return ()
    found, (low, high) = gathered(prepared, plan, samples, tuple(dict.fromkeys(tensors.values()))), ("_error", "error")
    names = drawing.named([f"{name}{low}" for name in tensors])
    return tuple(_drawn(folder / file, name, high, found[tensor]) for file, (name, tensor) in zip(names, tensors.items(), strict=True))
