"""How the error of a partly quantised network adds up along its graph, drawn as the toolchain's debugger does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipecheck.debugger.lists import Group, Names, groups
from pipecheck.debugger.opened import SAVED, Data, Model, Opened, opened
from pipecheck.errors import UsageError
from pipecheck.evidence.debug.accumulated import Accumulated, Curve
from pipecheck.probe.quant.accumulated import writing
from pipecheck.probe.quant.accumulated.accumulate import accumulate
from pipecheck.probe.quant.partial.telling import NAMED
from pipecheck.probe.quant.simulate.write import whole

FOLDER = "accumulate_error"
_NAME = "{which}_accumulate_err_of_node_{metric}"
_PART = "partial_qmodel_{}"


def plot_acc_error(  # noqa: PLR0917  # as scripts of the toolchain call it
    save_dir: Data = SAVED,
    calibrated_data: Data | None = None,
    model_or_file: Model | None = None,
    quantize_node: Names = None,
    non_quantize_node: Names = None,
    metric: str = "cosine-similarity",
    average_mode: bool = False,
) -> tuple[Path, ...]:
    """The picture and the table, in `accumulate_error` below *save_dir*, of the error at every node: a curve for each entry of the lists.

    What is in *quantize_node* is all that is quantised, a node or a list of them, `weight` or `activation`; what is in *non_quantize_node*
    is all that is not. Without either there are the weights, the activations and both. In *average_mode* a curve shows, at every node, the
    mean of the nodes up to there.
    """
    with opened(model_or_file, calibrated_data) as made:
        return accumulated(made, quantize_node, non_quantize_node, metric, Path(save_dir) / FOLDER, averaged=average_mode)


def accumulated(made: Opened, taken: Names, left: Names, metric: str, folder: Path, *, averaged: bool) -> tuple[Path, ...]:
    """The files in *folder* with the curves of what is *taken* and what is *left*."""
    known = next((each for each in NAMED if each == metric), None)
    if known is None:
        raise UsageError(f"{metric} is no metric of accumulated error: known are {', '.join(NAMED)}")
    first, second = groups(taken, "quantize_node"), groups(left, "non_quantize_node")
    found = accumulate(made.prepared, made.plan, made.samples, quantize_node=first, non_quantize_node=second, metric=known)
    asked = (*first, *second)
    if asked:
        named = enumerate(zip(found.curves, asked, strict=True))
        found = replace(found, curves=tuple(_called(curve, number, entry) for number, (curve, entry) in named))
    name = _NAME.format(which="non_quantize_node" if left and not taken else "quantize_node", metric=metric)
    parts = {_PART.format(number): entry for number, entry in enumerate(asked) if not isinstance(entry, str) and len(entry) > 1}
    return _written(_averaged(found) if averaged else found, folder / name, parts)


def _called(curve: Curve, number: int, entry: Group) -> Curve:
    """*curve* by the number that the toolchain gives the network, where it has several of its nodes quantised, or left, together."""
    if isinstance(entry, str) or len(entry) < 2:
        return curve
    return replace(curve, name=f"{_PART.format(number)}: {'all but' if curve.left else 'only'} {len(entry)} nodes")


def _averaged(found: Accumulated) -> Accumulated:
    """*found* with the mean of all nodes up to each in the place of its own figure."""
    return replace(found, curves=tuple(_mean(curve) for curve in found.curves))


def _mean(curve: Curve) -> Curve:
    figures = {metric: tuple(_running(values)) for metric, values in curve.figures.items()}
    return replace(curve, name=f"{curve.name} (mean up to the node)", figures=figures, outputs={})


def _running(values: Sequence[float]) -> Iterator[float]:
    """The means of the first values; what has no end, as the ratio to a noise that is none, has no part in them."""
    total, count = 0.0, 0
    for value in values:
        if math.isfinite(value):
            total, count = total + value, count + 1
        yield total / count if count else value


def _written(found: Accumulated, base: Path, parts: Mapping[str, Group]) -> tuple[Path, ...]:
    """The picture and the table, which also says what is in the *parts*."""
    picture, log = (base.with_name(f"{base.name}{ending}") for ending in (".png", ".log"))
    told = "".join(f"{name}: {', '.join(entry)}\n" for name, entry in parts.items())
    with whole(log) as (made,):
        made.write_text(writing.table(found) + told, encoding="utf-8", errors="backslashreplace", newline="")
    return writing.draw(found, picture), log
