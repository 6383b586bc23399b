"""How a network is judged, by what the project says of it and by what its labels hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from pipecheck.errors import SourceError, UsageError
from pipecheck.evidence.model import TASKS, Task
from pipecheck.guesses import close_to
from pipecheck.probe.scores import answers, classification, own, regression, segmentation
from pipecheck.probe.scores.score import Score
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Boxes, Mask, Truths, Vector

Named: TypeAlias = "str | Callable[..., Any] | None"
"""A metric or a decoder by its name, as `file.py:function`, or the function itself."""
_TOP = re.compile(r"top(\d{1,4})")
_ALSO = {"accuracy": "top1", "acc": "top1", "meaniou": "miou", "iou": "miou", "pixelaccuracy": "pixel_accuracy", "aacc": "pixel_accuracy"}
_OWN = "or your own as file.py:function"


def score(
    task: Task | None,
    metric: Named,
    decoder: Named,
    outputs: Sequence[Tensor],
    truths: Truths,
    *,
    folder: Path = Path(),
    allow_exec: bool = False,
) -> Score:
    """How a network with these *outputs* is judged by *truths*; what is None is what they call for.

    Files that *metric* and *decoder* name lie relative to *folder*, and are run only for who allows it.
    """
    meant, judge, reader = _task(task, truths), own.named(metric), own.named(decoder)
    if judge is not None:
        if decoder is not None:
            raise UsageError("a metric of your own gets the outputs as they are: call your decoder in it")
        return own.score(own.load(judge, folder, allow_exec=allow_exec), meant)
    said = metric if isinstance(metric, str) else None
    code = None if reader is None else own.load(reader, folder, allow_exec=allow_exec)
    if meant == "detection":
        from pipecheck.probe.scores import detection

        return detection.score(said, code or (decoder if isinstance(decoder, str) else None), outputs, truths)
    if decoder is None:
        return _fitting(meant, said, outputs, truths)
    if code is None:
        raise UsageError(f"decoder {decoder!r} is for detection; for a {meant} it is your own as file.py:function")
    return own.decoded(_scored(meant, said, (), truths), code)


def classes(task: Task | None, outputs: Sequence[Tensor]) -> int | None:
    """How many classes a network with these *outputs* tells apart, where their shapes say so: what numbers in labels are settled by."""
    match task:
        case "classification":
            return answers.classes(outputs)
        case "segmentation":
            return segmentation.classes(outputs)
        case "detection":
            from pipecheck.probe.scores import detection

            return detection.classes(None, outputs)
        case "regression":
            return None
        case None:
            return answers.classes(outputs) or segmentation.classes(outputs)


def _task(task: Task | None, truths: Truths) -> Task:
    """The task that *truths* are the truth of, which is the one that is named, if one is."""
    if task is not None and task not in TASKS:
        raise UsageError(f"task is one of {', '.join(TASKS)}, not {task!r}")
    first = next(iter(truths.said.values()), None)
    match first:
        case None:
            raise SourceError(truths.origin.path, "speaks of no picture")
        case int():
            held: Task = "classification"
        case Boxes():
            held = "detection"
        case Mask():
            held = "segmentation"
        case Vector():
            held = "regression"
    if task not in {None, held}:
        raise SourceError(truths.origin.path, f"holds what a {held} is judged by, and the task is {task}")
    return held


def _fitting(task: Task, metric: str | None, outputs: Sequence[Tensor], truths: Truths) -> Score:
    shapes = ", ".join(f"{each.name} {'×'.join(map(str, each.shape or '?'))}" for each in outputs)
    if task == "classification" and outputs and not answers.possible(outputs):
        raise UsageError(f"no output of the network is a list of classes: {shapes}; name a decoder {_OWN[3:]}, or another task")
    return _scored(task, metric, outputs, truths)


def _scored(task: Task, metric: str | None, outputs: Sequence[Tensor], truths: Truths) -> Score:
    if task == "classification":
        return classification.score(_top(metric), outputs, truths)
    if task == "segmentation":
        return segmentation.score(_known(metric, segmentation.METRICS), outputs, truths)
    return regression.score(_known(metric, regression.METRICS), truths)


def _top(metric: str | None) -> int:
    """The k of top-k; 1 where nothing is named."""
    if metric is None:
        return 1
    word = _plain(metric)
    found = _TOP.fullmatch(word)
    if found and int(found[1]) > 0:
        return int(found[1])
    raise _unknown(metric, word, ("top1", "top5"), "top1, top5 or any other top k")


def _known(metric: str | None, words: tuple[str, ...]) -> str:
    if metric is None:
        return words[0]
    plain = {_plain(word): word for word in words}
    if (word := _plain(metric)) in plain:
        return plain[word]
    raise _unknown(metric, word, words, ", ".join(words))


def _plain(metric: str) -> str:
    """*metric* as people write it: `Top-1`, `mIoU`, `pixel accuracy`."""
    word = re.sub(r"[-_ @]", "", metric.lower())
    return re.sub(r"[-_ @]", "", _ALSO.get(word, word))


def _unknown(metric: str, word: str, words: Sequence[str], listed: str) -> UsageError:
    close = close_to(word, words)
    meant = f"; did you mean {close[0]}? There" if close else ": there"
    return UsageError(f"metric {metric!r} is not known{meant} are {listed}, {_OWN}")
