"""One picture through both lanes: what the networks make of it, and what they get behind the vendor's nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.lower.toolchain.conversion import Conversion
from pipecheck.probe.agreement import graphs
from pipecheck.probe.network import feed as feeding
from pipecheck.probe.network.load import load
from pipecheck.probe.network.network import Network
from pipecheck.probe.trial.lane import Lane, feed
from pipecheck_transformers.errors import ReadError, ToolkitError
from pipecheck_transformers.pixels import Array

Feed = Mapping[str, Array]
FAULTS = (ToolkitError, PipecheckError)
"""What a picture that cannot be run raises."""
_MOVED = ((0, 2, 3, 1), (0, 3, 1, 2))


@dataclass(frozen=True, slots=True)
class Side:
    """A *lane*, its network also giving what its preprocessing nodes make: *behind* says which tensor that is, by input."""

    lane: Lane
    network: Network
    behind: Mapping[str, str]

    @property
    def input(self) -> str:
        """The input that takes the picture."""
        names = [tensor.name for tensor in self.network.inputs]
        return self.lane.input if self.lane.input in names or not names else names[0]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a network was *given* for one picture, its *outputs*, and what is *fed* to it behind its preprocessing nodes."""

    given: Feed
    outputs: Feed
    fed: Feed


def side(lane: Lane, config: Conversion | None) -> Side:
    """*lane*, ready to be looked into; *config* is what its network was loaded with."""
    network = lane.network
    if not network.replaced:
        return Side(lane, network, {})
    nodes = [node for node in graphs.load(network.path).nodes if node.outputs]
    behind = {
        each.input: node.outputs[0]
        for each in network.replaced
        for node in nodes
        if node.name == each.node and node.operator.endswith(each.operator) and each.input in node.inputs
    }
    return Side(lane, load(network.path, config, expose=tuple(behind.values()), again=True), behind)


def ran(one: Side, path: Path) -> Ran:
    """The picture at *path* through one side."""
    with np.errstate(all="ignore"):  # a chain may be wrong, which is what is measured
        given = feed(one.lane, one.lane.make(path), path)
    made = one.network.run(given)
    outputs = {name: made[name] for name in one.lane.network.outputs}
    return Ran(given, outputs, {**given, **{name: made[tensor] for name, tensor in one.behind.items()}})


def reason(error: Exception, path: Path) -> str:
    """Why the picture at *path* could not be run, without its name."""
    if isinstance(error, ReadError) and str(error.path) == str(path):
        return error.reason
    return str(error).removeprefix(f"{path}: ")


def bare(one: Side, threads: int) -> Network:
    """The network of *one* without its preprocessing nodes."""
    return load(one.network.path, threads=threads, bare=True, again=True) if one.behind else one.network


def same(network: Network, fed: Feed, inputs: tuple[str, str]) -> Feed | None:
    """What was *fed* to one network as *network* takes it, the first of *inputs* being the second one there; None where it does not fit."""
    names = dict(_named(network, fed, inputs))
    if set(names.values()) != {tensor.name for tensor in network.inputs}:
        return None
    made = {key: array for name, taken in fed.items() if name in names for key, array in _given(network, names[name], taken).items()}
    return made if made.keys() == set(names.values()) else None


def _named(network: Network, fed: Feed, inputs: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """The inputs of two networks that are one another's: the picture's, those of one name, and what is left in order."""
    theirs = [tensor.name for tensor in network.inputs if tensor.name != inputs[1]]
    mine = [name for name in fed if name != inputs[0]]
    yield inputs
    yield from ((name, name) for name in mine if name in theirs)
    yield from zip([name for name in mine if name not in theirs], [name for name in theirs if name not in mine], strict=False)


def _given(network: Network, name: str, array: Array) -> dict[str, Array]:
    """*array* as the input *name* takes it: as it is, or else with its channels at the other end."""
    if array.ndim == len(_MOVED[0]):
        array = array[:1]  # the picture, however often a batch repeats it
    with suppress(SourceError):
        return feeding.given(network, name, array)
    for order in _MOVED if array.ndim == len(_MOVED[0]) else ():
        with suppress(SourceError):
            return feeding.given(network, name, array.transpose(order))
    return {}
