"""How accurate a network is, in words: its figures, how they stand to the stated one, and what else is worth knowing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pipecheck.evidence.model import Accuracy, Figure, Own, Stop
from pipecheck.report.network.samples import samples
from pipecheck.report.words import counted
from pipecheck.rules.network.figures import UNKNOWN, figure, fixed, percent, places, short
from pipecheck.rules.network.standing import standing
from pipecheck.rules.network.words import goal, probability

STOPPED: dict[Stop, str] = {
    "certain": "the verdict could not change any more",
    "limit": "no more were asked for",
    "time": "there was no more time",
}
_COMMON = 0.5
"""One answer for so many pictures is worth a word."""
_STEADY = 1e-4
"""Runs that are no farther apart added up their floats in another order."""


def title(each: Accuracy) -> str:
    """`accuracy of original_float.onnx on data/val`."""
    return f"accuracy of {each.model.name} on {each.folder}{'' if each.road == 'evaluation' else f' ({each.road} road)'}"


def summary(each: Accuracy) -> str:
    """The figures, how the first one stands to what is stated, and how many pictures there were."""
    if not each.run or not each.figures:
        return f"no picture could be judged; {_pictures(each)}"
    others = (f"{other.metric} {figure(other)}" for other in each.figures[1:])
    return "; ".join([measured(each), *others, _pictures(each)])


def measured(each: Accuracy) -> str:
    """`top1 0.7638 ± 0.0040 against 0.7654 stated: within noise`."""
    stood = _stood(each)
    stated = f" against {goal(each.expected)} stated{f': {stood}' if stood else ''}" if each.expected else ""
    return f"{each.figure.metric} {figure(each.figure)}{stated}"


def _stood(each: Accuracy) -> str:
    chance = probability(each.chance) if each.chance is not None and math.isfinite(each.chance) else ""
    match standing(each):
        case "within":
            return "within noise"
        case "below":
            return f"below: {missed(each)}, {chance}"
        case "doubtful":
            return f"{missed(each)}, perhaps by chance{f' ({chance})' if chance else ''}"
        case "above":
            return f"{missed(each)} more than that" if each.figure.more_is_better else f"{missed(each)} less than that, which is better"
        case None:
            return ""


def missed(each: Accuracy) -> str:
    """By how much the figure lies beside the stated one: `0.12 lost`; the bare difference where nothing is lost."""
    found, expected = each.figure, each.expected.value if each.expected else each.figure.value
    apart = found.value - expected
    said = fixed(abs(apart), places(found.low, found.high))
    lost = (apart < 0) == found.more_is_better
    return f"{said} {'lost' if found.more_is_better else 'too much'}" if lost else said


def _pictures(each: Accuracy) -> str:
    left = each.pictures - each.run - each.broken - each.unlabelled
    counts = ((each.broken, "broken"), (each.unlabelled, "without a label"))
    said = [counted(each.pictures, "picture"), *(f"{count} {what}" for count, what in counts if count)]
    if left > 0:
        said.append(f"{left} left out{f': {STOPPED[each.stopped]}' if each.stopped else ''}")
    return ", ".join(said)


def details(each: Accuracy) -> Iterator[str]:
    """What bears on how far the figures can be believed."""
    if each.numbered is not None:
        yield each.numbered
    if each.trained is not None:
        yield f"the source model on training's road: {_beside(each.trained, each)}"
    if each.own is not None:
        yield _own(each.own)
    if each.commonest is not None and each.commonest >= _COMMON:
        yield f"{percent(each.commonest)} of the pictures got the same answer"
    if each.silent:
        yield f"no class is named on {percent(each.silent)} of the pictures: scores are no numbers, or all the same"
    if each.unsteady is not None and each.unsteady > _STEADY:
        yield f"two runs on the same picture are up to {short(each.unsteady, 2)} apart"
    yield from samples("assumed: ", each.assumed)


def _beside(other: Figure, each: Accuracy) -> str:
    same = bool(each.figures) and other.metric == each.figure.metric
    return f"{'' if same else f'{other.metric} '}{figure(other)}"


def _own(own: Own) -> str:
    behind = places(own.figure.low, own.figure.high)
    ours, theirs = fixed(own.figure.value, behind), fixed(own.value, behind)
    if UNKNOWN not in (ours, theirs) and ours == theirs:
        return f"{own.name} makes the same of the outputs: {theirs}"
    return f"over the same outputs {own.name} comes to {theirs}, and {own.figure.metric} to {ours}"
