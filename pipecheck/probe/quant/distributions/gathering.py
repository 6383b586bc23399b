"""One pass over samples through the float and the quantised network: the values of chosen tensors, together and channel by channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from pipecheck.errors import PipecheckError
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.distributions import tallies
from pipecheck.probe.quant.distributions.tallies import Tally
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.passing import Pace, passed
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array

ROOM = 1 << 26
"""So many bytes are taken to count channels apart, whatever the network and however many samples; what has no place goes without."""
_LAST = ("MatMul", "Gemm", "LayerNormalization", "Softmax", "LogSoftmax")
"""What these take of three axes has its channels last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """What a tensor holds in the float network and, before it is rounded itself, in the quantised one."""

    floats: Histogram = field(default_factory=Histogram)
    quantised: Histogram = field(default_factory=Histogram)


@dataclass(slots=True, kw_only=True)
class Gathered:
    """The values of tensors over *count* samples; the *channels* of a tensor in both networks. *left* have no place for these."""

    values: dict[str, Both]
    channels: dict[str, tuple[Tally, Tally]] = field(default_factory=dict)
    count: int = 0
    broken: dict[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """The two networks, float first, and what of them is looked at."""

    networks: tuple[Network, Network]
    names: Sequence[str]
    found: Gathered

    def runs(self, feed: Feed) -> Iterator[Mapping[str, Array]]:
        """What both hold for *feed*, one after the other."""
        for network in self.networks:
            made = network.run(feed)
            there = {each: made.get(each, feed.get(each)) for each in self.names}
            yield {each: array for each, array in there.items() if array is not None and array.dtype.kind == "f"}

    def counted(self, feed: Feed) -> tuple[Mapping[str, Histogram], ...]:
        """What both hold; the channels are counted at once, as they are many."""
        made: list[Mapping[str, Histogram]] = []
        for which, arrays in enumerate(self.runs(feed)):
            made.append({each: histogram.of(array) for each, array in arrays.items()})
            for each, array in arrays.items():
                if each in self.found.channels:
                    self.found.channels[each][which].add(array)
        return tuple(made)


def gather(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    names: Sequence[str],
    observed: Observed,
    *,
    axes: Mapping[str, int] | None = None,
    skeleton: Skeleton | None = None,
    pace: Pace,
) -> Gathered:
    """The values of the tensors *names*, whose sizes were *observed*; *axes* says where channels are that are elsewhere than usual."""
    found = Gathered(values={name: Both() for name in names})
    if not names:
        return found
    fed = {tensor.name for tensor in prepared.inputs}
    inner = [name for name in names if name not in fed]
    pair = prepare.session(prepared, expose=inner), build.session(prepared, plan, expose=inner, skeleton=skeleton)
    going = _Pass(networks=pair, names=names, found=found)
    _place(prepared, _first(going, samples), found, observed, axes or {})
    for each in passed(going.counted, samples, pace):
        if each.found is None:
            found.broken[each.name] = each.broken
            continue
        found.count += 1
        for which, made in enumerate(each.found):
            for name, values in made.items():
                both = found.values[name]
                (both.quantised if which else both.floats).merge(values)
    return found


def _first(going: _Pass, samples: Samples) -> Mapping[str, Array]:
    """What the first sample that runs has in the float network."""
    for name in samples.names:
        with suppress(PipecheckError, ToolkitError, OSError):
            return next(going.runs(samples.load(name)))
    return {}


def _place(prepared: Prepared, arrays: Mapping[str, Array], found: Gathered, observed: Observed, axes: Mapping[str, int]) -> None:
    """Make room for the channels of every one of *arrays*, as long as there is some."""
    room, left = ROOM, []
    for name, array in arrays.items():
        axis = _axis(prepared, name, array.ndim, axes.get(name))
        seen = observed.tensors.get(name)
        if axis is None or seen is None or seen.total == 0:
            continue
        count = array.shape[axis]
        if 2 * count * tallies.ROW > room:
            left.append(name)
            continue
        room -= 2 * count * tallies.ROW
        first, second = (Tally(axis=axis, channels=count, magnitude=seen.magnitude) for _ in range(2))
        found.channels[name] = first, second
    found.left = tuple(left)


def _axis(prepared: Prepared, name: str, rank: int, said: int | None) -> int | None:
    """Where a tensor of so many axes has its channels."""
    if said is not None:
        return said % rank if -rank <= said < rank else None
    if rank < 2:
        return None
    last = rank == 3 and any(unit.op.startswith(_LAST) for unit in prepared.units if name in (*unit.inputs, unit.output))
    return rank - 1 if last else 1
