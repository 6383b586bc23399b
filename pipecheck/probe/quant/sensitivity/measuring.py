"""Places measured on samples: of each only the part of the network that it changes is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import count

from pipecheck.errors import SourceError
from pipecheck.probe import streaming
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.sensitivity import basis, entering
from pipecheck.probe.quant.sensitivity.basis import Course, Kept, Shelf
from pipecheck.probe.quant.sensitivity.cuts import Cut, Waist
from pipecheck.probe.quant.sensitivity.record import Record, Values
from pipecheck.probe.quant.simulate import build

Tick = Callable[[int], None]
Enough = Callable[[str, Mapping[str, Values]], bool]
"""Whether what was found at a place, by samples, is enough to leave it."""
_Found = dict[str, Values] | str
"""The figures on every sample, or why it cannot be run."""


def shelf(course: Course, cuts: Mapping[str, Cut], record: Record, *, whole: bool = False) -> Shelf:
    """Samples with all that the places *cuts* take; the *whole* network is measured with them."""
    return Shelf(
        course=course, starts=sorted({start for each in cuts.values() for start in (*each.starts, *each.ahead)}), record=record, whole=whole
    )


def measure(kept: Shelf, cuts: Mapping[str, Cut], names: Sequence[str], tick: Tick, enough: Enough | None = None) -> None:
    """Note in the record how far the outputs lie off at each place, as *cuts* has them by name, on the samples *names*.

    A place of which *enough* is known is left. Once there is no time nothing more is begun, but for the first place on the first sample.
    """
    record, course = kept.record, kept.course
    needed = (*cuts, basis.WHOLE) if kept.whole else tuple(cuts)
    left = [name for name in names if name not in record.seen or any(not record.has(place, name) for place in needed)]
    tick(len(cuts) * (len(names) - len(left)))
    with streaming.alone():
        for held in kept.chunks(left):
            open_still = {place: cut for place, cut in cuts.items() if enough is None or not enough(place, record.values.get(place, {}))}
            tick((len(cuts) - len(open_still)) * len(held))
            for found in _chunk(course, open_still, held, record, enough):
                for place, values in found.items():
                    _note(record, place, values)
                tick(len(found) * len(held))
                record.keep()


def _note(record: Record, place: str, values: _Found) -> None:
    if isinstance(values, str):
        record.failed[place] = values
    else:
        for name, each in values.items():
            record.add(place, name, each)


def _chunk(
    course: Course, cuts: Mapping[str, Cut], held: Sequence[Kept], record: Record, enough: Enough | None
) -> Iterator[dict[str, _Found]]:
    """All places on the samples *held*, those with the same waist one after the other."""
    groups: dict[Waist | int, list[str]] = {}
    number = count()
    for place, each in cuts.items():
        groups.setdefault(each.waist or next(number), []).append(place)

    def work(places: Sequence[str]) -> dict[str, _Found]:
        return dict(_group(course, {place: cuts[place] for place in places}, held, record, enough))

    with closing(streaming.each(work, groups.values(), max(1, min(course.threads, len(groups))), ahead=1)) as results:
        yield from results


def _group(
    course: Course, cuts: Mapping[str, Cut], held: Sequence[Kept], record: Record, enough: Enough | None
) -> Iterator[tuple[str, _Found]]:
    """What is found at each of the places *cuts*, which have one waist in common or are one alone."""
    waist = next(iter(cuts.values())).waist
    rest: Network | None = None
    for place, cut in cuts.items():
        if course.late() and record.values.keys() - {basis.WHOLE}:
            return
        known = record.values.get(place, {})
        try:
            if waist is not None and rest is None and len(cuts) > 1:
                rest = _entered(course, course.ground.base, waist.ends, (waist.name,))
            found: dict[str, Values] = {}
            for name, values in _place(course, cut, rest, [each for each in held if each.name not in known]):
                found[name] = values
                if enough is not None and enough(place, {**known, **found}):
                    break
            yield place, found
        except SourceError as e:
            yield place, str(e)


def _place(course: Course, cut: Cut, rest: Network | None, held: Sequence[Kept]) -> Iterator[tuple[str, Values]]:
    """The figures of one place on every sample of *held*; where the *rest* of the network behind its waist is open, only up to there."""
    waist = cut.waist if rest is not None else None
    starts, ends = (cut.starts, cut.ends) if waist is None else (cut.ahead, (waist.name,))
    network = _entered(course, cut.plan, ends, starts) if cut.ends and held else None
    for each in held:
        found = basis.run(network, each.tensors, ends) if network is not None else {}
        if rest is not None and waist is not None:
            found = basis.run(rest, found, waist.ends)
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
        adapt=partial(entering.settle, described=doors, lying=course.ground.lying),
    )
