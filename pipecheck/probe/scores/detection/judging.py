"""One picture's boxes against what is there, and the average precision of all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from pipecheck.errors import SourceError, UsageError
from pipecheck.evidence.model import Figure
from pipecheck.probe.scores import figures, own
from pipecheck.probe.scores.detection import matching, precision
from pipecheck.probe.scores.detection.boxes import Detected, Objects, detected, objects, onto_picture, overlaps
from pipecheck.probe.scores.detection.decoders import choosing
from pipecheck.probe.scores.detection.decoders.asking import Asked, Shapes, refuse
from pipecheck.probe.scores.detection.matching import Matched
from pipecheck.probe.scores.detection.precision import Rule
from pipecheck.probe.scores.own import Code
from pipecheck.probe.scores.score import Judged, Outputs, Score
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Boxes, Truth, Truths

if TYPE_CHECKING:
    from pipecheck.spec.frames import Frame
    from pipecheck_transformers.pixels import Array

_Decode: TypeAlias = Callable[[Outputs, Asked], "tuple[Detected, int]"]
"""The boxes in outputs, and how many classes these tell apart, 0 where they do not say."""
_ROW = "a row for each box: left, top, right, bottom, score and class"
_ROWS = 256


@dataclass(frozen=True, slots=True)
class _Metric:
    """How boxes are matched, at which of the thresholds that counts, and what a curve amounts to."""

    match: Callable[[Detected, Objects], Matched]
    levels: tuple[int, ...]
    rule: Rule


_COCO = precision.at_points(precision.COCO)
METRICS: Mapping[str, _Metric] = {
    "map": _Metric(matching.coco, tuple(range(len(matching.THRESHOLDS))), _COCO),
    "map50": _Metric(matching.coco, (0,), _COCO),
    "map75": _Metric(matching.coco, (5,), _COCO),
    "voc": _Metric(matching.voc, (0,), precision.area),
    "voc07": _Metric(matching.voc, (0,), precision.at_points(precision.VOC07)),
}
"""The mean over the classes of average precision: COCO's over ten overlaps, at 0.5, at 0.75; VOC's by the area, and by eleven points."""

_ALSO = {"map5095": "map", "map05": "map50", "map075": "map75", "voc2007": "voc07", "voc2012": "voc"}


def score(metric: str | None, decoder: str | Code | None, outputs: Sequence[Tensor], truths: Truths) -> Score:
    """How a network with these *outputs* is judged by the boxes of *truths*.

    A *decoder* that is not named is told by the shapes of the outputs. One of the user's gives a row for every box: left, top, right and
    bottom in pixels of the network's input, score and class.
    """
    plain = re.sub(r"[-_ @:.]", "", "map" if metric is None else metric.lower())
    name = _ALSO.get(plain, plain)
    if name not in METRICS:
        raise UsageError(f"no metric of detection is called {metric!r}: there are {', '.join(METRICS)} and your own as file.py:function")
    count = len(truths.classes) or None
    decode = partial(_own, decoder) if isinstance(decoder, Code) else _known(decoder, outputs, count)
    return Score(
        task="detection",
        metric=name,
        judge=partial(_judge, decode=decode, count=count, match=METRICS[name].match),
        sum_up=partial(_sum_up, metric=name),
        mean=False,
        framed=True,
        drawn=partial(_drawn, metric=name),
        assumed=() if decoder is not None else tuple(_guess(outputs, count)),
    )


def _guess(outputs: Sequence[Tensor], count: int | None) -> Iterator[str]:
    """Whose outputs these seem to be, where their shapes tell before any is seen."""
    shapes = _shapes(outputs)
    names = {} if shapes is None else dict.fromkeys(each.name for each, _ in choosing.fitting(shapes, Asked(size=None, classes=count)))
    if len(names) == 1:
        yield f"by their shapes the outputs are read as those of {next(iter(names))}"


def classes(decoder: str | None, outputs: Sequence[Tensor]) -> int | None:
    """How many classes a network with these *outputs* tells apart, one for the ground included; None where their shapes do not say."""
    shapes, named = _shapes(outputs), None if decoder is None else choosing.named(decoder)
    if shapes is None:
        return None
    asked = Asked(size=None, classes=None)
    forms = choosing.fitting(shapes, asked) if named is None else [(named, form) for form in named.forms]
    counts = {count for _, form in forms if (count := form.count(shapes, asked))}
    return counts.pop() if len(counts) == 1 else None


def _known(name: str | None, outputs: Sequence[Tensor], count: int | None) -> _Decode:
    """The decoder *name*; what no decoder could read is refused at once, where the shapes are known."""
    named = None if name is None else choosing.named(name)
    shapes, asked = _shapes(outputs), Asked(size=None, classes=count)
    if shapes is not None and (named is not None or not choosing.fitting(shapes, asked)):
        choosing.chosen(named, shapes, asked)
    return partial(_decoded, named=named)


def _shapes(outputs: Sequence[Tensor]) -> Shapes | None:
    """The shapes of *outputs*, None where a side may vary; a batch of any size holds one picture."""
    made: dict[str, tuple[int, ...]] = {}
    for each in outputs:
        first, *others = each.shape or ("",)
        sides = [side for side in (first if isinstance(first, int) else 1, *others) if isinstance(side, int)]
        if each.shape is None or len(sides) < len(each.shape):
            return None
        made[each.name] = tuple(sides)
    return made


def _decoded(outputs: Outputs, asked: Asked, *, named: choosing.Decoder | None) -> tuple[Detected, int]:
    shapes = {name: each.shape for name, each in outputs.items()}
    decoder, form = choosing.chosen(named, shapes, asked)
    return choosing.decoded(decoder, form, outputs, asked), form.count(shapes, replace(asked, size=None)) or 0


def _own(code: Code, outputs: Outputs, _: Asked) -> tuple[Detected, int]:
    path, made = code.path or f"<{code.name}>", own.call(code, dict(outputs))
    try:
        rows = np.asarray(made, np.float64)
    except (TypeError, ValueError) as e:
        raise SourceError(path, f"{code.name} returns no rows of numbers: {_ROW}") from e
    if rows.size and (rows.ndim != 2 or rows.shape[1] != 6):
        shape = "×".join(map(str, rows.shape)) or "one number"
        raise SourceError(path, f"{code.name} returns {shape}, and not {_ROW}")
    rows = rows.reshape(-1, 6)
    rows = rows[np.isfinite(rows).all(axis=1) & (np.abs(rows[:, 5]) < 2**31)]
    return detected(rows[:, :4], rows[:, 4], np.round(rows[:, 5])), 0


def _judge(
    outputs: Outputs,
    truth: Truth,
    frame: Frame | None,
    *,
    decode: _Decode,
    count: int | None,
    match: Callable[[Detected, Objects], Matched],
) -> Judged:
    if not isinstance(truth, Boxes):
        raise UsageError("the labels hold no boxes, which detection is measured by")
    if frame is None or not all(frame.picture):
        refuse("where the picture lies in the network's input is not known, so no box can be put back onto it")
    found, able = decode(outputs, Asked(size=frame.size, classes=count))
    if able and max(truth.classes, default=0) >= able:
        refuse(f"the outputs tell {able} classes apart, and the labels have a number {max(truth.classes)}: these are of other classes")
    found = Detected(corners=onto_picture(found.corners, frame), scores=found.scores, classes=found.classes)
    there = objects(truth, *frame.picture)
    grade, answer = _grade(found, there), int(found.classes[0]) if len(found.classes) else None
    return Judged(value=grade, answer=answer, grade=grade, detail=match(found, there))


def _grade(found: Detected, there: Objects) -> float:
    """How surely and how exactly objects are found, on average; without any, how little is."""
    sure = np.clip(found.scores, 0, 1)
    real = ~there.ignored
    if not real.any():
        return float(1 - sure.max(initial=0)) if not there.ignored.any() else 1.0
    best = np.zeros(int(real.sum()))
    for start in range(0, len(sure), _ROWS):
        part = slice(start, start + _ROWS)
        same = found.classes[part, None] == there.classes[None, real]
        shared = overlaps(found.corners[part], there.corners[real]) * same * sure[part, None]
        best = np.maximum(best, shared.max(axis=0))
    return float(best.mean())


def _sum_up(judged: Sequence[Judged], *, metric: str) -> tuple[Figure, ...]:
    """The figure of *metric*, then those of the others that are matched in the same way."""
    names = [metric, *(name for name, each in METRICS.items() if each.match is METRICS[metric].match and name != metric)]
    if not judged:
        return tuple(figures.of_all(name, lambda _: np.zeros(1), 0) for name in names)
    once, draws = np.ones((1, len(judged))), figures.draws(len(judged))
    tables = {len(each): _measured(judged, each, names) for each in (once, draws)}

    def known(name: str, rows: Array) -> Array:
        return tables[len(rows)][name]

    return tuple(figures.of_all(name, partial(known, name), len(judged)) for name in names)


def _drawn(judged: Sequence[Judged], weights: Array, *, metric: str) -> Array:
    """The *metric* for each row of how often every picture counts."""
    return _measured(judged, np.atleast_2d(weights), [metric])[metric]


def _measured(judged: Sequence[Judged], weights: Array, names: Sequence[str]) -> dict[str, Array]:
    """The metrics *names*, which are matched in the same way, for each row: the mean over classes and thresholds, 0 without objects."""
    details: list[Any] = [each.detail for each in judged]
    made = {}
    for rule in {METRICS[name].rule for name in names}:
        own = [name for name in names if METRICS[name].rule is rule]
        levels = sorted({level for name in own for level in METRICS[name].levels})
        every = precision.averages(precision.ranked(details, levels), weights, rule)
        for name in own:
            made[name] = _mean(every[:, [levels.index(level) for level in METRICS[name].levels]].reshape(len(weights), -1))
    return made


def _mean(rows: Array) -> Array:
    there = np.isfinite(rows)
    made: Array = np.where(there, rows, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return made
