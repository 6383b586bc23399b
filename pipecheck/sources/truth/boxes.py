"""The boxes that labels draw, by the numbers of a network's classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.guesses import close_to
from pipecheck.sources import labels
from pipecheck.sources.labels import classes as classlists
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.truth import Boxes, Truths
from pipecheck.sources.truth.drawn import coco, voc, yolo
from pipecheck.sources.truth.drawn.sheet import Drawn, Sheet

VOC = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
)
"""The classes of Pascal VOC, in the order in which networks have them."""
_BACKGROUND = "background"
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class _Order:
    """The classes in the order of a network's outputs, by number or name, and what was *assumed* for it."""

    names: tuple[str, ...]
    places: Mapping[str, int]
    assumed: tuple[str, ...] = ()


def load(path: Path, form: str | None, classes: Path | None, images: Path | None, outputs: int | None = None) -> Truths:
    """The boxes of the labels at *path*, in *form* or what it looks like.

    *classes* is the file that lists the classes in the order of the outputs, *images* where pictures lie, *outputs* how many classes the
    network tells apart.
    """
    try:
        return _loaded(path, form or labels.guessed(path), None if classes is None else classlists.read(classes), images, outputs)
    except OSError as e:  # a name that is too long, a folder that may not be entered
        raise SourceError(path, e.strerror or str(e)) from e
    except ValueError as e:  # a NUL in the name
        raise SourceError(path, str(e)) from e


def _loaded(path: Path, form: str, known: ClassList | None, images: Path | None, outputs: int | None) -> Truths:
    match form:
        case "coco":
            sheet, categories = coco.load(path)
            order = _by_name(sheet, known, dict(categories.entries), outputs) if known else _by_id(categories, outputs)
        case "voc":
            if not path.is_dir():
                raise SourceError(path, "labels of the form voc are a folder" if path.exists() else "no such folder")
            sheet = voc.load(path)
            order = _by_name(sheet, known, None, outputs) if known else _alphabetical(sheet)
        case "yolo":
            sheet, listed, without = yolo.load(path, known, images)
            order = _by_number(sheet, listed, without)
        case _:
            raise SourceError(path, f"labels of the form {form} hold no boxes: coco, voc and yolo do")
    return _truths(sheet, order)


def _by_id(categories: ClassList, outputs: int | None) -> _Order:
    """COCO's categories: their ids have holes, which most networks do not have."""
    names, places, holes = _placed(categories.entries, outputs)
    count = len(categories.entries)
    if holes:
        said = f"the ids of the {count} categories are the numbers of the network's {outputs} outputs"
    else:
        said = f"the {count} categories are the network's classes in the order of their ids"
    return _Order(names, {str(number): place for number, place in places.items()}, (said,))


def _by_name(sheet: Sheet, known: ClassList, called: Mapping[int, str] | None, outputs: int | None) -> _Order:
    """Names, which ids may stand for, by the list of classes."""
    names = {word: word if called is None else called[int(word)] for word in sheet.first}
    titles, means = known.reading(tuple(names.values()))
    order, places, _ = _placed(known.entries, outputs)
    numbers = known.numbers()
    found = {word: places[numbers[means[name]]] for word, name in names.items() if means.get(name) in numbers}
    if names and not found:
        word, name = next(iter(names.items()))
        close = close_to(name, titles)
        meant = f"; did you mean {close[0]}?" if close else ""
        raise SourceError(
            sheet.first[word][0],
            f"{name!r} is not among the {len(known.entries)} classes of {known.path.name}{meant}",
            sheet.first[word][1],
        )
    return _Order(order, {word: place for word, place in found.items() if place >= 0})


def _by_number(sheet: Sheet, listed: ClassList | None, without: int) -> _Order:
    """Numbers, which are those of the outputs."""
    said = (f"{without} pictures without a file of labels show nothing",) if without else ()
    if listed is None:
        return _Order((), {word: int(word) for word in sheet.first}, said)
    names = dict(listed.entries)
    for word, (path, line) in sheet.first.items():
        if int(word) not in names:
            raise SourceError(path, f"{word} is not among the {len(names)} classes of {listed.path.name}", line)
    size = max(names) + 1
    return _Order(
        tuple(names.get(at, str(at)) for at in range(size)) if size <= _MOST else (), {str(number): number for number in names}, said
    )


def _alphabetical(sheet: Sheet) -> _Order:
    """Names without a list: Pascal VOC's own, or all that the labels have, in the order of the alphabet, as most who train have them."""
    names = VOC if set(sheet.first) <= set(VOC) else tuple(sorted(sheet.first))
    own = "Pascal VOC's classes" if names is VOC else f"the {len(names)} names of objects"
    return _Order(names, {name: at for at, name in enumerate(names)}, (f"{own} are the network's classes in alphabetical order",))


def _placed(entries: Sequence[tuple[int, str]], outputs: int | None) -> tuple[tuple[str, ...], dict[int, int], bool]:
    """The names in the order of the outputs, the place of each number, and whether numbers that are missing have outputs too.

    A class that stands for the background is none: what reads the outputs knows of it. It is placed at -1.
    """
    ordered = sorted(entries)
    ground = int(ordered[0][1].strip("_ ").lower() == _BACKGROUND)
    count, low, high = len(ordered) - ground, ordered[0][0] + ground, ordered[-1][0]
    if low <= 1 and outputs in (high - low + 1, high + 1) and outputs not in (count, count + 1):
        names = dict(ordered)
        return tuple(names.get(at, str(at)) for at in range(low, high + 1)), {number: number - low for number in names}, True
    return tuple(name for _, name in ordered[ground:]), {number: at - ground for at, (number, _) in enumerate(ordered)}, False


def _truths(sheet: Sheet, order: _Order) -> Truths:
    unknown: Counter[str] = Counter()
    said = {name: _boxes(drawn, order, unknown, relative=sheet.relative) for name, drawn in sheet.pictures.items()}
    left = [*order.assumed, *sheet.said()]
    if unknown:
        left.append(f"{unknown.total()} boxes are left out, of {len(unknown)} classes that the network does not know")
    if not any(boxes.classes for boxes in said.values()):
        raise SourceError(sheet.path, "; ".join(("holds no box that can be used", *left[len(order.assumed) :])))
    return Truths(said=said, classes=order.names, assumed=tuple(left), origin=Origin(sheet.path))


def _boxes(drawn: Sequence[Drawn], order: _Order, unknown: Counter[str], *, relative: bool) -> Boxes:
    known = [each for each in drawn if each.word in order.places]
    unknown.update(each.word for each in drawn if each.word not in order.places)
    return Boxes(
        corners=tuple(each.corners for each in known),
        classes=tuple(order.places[each.word] for each in known),
        ignored=tuple(each.ignored for each in known) if any(each.ignored for each in known) else (),
        crowds=tuple(each.crowd for each in known) if any(each.crowd for each in known) else (),
        relative=relative,
    )
