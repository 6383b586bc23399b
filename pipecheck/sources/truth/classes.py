"""The number of each picture's class, in the order of the network's outputs, by labels that name or number it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import labels
from pipecheck.sources.labels import Labels
from pipecheck.sources.labels import classes as classlists
from pipecheck.sources.labels.classes import ClassList, number
from pipecheck.sources.truth import Truths

_OBJECTS = ("yolo", "coco", "voc")
_IMAGENET = 1000
_BACKGROUND = "background"
_NAME = 'name the list of all classes in the order of the outputs: classes = "names.txt"'


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The number of each class by its name, what was *assumed*, and whether these are *all* the classes that the network knows."""

    numbers: Mapping[str, int]
    assumed: tuple[str, ...] = ()
    every: bool = False


def load(
    path: Path, *, form: str | None = None, classes: Path | None = None, images: Path | None = None, outputs: int | None = None
) -> Truths:
    """The class of each picture by the labels at *path*, numbered as the network's *outputs* are, if it is known how many these are."""
    found = form or labels.guessed(path)
    if found in _OBJECTS:
        raise SourceError(path, f"labels of the form {found} name objects, several on a picture; for classification each has one class")
    said = labels.load(path, form=found, classes=classes, images=images, numbered=True)
    alone = _alone(said, path)
    listed = None if classes is None else classlists.read(classes)
    settled = _shifted(_numbered(said, listed, path, form=found, outputs=outputs), path if listed is None else listed.path, outputs)
    unclear = sorted({name for name in alone.values() if name not in settled.numbers})
    assumed = settled.assumed
    if unclear:
        assumed = (*assumed, f"pictures of {unclear[0]!r} are left out, for several classes are called so")
    return Truths(
        said={picture: settled.numbers[name] for picture, name in alone.items() if name in settled.numbers},
        classes=_titles(settled, outputs),
        assumed=assumed,
        origin=said.origin,
    )


def _alone(said: Labels, path: Path) -> dict[str, str]:
    """The one class of each picture that has any."""
    alone: dict[str, str] = {}
    for picture, shown in said.shows.items():
        if len(shown) > 1:
            raise SourceError(path, f"gives {picture} the classes {shown[0]} and {shown[1]}; for classification each picture has one")
        if shown:
            alone[picture] = shown[0]
    if not alone:
        raise SourceError(path, "holds no label")
    return alone


def _numbered(said: Labels, listed: ClassList | None, path: Path, *, form: str, outputs: int | None) -> _Numbered:
    """The numbers as the list, the labels or the order of the classes gives them."""
    if listed is not None:
        return _Numbered(listed.numbers(), every=True)
    own = {name: value for name in said.classes if (value := number(name)) is not None}
    if len(own) == len(said.classes) and len(set(own.values())) == len(own) and _plausible(own, form, outputs):
        order = {name: at for at, name in enumerate(said.classes)}
        text = f"folders are called by the numbers of their classes, so {path.name}/10 is class 10, although it is not the tenth in order"
        odd = form == "imagefolder" and any(order[name] != value for name, value in own.items() if name in order)
        return _Numbered(own, (text,) if odd and max(own.values()) >= 10 else ())
    return _ordered(said, path, form, outputs)


def _plausible(own: Mapping[str, int], form: str, outputs: int | None) -> bool:
    """Whether the numbers that folders are called by can be those of classes; those of a list always are, and wrong or not."""
    return form != "imagefolder" or max(own.values()) <= (outputs if outputs is not None else len(own))


def _ordered(said: Labels, path: Path, form: str, outputs: int | None) -> _Numbered:
    """Classes in the order of their folders or columns, or of the alphabet, if these are all that the network knows."""
    count = len(said.classes)
    numbers = {name: at for at, name in enumerate(said.classes)}
    what = "folders" if form == "imagefolder" else "columns" if said.complete else "names"
    if outputs in {None, count} or (count == _IMAGENET and outputs == count + 1):
        order = "in alphabetical order" if what != "columns" else "in their order"
        return _Numbered(numbers, (f"the {count} {what} of {path.name} are the network's classes {order}",), every=True)
    if count > (outputs or 0):
        raise SourceError(path, f"has {count} {what} of classes, and the network {outputs} outputs")
    raise SourceError(path, f"which of the network's {outputs} outputs the {count} {what} are is not told; {_NAME}")


def _shifted(found: _Numbered, path: Path, outputs: int | None) -> _Numbered:
    """*found* with its numbers as the network's outputs count them, from 0; a first output more is the background's."""
    low, high = min(found.numbers.values(), default=0), max(found.numbers.values(), default=0)
    if low < 0:
        raise SourceError(path, f"numbers a class {low}; they count from 0")
    if outputs is None:
        return found
    count = f"the network has {outputs} outputs"
    if high == outputs and low >= 1:
        return _moved(found, -1, f"classes count from 1, for they go up to {high} and {count}")
    if high >= outputs:
        raise SourceError(path, f"numbers classes from {low} to {high}, and {count}")
    if found.every and low == 0 and high == outputs - 2 and not _names_background(found):
        return _moved(found, 1, f"the first output is the background's, for {count} and there are {high + 1} classes")
    if not found.every and outputs == _IMAGENET + 1 and high < _IMAGENET:
        if low == 0:
            return _moved(found, 1, f"the first output is the background's, for {count} and classes count from 0")
        raise SourceError(path, f"whether classes count from 0 or the first of {outputs} outputs is the background's is not told; {_NAME}")
    if found.every and found.assumed == () and high < outputs - 1 and low == 0:
        said = f"the list of {high + 1} classes names the first of the network's {outputs} outputs"
        return _Numbered(found.numbers, (said,), every=True)
    return found


def _moved(found: _Numbered, by: int, said: str) -> _Numbered:
    return _Numbered({name: value + by for name, value in found.numbers.items()}, (*found.assumed, said), found.every)


def _names_background(found: _Numbered) -> bool:
    first = next((name for name, value in found.numbers.items() if value == 0), "")
    return _BACKGROUND in first.lower() or first.lower() in {"none", "other", "unknown", "__ignore__", "dummy"}


def _titles(found: _Numbered, outputs: int | None) -> tuple[str, ...]:
    """The names of all outputs in order, as far as they are known; nothing where names are but numbers."""
    if not found.every:
        return ()
    names = {value: name for name, value in found.numbers.items()}
    size = max(max(names, default=-1) + 1, outputs or 0)
    return tuple(names.get(at, _BACKGROUND if at == 0 and 0 not in names else str(at)) for at in range(min(size, 1 << 20)))
