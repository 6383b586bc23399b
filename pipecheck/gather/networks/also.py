"""What the other inputs of a network get beside a picture: pictures of their own road, or tensors that lie in a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.findings import Road
from pipecheck.gather import images
from pipecheck.gather.networks.known import Known, NoLaneError
from pipecheck.lower.chain import runnable
from pipecheck.probe.images.scan import called
from pipecheck.probe.network import feed
from pipecheck.probe.network.network import Network
from pipecheck.probe.tensors import whole
from pipecheck.sources.labels import matching
from pipecheck.sources.onnxfile import Tensor
from pipecheck_transformers.walking import walk

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

Feeder = Callable[[Path], "Mapping[str, Array]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What lies below *folder*: by picture the one file that is called like it and like no other, and how all of them are called."""

    folder: Path
    belonging: Mapping[Path, Path]
    stems: frozenset[str]


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
    there = _beside(known, folder)
    return lambda path: feed.given(network, tensor.name, _loaded(path, there, tensor))


def _folder(known: Known, name: str, road: Road) -> Path | None:
    """Where the tensors of the input *name* lie."""
    roads: tuple[Road, ...] = (road, "evaluation", "training", "calibration")
    for each in roads:
        said = known.plan.roads.get(each)
        of_input = said.inputs.get(name) if said is not None else None
        if of_input is not None and of_input.images is not None:
            return Path(of_input.folder / of_input.images)
    return None


def _beside(known: Known, folder: Path) -> _Beside:
    there = {matching.plain(os.path.splitext(called(path, folder))[0]): path for path in _files(folder)}  # noqa: PTH122  # as it is written
    said = known.pictured
    listed = images.listed(said) if said is not None else None
    names = {} if listed is None else {called(path, listed.root): path for path in listed.paths}
    belonging = {names[name]: there[key] for name, key in matching.matched(there, names).items()}
    return _Beside(folder=folder, belonging=belonging, stems=frozenset(path.stem for path in there.values()))


def _files(folder: Path) -> Iterator[Path]:
    def complain(e: OSError) -> None:
        raise SourceError(folder, e.strerror or str(e)) from e

    for place, _, names in walk(folder, onerror=complain):
        yield from (Path(place, name) for name in sorted(names))


def _loaded(picture: Path, there: _Beside, tensor: Tensor) -> Array:
    path = there.belonging.get(picture)
    if path is not None:
        return whole.load(path, tensor.shape, tensor.dtype)
    if picture.stem in there.stems:
        reason = f"holds one tensor {picture.stem} for several pictures: keep tensors in folders as the pictures are"
        raise SourceError(there.folder, reason)
    raise SourceError(there.folder, f"holds no tensor called {picture.stem} for {picture.name}")
