"""A YAML parser's events to plain data and the places of its parts, with limits that the library itself does not have."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipecheck.errors import SourceError
from pipecheck.findings import Origin

Key = Hashable
Place = tuple[Key, ...]
DEPTH = 60
SIZE = 200_000
LONGEST = 400
TAGS = "tag:yaml.org,2002:"
STRING, MERGE = f"{TAGS}str", f"{TAGS}merge"
_SCALARS = frozenset(TAGS + kind for kind in ("bool", "float", "int", "null", "str", "timestamp"))


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that is written twice, with the *same* value or not; YAML silently keeps the last."""

    place: Place
    first: Origin
    second: Origin
    same: bool = False


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an anchor names, how many values that is, and how many levels."""

    data: Any
    weight: int
    height: int


class Builder:
    """Walks the parser's events with limits on depth and size, which the library's own composer does not have."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[Place, Origin] = {}
        self.keys: dict[Place, Origin] = {}
        self.texts: dict[Place, str] = {}
        self.duplicates: list[Duplicate] = []
        self._anchors: dict[str, _Anchored] = {}
        self._weight = 0
        self._lowest = 0

    def document(self, loader: Any) -> Any:
        loader.get_event()  # the stream begins
        if loader.check_event(yaml.StreamEndEvent):
            return None
        loader.get_event()  # the document begins
        data = self._value(loader, ())
        loader.get_event()  # the document ends
        if not loader.check_event(yaml.StreamEndEvent):
            raise self._error(loader.peek_event(), "a second document begins; a configuration is one")
        return data

    def _value(self, loader: Any, place: Place) -> Any:
        event = loader.get_event()
        self.values[place] = _origin(self.path, event)
        if isinstance(event, yaml.AliasEvent):
            return self._anchored(event, place)
        if event.anchor is None:
            return self._content(loader, event, place)
        self._anchors.pop(event.anchor, None)
        weight, lowest, self._lowest = self._weight, self._lowest, len(place)
        data = self._content(loader, event, place)
        self._anchors[event.anchor] = _Anchored(data, self._weight - weight, self._lowest - len(place))
        self._lowest = max(lowest, self._lowest)
        return data

    def _content(self, loader: Any, event: Any, place: Place) -> Any:
        self._count(event, len(place))
        if isinstance(event, yaml.ScalarEvent):
            data = self._scalar(loader, event)
            if not isinstance(data, str):
                self.texts[place] = event.value
            return data
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(loader, event, place)
        return self._mapping(loader, event, place)

    def _sequence(self, loader: Any, start: Any, place: Place) -> list[Any]:
        self._untagged(start, "seq")
        items: list[Any] = []
        while not loader.check_event(yaml.SequenceEndEvent):
            items.append(self._value(loader, (*place, len(items))))
        loader.get_event()
        return items

    def _mapping(self, loader: Any, start: Any, place: Place) -> dict[Any, Any]:
        self._untagged(start, "map")
        own: dict[Any, Any] = {}
        inherited: dict[Any, Any] = {}
        while not loader.check_event(yaml.MappingEndEvent):
            if _tag(loader, loader.peek_event()) == MERGE:
                inherited.update(self._merged(loader, place))
                continue
            key, origin = self._key(loader, place)
            here = (*place, key)
            first, before = self.keys.get(here), own.get(key)
            self.keys[here] = origin
            own[key], again = self._value(loader, here), key in own
            if again and first is not None:
                self.duplicates.append(Duplicate(here, first, origin, same=own[key] == before))
        loader.get_event()
        return {**inherited, **own}

    def _merged(self, loader: Any, place: Place) -> dict[Any, Any]:
        """The keys that `<<` brings; they stand where it does."""
        event, here = loader.get_event(), (*place, "<<")
        self.keys[here] = _origin(self.path, event)
        given = self._value(loader, here)
        merged: dict[Any, Any] = {}
        for mapping in given if isinstance(given, list) else [given]:
            if not isinstance(mapping, dict):
                raise self._error(event, "<< takes a mapping, or a list of mappings")
            self._count(event, len(place), len(mapping))
            merged = {**mapping, **merged}
        for key in merged:
            self.values.setdefault((*place, key), self.values[here])
        return merged

    def _key(self, loader: Any, place: Place) -> tuple[Key, Origin]:
        event = loader.get_event()
        if isinstance(event, yaml.AliasEvent):
            key = self._anchored(event, place)
        elif isinstance(event, yaml.ScalarEvent):
            self._count(event, len(place))
            key = self._scalar(loader, event)
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(key, _weight(event), 0)
        else:
            key = []
        if not isinstance(key, Hashable):
            raise self._error(event, "a key is a word, not a list or a mapping")
        return key, _origin(self.path, event)

    def _anchored(self, event: Any, place: Place) -> Any:
        """What an alias stands for, counted as if it were written out."""
        if event.anchor not in self._anchors:
            raise self._error(event, f"*{event.anchor} is used before &{event.anchor} ends")
        found = self._anchors[event.anchor]
        self._count(event, len(place) + found.height, found.weight)
        return found.data

    def _scalar(self, loader: Any, event: Any) -> Any:
        tag = _tag(loader, event)
        if tag == MERGE:
            return event.value
        if tag not in _SCALARS:
            raise self._error(event, f"the tag {tag} is not one for a value of a configuration")
        if tag != STRING and len(event.value) > LONGEST:
            raise self._error(event, f"a value of {len(event.value)} characters that is not text")
        try:
            return loader.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark))
        except (ValueError, ArithmeticError, LookupError, AttributeError) as e:  # a date of month 13, `!!bool maybe`
            raise self._error(event, f"not a {tag.rpartition(':')[2]}: {event.value!r}") from e

    def _untagged(self, event: Any, own: str) -> None:
        if event.tag not in (None, "!", TAGS + own):
            raise self._error(event, f"the tag {event.tag} is not one for a part of a configuration")

    def _count(self, event: Any, depth: int, weight: int | None = None) -> None:
        self._weight += _weight(event) if weight is None else weight
        self._lowest = max(self._lowest, depth)
        if depth > DEPTH:
            raise self._error(event, f"nested deeper than {DEPTH} levels")
        if self._weight > SIZE:
            raise self._error(event, f"more than {SIZE} values, so not a configuration")

    def _error(self, event: Any, reason: str) -> SourceError:
        return SourceError(self.path, reason, event.start_mark.line + 1, event.start_mark.column + 1)


def _weight(event: Any) -> int:
    """One, and one more for every hundred letters: an alias of a long text must not come for nothing."""
    return 1 + len(event.value) // 100 if isinstance(event, yaml.ScalarEvent) else 1


def _origin(path: Path, event: Any) -> Origin:
    start, end = event.start_mark, event.end_mark
    one_line = isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) and end.line == start.line
    return Origin(path, start.line + 1, start.column + 1, max(end.column - start.column, 1) if one_line else 1)


def _tag(loader: Any, event: Any) -> str | None:
    if not isinstance(event, yaml.ScalarEvent):
        return None
    tag: str = event.tag if event.tag not in (None, "!") else loader.resolve(yaml.ScalarNode, event.value, event.implicit)
    return tag
