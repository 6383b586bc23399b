"""Bias correction: the mean error that quantisation brings into a layer, taken out again by its bias."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.bias import checking
from pipecheck.probe.quant.bias.checking import Change, Checked, average
from pipecheck.probe.quant.bias.layers import Layer, layers, needed
from pipecheck.probe.quant.bias.passes import Passes
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.judging.metric import Metric
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.trial.spread import evenly
from pipecheck_transformers.pixels import Array

SAMPLES = 32
"""So many samples tell the mean error of a channel well enough."""
CHECKED = 16
"""By so many samples, others where there are any, it is judged what the correction is good for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A *plan* with corrected biases, and what it is good for: *checked*.

    *layers* have the mean difference of what they give before their activation, without its sign and on average over the channels, over the
    samples *used* for correcting. *left* are those for which there was no time. *seen*: the checked samples are among the used ones, for
    there are no others. *words* are the lines of the log.
    """

    plan: Plan
    layers: tuple[Change, ...]
    left: tuple[str, ...]
    used: tuple[str, ...]
    checked: Checked
    seen: bool
    words: tuple[str, ...]
    broken: Mapping[str, str] = field(default_factory=dict)

    @property
    def better(self) -> bool:
        """Whether the output that lies farthest off is no farther off than before."""
        return self.checked.better

    @property
    def before(self) -> float:
        """The mean difference before, on average over the layers."""
        return average(each.before for each in self.layers)

    @property
    def after(self) -> float:
        """The mean difference after, on average over the layers."""
        return average(each.after for each in self.layers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is corrected, *layers* of *plan*, and by which *passes*; each run may have *inner* threads."""

    skeleton: Skeleton
    plan: Plan
    layers: tuple[Layer, ...]
    passes: Passes
    inner: int

    def exact(self) -> dict[str, Array]:
        """The means of the float network."""
        network = prepare.session(self.skeleton.prepared, expose=[each.tensor for each in self.layers], threads=self.inner)
        return self.passes.means(network, self.layers)

    def quantised(self, biases: Mapping[str, Array]) -> dict[str, Array]:
        """The means of the quantised network with *biases*."""
        return self.passes.means(self._network(biases, [each.tensor for each in self.layers]), self.layers)

    def level(self, biases: Mapping[str, Array], level: int) -> dict[str, Array]:
        """The means of the layers of *level* in the quantised network with *biases*, which has those of all layers before.

        What these give is kept of some samples. That of the level before was computed without its new bias, and is computed once more: to
        add the difference to it would round in other places, which moves the whole network.
        """
        now, before, earlier = (
            [each.tensor for each in self.layers if each.level in at]
            for at in (range(level, level + 1), range(level - 1, level), range(level - 1))
        )
        kept = len(self.passes.made)
        whole = self._network(biases, now) if kept < len(self.passes.names) else None
        rest = self._network(biases, [*now, *before], earlier) if kept else None
        return self.passes.means(whole, [each for each in self.layers if each.level == level], rest)

    def _network(self, biases: Mapping[str, Array], ends: Sequence[str], starts: Sequence[str] = ()) -> Network:
        plan = replace(self.plan, biases={**self.plan.biases, **biases})
        return build.session(self.skeleton.prepared, plan, ends=ends, starts=starts, threads=self.inner, skeleton=self.skeleton)


def correct(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    *,
    num_sample: int | None = None,
    metric: Metric = "cosine-similarity",
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Corrected:
    """*plan* with the mean error of every layer over *num_sample* samples folded into its bias, whether it helps or not.

    Layer after layer: each is corrected where those before it are already. Those that do not depend on each other go together.
    """
    if not samples.names:
        raise PipecheckError(f"{prepared.path}: there is no sample to correct its biases by")
    names = tuple(evenly(samples.names, min(max(1, num_sample or SAMPLES), len(samples.names))))
    threads = max(1, threads or os.cpu_count() or 1)
    workers = max(1, min(threads, len(names)))
    skeleton = skeletons.of(prepared)
    passes = Passes(samples=samples, names=names, workers=workers)
    work = _Work(skeleton=skeleton, plan=plan, layers=layers(prepared, plan), passes=passes, inner=max(1, threads // workers))
    biases = _biases(work, progress, deadline)
    corrected = replace(plan, biases={**plan.biases, **biases})
    changes = _changes(work, biases)
    left = tuple(each.name for each in work.layers if each.name not in biases)
    others = [name for name in samples.names if name not in names]
    chosen = evenly(others or names, min(CHECKED, len(others or names)))
    checked = checking.check(skeleton, (plan, corrected), work.layers, samples, chosen, metric=metric, threads=threads)
    return Corrected(
        plan=corrected,
        layers=changes,
        left=left,
        used=tuple(name for name in names if name not in passes.broken),
        checked=checked,
        seen=not others,
        words=tuple(_told(changes, left, checked)),
        broken=passes.broken,
    )


def _biases(work: _Work, progress: Progress | None, deadline: float | None) -> dict[str, Array]:
    """The corrected bias of every layer by its name, as far as there is time."""
    found: dict[str, Array] = {}
    if not work.layers:
        return found
    prepared, passes = work.skeleton.prepared, work.passes
    wanted = work.exact()
    last = needed(prepared, work.layers)
    levels = sorted({each.level for each in work.layers})
    for done, level in enumerate(levels):
        if deadline is not None and time.monotonic() >= deadline:
            break
        if not done and not _repeats(prepared):
            passes.keep(work.layers, last)
        there = len(passes.broken)
        got = work.level(found, level)
        if len(passes.broken) > there:  # the means of the float network are over those that are gone as well
            wanted = work.exact()
        for each in work.layers:
            if each.level == level:
                found[each.name] = each.shifted(_bias(work, each), _finite(wanted[each.name] - got[each.name]))
        passes.forget(last, level)
        if progress is not None:
            progress(done + 1, len(levels))
    return found


def _repeats(prepared: Prepared) -> bool:
    """Whether it takes a picture several times at once: what is read of the first alone does not fit into its middle."""
    first = (tensor.shape[0] for tensor in prepared.inputs if tensor.shape)
    return any(isinstance(count, int) and count > 1 for count in first)


def _bias(work: _Work, layer: Layer) -> Array | None:
    """The bias that *layer* has so far."""
    there = work.plan.biases.get(layer.name)
    return skeletons.numbers(work.skeleton, layer.bias) if there is None and layer.bias is not None else there


def _finite(missing: Array) -> Array:
    """What is no number is not corrected."""
    return np.where(np.isfinite(missing), missing, 0.0)


def _changes(work: _Work, biases: Mapping[str, Array]) -> tuple[Change, ...]:
    """The mean difference of every layer with its own bias and with that in *biases*."""
    if not work.layers:
        return ()
    before, after = work.quantised({}), work.quantised(biases)
    wanted = work.exact()
    return tuple(
        Change(each.name, *(float(np.mean(np.abs(wanted[each.name] - got[each.name]))) for got in (before, after))) for each in work.layers
    )


def _told(changes: Sequence[Change], left: Sequence[str], checked: Checked) -> Iterator[str]:
    """The log of a correction."""
    yield f"Bias correction: {len(changes) - len(left)} of {len(changes)} layers were corrected."
    if left:
        yield f"There was no time for {len(left)} layers, from {left[0]} on."
    yield _compared("mean difference of the layers", average(c.before for c in changes), average(c.after for c in changes))
    for name, before in checked.before.items():
        yield _compared(f"{checked.metric} of output {name}", before, checked.after[name])
    if not checked.better:
        yield "Bias correction makes the outputs worse here."


def _compared(what: str, before: float, after: float) -> str:
    return f"The {what} is {before:.6g} before and {after:.6g} after bias correction."
