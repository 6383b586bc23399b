"""One pass over samples through the float and the quantised network: the values of chosen tensors, together and channel by channel."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.probe import streaming
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.distributions import tallies
from pipecheck.probe.quant.distributions.tallies import Tally
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck_transformers.pixels import Array

ROOM = 1 << 26
"""So many bytes are taken to count channels apart, whatever the network and however many samples; what has no place goes without."""
_LAST = ("MatMul", "Gemm", "LayerNormalization", "Softmax", "LogSoftmax")
"""What these take of three axes has its channels last."""
_AHEAD = 1


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
    samples: Samples

    def runs(self, name: str) -> Iterator[Mapping[str, Array]]:
        """What both hold for the sample *name*, one after the other."""
        feed = self.samples.load(name)
        for network in self.networks:
            made = network.run(feed)
            yield {each: array for each in self.names if _is_float(array := made.get(each, feed.get(each)))}


_Counted = tuple[dict[str, Histogram], dict[str, Histogram]]


def gather(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    names: Sequence[str],
    observed: Observed,
    *,
    axes: Mapping[str, int] | None = None,
    skeleton: Skeleton | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Gathered:
    """The values of the tensors *names*, whose sizes were *observed*; *axes* says where channels are that are elsewhere than usual."""
    fed = {tensor.name for tensor in prepared.inputs}
    inner = [name for name in names if name not in fed]
    pair = prepare.session(prepared, expose=inner), build.session(prepared, plan, expose=inner, skeleton=skeleton)
    going = _Pass(networks=pair, names=names, samples=samples)
    found = Gathered(values={name: Both() for name in names})
    left = list(samples.names)
    if left and names:
        _place(prepared, going, left, found, observed, axes or {})
    workers = max(1, min(threads or os.cpu_count() or 1, len(left) or 1))

    def work(name: str) -> _Counted | str:
        return _counted(going, found, name)

    with streaming.alone(), closing(streaming.each(work, left, workers, ahead=_AHEAD)) as results:
        for done, (name, result) in enumerate(zip(left, results, strict=True), 1):
            _take(found, name, result)
            if progress is not None:
                progress(done, len(left))
            if deadline is not None and time.monotonic() >= deadline and found.count:
                break
    return found


def _counted(going: _Pass, found: Gathered, name: str) -> _Counted | str:
    """What the sample *name* has; its channels are counted in *found* at once, as they are many."""
    try:
        made: list[dict[str, Histogram]] = []
        for which, arrays in enumerate(going.runs(name)):
            made.append({each: histogram.of(array) for each, array in arrays.items()})
            for each, array in arrays.items():
                if each in found.channels:
                    found.channels[each][which].add(array)
    except (PipecheckError, OSError, MemoryError) as e:
        return str(e) or type(e).__name__
    return made[0], made[1]


def _take(found: Gathered, name: str, result: _Counted | str) -> None:
    if isinstance(result, str):
        found.broken[name] = result
        return
    found.count += 1
    for which, made in enumerate(result):
        for each, values in made.items():
            both = found.values[each]
            (both.quantised if which else both.floats).merge(values)


def _place(prepared: Prepared, going: _Pass, names: Sequence[str], found: Gathered, observed: Observed, axes: Mapping[str, int]) -> None:
    """Make room for the channels of every tensor that the first sample which runs has, as long as there is some."""
    arrays = next(_first(going, names), {})
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


def _first(going: _Pass, names: Sequence[str]) -> Iterator[Mapping[str, Array]]:
    for name in names:
        try:
            yield next(going.runs(name))
        except (SourceError, OSError):
            continue
        return


def _axis(prepared: Prepared, name: str, rank: int, said: int | None) -> int | None:
    """Where a tensor of so many axes has its channels."""
    if said is not None:
        return said % rank if -rank <= said < rank else None
    if rank < 2:  # noqa: PLR2004
        return None
    last = rank == 3 and any(unit.op.startswith(_LAST) for unit in prepared.units if name in (*unit.inputs, unit.output))  # noqa: PLR2004
    return rank - 1 if last else 1


def _is_float(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"
