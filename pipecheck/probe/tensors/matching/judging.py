"""The pairs of files and pictures, judged one by one, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipecheck.evidence.tensors import Expected, Matched
from pipecheck.findings import Road
from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.tensors.matching import comparing, looks, loosely, ordering, otherwise
from pipecheck.probe.tensors.matching.comparing import Kind, Verdict
from pipecheck.probe.tensors.matching.declared import Declared
from pipecheck.probe.tensors.matching.looks import Look, View
from pipecheck.probe.tensors.matching.otherwise import Case
from pipecheck.probe.tensors.matching.pairing import By, Pair
from pipecheck.probe.tensors.matching.telling import Told
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.words import Layout

Load = Callable[[Path], Array | None]
_RANKS: dict[Kind, int] = {"same": 0, "swapped": 1, "other": 2, "unlike": 3}
_KEPT, _OTHERS = 4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The *chains* that the declared source may stand for, none where it cannot be run, and how files are loaded and looked at.

    It *blames* files where it is known what happens to a picture before the chains see it. The chains are those of *road*; those of
    training are followed loosely. Pairs are *judged* so long, and the worst of them is looked into *until* the end.
    """

    load: Load
    look: Callable[[Path], Look | None]
    view: View
    chains: Sequence[Declared]
    blames: bool
    expected: Expected
    judged: Clock
    until: Clock
    road: Road = "calibration"


@dataclass(frozen=True, slots=True)
class Judged:
    """A *file* against what *declared* makes of *picture*."""

    file: Path
    picture: Path
    declared: Declared
    verdict: Verdict


def by_chain(task: Task, pairs: Sequence[Pair], by: By) -> Matched | None:
    """What the files are, against what the source makes of their pictures; None where no pair could be judged."""
    counts: dict[Kind, int] = dict.fromkeys(_RANKS, 0)
    layouts: Counter[Layout] = Counter()
    gray = 0
    swapped: Path | None = None
    others: list[Judged] = []
    for each in judged(task, pairs):
        counts[each.verdict.kind] += 1
        layouts.update([each.verdict.layout] if each.verdict.layout else [])
        gray += each.verdict.kind == "same" and each.verdict.gray
        swapped = swapped or (each.picture if each.verdict.kind == "swapped" else None)
        if each.verdict.kind in ("other", "unlike"):
            others = sorted([*others, each], key=lambda one: (one.verdict.kind == "unlike", one.verdict.gray, -one.verdict.mean))[:_KEPT]
    if counts["swapped"]:  # where colors show that they are exchanged, gray cannot say that they are not
        counts["same"] -= gray
        if task.road == "training":  # and of others only the rest is told
            others = [replace(each, verdict=replace(each.verdict, gray=True)) for each in others]
    if not any(counts.values()):
        return None
    layout = max(layouts, key=lambda each: (each != task.expected.layout, layouts[each]), default=None)
    found = Matched(
        pairs=sum(counts.values()),
        found_by=by,
        road=task.road,
        same=counts["same"],
        swapped=counts["swapped"],
        picture=swapped,
        layout=layout,
        laid_out=min(layouts[layout], sum(counts.values())) if layout else 0,
    )
    return _with_worst(found, others, task) if others else found


def by_order(task: Task, pairs: Sequence[Pair], by: By) -> Matched | None:
    """What is known where nothing can be run: how many files have the colors of their pictures in the configured order."""
    seen = {"rgb": 0, "bgr": 0}
    swapped: Path | None = None
    if task.expected.color not in seen:
        return None
    for pair in pairs:
        if task.judged.left <= 0:
            break
        file, picture = task.look(pair.file), looks.of_picture(pair.pictures[0], task.view)
        order = ordering.order(file, picture) if file is not None and picture is not None and pair.clear else None
        if order is not None:
            seen[order] += 1
            swapped = swapped or (pair.pictures[0] if order != task.expected.color else None)
    count, right = sum(seen.values()), seen[task.expected.color]
    return Matched(pairs=count, found_by=by, same=right, swapped=count - right, picture=swapped, whole=False) if count else None


def judged(task: Task, pairs: Sequence[Pair]) -> Iterator[Judged]:
    """The files that are what the source makes of their pictures, and those of which it is certain that they should be."""
    for pair in pairs:
        if task.judged.left <= 0:
            return
        tensor = task.load(pair.file)
        found = list(_verdicts(pair, tensor, task.chains)) if tensor is not None else []
        if not found:
            continue
        best = min(found, key=lambda each: (_RANKS[each.verdict.kind], each.verdict.mean))
        best = replace(best, verdict=_against(best, task.expected))
        if best.verdict.kind in ("same", "swapped"):
            yield best
        elif pair.clear and task.blames and (verdict := _blamed(best, task)) is not None:
            yield replace(best, verdict=verdict)


def _blamed(judged: Judged, task: Task) -> Verdict | None:
    """The verdict on a file that is not what the source makes of its picture; None where it may rightly be otherwise."""
    if task.road != "training":
        return judged.verdict
    file, picture = task.look(judged.file), looks.of_picture(judged.picture, task.view)
    order = ordering.order(file, picture) if file is not None and picture is not None else None
    return loosely.taken(judged.verdict, judged.declared, order, task.expected.color)


def _verdicts(pair: Pair, tensor: Array, chains: Sequence[Declared]) -> Iterator[Judged]:
    for picture in pair.pictures[:1] if pair.clear else pair.pictures:
        for declared in chains:
            made = declared.made(picture)
            if made is None or made.ndim != len(("height", "width", "channel")):
                continue
            verdict = comparing.compare(tensor, made, declared)
            yield Judged(pair.file, picture, declared, verdict)
            if verdict.kind == "same":
                return


def _against(judged: Judged, expected: Expected) -> Verdict:
    """A source that swaps by itself, against what is configured, is not followed by files that are right."""
    color = judged.declared.spec.color.value
    wrong = judged.verdict.kind == "swapped" and color is not None and expected.color in ("rgb", "bgr") and color.name != expected.color
    return replace(judged.verdict, kind="other") if wrong else judged.verdict


def _with_worst(found: Matched, others: Sequence[Judged], task: Task) -> Matched:
    """*found* with the worst of the *others*; where training is followed loosely, with the worst that is explained."""
    worst, told = others[0], _explained(others[0], others[1:], task)
    if task.road == "training" and told is None:
        explained = ((each, _explained(each, [one for one in others if one is not each], task)) for each in others[1:])
        worst, told = next((pair for pair in explained if pair[1] is not None), (worst, None))
    return replace(
        found,
        worst=worst.file.name,
        picture=worst.picture,
        largest=worst.verdict.largest if worst.verdict.kind == "other" else None,
        step=told.step if told else None,
        place=told.place if told else None,
        aspect=told.aspect if told else None,
    )


def _explained(worst: Judged, others: Sequence[Judged], task: Task) -> Told | None:
    """How *worst* was made, proven on the *others*."""
    alike = [(each.picture, each.verdict) for each in others if each.verdict.kind == worst.verdict.kind][:_OTHERS]
    loose = task.road == "training"
    case = Case(declared=worst.declared, picture=worst.picture, verdict=worst.verdict, until=task.until, others=alike, loosely=loose)
    told = otherwise.explained(case)
    return replace(told, step=told.step.replace("the source", "training")) if told is not None and loose else told
