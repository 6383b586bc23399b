"""Places measured on samples: of each only the part of the network that it changes is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial

from pipecheck.errors import SourceError
from pipecheck.probe import streaming
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.sensitivity import basis, entering
from pipecheck.probe.quant.sensitivity.basis import Course, Kept
from pipecheck.probe.quant.sensitivity.cuts import Cut, Waist
from pipecheck.probe.quant.sensitivity.record import Record, Values
from pipecheck.probe.quant.simulate import build

Tick = Callable[[int], None]
_Found = dict[str, Values] | str
"""The figures on every sample, or why it cannot be run."""


def measure(course: Course, cuts: Mapping[str, Cut], names: Sequence[str], record: Record, tick: Tick) -> None:
    """Note in *record* how far the outputs lie off at each place, as *cuts* has them by name, on the samples *names*.

    Once there is no time nothing more is begun, but for the first place on the first sample.
    """
    left = [name for name in names if any(not record.has(place, name) for place in (*cuts, basis.WHOLE))]
    tick(len(cuts) * (len(names) - len(left)))
    begun = {place: each for place, each in cuts.items() if any(not record.has(place, name) for name in left)}
    starts = sorted({start for each in begun.values() for start in each.starts})
    with streaming.alone():
        for held in basis.chunks(course, left, starts, record):
            _chunk(course, begun, held, record, tick)
            record.keep()


def _chunk(course: Course, cuts: Mapping[str, Cut], held: Sequence[Kept], record: Record, tick: Tick) -> None:
    """All places on the samples *held*, those with the same waist one after the other."""
    groups: dict[Waist | str, list[str]] = {}
    for place, each in cuts.items():
        groups.setdefault(each.waist or place, []).append(place)

    def work(places: Sequence[str]) -> dict[str, _Found]:
        return dict(_group(course, {place: cuts[place] for place in places}, held, record))

    with closing(streaming.each(work, groups.values(), max(1, min(course.threads, len(groups))), ahead=1)) as results:
        for found in results:
            for place, values in found.items():
                if isinstance(values, str):
                    record.failed[place] = values
                else:
                    for name, each in values.items():
                        record.add(place, name, each)
            tick(len(found) * len(held))
            record.keep()


def _group(course: Course, cuts: Mapping[str, Cut], held: Sequence[Kept], record: Record) -> Iterator[tuple[str, _Found]]:
    """What is found at each of the places *cuts*, which have one waist in common or are one alone."""
    waist = next(iter(cuts.values())).waist
    rest: Network | None = None
    for place, cut in cuts.items():
        if course.late() and len(record.values) > 1:
            return
        try:
            if waist is not None and rest is None:
                rest = _entered(course, course.ground.base, waist.ends, (waist.name,))
            yield place, dict(_place(course, cut, rest, [each for each in held if not record.has(place, each.name)]))
        except SourceError as e:
            yield place, str(e)


def _place(course: Course, cut: Cut, rest: Network | None, held: Sequence[Kept]) -> Iterator[tuple[str, Values]]:
    """The figures of one place on every sample of *held*; behind a waist the *rest* of the network is run as it is."""
    network = _entered(course, cut.plan, cut.ends, cut.starts) if cut.ends and held else None
    for each in held:
        found = basis.run(network, each.tensors, cut.ends) if network is not None else {}
        if rest is not None and cut.waist is not None:
            found = basis.run(rest, found, cut.waist.ends)
        yield each.name, course.compared(each.wanted, {**each.made, **found})


def _entered(course: Course, plan: Plan, ends: Sequence[str], starts: Sequence[str]) -> Network:
    """The part of the network from *starts* to *ends*, as *plan* quantises it."""
    doors = course.ground.doors
    return build.session(
        course.prepared,
        plan,
        ends=ends,
        starts=[name for name in starts if name in doors],
        skeleton=course.ground.skeleton,
        adapt=partial(entering.settle, described=doors),
    )
