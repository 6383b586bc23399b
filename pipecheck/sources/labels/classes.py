"""Lists of classes: one name per line, numbered lines, JSON or YAML."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.sources import text, yamldoc

_NUMBERED = re.compile(r"(?P<number>\d{1,9})(?:\s*[,;:=]\s*|\s+)(?P<name>\S.*)")
_KEYS = ("names", "classes", "categories", "labels", "CLASSES")


@dataclass(frozen=True, slots=True)
class ClassList:
    """The classes that the file at *path* states, each with its number."""

    path: Path
    entries: tuple[tuple[int, str], ...]

    def reading(self, words: Collection[str]) -> tuple[tuple[str, ...], dict[str, str]]:
        """The names of the classes, and which of them each of *words* means; words that mean none are left out.

        Words that are all numbers are numbers of classes, unless the names are such numbers themselves. A name that the list has twice
        is one class to labels with names, and two, told apart by their numbers, to labels with numbers.
        """
        names = Counter(name for _, name in self.entries)
        if not words or all(word in names for word in words) or any(number(word) is None for word in words):
            called = {**self._first_words(), **{name: name for name in names}}
            return tuple(names), {word: called[word] for word in words if word in called}
        titles = {at: name if names[name] == 1 else f"{name} ({at})" for at, name in self.entries}
        return tuple(titles.values()), {word: titles[at] for word in words if (at := number(word)) in titles and at is not None}

    def numbers(self) -> dict[str, int]:
        """The number behind each name that `reading` gives; a name that two classes share has none."""
        names = Counter(name for _, name in self.entries)
        return {name if names[name] == 1 else f"{name} ({at})": at for at, name in self.entries}

    def _first_words(self) -> dict[str, str]:
        """The first word of each name that has several, where no other begins so: lists such as ``n01440764 tench``."""
        begin = [(name.split(None, 1)[0], name) for name in dict.fromkeys(name for _, name in self.entries) if name.split(None, 1)[1:]]
        often = Counter(word for word, _ in begin)
        return {word: name for word, name in begin if often[word] == 1}


def number(word: str) -> int | None:
    """The whole number that *word* writes, also as ``3.0``; None for any other text."""
    digits = word.strip().removesuffix(".0")
    return int(digits) if len(digits) < 10 and digits.isascii() and digits.removeprefix("-").isdigit() else None


def read(path: Path) -> ClassList:
    """The list of classes in the file *path*."""
    source = text.read(path)
    try:
        entries = tuple(_entries(source, path))
    except RecursionError as e:
        raise SourceError(path, "nested too deep for a list of classes") from e
    if not entries:
        raise SourceError(path, "names no class")
    twice = next((at for at, often in Counter(at for at, _ in entries).items() if often > 1), None)
    if twice is not None:
        raise SourceError(path, f"gives the number {twice} to two classes")
    return ClassList(path, entries)


def listed(data: Any, path: Path) -> tuple[tuple[int, str], ...]:
    """The classes in *data*: a list of names, or a mapping between numbers and names, or a table that holds either."""
    match data:
        case dict() if key := next((key for key in _KEYS if isinstance(data.get(key), list | dict)), None):
            return listed(data[key], path)
        case list():
            return tuple((at, _name(each, path)) for at, each in enumerate(data))
        case dict() if data and all(_whole(key) is not None for key in data):
            return tuple(sorted((_whole(key) or 0, _name(each, path)) for key, each in data.items()))
        case dict() if data and all(_whole(each) is not None for each in data.values()):
            return tuple(sorted((_whole(each) or 0, _name(key, path)) for key, each in data.items()))
        case _:
            raise SourceError(path, "not a list of classes: a list of names is wanted, or a mapping from number to name")


def _entries(source: str, path: Path) -> Iterator[tuple[int, str]]:
    if path.suffix.lower() == ".json":
        try:
            yield from listed(json.loads(source), path)
        except json.JSONDecodeError as e:
            raise SourceError(path, f"not JSON: {e.msg}", e.lineno, e.colno) from e
        except ValueError as e:  # a number of 5000 digits
            raise SourceError(path, f"not JSON: {e}") from e
    elif path.suffix.lower() in (".yaml", ".yml") or source.lstrip().startswith("{"):  # a dict that was printed is YAML too
        yield from listed(yamldoc.parse(source, path).data, path)
    else:
        yield from _lines(source)


def _lines(source: str) -> Iterator[tuple[int, str]]:
    """The classes that stand one to a line; where every line begins with a number, that is theirs."""
    lines = [line for each in source.splitlines() if (line := each.strip()) and not line.startswith(("#", "//"))]
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    if all(numbered):
        yield from ((int(each["number"]), _bare(each["name"])) for each in numbered if each)
    else:
        yield from enumerate(map(_bare, lines))


def _name(given: Any, path: Path) -> str:
    """The name in one element of a list: itself, the last of several such as ``["n01440764", "tench"]``, or what is called ``name``."""
    match given:
        case bool() | int() | float():
            return str(given).lower() if isinstance(given, bool) else str(given)
        case str() if given.strip():
            return given.strip()
        case [*_, str(last)] if last.strip():
            return last.strip()
        case {"name": str(name)} if name.strip():
            return name.strip()
        case _:
            raise SourceError(path, f"{str(given)[:40]!r} is not the name of a class")


def _whole(given: Any) -> int | None:
    return None if isinstance(given, bool) or not isinstance(given, int | str) else number(str(given)[:20])


def _bare(name: str) -> str:
    """*name* without the quotes and the comma that it may stand in."""
    name = name.removesuffix(",").strip()
    return name[1:-1] if len(name) > 2 and name[0] == name[-1] and name[0] in "'\"" else name
