"""The samples sent through a network layer by layer, from what is kept of the layers before."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.probe import streaming
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.bias.layers import Layer
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck_transformers.pixels import Array

_FEEDS = 1 << 26
"""So many bytes of samples are kept from one pass to the next."""
_TENSORS = 1 << 28
"""So many bytes of what layers gave are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """The samples *names*, *workers* of which are run at once; *broken* are those that cannot be.

    *feeds* are samples that were read, and *made* what layers gave for them: the sample goes on from there. *sizes* are the bytes that a
    layer gives for one sample.
    """

    samples: Samples
    names: tuple[str, ...]
    workers: int
    broken: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)
    made: dict[str, dict[str, Array]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def means(self, whole: Network | None, layers: Sequence[Layer], rest: Network | None = None) -> dict[str, Array]:
        """The mean of every channel of *layers* over all samples that can be run.

        The network *rest* goes on from what is kept of a sample, where anything is to be, and what it gives beside *layers* is kept; the
        *whole* begins with the sample.
        """
        sums = {each.name: np.zeros(each.count) for each in layers}
        count = 0
        with closing(self._each(whole, layers, rest)) as found:
            for means in found:
                count += 1
                for name, mean in means.items():
                    sums[name] += mean
        if not count:
            raise PipecheckError(next(iter(self.broken.values())))
        return {name: total / count for name, total in sums.items()}

    def keep(self, layers: Sequence[Layer], needed: Mapping[str, int]) -> None:
        """Keep from now on what layers give for as many samples as there is room for; *needed* says up to which level they are."""
        most = 0
        for level in {each.level for each in layers}:
            live = (each for each in layers if each.level < level <= needed[each.tensor] + 1)
            most = max(most, sum(self.sizes.get(each.name, 0) for each in live))
        room = len(self.names) if most * len(self.names) <= _TENSORS else _TENSORS // most
        self.made.update((name, {}) for name in self.names[:room])

    def forget(self, needed: Mapping[str, int], level: int) -> None:
        """Keep no longer what nothing behind *level* is computed from."""
        for kept in self.made.values():
            for tensor in [tensor for tensor in kept if needed[tensor] < level]:
                del kept[tensor]

    def _each(self, whole: Network | None, layers: Sequence[Layer], rest: Network | None) -> Generator[dict[str, Array], None, None]:
        def one(name: str) -> dict[str, Array] | None:
            try:
                return self._run(whole, layers, rest, name) if name not in self.broken else None
            except SourceError as e:
                self.broken[name] = str(e)
                return None

        with closing(streaming.each(one, self.names, self.workers)) as results:
            yield from (each for each in results if each is not None)

    def _run(self, whole: Network | None, layers: Sequence[Layer], rest: Network | None, name: str) -> dict[str, Array]:
        kept = self.made.get(name) if rest is not None else None
        network = whole if kept is None else rest
        assert network is not None
        taken = [tensor.name for tensor in network.inputs]
        feed = {} if kept is None else {tensor: kept[tensor] for tensor in taken if tensor in kept}
        if len(feed) < len(taken):
            feed.update((tensor, array) for tensor, array in self._feed(name).items() if tensor in taken)
        made = network.run(feed)
        for each in layers:
            self.sizes[each.name] = max(self.sizes.get(each.name, 0), made[each.tensor].nbytes)
        if kept is not None:
            now = {each.tensor for each in layers}
            kept.update((tensor, array) for tensor, array in made.items() if tensor not in now)
        return {each.name: each.mean(made[each.tensor]) for each in layers}

    def _feed(self, name: str) -> Feed:
        found = self.feeds.get(name)
        if found is None:
            found = self.samples.load(name)
            held = sum(array.nbytes for feed in list(self.feeds.values()) for array in feed.values())
            if held + sum(array.nbytes for array in found.values()) <= _FEEDS:
                self.feeds[name] = found
        return found
