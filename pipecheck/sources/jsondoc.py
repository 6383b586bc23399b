"""JSON to plain data, with the place of every key and value in a side table, and limits on depth and size."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from pathlib import Path
from typing import Any, NoReturn

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text
from pipecheck.sources.yamldoc import Document
from pipecheck.sources.yamlwalk import DEPTH, LONGEST, SIZE, Duplicate, Place

LIMIT = 2 * 1024 * 1024
_TOKEN = re.compile(r'"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"|[-+]?[\w.][\w.+-]*|[{}\[\]:,]')
_SPACE = re.compile(r"[ \t\r\n]*")
_TRAPS = (
    ("//", "JSON has no comments"),
    ("/*", "JSON has no comments"),
    ("#", "JSON has no comments"),
    ("'", "text stands in double quotes"),
    ('"', "the text does not end on its line"),
)
_WORDS = {"True": "true", "False": "false", "None": "null"}


def load(path: Path) -> Document:
    """The document in the file *path*."""
    return parse(text.read(path, LIMIT), path)


def parse(source: str, path: Path) -> Document:
    """The document in *source*; of a key that is written twice the last counts, as it does for every JSON reader."""
    reader = _Reader(source.removeprefix("\ufeff"), path)
    data = reader.document()
    return Document(path, data, reader.values, reader.keys, tuple(reader.duplicates), reader.texts)


class _Reader:
    """Takes *source* apart token by token."""

    def __init__(self, source: str, path: Path) -> None:
        self.source = source
        self.path = path
        self.values: dict[Place, Origin] = {}
        self.keys: dict[Place, Origin] = {}
        self.texts: dict[Place, str] = {}
        self.duplicates: list[Duplicate] = []
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|[\r\n]", source))]
        self._at = 0
        self._weight = 0
        self._skip()

    def document(self) -> Any:
        """The data of the whole source."""
        data = self._value(())
        if self._at < len(self.source):
            self._fail("something follows the end")
        return data

    def _value(self, place: Place) -> Any:
        self._count(len(place))
        start, word = self._at, self._take()
        self.values[place] = self._origin(start, word if word not in "{[" else "")
        if word == "{":
            return self._object(place)
        if word == "[":
            return self._array(place)
        if word in "}]:,":
            self._fail(f"a value is missing before {word!r}", start)
        value = self._scalar(start, word)
        if not isinstance(value, str):
            self.texts[place] = word
        return value

    def _object(self, place: Place) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while not self._ends("}", first=not made):
            start, word = self._at, self._take()
            if not word.startswith('"'):
                self._fail("a key is a text in double quotes", start)
            key = self._scalar(start, word)
            here, origin = (*place, key), self._origin(start, word)
            first, before = self.keys.get(here), made.get(key)
            self._expect(":")
            made[key], self.keys[here] = self._value(here), origin
            if first is not None:
                self.duplicates.append(Duplicate(here, first, origin, same=made[key] == before))
        return made

    def _array(self, place: Place) -> list[Any]:
        made: list[Any] = []
        while not self._ends("]", first=not made):
            made.append(self._value((*place, len(made))))
        return made

    def _ends(self, bracket: str, *, first: bool) -> bool:
        """Whether *bracket* comes next; between two parts stands a comma."""
        if self._next(bracket):
            return True
        if first:
            return False
        comma = self._at
        self._expect(",")
        if self.source.startswith(("}", "]"), self._at):
            self._fail("no comma stands before a closing bracket", comma)
        return False

    def _next(self, sign: str) -> bool:
        if not self.source.startswith(sign, self._at):
            return False
        self._at += len(sign)
        self._skip()
        return True

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            self._fail(f"{sign!r} is missing" if self._at < len(self.source) else "it ends too early")

    def _take(self) -> str:
        found = _TOKEN.match(self.source, self._at)
        if found is None:
            trap = next((text for sign, text in _TRAPS if self.source.startswith(sign, self._at)), None)
            self._fail(trap or ("it ends too early" if self._at >= len(self.source) else f"{self.source[self._at]!a} stands here"))
        self._at = found.end()
        self._skip()
        return found.group()

    def _skip(self) -> None:
        found = _SPACE.match(self.source, self._at)
        self._at = found.end() if found else self._at

    def _scalar(self, start: int, word: str) -> Any:
        if not word.startswith('"') and len(word) > LONGEST:
            self._fail(f"a value of {len(word)} characters that is not text", start)
        try:
            value = json.loads(word)
        except ValueError:
            meant = f"; {_WORDS[word]} is meant" if word in _WORDS else ""
            self._fail(f"{word[:40]} is not a value{meant}", start)
        return value.encode(errors="replace").decode() if isinstance(value, str) else value  # half of a surrogate pair is no text

    def _count(self, depth: int) -> None:
        self._weight += 1
        if depth > DEPTH:
            self._fail(f"nested deeper than {DEPTH} levels")
        if self._weight > SIZE:
            self._fail(f"more than {SIZE} values, so not a configuration")

    def _origin(self, at: int, word: str) -> Origin:
        line = bisect_right(self._starts, at)
        return Origin(self.path, line, at - self._starts[line - 1] + 1, max(len(word), 1))

    def _fail(self, reason: str, at: int | None = None) -> NoReturn:
        place = self._origin(self._at if at is None else at, "")
        raise SourceError(self.path, f"not JSON: {reason}", place.line, place.column)
