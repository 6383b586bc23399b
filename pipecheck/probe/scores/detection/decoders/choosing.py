"""Which decoder reads the outputs of a network: the one that is named, or the only one that their shapes fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from pipecheck.errors import UsageError
from pipecheck.guesses import close_to
from pipecheck.probe.scores.detection.boxes import Detected
from pipecheck.probe.scores.detection.decoders import anchored, pairs, ready, rows, scored
from pipecheck.probe.scores.detection.decoders.asking import Asked, Form, Shapes, refuse, written
from pipecheck.probe.scores.detection.suppressing import surest

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """How the networks *name* are read, in one of several *forms*, and what their own projects keep when they measure average precision.

    Boxes need a score above *floor*; of those of one class that overlap by more than *overlap* (None: they never do) the surest stays,
    and at most so many altogether. *several*: a box may stand for several classes.
    """

    name: str
    forms: tuple[Form, ...]
    floor: float = 0.001
    overlap: float | None = 0.7
    most: int = 300
    several: bool = True


_V8 = Decoder(name="yolov8", forms=(rows.PLAIN, pairs.SPREAD, ready.READY))
DECODERS = (
    Decoder(name="yolov3", forms=(rows.ANCHORED, anchored.V3), overlap=0.6),
    Decoder(name="yolov5", forms=(rows.ANCHORED, anchored.V5), overlap=0.6),
    Decoder(name="yolov7", forms=(rows.ANCHORED, anchored.V7, ready.READY), overlap=0.65),
    _V8,
    *(replace(_V8, name=name) for name in ("yolov9", "yolo11", "yolo12")),
    Decoder(name="yolov10", forms=(ready.READY, pairs.SPREAD, rows.PLAIN), overlap=None),
    Decoder(name="yolo26", forms=(ready.READY, pairs.PLAIN, rows.PLAIN), overlap=None),
    Decoder(name="yolox", forms=(rows.FREE,), floor=0.01, overlap=0.65, several=False),
    Decoder(name="ssd", forms=(scored.SCORED,), floor=0.01, overlap=0.45, most=200),
    Decoder(name="boxes", forms=(ready.READY,), floor=0.0, overlap=None, most=1000),
)
_GUESSED: tuple[tuple[str, Form], ...] = (
    ("yolov5", rows.ANCHORED),
    ("yolov8", rows.PLAIN),
    ("yolox", rows.FREE),
    ("yolov8", pairs.SPREAD),
    ("yolo26", pairs.PLAIN),
    ("ssd", scored.SCORED),
    ("boxes", ready.READY),
)
_BY_ANCHORS: tuple[tuple[str, Form], ...] = (("yolov3", anchored.V3), ("yolov5", anchored.V5), ("yolov7", anchored.V7))
"""What shapes alone tell; but not whose anchors a network has, except where it has decoded boxes beside the maps."""


def named(name: str) -> Decoder:
    """The decoder *name*."""
    plain = name.lower().replace("-", "").replace("_", "")
    known = {each.name: each for each in DECODERS}
    known |= {other: known[same] for other, same in (("yolov11", "yolo11"), ("yolov12", "yolo12"), ("yolov26", "yolo26"))}
    if plain in known:
        return known[plain]
    close = close_to(plain, known)
    meant = f"; did you mean {close[0]}?" if close else ""
    raise UsageError(f"no decoder is called {name!r}: there are {', '.join(each.name for each in DECODERS)} and file.py:function{meant}")


def fitting(shapes: Shapes, asked: Asked) -> list[tuple[Decoder, Form]]:
    """The decoders that outputs of these *shapes* may be meant for, each with the form they have."""
    for guesses in (_GUESSED, _BY_ANCHORS):
        found = [(named(name), form) for name, form in guesses if form.count(shapes, asked) is not None]
        if found:
            return found
    return []


def chosen(decoder: Decoder | None, shapes: Shapes, asked: Asked) -> tuple[Decoder, Form]:
    """The decoder that reads outputs of these *shapes*, and the form they have."""
    found = fitting(shapes, asked) if decoder is None else _forms(decoder, shapes, asked)[:1]
    if not found:
        _complain(decoder, shapes, asked)
    if len(found) > 1:
        names = [each.name for each, _ in found]
        refuse(f"{written(shapes)} may be those of {', '.join(names[:-1])} or {names[-1]}: name the decoder")
    return found[0]


def _complain(decoder: Decoder | None, shapes: Shapes, asked: Asked) -> NoReturn:
    """Says why no decoder reads outputs of these *shapes*: most often the labels are of other classes."""
    of_any = replace(asked, classes=None)
    others = fitting(shapes, of_any) if decoder is None else _forms(decoder, shapes, of_any)
    counts = {count for _, form in others if (count := form.count(shapes, of_any))}
    if asked.classes is not None and len(counts) == 1:
        refuse(
            f"{written(shapes)} tell {counts.pop()} classes apart, and the labels {asked.classes}: name the file of the network's classes"
        )
    if decoder is not None:
        refuse(f"{written(shapes)} are not what {decoder.name} ends with{_of(asked)}")
    refuse(f"{written(shapes)} are not what a known detector ends with{_of(asked)}: name the decoder, or one of your own, file.py:function")


def decoded(decoder: Decoder, form: Form, outputs: Mapping[str, Array], asked: Asked) -> Detected:
    """The boxes in *outputs*, the surest first."""
    found = form.read(outputs, replace(asked, floor=decoder.floor, several=decoder.several))
    if decoder.overlap is not None and form is not ready.READY:
        return surest(found, decoder.overlap, decoder.most)
    return found.at(np.arange(min(decoder.most, len(found.scores))))


def _forms(decoder: Decoder, shapes: Shapes, asked: Asked) -> list[tuple[Decoder, Form]]:
    """The forms of *decoder* that fit, those first that also fit the size of the input."""
    sizes = (asked, replace(asked, size=None))
    return [(decoder, form) for each in sizes for form in decoder.forms if form.count(shapes, each) is not None]


def _of(asked: Asked) -> str:
    known = [f"an input of {asked.size[1]} × {asked.size[0]}"] if asked.size is not None else []
    known += [f"{asked.classes} classes"] if asked.classes is not None else []
    return f" for {' and '.join(known)}" if known else ""
