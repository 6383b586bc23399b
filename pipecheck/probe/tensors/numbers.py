"""One pass over all numbers of a set of tensor files: what they are channel by channel, which are broken, and a sample of them."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

import numpy as np

from pipecheck.evidence.tensors import Expected, Misfit, Numbers
from pipecheck.probe.tensors import arrangement, forms
from pipecheck.probe.tensors.arrangement import Arranged
from pipecheck.probe.tensors.blocks import BLOCK, Axes, axes, blocks, tasks
from pipecheck.probe.tensors.files import MOST, NAMES, Listed, grouped
from pipecheck.probe.tensors.forms import Form
from pipecheck.probe.tensors.moments import Tally, measured
from pipecheck.probe.tensors.samples import sample, spread, whole
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.words import Layout

Progress = Callable[[int, int], None]
PICTURES = 4
_LARGEST_PICTURE = 1 << 26
_AHEAD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What was found in *files* of the set, of one dtype; *left_out* more were not read, and those of *lost* could not be.

    *layout* is the order of axes in which files look like pictures, *turned* with height and width exchanged. Of each channel of *numbers*
    the *sample* is an array of neighbours; *pictures* are a few whole samples.
    """

    files: int
    numbers: Numbers | None = None
    layout: Layout | None = None
    turned: bool = False
    constant: tuple[str, ...] = ()
    constant_count: int = 0
    unfinite: tuple[str, ...] = ()
    unfinite_count: int = 0
    lost: tuple[Misfit, ...] = ()
    left_out: int = 0
    sample: tuple[Array, ...] = field(default=(), repr=False)
    pictures: tuple[Array, ...] = field(default=(), repr=False)


def scan(listed: Listed, expected: Expected, *, progress: Progress | None = None, threads: int | None = None) -> Scanned:
    """What the files of *listed* hold; beyond `MOST` of them an evenly spread part."""
    pictures, found = _look(listed, expected)
    plans = [_Plan(index, form, _order(form, expected, found)) for index, form in enumerate(listed.forms) if form is not None]
    chosen = _alike(plans)
    if not chosen:
        return Scanned(files=0, left_out=len(plans))
    paths = [listed.folder / listed.names[plan.index] for plan in chosen]
    whole_set = _Part.empty(range(len(chosen)), chosen[0].lie.channels)
    for part in _parts(paths, chosen, threads or os.cpu_count() or 1):
        whole_set.add(part)
        if progress is not None:
            progress(max(part.places) + 1, len(chosen))
    return _told(
        listed,
        chosen,
        whole_set,
        Scanned(
            files=len(chosen) - len(whole_set.lost),
            layout=found.layout if found else None,
            turned=found is not None and found.turned,
            left_out=len(plans) - len(chosen),
            pictures=pictures,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one file is read."""

    index: int
    form: Form
    order: Layout | None

    @property
    def lie(self) -> Axes:
        return axes(self.form, self.order)


@dataclass(slots=True)
class _Part:
    """What was found in the files at *places*: the ends of each, whether it is *finite*, one tally for each channel of all."""

    places: Sequence[int]
    low: Array
    high: Array
    finite: Array
    tallies: list[Tally]
    lost: list[tuple[int, str]]

    @classmethod
    def empty(cls, places: Sequence[int], channels: int) -> _Part:
        count = len(places)
        ends = np.full(count, np.inf), np.full(count, -np.inf)
        return cls(places, *ends, np.ones(count, np.bool_), [Tally() for _ in range(channels)], [])

    def add(self, part: _Part) -> None:
        """Take in a part that no other one overlaps."""
        index = np.asarray(part.places)
        self.low[index], self.high[index], self.finite[index] = part.low, part.high, part.finite
        self.tallies = [mine + other for mine, other in zip(self.tallies, part.tallies, strict=True)]
        self.lost += [(part.places[place], reason) for place, reason in part.lost]


def _look(listed: Listed, expected: Expected) -> tuple[tuple[Array, ...], Arranged | None]:
    """A few samples of the commonest form, and how they are arranged."""
    common = Counter(form for form in listed.forms if form is not None).most_common(1)
    if not common or common[0][0].bytes // common[0][0].samples > _LARGEST_PICTURE:
        return (), None
    form = common[0][0]
    alike = [index for index, each in enumerate(listed.forms) if each == form]
    tried = [whole(listed.folder / listed.names[alike[index]], form) for index in spread(len(alike), PICTURES)]
    pictures = tuple(each for each in tried if each is not None)
    sides = _sides(form, expected)
    return pictures, arrangement.arranged([each.ravel() for each in pictures], *sides) if sides and not expected.feature else None


def _sides(form: Form, expected: Expected) -> tuple[int, int, int] | None:
    """Height, width and channels of a sample, if it is a picture."""
    if len(form.shape) == 1:
        square = arrangement.sides(form.shape[0])
        return (*square, 3) if square else None
    order = forms.layout(form.shape) or expected.layout
    if order is None or len(form.shape) != len("chw"):
        return None
    first, second, third = form.shape
    return (second, third, first) if order == "chw" else (first, second, third)


def _order(form: Form, expected: Expected, found: Arranged | None) -> Layout | None:
    """The order of axes by what the numbers show, else by the shape, else as it should be."""
    if expected.feature:
        return None
    if found is not None:
        return found.layout
    return forms.layout(form.shape) or expected.layout if len(form.shape) == len("chw") else None


def _alike(plans: Sequence[_Plan]) -> list[_Plan]:
    """The files of the commonest dtype and number of channels, an evenly spread part if there are many."""
    kinds = {(plan.form, plan.order): (plan.form.dtype, plan.lie.channels) for plan in plans}
    counts = Counter(kinds[plan.form, plan.order] for plan in plans)
    lead = [plan for plan in plans if kinds[plan.form, plan.order] == counts.most_common(1)[0][0]]
    return [lead[index] for index in spread(len(lead), MOST)]


def _parts(paths: Sequence[Path], plans: Sequence[_Plan], threads: int) -> Iterator[_Part]:
    """The parts in their order, measured on several threads, each with a buffer of its own."""
    buffers: SimpleQueue[Array] = SimpleQueue()
    for _ in range(threads):
        buffers.put(np.empty(BLOCK, np.uint8))

    def part(places: tuple[int, ...]) -> _Part:
        buffer = buffers.get()
        try:
            return _measured(places, [paths[place] for place in places], plans[places[0]], buffer)
        finally:
            buffers.put(buffer)

    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[_Part]] = deque()
        try:
            for places in tasks([(plan.form, plan.order) for plan in plans]):
                waiting.append(pool.submit(part, places))
                if len(waiting) >= threads * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _measured(places: Sequence[int], paths: Sequence[Path], plan: _Plan, buffer: Array) -> _Part:
    """What the files of one task hold."""
    found = _Part.empty(places, plan.lie.channels)
    for block in blocks(paths, plan.form, plan.lie, buffer, found.lost):
        rows, files = measured(block.rows, block.channels), np.asarray(block.files)
        for channel, tally in enumerate(rows.tallies, block.first):
            found.tallies[channel] += tally
        found.low[files] = np.fmin(found.low[files], np.fmin.reduce(rows.low.reshape(len(files), -1), axis=1))
        found.high[files] = np.fmax(found.high[files], np.fmax.reduce(rows.high.reshape(len(files), -1), axis=1))
        found.finite[files] &= rows.finite.reshape(len(files), -1).all(axis=1)
    return found


def _told(listed: Listed, plans: Sequence[_Plan], found: _Part, scanned: Scanned) -> Scanned:
    """*scanned* with what was *found*."""
    names = [listed.names[plan.index] for plan in plans]
    lost = dict(found.lost)
    constant = [names[index] for index in np.flatnonzero(found.finite & (found.low == found.high)) if index not in lost]
    unfinite = [names[index] for index in np.flatnonzero(~found.finite) if index not in lost]
    read = [(listed.folder / names[index], plan.form, plan.lie) for index, plan in enumerate(plans) if index not in lost]
    return replace(
        scanned,
        numbers=_numbers(found.tallies, plans[0].order if len(found.tallies) > 1 else None),
        constant=tuple(constant[:NAMES]),
        constant_count=len(constant),
        unfinite=tuple(unfinite[:NAMES]),
        unfinite_count=len(unfinite),
        lost=grouped([(names[index], f"not to be read: {reason}", None) for index, reason in sorted(lost.items())]),
        sample=sample(read),
    )


def _numbers(tallies: Sequence[Tally], layout: Layout | None) -> Numbers | None:
    if any(tally.count == 0 for tally in tallies):
        return None
    return Numbers(
        layout=layout,
        low=tuple(tally.low for tally in tallies),
        high=tuple(tally.high for tally in tallies),
        mean=tuple(tally.mean for tally in tallies),
        deviation=tuple(tally.deviation for tally in tallies),
        count=sum(tally.count for tally in tallies),
    )
