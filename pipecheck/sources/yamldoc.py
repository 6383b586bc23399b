"""YAML to plain data, with the place of every key and value in a side table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text

Key = Hashable
Place = tuple[Key, ...]
DEPTH = 60
SIZE = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that is written twice; YAML silently keeps the last."""

    place: Place
    first: Origin
    second: Origin


@dataclass(frozen=True, slots=True)
class Document:
    """Plain *data*; *values* and *keys* say where each value and key stands, *duplicates* which keys repeat."""

    path: Path
    data: Any
    values: Mapping[Place, Origin] = field(default_factory=dict)
    keys: Mapping[Place, Origin] = field(default_factory=dict)
    duplicates: tuple[Duplicate, ...] = ()

    def get(self, *place: Key) -> Any:
        """The value at *place*, None where there is none."""
        here = self.data
        for key in place:
            if not isinstance(here, dict) or key not in here:
                return None
            here = here[key]
        return here

    def origin(self, *place: Key) -> Origin:
        """Where the value at *place* stands, else where its nearest parent does."""
        while place and place not in self.values:
            place = place[:-1]
        return self.values.get(place, Origin(self.path))


def load(path: Path) -> Document:
    """The document in the file *path*."""
    return parse(text.read(path), path)


def parse(source: str, path: Path) -> Document:
    """The document in *source*; *path* stands in its origins and in complaints."""
    builder = _Builder(path)
    try:
        loader = _LOADER(source)
        try:
            data = builder.document(loader)
        finally:
            loader.dispose()
    except yaml.YAMLError as e:
        raise _complaint(e, path) from e
    except (ValueError, RecursionError) as e:  # a date of month 13, an integer of 5000 digits
        raise SourceError(path, f"not YAML: {e}") from e
    return Document(path, data, builder.values, builder.keys, tuple(builder.duplicates))


def _complaint(error: yaml.YAMLError, path: Path) -> SourceError:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    if mark is None:
        return SourceError(path, f"not YAML: {' '.join(str(reason).split())}")
    return SourceError(path, f"not YAML: {reason}", mark.line + 1, mark.column + 1)


class _Builder:
    """Walks the parser's events with limits on depth and size, which the library's own composer does not have."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[Place, Origin] = {}
        self.keys: dict[Place, Origin] = {}
        self.duplicates: list[Duplicate] = []
        self._anchors: dict[str, Any] = {}
        self._nodes = 0

    def document(self, loader: Any) -> Any:
        loader.get_event()  # the stream begins
        if loader.check_event(yaml.StreamEndEvent):
            return None
        loader.get_event()  # the document begins
        data = self._value(loader, ())
        loader.get_event()  # the document ends
        if not loader.check_event(yaml.StreamEndEvent):
            mark = loader.peek_event().start_mark
            raise SourceError(self.path, "a second document begins; a configuration is one", mark.line + 1, mark.column + 1)
        return data

    def _value(self, loader: Any, place: Place) -> Any:
        event = loader.get_event()
        self._count(event, place)
        if isinstance(event, yaml.AliasEvent):
            return self._anchored(event)
        self.values[place] = _origin(self.path, event)
        data = self._content(loader, event, place)
        if event.anchor is not None:
            self._anchors[event.anchor] = data
        return data

    def _content(self, loader: Any, event: Any, place: Place) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(loader, event)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not loader.check_event(yaml.SequenceEndEvent):
                items.append(self._value(loader, (*place, len(items))))
            loader.get_event()
            return items
        return self._mapping(loader, place)

    def _mapping(self, loader: Any, place: Place) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        while not loader.check_event(yaml.MappingEndEvent):
            key, origin = self._key(loader, place)
            here = (*place, key)
            if key in data:
                self.duplicates.append(Duplicate(here, self.keys[here], origin))
            self.keys[here] = origin
            data[key] = self._value(loader, here)
        loader.get_event()
        merged = data.pop("<<", None)
        for inherited in merged if isinstance(merged, list) else [merged]:
            if isinstance(inherited, dict):
                data = {**inherited, **data}
        return data

    def _key(self, loader: Any, place: Place) -> tuple[Key, Origin]:
        event = loader.get_event()
        self._count(event, place)
        origin = _origin(self.path, event)
        if isinstance(event, yaml.AliasEvent):
            key = self._anchored(event)
        elif isinstance(event, yaml.ScalarEvent):
            key = _scalar(loader, event)
        else:
            raise SourceError(self.path, "a key is a word, not a list or a mapping", origin.line, origin.column)
        if not isinstance(key, Hashable):
            raise SourceError(self.path, "a key is a word, not a list or a mapping", origin.line, origin.column)
        return key, origin

    def _anchored(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            mark = event.start_mark
            raise SourceError(self.path, f"*{event.anchor} is used before &{event.anchor} ends", mark.line + 1, mark.column + 1)
        return self._anchors[event.anchor]

    def _count(self, event: Any, place: Place) -> None:
        self._nodes += 1
        mark = event.start_mark
        if len(place) > DEPTH:
            raise SourceError(self.path, f"nested deeper than {DEPTH} levels", mark.line + 1, mark.column + 1)
        if self._nodes > SIZE:
            raise SourceError(self.path, f"more than {SIZE} values, so not a configuration", mark.line + 1, mark.column + 1)


def _origin(path: Path, event: Any) -> Origin:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if isinstance(event, yaml.ScalarEvent) and end.line == start.line else 1
    return Origin(path, start.line + 1, start.column + 1, max(width, 1))


def _scalar(loader: Any, event: Any) -> Any:
    tag = event.tag
    if tag is None or tag == "!":
        tag = loader.resolve(yaml.ScalarNode, event.value, event.implicit)
    if tag == "tag:yaml.org,2002:merge":
        return event.value
    return loader.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark))
