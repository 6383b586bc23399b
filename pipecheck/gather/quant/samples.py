"""The calibration samples of a project as its float network takes them: files of numbers, or pictures that its script prepares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError, UsageError
from pipecheck.evidence.tensors import Expected
from pipecheck.findings import Origin, Road
from pipecheck.gather import expected, folders, images
from pipecheck.gather.expected import Place
from pipecheck.gather.networks.known import Known
from pipecheck.gather.project import RoadSource
from pipecheck.lower.chain import runnable
from pipecheck.probe.images.scan import called
from pipecheck.probe.network.feed import given
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.tensors import files
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.places import is_folder
from pipecheck.spec.facts import Affinity

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_ROADS: tuple[Road, ...] = ("calibration", "training")
_Loader = Callable[[int], Feed]
_RAW = "nothing says which mean and scale the toolchain is to apply, so the files go into the network as they are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The *samples*, which lie in *folder*; *assumed* says what nobody states and was taken."""

    samples: Samples
    folder: Path
    assumed: tuple[str, ...] = ()


def stream(known: Known, network: Network, data: Path | None) -> Stream:
    """What lies in *data*, else in the calibration folders of the project, for the float *network*."""
    if data is not None:
        if not data.exists():
            raise SourceError(data, "no such file or folder")
        if folders.holds_pictures(data):
            return _pictures(known, network, data)
        return _tensors(network, folders.named(data, known.evidence))
    places = [place for place in expected.places(known.evidence) if is_folder(place.folder)]
    reading = next((place for place in places if place.pictures), None)
    if reading is not None:
        return _pictures(known, network, reading.folder)
    if places:
        return _tensors(network, places)
    if (said := known.plan.roads.get("calibration")) is not None and said.images is not None:
        return _pictures(known, network, said.folder / said.images)
    raise UsageError("there are no calibration samples: name their folder with --data")


def _tensors(network: Network, places: Sequence[Place]) -> Stream:
    """The files of *places*, of which those at the same place in the order of names are one sample."""
    pairs = list(_of_inputs(network, places))
    lists = [files.listed(place.folder, _expected(place, tensor)) for tensor, place in pairs]
    folder, names = pairs[0][1].folder, lists[0].names
    counts = {len(each.names) for each in lists}
    if not names:
        raise SourceError(folder, "holds no calibration sample")
    if len(counts) > 1:
        said = ", ".join(f"{each.folder} {len(each.names)}" for each in lists)
        raise SourceError(folder, f"the inputs have different numbers of samples: {said}")
    loaders = [_loader(network, tensor, place, listed) for (tensor, place), listed in zip(pairs, lists, strict=True)]
    numbers = {name: index for index, name in enumerate(names)}

    def load(name: str) -> Feed:
        return {key: array for loader in loaders for key, array in loader(numbers[name]).items()}

    raw = any(place.expected.tool is None and _holds_bytes(listed) for (_, place), listed in zip(pairs, lists, strict=True))
    around = {place.folder.parent for _, place in pairs}
    whole = around.pop() if len(pairs) > 1 and len(around) == 1 else folder
    return Stream(samples=Samples(names, load), folder=whole, assumed=(_RAW,) if raw else ())


def _of_inputs(network: Network, places: Sequence[Place]) -> Iterator[tuple[Tensor, Place]]:
    """Every input with its place; by name, or the only one with the only one."""
    by_name = {place.input: place for place in places}
    if len(network.inputs) == len(places) == 1:
        yield network.inputs[0], places[0]
        return
    for tensor in network.inputs:
        if tensor.name not in by_name:
            there = ", ".join(by_name) or "none"
            raise UsageError(f"the input {tensor.name} has no folder of calibration samples: there are folders for {there}")
        yield tensor, by_name[tensor.name]


def _expected(place: Place, tensor: Tensor) -> Expected:
    """What the files should hold; where no YAML says so, what the input takes."""
    if place.expected.shape is not None or tensor.shape is None:
        return place.expected
    return Expected(shape=tuple(side if isinstance(side, int) else None for side in tensor.shape[1:]))


def _holds_bytes(listed: files.Listed) -> bool:
    return any(form is not None and form.dtype.endswith("u1") for form in listed.forms[:1])


def _loader(network: Network, tensor: Tensor, place: Place, listed: files.Listed) -> _Loader:
    import numpy as np

    wrong = {name: misfit.reason for misfit in listed.misfits for name in misfit.names}

    def load(index: int) -> Feed:
        path = listed.folder / listed.names[index]
        array = listed.load(path)
        if array is None:
            raise SourceError(path, wrong.get(path.name, "is no sample of this input"))
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise SourceError(path, "holds NaN or infinite values")
        return given(network, tensor.name, _after_nodes(array, place.expected))

    return load


def _after_nodes(array: Array, expected_: Expected) -> Array:
    """What the toolchain's nodes make of a file before the network's own first layer."""
    if expected_.nodes is None:
        return array
    return _scaled(array, expected_.nodes, axis=-1 if expected_.layout == "hwc" else 0)


def _scaled(array: Array, nodes: Affinity, *, axis: int) -> Array:
    import numpy as np

    sides = [1] * array.ndim
    sides[axis] = -1
    scale, bias = (np.asarray(part, np.float32).reshape(sides) for part in (nodes.scale, nodes.bias))
    return np.add(np.multiply(array, scale, dtype=np.float32), bias, dtype=np.float32)


def _pictures(known: Known, network: Network, where: Path) -> Stream:
    """The pictures at *where*, as the calibration's script and the nodes prepare them, else as training does."""
    from pipecheck_transformers.fast import compiled

    name = _picture_input(known, network)
    program = next((found for road in _ROADS if (found := known.program(name, road)) is not None), None)
    chain = runnable(program) if program is not None else None
    if chain is None:
        raise UsageError(f"{where} holds pictures, and nothing says how they are made for the network: name files of numbers, or a source")
    listed = images.listed(RoadSource(images=str(where.absolute()), origin=Origin(where)))
    paths = {called(path, listed.root): path for path in listed.paths}
    if not paths:
        raise SourceError(where, "holds no picture")
    make = compiled(chain)

    def load(each: str) -> Feed:
        return given(network, name, make(paths[each]))

    return Stream(samples=Samples(tuple(paths), load), folder=listed.root)


def _picture_input(known: Known, network: Network) -> str:
    names = [each.name for each in network.inputs]
    if len(names) > 1:
        raise UsageError(f"the network has {len(names)} inputs: name folders of numbers, one for each of {', '.join(names)}")
    return next((name for name in known.inputs if name in names), names[0])
