"""The pictures of distributions: a histogram of each tensor and a box for each of its channels, in the toolchain's folders."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.evidence.debug.distributions import Box, Distribution
from pipecheck.probe.quant.partial.canvas import boxed
from pipecheck.probe.quant.simulate.write import whole

HISTOGRAMS, CHANNELS = "data_distribution", "channelwise_distribution"
_SIZE, _TALL = (10.0, 5.0), (10.0, 7.0)
_DPI = 100
_METADATA = {"Software": None}
"""Without the version of what drew them, the same figures give the same bytes."""
_FLOAT, _QUANTISED = "tab:blue", "tab:orange"
_BOXES = 64
"""So many channels have a box each; of more, lines are all that can be seen."""
_LONGEST = 150
_LINE = 130
"""So many characters go side by side."""


def histograms(tensors: Sequence[Distribution], folder: Path) -> tuple[Path, ...]:
    """A picture of the values of each of *tensors*, float and quantised, in *folder*."""
    return tuple(_drawn(path, _SIZE, each, _histogram) for path, each in _paths(tensors, folder))


def channelwise(tensors: Sequence[Distribution], folder: Path) -> tuple[Path, ...]:
    """A picture of the channels of each of *tensors* that has some, in *folder*."""
    return tuple(_drawn(path, _TALL, each, _channels) for path, each in _paths(tensors, folder) if each.channels is not None)


def _paths(tensors: Sequence[Distribution], folder: Path) -> Iterator[tuple[Path, Distribution]]:
    for file, each in zip(files(each.name for each in tensors), tensors, strict=True):
        yield folder / file, each


def files(names: Iterable[str]) -> Iterator[str]:
    """A file for each of *names*, as it is called; a name that no file can have, or that is taken, becomes the nearest that can be."""
    taken: set[str] = set()
    for each in names:
        plain = re.sub(r"[^\w.\-]+", "_", each).strip("._")[-_LONGEST:] or "tensor"
        name, number = plain, 1
        while name.lower() in taken:
            name, number = f"{plain}_{number}", number + 1
        taken.add(name.lower())
        yield f"{name}.png"


def _drawn(path: Path, size: tuple[float, float], each: Distribution, fill: Callable[[Any, Distribution], None]) -> Path:
    """A picture drawn by the same rules whatever the user's own are."""
    try:
        from matplotlib import style
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as e:
        raise PipecheckError(f"{path}: drawing needs matplotlib, which is not installed") from e
    with style.context("default"), whole(path) as (made,), boxed():
        figure = Figure(figsize=size, layout="constrained")
        fill(figure, each)
        FigureCanvasAgg(figure).print_figure(made, dpi=_DPI, metadata=_METADATA)
    return path


def _histogram(figure: Any, each: Distribution) -> None:
    axes = figure.add_subplot()
    curve = each.curve
    edges = curve.low + curve.width * np.arange(len(curve.floats) + 1)
    axes.stairs(curve.floats, edges, fill=True, color=_FLOAT, alpha=0.45, label="float")
    axes.stairs(curve.quantised, edges, color=_QUANTISED, linewidth=1.2, label=f"quantized ({each.qtype})")
    if each.covered is not None:
        for end, label in zip(each.covered, ("range of the scale", None), strict=True):
            axes.axvline(end, color="black", linestyle="--", linewidth=0.9, label=label)
    axes.set_yscale("log")
    axes.set_ylim(bottom=0.7)
    axes.set_xlabel("value")
    axes.set_ylabel("how many")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(loc="upper right")
    _titled(figure, each)


def _channels(figure: Any, each: Distribution) -> None:
    channels = each.channels
    if channels is None:
        return
    above, below = figure.subplots(2, 1, sharex=True, sharey=True)
    for axes, boxes, color, name in (
        (above, channels.boxes, _FLOAT, "float"),
        (below, channels.quantised, _QUANTISED, f"quantized ({each.qtype})"),
    ):
        _boxes(axes, boxes, color)
        axes.set_ylabel(name)
        axes.grid(visible=True, axis="y", alpha=0.3)
    below.set_xlabel(f"channel, along axis {channels.axis}: least, quartiles, greatest")
    below.set_xlim(-1, len(channels.boxes))
    below.xaxis.get_major_locator().set_params(integer=True)
    _titled(figure, each)


def _boxes(axes: Any, boxes: Sequence[Box], color: str) -> None:
    numbers = np.array(boxes).T
    at = np.arange(len(boxes))
    if len(boxes) <= _BOXES:
        axes.vlines(at, numbers[0], numbers[4], color=color, linewidth=1.0)
        axes.bar(at, numbers[3] - numbers[1], 0.6, numbers[1], color=color, alpha=0.45, edgecolor=color)
        axes.hlines(numbers[2], at - 0.3, at + 0.3, color="black", linewidth=1.2)
        return
    axes.vlines(at, numbers[0], numbers[4], color=color, linewidth=0.6, alpha=0.6)
    axes.vlines(at, numbers[1], numbers[3], color=color, linewidth=1.6)
    axes.plot(at, numbers[2], color="black", linewidth=0, marker=".", markersize=1.5)


def _titled(figure: Any, each: Distribution) -> None:
    said = "\n".join(line for verdict in each.verdicts for line in textwrap.wrap(verdict.said, _LINE))
    figure.suptitle(_plain(f"{each.name}\n{said}"), fontsize="small")


def _plain(text: str) -> str:
    """*text* without what would be read as a formula."""
    return text.replace("$", r"\$")
