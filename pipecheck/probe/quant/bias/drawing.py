"""The two pictures of what a bias correction did, under the names that the toolchain gives them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.probe.quant.bias.bias import Corrected
from pipecheck.probe.quant.bias.checking import Change

NODES = "node_accumulate_err_of_qmodel_{metric}.png"
LAYERS = "conv_accumulate_err_of_qmodel_mean-diff-error.png"
_SIZE = (10.0, 5.0)
_DPI = 100
_MARKED = 80
"""Curves of so few points have a mark at each."""
_COLORS = ("tab:orange", "tab:blue")
_NAMES = ("before correction", "after correction")
_METADATA = {"Software": None}
"""Without the version of what drew them, the same figures give the same bytes."""


def draw(corrected: Corrected, folder: Path) -> tuple[Path, ...]:
    """The files of the two pictures in *folder*."""
    checked = corrected.checked
    return (
        _curve(
            folder / NODES.format(metric=checked.metric),
            checked.nodes,
            f"Accumulated error of the quantized model, {checked.metric}",
            ("node, from input to output", checked.metric),
        ),
        _curve(
            folder / LAYERS,
            checked.layers,
            "Mean difference of the layer outputs, float - quantized",
            ("Conv, ConvTranspose, Gemm, MatMul, from input to output", "mean |difference| of a channel"),
            floor=True,
        ),
    )


def _curve(path: Path, changes: Sequence[Change], title: str, labels: tuple[str, str], *, floor: bool = False) -> Path:
    """A picture with a curve before and one after, drawn by the same rules whatever the user's own are."""
    try:
        from matplotlib import style
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as e:
        raise PipecheckError(f"{path}: drawing needs matplotlib, which is not installed") from e
    with style.context("default"):
        figure = Figure(figsize=_SIZE, layout="constrained")
        _fill(figure.add_subplot(), changes, title, labels, floor=floor)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            FigureCanvasAgg(figure).print_figure(path, dpi=_DPI, metadata=_METADATA)
        except OSError as e:
            raise SourceError(path, f"cannot be written: {e.strerror or e}") from e
    return path


def _fill(axes: Any, changes: Sequence[Change], title: str, labels: tuple[str, str], *, floor: bool) -> None:
    mark = "o" if len(changes) <= _MARKED else ""
    for values, color, name in zip(([c.before for c in changes], [c.after for c in changes]), _COLORS, _NAMES, strict=True):
        axes.plot(range(len(changes)), values, color=color, label=name, marker=mark, markersize=3, linewidth=1.2)
    axes.set_title(title)
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    axes.xaxis.get_major_locator().set_params(integer=True)
    if floor:
        axes.set_ylim(bottom=0)
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
