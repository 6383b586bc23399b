"""Labels in JSON of one's own: pictures with their class, as an object or as a list of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text
from pipecheck.sources.labels import columns
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.labels.lines import LIMIT
from pipecheck.sources.labels.shown import Entry, Labels, settled

_BEGIN = 1 << 16
_RECORDS = re.compile(r'\s*(?:\[\s*\{|\{\s*"(?:[^"\\]|\\.)*"\s*:\s*[^\s])')
_COCO = re.compile(r'"(?:images|annotations|categories)"\s*:\s*(?:\[|$)|^\s*\{\s*"(?:info|licenses)"\s*:')


def likely(path: Path) -> bool:
    """Whether the JSON file *path* begins as such labels do, and not as COCO's."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            begin = file.read(_BEGIN).decode("utf-8-sig", "replace")
    except OSError:
        return False
    return _RECORDS.match(begin) is not None and _COCO.search(begin) is None


def load(path: Path, known: ClassList | None, *, numbered: bool = False) -> Labels:
    """The labels in the file *path*: ``{"a.jpg": 3}``, ``{"a.jpg": "cat"}``, or a list of objects that name a picture and its class.

    *numbered*: numbers of classes are taken before their names, where both are there.
    """
    data = _parsed(path)
    if isinstance(data, Mapping):
        made = settled((Entry(picture, _words(said, picture, path), path) for picture, said in data.items()), known, Origin(path))
    elif isinstance(data, list) and data:
        made = _listed(data, known, path, numbered=numbered)
    else:
        raise SourceError(path, "holds no labels: an object of pictures is wanted, or a list of objects that name a picture and its class")
    if not made.shows:
        raise SourceError(path, "holds no label")
    return made


def _parsed(path: Path) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        held = dict(pairs)
        if len(held) < len(pairs):
            met: set[str] = set()
            twice = next(key for key, _ in pairs if key in met or met.add(key))  # type: ignore[func-returns-value]
            raise SourceError(path, f"names {twice[:60]!r} twice")
        return held

    try:
        return json.loads(text.read(path, LIMIT), object_pairs_hook=once)
    except json.JSONDecodeError as e:
        raise SourceError(path, f"not JSON: {e.msg}", e.lineno, e.colno) from e
    except RecursionError as e:
        raise SourceError(path, "not JSON: nested too deep") from e
    except ValueError as e:  # a number of 5000 digits
        raise SourceError(path, f"not JSON: {e}") from e


def _listed(data: Sequence[Any], known: ClassList | None, path: Path, *, numbered: bool) -> Labels:
    """The labels in a list of objects, whose keys are chosen as the columns of a table are."""
    for place, each in enumerate(data):
        if not isinstance(each, Mapping):
            raise SourceError(path, f"element {place} is no object that names a picture and its class: {json.dumps(each)[:40]}")
    titles = list(dict.fromkeys(key for each in data for key in each))
    rows = [["" if (value := each.get(title)) is None else _cell(value) for title in titles] for each in data]
    picture = columns.of_picture(titles, rows)
    label = columns.of_class(titles, rows, picture, known)
    if label is None or label == picture:
        raise SourceError(path, f"no key is called class or label: {', '.join(titles)[:120]}")
    if numbered and known is None:
        label = columns.of_number(titles, rows, picture, label)
    return settled(_entries(data, titles[picture], titles[label], path), known, Origin(path))


def _entries(data: Sequence[Mapping[str, Any]], picture: str, label: str, path: Path) -> Iterator[Entry]:
    for place, each in enumerate(data):
        name = each.get(picture)
        if not isinstance(name, str | int) or isinstance(name, bool) or not str(name).strip():
            raise SourceError(path, f"element {place}: {picture} is the name of a picture, not {json.dumps(name)[:40]}")
        yield Entry(str(name), () if each.get(label) is None else _words(each[label], str(name), path), path)


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _words(said: Any, picture: str, path: Path) -> tuple[str, ...]:
    """The classes in what is *said* of a picture: one, or a list of them, or an object that holds either."""
    match said:
        case str() if said.strip():
            return (said.strip(),)
        case int() | float() if not isinstance(said, bool) and isfinite(said):
            return (str(said),)
        case list() if not any(isinstance(each, list | dict) for each in said):
            return tuple(word for each in said for word in _words(each, picture, path))
        case dict():
            titles = list(said)
            at = columns.of_class(["", *titles], [["", *map(_cell, said.values())]], 0, None)
            if at is not None and not isinstance(said[titles[at - 1]], dict):
                return _words(said[titles[at - 1]], picture, path)
        case _:
            pass
    raise SourceError(path, f"{picture[:60]!r} has no class, and no number of one: {json.dumps(said)[:40]}")
