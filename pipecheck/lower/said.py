"""What a configuration, or a call, says by key: plain values, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipecheck.findings import Origin
from pipecheck.lower.arguments import NotReadError
from pipecheck.sources.pyvalues import WIDTH, Call, Constant, Items, Reference, Table, Value, spelled
from pipecheck.sources.yamldoc import Document


@dataclass(frozen=True, slots=True)
class Said:
    """The *values* by key, lists as tuples and what is not plain as it was read; *origin* is the place of the whole."""

    values: Mapping[str, Any]
    origin: Origin
    places: Mapping[str, Origin] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Whether *key* is there and not null."""
        return self.values.get(key) is not None

    def place(self, *keys: str) -> Origin:
        """Where the first of *keys* that is there stands."""
        return next((self.places[key] for key in keys if key in self.places), self.origin)

    def text(self, *keys: str) -> str:
        """*keys* as they are set."""
        return ", ".join(f"{key}: {_told(self.values[key])}" for key in keys if key in self.values)[:WIDTH]

    def updated(self, other: Said) -> Said:
        """This with what *other* says instead."""
        return replace(self, values={**self.values, **other.values}, places={**self.places, **other.places})


def at(document: Document, *place: Any) -> Said:
    """What the mapping at *place* of *document* says; nothing where there is none."""
    here = document.data
    for key in place:
        here = here[key]
    given = here if isinstance(here, dict) else {}
    keys = {key: found for key in given if (found := document.keys.get((*place, key)))}
    return Said({str(key): frozen(value) for key, value in given.items()}, document.origin(*place), keys)


def by(call: Call, names: tuple[str, ...] = ()) -> Said:
    """What the arguments of *call* say; *names* are those that have a position."""
    if len(call.args) > len(names):
        raise NotReadError(f"{call.name} takes {len(names)} positional arguments")
    given: dict[str, Value] = {**dict(zip(names, call.args, strict=False)), **call.kwargs}
    return Said(
        {key: loose(value) for key, value in given.items()}, call.origin, {key: _place(value, call) for key, value in given.items()}
    )


def _place(value: Value, call: Call) -> Origin:
    """Where the argument *value* stands in *call*; a constant that was named before is right where it was named."""
    here, whole = value.origin, call.origin
    inside = here.path == whole.path and (here.line or 0) >= (whole.line or 0)
    return here if inside else whole


def loose(value: Value) -> Any:
    """*value* as Python data; parts that are not plain stay what they are."""
    match value:
        case Constant(value=inner):
            return inner
        case Items(items=items):
            return tuple(loose(item) for item in items)
        case Table(pairs=pairs):
            return {key: loose(inner) for key, inner in pairs.items()}
        case _:
            return value


def frozen(value: Any) -> Any:
    """*value* with its lists as tuples."""
    if isinstance(value, list):
        return tuple(frozen(part) for part in value)
    if isinstance(value, dict):
        return {key: frozen(part) for key, part in value.items()}
    return value


def flag(value: object) -> bool:
    """*value* as a truth value."""
    if not isinstance(value, bool):
        raise NotReadError(f"{_told(value)} is not true or false")
    return value


def walk(value: Value) -> Iterator[Value]:
    """*value*, or one after the other the parts of a list and the lists in it."""
    if isinstance(value, Items):
        for item in value.items:
            yield from walk(item)
    else:
        yield value


def _told(value: Any) -> str:
    return spelled(value) if isinstance(value, Call | Reference | Items | Table | Constant) else str(value)[:WIDTH]
