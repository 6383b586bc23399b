"""The pairs of files and pictures, judged one by one, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipecheck.evidence.tensors import Expected, Matched
from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.tensors.matching import comparing, looks, ordering, otherwise
from pipecheck.probe.tensors.matching.comparing import Kind, Verdict
from pipecheck.probe.tensors.matching.declared import Declared
from pipecheck.probe.tensors.matching.looks import Look, View
from pipecheck.probe.tensors.matching.otherwise import Case
from pipecheck.probe.tensors.matching.pairing import Pair
from pipecheck_transformers.pixels import Array

Load = Callable[[Path], Array | None]
By = Literal["name", "content"]
_RANKS: dict[Kind, int] = {"same": 0, "swapped": 1, "other": 2, "unlike": 3}
_KEPT, _OTHERS = 4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The *chains* that the declared source may stand for, none where it cannot be run, and how files are loaded and looked at.

    It *blames* files where it is known what happens to a picture before the chains see it. Pairs are *judged* so long, and the worst of
    them is looked into *until* the end.
    """

    load: Load
    look: Callable[[Path], Look | None]
    view: View
    chains: Sequence[Declared]
    blames: bool
    expected: Expected
    judged: Clock
    until: Clock


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
    gray = 0
    swapped: Path | None = None
    others: list[Judged] = []
    for each in _judged(task, pairs):
        counts[each.verdict.kind] += 1
        gray += each.verdict.kind == "same" and each.verdict.gray
        swapped = swapped or (each.picture if each.verdict.kind == "swapped" else None)
        if each.verdict.kind in ("other", "unlike"):
            others = sorted([*others, each], key=lambda one: (one.verdict.kind == "unlike", one.verdict.gray, -one.verdict.mean))[:_KEPT]
    if counts["swapped"]:  # where colors show that they are exchanged, gray cannot say that they are not
        counts["same"] -= gray
    if not any(counts.values()):
        return None
    found = Matched(pairs=sum(counts.values()), found_by=by, same=counts["same"], swapped=counts["swapped"], picture=swapped)
    return _with_worst(found, others, task.until) if others else found


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


def _judged(task: Task, pairs: Sequence[Pair]) -> Iterator[Judged]:
    for pair in pairs:
        if task.judged.left <= 0:
            return
        tensor = task.load(pair.file)
        found = list(_verdicts(pair, tensor, task.chains)) if tensor is not None else []
        if not found:
            continue
        best = min(found, key=lambda each: (_RANKS[each.verdict.kind], each.verdict.mean))
        best = replace(best, verdict=_against(best, task.expected))
        if best.verdict.kind in ("same", "swapped") or (pair.clear and task.blames):
            yield best


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


def _with_worst(found: Matched, others: Sequence[Judged], until: Clock) -> Matched:
    worst, *rest = others
    alike = [(each.picture, each.verdict) for each in rest if each.verdict.kind == worst.verdict.kind][:_OTHERS]
    case = Case(declared=worst.declared, picture=worst.picture, verdict=worst.verdict, until=until, others=alike)
    told = otherwise.explained(case)
    return replace(
        found,
        worst=worst.file.name,
        picture=worst.picture,
        largest=worst.verdict.largest if worst.verdict.kind == "other" else None,
        step=told.step if told else None,
        place=told.place if told else None,
        aspect=told.aspect if told else None,
    )
