"""Labels in COCO's JSON, read piece by piece, so that half a gigabyte of outlines is never in memory as objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.labels.shown import Entry, Labels, settled

LIMIT = 1024 * 1024 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")
_LONG = 40


def load(path: Path, known: ClassList | None) -> Labels:
    """The labels in the file *path*: annotated objects, segments of a panoptic picture, or pictures without any."""
    found = _found(text.read(path, LIMIT), path)
    own = ClassList(path, tuple(found.categories.items()))
    if known is None:
        return settled(_entries(found, path, {key: str(key) for key in found.categories}), own, Origin(path), several=True)
    return settled(_entries(found, path, found.categories), known, Origin(path), several=True, strict=False)


class UnfitError(ValueError):
    """An element that cannot be what its array holds."""


@dataclass(slots=True)
class _Found:
    """The names of pictures and categories by their ids, and which picture shows which categories, with the place that first says so."""

    pictures: dict[int | str, str] = field(default_factory=dict)
    categories: dict[int, str] = field(default_factory=dict)
    shown: dict[int | str, dict[int, int]] = field(default_factory=dict)


def _found(source: str, path: Path) -> _Found:
    found, at = _Found(), 0
    try:
        for key, member, at in elements(source, path):
            _add(found, key, member, at)
    except UnfitError as e:
        raise SourceError(path, str(e), line(source, at)) from e
    if not found.categories:
        raise SourceError(path, "lists no categories")
    for picture, name in found.pictures.items():
        for category, at in found.shown.get(picture, {}).items():
            if category not in found.categories:
                reason = f"an annotation of {name} is of category {category}, which is not among the {len(found.categories)} listed"
                raise SourceError(path, reason, line(source, at))
    return found


def _add(found: _Found, key: str, member: dict[str, Any], at: int) -> None:
    """Adds what one element of the array *key* says, which begins *at* a place of the text."""
    if key == "images":
        found.pictures[identity(member, "id")] = named(member, "file_name")
    elif key == "categories":
        found.categories[whole(member, "id")] = named(member, "name")
    else:
        shown = found.shown.setdefault(identity(member, "image_id"), {})
        segments = member.get("segments_info")
        for part in segments if isinstance(segments, list) else (member,):
            shown.setdefault(whole(part if isinstance(part, dict) else {}, "category_id"), at)


def identity(member: dict[str, Any], key: str) -> int | str:
    """An id, a whole number or a text; true is none, though it equals 1."""
    value = member.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise UnfitError(f"{key} is a whole number or a text, not {_short(value)}")
    return value


def whole(member: dict[str, Any], key: str) -> int:
    """An id that is a whole number."""
    value = identity(member, key)
    if isinstance(value, str):
        raise UnfitError(f"{key} is a whole number, not {_short(value)}")
    return value


def named(member: dict[str, Any], key: str) -> str:
    """A text that is not empty."""
    value = member.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UnfitError(f"{key} is a text, not {_short(value)}")
    return value


def _short(value: Any) -> str:
    return json.dumps(value)[:_LONG]


def _entries(found: _Found, path: Path, words: dict[int, str]) -> Iterator[Entry]:
    for key, name in found.pictures.items():
        yield Entry(name, tuple(words[category] for category in found.shown.get(key, ())), path)


def elements(source: str, path: Path) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Every object in the arrays that matter in *source*, which the file *path* holds, with the name of its array and where it begins."""
    try:
        for key, member, at in members(source):
            if not isinstance(member, dict):
                raise SourceError(path, f"{key} holds something that is no object: {_short(member)}", line(source, at))
            yield key, member, at
    except JSONDecodeError as e:
        raise SourceError(path, f"not JSON: {e.msg}", e.lineno, e.colno) from e
    except RecursionError as e:
        raise SourceError(path, "not JSON: nested too deep") from e
    except ValueError as e:  # a number of 5000 digits
        raise SourceError(path, f"not JSON: {e}") from e


def members(source: str) -> Iterator[tuple[str, Any, int]]:
    """Every element of the arrays that matter in the JSON object *source*, with the name of its array and where it begins."""
    decoder = JSONDecoder()
    at = _expected(source, _space(source, 0), "{")
    while source[at : at + 1] != "}":
        key, at = decoder.raw_decode(source, at)
        if not isinstance(key, str):
            raise JSONDecodeError("a key is a text in double quotes", source, at)
        at = _expected(source, _space(source, at), ":")
        if key in ("images", "annotations", "categories"):
            at = _expected(source, at, "[")
            while source[at : at + 1] != "]":
                member, end = decoder.raw_decode(source, at)
                yield key, member, at
                at = _next(source, end, "]")
            at += 1
        else:
            _, at = decoder.raw_decode(source, at)
        at = _next(source, at, "}")
    if _space(source, at + 1) < len(source):
        raise JSONDecodeError("something follows the end", source, at + 1)


def _next(source: str, at: int, end: str) -> int:
    """Where the next part begins, or the bracket *end* stands."""
    at = _space(source, at)
    if source[at : at + 1] == end:
        return at
    after = _expected(source, at, ",")
    if source[after : after + 1] == end:
        raise JSONDecodeError("no comma stands before a closing bracket", source, at)
    return after


def _expected(source: str, at: int, sign: str) -> int:
    if source[at : at + 1] != sign:
        raise JSONDecodeError(f"{sign!r} is expected" if at < len(source) else "it ends too early", source, at)
    return _space(source, at + 1)


def _space(source: str, at: int) -> int:
    found = _SPACE.match(source, at)
    return found.end() if found else at


def line(source: str, at: int) -> int:
    """The line of *source* on which the place *at* lies."""
    return source.count("\n", 0, at) + 1
