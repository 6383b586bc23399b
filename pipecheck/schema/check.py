"""What is wrong with the keys of a conversion YAML, each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.findings import Origin
from pipecheck.guesses import close_to
from pipecheck.schema.fault import FaultKind, KeyFault, rewrite
from pipecheck.schema.inputs import ABSENT, spelled
from pipecheck.schema.key import Key, Place, Schema
from pipecheck.schema.kinds import Word, closest, complaint
from pipecheck.sources.yamldoc import Document

_VALUES = ("norm_type", "mean_value", "scale_value", "std_value")


def check(document: Document, schema: Schema, other: Schema) -> Iterator[KeyFault]:
    """The faults of *document* by *schema*; *other* is the schema of the other generation."""
    data = document.data if isinstance(document.data, dict) else {}
    found = list(_unknown_groups(document, schema, data))
    for group in groups(schema):
        entries = data.get(group)
        if entries is not None and not isinstance(entries, dict):
            message = f"{group} is a mapping of keys to values"
            found.append(_fault("bad value", (group,), document.origin(group), message, doubts=_keys_of(schema, group)))
            continue
        for name in entries or {}:
            found += _key(document, schema, other, group, name)
    yield from found
    meant = {place for fault in found for place in fault.doubts}
    yield from (fault for fault in _missing(document, schema) if fault.place not in meant)


def groups(schema: Schema) -> list[str]:
    """The groups of keys."""
    return list(dict.fromkeys(key.group for key in schema.keys))


def given(value: Any) -> bool:
    """Whether *value* says anything: the tools take an empty text and `None` for nothing."""
    return value is not None and _unquoted(value) not in ABSENT


def per_input(value: Any) -> list[Any]:
    """What *value* says for each model input."""
    if isinstance(value, list):
        return value
    return [part.strip() for part in _unquoted(value).rstrip("; ").split(";")] if isinstance(value, str) else [value]


def _unquoted(value: Any) -> str:
    return str(value).strip().strip("'\"").strip()


def _unknown_groups(document: Document, schema: Schema, data: dict[Any, Any]) -> Iterator[KeyFault]:
    known = groups(schema)
    for name in data:
        if name not in known:
            close = close_to(str(name), [group for group in known if group not in data], cutoff=0.75)
            hint = f"did you mean {close[0]}?" if close else f"the groups are {', '.join(known)}"
            origin = document.keys.get((name,), document.origin(name))
            doubts = _keys_of(schema, close[0]) if close else ()
            message = f"{name} is not a group that {schema.tool} knows"
            yield _fault("unknown", (str(name),), origin, message, hint, guess=close[0] if close else None, doubts=doubts)


def _keys_of(schema: Schema, group: str) -> tuple[Place, ...]:
    return tuple((key.group, key.name) for key in schema.keys if key.group == group)


def _key(document: Document, schema: Schema, other: Schema, group: str, name: Any) -> Iterator[KeyFault]:
    place, origin = (group, str(name)), document.keys.get((group, name), document.origin(group, name))
    key = schema.key(group, str(name))
    if key is None:
        yield _unknown_key(schema, other, place, origin)
        return
    value = document.get(group, name)
    if not given(value):
        return
    if key.idle is not None:
        hint = f"write {key.instead} instead" if key.instead else "leave it out"
        yield _fault("idle", place, origin, f"{name} has no effect with {schema.tool}: {key.idle}", hint, doubts=())
    elif isinstance(value, list) and key.each and schema.tool == "hb_mapper":
        message = f"{name} is a text for hb_mapper, which reads the brackets of a YAML list as part of the value"
        shown = spelled(value) if key.per_channel else ";".join(map(spelled, value))
        yield _fault("bad value", place, document.origin(*place), message, f"write {name}: {shown}")
    else:
        yield from _value(document, key, value)


def _value(document: Document, key: Key, value: Any) -> Iterator[KeyFault]:
    place = (key.group, key.name)
    for part in per_input(value) if key.each else [value]:
        wrong = complaint(key.kind, part) if given(part) else None
        if wrong is None:
            continue
        origin = document.origin(*place)
        guess = closest(key.kind, part) if isinstance(key.kind, Word) else None
        fix = rewrite(origin, guess, f"write {guess}") if guess and part is value else None
        yield _fault("bad value", place, origin, f"{key.name} {wrong}{_instead_of(part, wrong)}", guess=guess, fix=fix)
        return


def _instead_of(part: Any, wrong: str) -> str:
    shown = " ".join(str(part).split())
    return "" if ", not " in wrong else f", not {shown[:40]}{'…' if len(shown) > 40 else ''}"


def _unknown_key(schema: Schema, other: Schema, place: Place, origin: Origin) -> KeyFault:
    group, name = place
    if other.key(group, name) is not None:
        doubts = tuple((group, value) for value in _VALUES) if name in _VALUES else ()
        message = f"{name} is a key of {other.tool}, and march says {schema.tool}"
        return _fault("other generation", place, origin, message, doubts=doubts)
    elsewhere = next((key.group for key in schema.keys if key.name == name), None)
    if elsewhere is not None:
        message = f"{name} is not a key of {group}"
        return _fault("unknown", place, origin, message, f"it belongs to {elsewhere}", guess=name, doubts=((elsewhere, name),))
    close = close_to(name, [key.name for key in schema.keys if key.group == group], cutoff=0.75)
    hint, doubts = (f"did you mean {close[0]}?", ((group, close[0]),)) if close else (None, ())
    return _fault(
        "unknown", place, origin, f"{name} is not a key that {schema.tool} knows", hint, guess=close[0] if close else None, doubts=doubts
    )


def _missing(document: Document, schema: Schema) -> Iterator[KeyFault]:
    for key in schema.keys:
        if key.required and not given(document.get(key.group, key.name)):
            origin = document.keys.get((key.group,), Origin(document.path))
            yield _fault("missing", (key.group, key.name), origin, f"{schema.tool} does not build without")


def _fault(kind: FaultKind, place: Place, origin: Origin, message: str, hint: str | None = None, **more: Any) -> KeyFault:
    return KeyFault(kind=kind, place=place, origin=origin, message=message, hint=hint, **{"doubts": (place,), **more})
