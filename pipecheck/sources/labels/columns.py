"""Which column of a table names the picture, which its class, and which say something else about it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence

from pipecheck.sources.labels.classes import ClassList, number
from pipecheck.sources.labels.folders import SPLITS
from pipecheck_transformers.folder import PICTURES

Rows = Sequence[Sequence[str]]
_LOOKED_AT = 500
_PICTURE = (
    "file",
    "filename",
    "filepath",
    "path",
    "image",
    "imagename",
    "imagepath",
    "imagefile",
    "img",
    "imgname",
    "imgpath",
    "picture",
    "photo",
)
_CLASS = (
    "classname",
    "labelname",
    "categoryname",
    "class",
    "label",
    "category",
    "labels",
    "classes",
    "categories",
    "tags",
    "tag",
    "species",
    "target",
)
_NUMBER = ("classindex", "classidx", "classid", "labelindex", "labelidx", "labelid", "categoryid", "targetid", "y", "index")
_IDS = ("imageid", "imgid", "id")
_SPLIT = ("split", "subset", "set", "fold", "partition", "phase", "usage")
MOST_VALUES = 20
"""A column with more values than this is a measurement or a name, and not a kind of picture."""


def is_picture(cell: str) -> bool:
    """Whether *cell* ends as the names of pictures do."""
    return os.path.splitext(cell.strip().strip("\"'"))[1].lower() in PICTURES  # noqa: PTH122  # a million cells are not made paths


def has_titles(rows: Rows) -> bool:
    """Whether the first of *rows* holds the titles of the others: it names no picture where they do, or says what columns are called."""
    if not rows or any(map(is_picture, rows[0])):
        return False
    return any(is_picture(cell) for row in rows[1:_LOOKED_AT] for cell in row) or bool(
        set(map(plain, rows[0])) & {*_PICTURE, *_IDS, *_CLASS}
    )


def of_picture(titles: Sequence[str], rows: Rows) -> int:
    """The column that names the picture: by its cells, else by its title, else the first."""
    often = Counter(at for row in rows[:_LOOKED_AT] for at, cell in enumerate(row) if is_picture(cell))
    if often:
        return min(often, key=lambda at: (-often[at], at))
    called = [plain(title) for title in titles]
    return next((called.index(word) for word in (*_PICTURE, *_IDS) if word in called), 0)


def of_class(titles: Sequence[str], rows: Rows, picture: int, known: ClassList | None) -> int | None:
    """The column that names the class: one called so whose cells the list of classes knows, else the only one there is; None: none."""
    called = [plain(title) for title in titles]
    named = [called.index(word) for word in (*_CLASS, "name", *_NUMBER) if word in called and called.index(word) != picture]
    if named:
        return next((at for at in named if known is not None and _fits(rows, at, known)), named[0])
    others = [at for at in range(max(map(len, rows), default=0)) if at != picture]
    worded = [at for at in others if any(number(cell) is None for cell in _cells(rows[:_LOOKED_AT], at))]
    if len(others) == 1:
        return others[0]
    return worded[-1] if worded and not titles else None


def of_number(titles: Sequence[str], rows: Rows, picture: int, label: int) -> int:
    """The column that gives the number of the class that the column *label* names; *label* itself where there is none.

    Every number stands for one name, though two classes may be called alike; the number of a row is none.
    """
    for at, title in enumerate(titles):
        if at in (picture, label) or plain(title) not in _NUMBER:
            continue
        pairs = {(number(row[at]), row[label].strip()) if max(at, label) < len(row) else (None, "") for row in rows}
        values = [value for value, _ in pairs]
        if None not in values and len(set(values)) == len(values) and not (plain(title) == "index" and len(values) == len(rows)):
            return at
    return label


def of_answers(titles: Sequence[str], rows: Rows, picture: int) -> list[int]:
    """The columns that each answer for one class whether the picture shows it, by 0 and 1."""
    found = [at for at in range(len(titles)) if at != picture and set(_cells(rows, at)) in ({"0", "1"}, {"0"}, {"1"}, {"0.0", "1.0"})]
    return found if len(found) > 1 else []


def of_others(titles: Sequence[str], rows: Rows, picture: int, known: Sequence[int]) -> dict[str, dict[str, str]]:
    """The columns that sort the pictures into a few kinds: their titles, with the value for each name of a picture."""
    found: dict[str, dict[str, str]] = {}
    for at, title in enumerate(titles):
        if at == picture or at in known or not title.strip() or plain(title) in (*_SPLIT, *_NUMBER, *_IDS, *_PICTURE):
            continue
        values = _values(rows, picture, at)
        if values is not None and not any(_alike(rows, at, each) for each in known):
            found[title.strip()] = values
    return found


def plain(title: str) -> str:
    """*title* as the words above are written."""
    return "".join(sign for sign in title.casefold() if sign.isalnum())


def _cells(rows: Rows, at: int) -> list[str]:
    return [cell for row in rows if at < len(row) and (cell := row[at].strip())]


def _fits(rows: Rows, at: int, known: ClassList) -> bool:
    words = set(_cells(rows, at))
    return len(known.reading(words)[1]) == len(words)


def _values(rows: Rows, picture: int, at: int) -> dict[str, str] | None:
    """The value of each picture in the column *at*, if there are few, every one a word that several pictures share."""
    values: dict[str, str] = {}
    for row in rows:
        if max(picture, at) < len(row) and (value := row[at].strip()) and values.setdefault(row[picture], value) != value:
            return None  # it speaks of one object among several on a picture
    often = Counter(values.values())
    few = 1 < len(often) <= min(MOST_VALUES, len(values) // 2)
    told = few and 2 * len(values) >= len(rows) and not {value.lower() for value in often} <= SPLITS
    return values if told and not any(_measures(value) for value in often) else None


def _measures(value: str) -> bool:
    """Whether *value* is a quantity rather than the number of a kind."""
    whole = number(value)
    if whole is not None:
        return not 0 <= whole < MOST_VALUES
    try:
        float(value)
    except ValueError:
        return False
    return True


def _alike(rows: Rows, one: int, other: int) -> bool:
    """Whether two columns say the same in different words."""
    pairs: Mapping[tuple[str, str], int] = Counter((row[one].strip(), row[other].strip()) for row in rows if max(one, other) < len(row))
    return len(pairs) == len({left for left, _ in pairs}) == len({right for _, right in pairs})
