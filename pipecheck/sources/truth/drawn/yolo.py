"""Boxes in YOLO's text files: class, middle and sides as shares of the picture's; longer lines are outlines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources.labels import listing, matching, small, yolo
from pipecheck.sources.labels.classes import ClassList, number
from pipecheck.sources.truth.drawn.sheet import Corners, Drawn, Sheet
from pipecheck_transformers.folder import PICTURES

_BOX = 5
_SHORTEST = 7


def load(path: Path, known: ClassList | None, images: Path | None) -> tuple[Sheet, ClassList | None, int]:
    """The boxes at *path* by the numbers of their classes, the list of these, and how many of the pictures in *images* have no file."""
    folder, names, listed = yolo.files(path, known, images)
    sheet = Sheet(path, relative=True)
    for name in names:
        picture = yolo.picture(name)
        sheet.picture(picture)
        _draw(sheet, picture, folder / name)
    return sheet, listed, _without(sheet, images)


def _draw(sheet: Sheet, picture: str, path: Path) -> None:
    for at, line in enumerate(small.content(path).removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not (words := line.decode("utf-8", "replace").split()):
            continue
        if (kind := number(words[0])) is None or kind < 0:
            raise SourceError(path, f"a line begins with the number of a class, not {words[0][:40]!r}", at)
        try:
            corners = _corners([float(word) for word in words[1:]])
        except ValueError as e:
            raise SourceError(path, "a line is the number of a class, and numbers that tell a box", at) from e
        if corners is None:
            sheet.left["for neither four numbers stand there nor an outline"] += 1
        else:
            sheet.draw(picture, Drawn(str(kind), corners), None, (path, at))


def _corners(numbers: Sequence[float]) -> Corners | None:
    """The corners of a box of four numbers, or around an outline of more."""
    if len(numbers) == _BOX - 1:
        x, y, width, height = numbers
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2
    if len(numbers) < _SHORTEST - 1 or len(numbers) % 2:
        return None
    return min(numbers[0::2]), min(numbers[1::2]), max(numbers[0::2]), max(numbers[1::2])


def _without(sheet: Sheet, images: Path | None) -> int:
    """How many pictures below *images* have no file: these show nothing, as for those who train on such labels."""
    if images is None or not images.is_dir():
        return 0
    known = {_stem(name) for name in sheet.pictures}
    missing = [name for name in listing.below(images, PICTURES) if _stem(name) not in known]
    for name in missing:
        sheet.picture(name)
    return len(missing)


def _stem(name: str) -> str:
    return matching.stem(matching.plain(name).rpartition("/")[2])
