"""How the values of nodes, weights and activations are spread, drawn as the toolchain's debugger does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipecheck.debugger.lists import Names, names
from pipecheck.debugger.opened import SAVED, Data, Model, Opened, opened
from pipecheck.errors import PipecheckError, UsageError
from pipecheck.evidence.debug.distributions import Distribution
from pipecheck.guesses import close_to
from pipecheck.probe.quant import points
from pipecheck.probe.quant.distributions import drawing
from pipecheck.probe.quant.distributions.differences import differences, draw
from pipecheck.probe.quant.distributions.distributions import distributions
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.passing import Pace
from pipecheck.probe.quant.points import Point

_SAMPLES = 16
"""So many samples show how values are spread."""


def plot_distribution(
    save_dir: Data = SAVED,
    model_or_file: Model | None = None,
    calibrated_data: Data | None = None,
    nodes_list: Names = None,
) -> tuple[Path, ...]:
    """The pictures, in `data_distribution` below *save_dir*, of the values of *nodes_list*, float and quantised.

    Of a calibration node it is what goes in, of any other node what comes out, and, in a picture of its own, the difference.
    """
    with opened(model_or_file, calibrated_data) as made:
        return histograms(made, _asked(nodes_list), Path(save_dir) / drawing.HISTOGRAMS)


def get_channelwise_data_distribution(
    save_dir: Data = SAVED,
    model_or_file: Model | None = None,
    calibrated_data: Data | None = None,
    nodes_list: Names = None,
    axis: int | None = None,
) -> tuple[Path, ...]:
    """The pictures, in `channelwise_distribution` below *save_dir*, of the channels of *nodes_list*, float and quantised.

    Channels are where the node has them, or along *axis*.
    """
    with opened(model_or_file, calibrated_data) as made:
        return boxes(made, _asked(nodes_list), Path(save_dir) / drawing.CHANNELS, axis)


def _asked(nodes_list: Names) -> tuple[str, ...]:
    found = names(nodes_list, "nodes_list")
    if not found:
        raise UsageError("nodes_list is missing: name the nodes to draw")
    return found


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The *point* that the caller calls *name*; *whole* is a node of which the output is drawn."""

    name: str
    point: Point
    whole: bool


def both(made: Opened, nodes: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """The pictures of the values and of the channels of *nodes*, each in its folder below *folder*."""
    chosen = [_drawn(made.prepared, name) for name in dict.fromkeys(nodes)]
    found = _spread(made, chosen)
    return (*_histograms(made, chosen, found, folder / drawing.HISTOGRAMS), *drawing.channelwise(found, folder / drawing.CHANNELS))


def histograms(made: Opened, nodes: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """The pictures of the values of *nodes* in *folder*."""
    chosen = [_drawn(made.prepared, name) for name in dict.fromkeys(nodes)]
    return _histograms(made, chosen, _spread(made, chosen), folder)


def _histograms(made: Opened, chosen: Sequence[_Drawn], values: Sequence[Distribution], folder: Path) -> tuple[Path, ...]:
    found = drawing.histograms(values, folder)
    tensors = {each.name: each.point.of for each in chosen if each.whole}
    if not tensors:
        return found
    far = differences(made.prepared, made.plan, made.few(_SAMPLES), list(dict.fromkeys(tensors.values())), Pace())
    files = list(drawing.files([*(each.name for each in chosen), *(f"{name}_error" for name in tensors)]))[len(chosen) :]
    return (*found, *(draw(far[tensor], name, folder / file) for file, (name, tensor) in zip(files, tensors.items(), strict=True)))


def boxes(made: Opened, nodes: Sequence[str], folder: Path, axis: int | None) -> tuple[Path, ...]:
    """The pictures of the channels of *nodes*, all of which have some, in *folder*."""
    chosen = [_drawn(made.prepared, name) for name in dict.fromkeys(nodes)]
    found = _spread(made, chosen, axis)
    flat = next((each.name for each in found if each.channels is None), None)
    if flat is not None:
        raise UsageError(f"{made.prepared.path}: {flat} has no channels" + ("" if axis is None else f" along axis {axis}"))
    return drawing.channelwise(found, folder)


def _spread(made: Opened, chosen: Sequence[_Drawn], axis: int | None = None) -> list[Distribution]:
    """How the values of what was *chosen* are spread, by the names that the caller gave."""
    samples = made.few(_SAMPLES)
    activations = list(dict.fromkeys(each.point.of for each in chosen if each.point.kind == "activation"))
    found = distributions(
        made.prepared,
        made.plan,
        samples,
        made.observed(samples, activations) if activations else Observed(tensors={}, count=0, broken={}),
        points=list(dict.fromkeys(each.point for each in chosen)),
        axes=None if axis is None else {each.point.of: axis for each in chosen},
    )
    known: dict[tuple[str, str], Distribution] = {(each.kind, each.tensor): each for each in found.tensors}
    missing = next((each.name for each in chosen if (each.point.kind, each.point.of) not in known), None)
    if missing is not None:
        raise PipecheckError(next(iter(found.broken.values()), f"{made.prepared.path}: {missing} holds no floats"))
    return [replace(known[each.point.kind, each.point.of], name=each.name) for each in chosen]


def _drawn(prepared: Prepared, name: str) -> _Drawn:
    """What is called *name*."""
    tensor, weights = points.named(name), {unit.weight.name for unit in prepared.units if unit.weight is not None}
    unit = prepared.unit(name)
    if unit is not None:
        return _Drawn(name, Point("activation", unit.output), whole=True)
    if tensor in weights:
        return _Drawn(name, Point("weight", tensor), whole=False)
    if tensor in _tensors(prepared):
        return _Drawn(name, Point("activation", tensor), whole=False)
    close = close_to(name, list(_names(prepared)), cutoff=0.7)
    raise UsageError(f"{prepared.path}: there is no node {name}" + (f": did you mean {close[0]}?" if close else ""))


def _tensors(prepared: Prepared) -> set[str]:
    return {name for unit in prepared.units for name in (*unit.inputs, unit.output, *unit.also)}


def _names(prepared: Prepared) -> Iterator[str]:
    for unit in prepared.units:
        yield from unit.nodes
        yield from (Point("activation", name).name for name in unit.inputs)
        if unit.weight is not None:
            yield Point("weight", unit.weight.name).name
