"""Two networks on two roads, the same pictures: how far apart they are, and whether the roads or the graphs are to blame."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipecheck.errors import PipecheckError
from pipecheck.evidence.agreeing import ENOUGH, LEVEL
from pipecheck.evidence.pair import OutputGap, Part
from pipecheck.evidence.pixels import Parting, Sight
from pipecheck.lower.toolchain.conversion import Conversion
from pipecheck.probe import streaming
from pipecheck.probe.agreement import fed_alike, levels, running
from pipecheck.probe.agreement.levels import Levels
from pipecheck.probe.agreement.matching import Match, matched
from pipecheck.probe.agreement.running import Ran, Side
from pipecheck.probe.agreement.seen import Seen, gap, seen
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.images.scan import Progress, called
from pipecheck.probe.network.network import unsteady
from pipecheck.probe.pixels import together
from pipecheck.probe.trial.lane import Lane
from pipecheck.probe.trial.spread import evenly
from pipecheck.spec import Program, Spec, canonical
from pipecheck_transformers.tensor_ops import ToColor

MOST = 8
"""So many pictures show what there is to see: networks that differ do so on nearly every one."""
_YUV = ("yuv444", "nv12")
_AGAIN = 2
"""So many of the worst are looked at once more: step by step, and with both networks given the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What an `Agreement` says of two networks; *broken* are the pictures that could not be run, and why."""

    count: int
    outputs: tuple[OutputGap, ...]
    inputs: float | None = None
    halved: bool = False
    parting: Parting | None = None
    sight: Sight | None = None
    alike: int | None = None
    part: Part | None = None
    missing: tuple[str, ...] = ()
    unsteady: float | None = None
    broken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """The two *sides*, and how their pictures are looked at; *broken* collects those that cannot be run, and why."""

    sides: tuple[Side, Side]
    root: Path
    threads: int
    deadline: float | None
    progress: Progress | None
    broken: dict[str, str] = field(default_factory=dict)

    def late(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline

    def both(self, path: Path) -> tuple[Ran, Ran] | None:
        """What both sides make of a picture, None where one of them cannot."""
        try:
            return running.ran(self.sides[0], path), running.ran(self.sides[1], path)
        except running.FAULTS as e:
            self.broken[called(path, self.root)] = running.reason(e, path)
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """How outputs match, and the *spec* of what the first network is given; *yuv* where the other one's pictures were YUV on their way."""

    matches: tuple[Match, ...]
    spec: Spec | None
    yuv: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """What one picture showed: of every output, and of what the networks were given."""

    path: Path
    outputs: tuple[Seen, ...]
    levels: Levels | None

    @property
    def share(self) -> float:
        """How far apart the worst output is."""
        return max((each.scale.share for each in self.outputs), default=0.0)


def agree(
    first: Lane,
    second: Lane,
    programs: tuple[Program, Program] | None,
    pictures: Sequence[Path],
    root: Path,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
    config: Conversion | None = None,
    most: int = MOST,
) -> Agreed:
    """How far the network of *second* is from that of *first*, each on its own road, on at most *most* of *pictures*, and why.

    *programs* are the two roads, the nodes in the model included; *config* is what the networks were loaded with. After the *deadline*, in
    seconds of `time.monotonic`, nothing more is begun; one picture is always run.
    """
    chosen = evenly(pictures, most) if len(pictures) > most else list(pictures)
    workers = max(1, min(threads or os.cpu_count() or 1, len(chosen)))
    sides = running.side(first, config), running.side(second, config)
    look = _Look(sides=sides, root=root, threads=workers, deadline=deadline, progress=progress)
    with ExitStack() as stack:
        for held in (hushed(), streaming.alone(), *(streaming.memory(each.lane.chain, workers) for each in sides)):
            stack.enter_context(held)
        start, runs = _begun(look, chosen)
        matches, missing = matched(runs[0].outputs, runs[1].outputs)
        spec = canonical(programs[0]) if programs is not None else first.spec
        known = _Known(matches=matches, spec=spec, yuv=any(isinstance(op, ToColor) and op.color in _YUV for op in second.chain.ops))
        found = [_picture(look, known, chosen[start], runs), *_others(look, known, chosen, start + 1)]
        steady = max(unsteady(each.lane.network, run.given) for each, run in zip(sides, runs, strict=True))
        said = Agreed(
            count=len(found),
            outputs=tuple(gap(match, [each.outputs[at] for each in found]) for at, match in enumerate(matches)),
            missing=missing,
            unsteady=steady,
            broken=tuple(look.broken.items()),
        )
        return _explained(look, _with_inputs(said, found), programs, found)


def _begun(look: _Look, chosen: Sequence[Path]) -> tuple[int, tuple[Ran, Ran]]:
    """The first picture that both sides can run, by its number, and what they make of it."""
    for index, path in enumerate(chosen):
        runs = look.both(path)
        if runs is not None:
            return index, runs
    raise PipecheckError(next((f"{name}: {why}" for name, why in look.broken.items()), "there is no picture to run the networks on"))


def _others(look: _Look, known: _Known, chosen: Sequence[Path], start: int) -> Iterator[_Picture]:
    """What the pictures from *start* on showed, until there is no more time."""

    def seen_on(path: Path) -> _Picture | None:
        runs = look.both(path)
        return None if runs is None else _picture(look, known, path, runs)

    with closing(streaming.each(seen_on, chosen[start:], look.threads)) as results:
        for done in range(start, len(chosen) + 1):
            if look.progress is not None:
                look.progress(done, len(chosen))
            if done == len(chosen) or look.late():
                return
            found = next(results)
            if found is not None:
                yield found


def _picture(look: _Look, known: _Known, path: Path, runs: tuple[Ran, Ran]) -> _Picture:
    name = called(path, look.root)
    outputs = tuple(seen(match, runs[0].outputs, runs[1].outputs, name) for match in known.matches)
    one, two = (run.fed.get(each.input) for run, each in zip(runs, look.sides, strict=True))
    apart = None
    if known.spec is not None and one is not None and two is not None:
        apart = levels.apart(one, two, known.spec, yuv=known.yuv)
    return _Picture(path=path, outputs=outputs, levels=apart)


def _with_inputs(said: Agreed, found: Sequence[_Picture]) -> Agreed:
    every = [each.levels for each in found if each.levels is not None]
    if len(every) < len(found):
        return said
    largest = max(each.largest for each in every)
    return replace(said, inputs=largest, halved=largest > LEVEL and all(each.halved for each in every))


def _explained(look: _Look, said: Agreed, programs: tuple[Program, Program] | None, found: Sequence[_Picture]) -> Agreed:
    """*said* with the step at which the roads part, and the node at which the graphs do, where the outputs differ."""
    if all(each.decimals >= ENOUGH for each in said.outputs):
        return said
    worst = [each.path for each in sorted(found, key=lambda each: -each.share)[:_AGAIN]]
    if programs is not None and (said.inputs is None or said.inputs > LEVEL):
        parting, sight = _on_roads(look, programs, worst)
        said = replace(said, parting=parting, sight=sight)
    if look.late():
        return said
    try:
        alike, part = fed_alike.compared(look.sides, worst, look.threads, look.late)
    except running.FAULTS:  # what cannot be run by itself is not known
        return said
    return replace(said, alike=alike, part=part)


def _on_roads(look: _Look, programs: tuple[Program, Program], pictures: Sequence[Path]) -> tuple[Parting | None, Sight | None]:
    """The first step at which the roads part, and what they make of the worst of *pictures*."""
    try:
        found = together.compare(*programs, pictures, look=True, enough=look.late)
    except PipecheckError:  # a road that cannot be run step by step
        return None, None
    return found.parting, found.sight
