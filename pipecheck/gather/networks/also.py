"""What the other inputs of a network get beside a picture: pictures of their own road, or tensors that lie in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.findings import Road
from pipecheck.gather.networks.known import Known, NoLaneError
from pipecheck.lower.chain import runnable
from pipecheck.probe.network import feed
from pipecheck.probe.network.network import Network
from pipecheck.probe.tensors import whole
from pipecheck.sources.onnxfile import Tensor

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

Feeder = Callable[[Path], "Mapping[str, Array]"]


def inputs(known: Known, name: str, road: Road, network: Network) -> Feeder | None:
    """What makes the other inputs than *name* of a picture file; None where there are none."""
    planes = feed.planes(network, name) or ()
    others = [each for each in network.inputs if each.name != name and each not in planes]
    if not others or len(network.inputs) == 1:
        return None
    feeders = [_feeder(known, each, road, network) for each in others]
    return lambda path: {key: array for feeder in feeders for key, array in feeder(path).items()}


def _feeder(known: Known, tensor: Tensor, road: Road, network: Network) -> Feeder:
    program = known.program(tensor.name, road) or known.program(tensor.name, "training")
    chain = runnable(program) if program is not None else None
    if chain is not None:
        from pipecheck_transformers.fast import compiled

        make = compiled(chain)
        return lambda path: feed.given(network, tensor.name, make(path))
    folder = _folder(known, tensor.name, road)
    if folder is None:
        raise NoLaneError(
            f"the input {tensor.name} gets no picture: name the folder of its tensors as images in [{road}.inputs.{tensor.name}], "
            "each called like its picture"
        )
    there = dict(_by_stem(folder))
    return lambda path: feed.given(network, tensor.name, _loaded(path, there, folder, tensor))


def _folder(known: Known, name: str, road: Road) -> Path | None:
    """Where the tensors of the input *name* lie."""
    roads: tuple[Road, ...] = (road, "evaluation", "training", "calibration")
    for each in roads:
        said = known.plan.roads.get(each)
        of_input = said.inputs.get(name) if said is not None else None
        if of_input is not None and of_input.images is not None:
            return Path(of_input.folder / of_input.images)
    return None


def _by_stem(folder: Path) -> Iterator[tuple[str, Path]]:
    try:
        for path in sorted(folder.iterdir()):
            yield path.stem, path
    except OSError as e:
        raise SourceError(folder, e.strerror or str(e)) from e


def _loaded(picture: Path, there: Mapping[str, Path], folder: Path, tensor: Tensor) -> Array:
    path = there.get(picture.stem)
    if path is None:
        raise SourceError(folder, f"holds no tensor called {picture.stem} for {picture.name}")
    return whole.load(path, tensor.shape, tensor.dtype)
