"""What YAML reads otherwise than it was meant, and templates that were never filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.schema import generation
from pipecheck.schema.fault import KeyFault, rewrite
from pipecheck.schema.kinds import Decimal, Table, Text
from pipecheck.sources import placeholders
from pipecheck.sources.yamldoc import Document

_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?")
_FLOAT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")
_TABLES = frozenset(key.name for schema in generation.SCHEMAS for key in schema.keys if isinstance(key.kind, Table))
_TEXTS = frozenset(key.name for schema in generation.SCHEMAS for key in schema.keys if isinstance(key.kind, Text))
_DECIMALS = frozenset(key.name for schema in generation.SCHEMAS for key in schema.keys if isinstance(key.kind, Decimal))


def traps(document: Document) -> Iterator[KeyFault]:
    """The values and keys that YAML turns into something else."""
    _filled_in(document)
    yield from _keys(document)
    for place, origin in document.values.items():
        if len(place) >= 2 and (found := _trap(document, place, origin)) is not None:
            yield found


def _filled_in(document: Document) -> None:
    """Refuses a template: a value that still waits to be filled in."""
    for place, origin in document.values.items():
        value = document.get(*place) if place and len(place) <= 2 else None
        if isinstance(value, str) and (found := placeholders.find(value)):
            raise SourceError(document.path, placeholders.message(found), origin.line, origin.column)


def _keys(document: Document) -> Iterator[KeyFault]:
    """`ON:` without quotes is the truth value True."""
    for place, origin in document.keys.items():
        if len(place) > 2 and place[1] in _TABLES and isinstance(place[-1], bool):
            said = "ON" if place[-1] else "OFF"
            message = f"{said} without quotes is a key that YAML reads as {place[-1]}, so it is not there under its name"
            fix = rewrite(origin, f"'{said}'", f"write '{said}'")
            yield KeyFault(kind="trap", place=tuple(map(str, place)), origin=origin, message=message, hint=f"write '{said}'", fix=fix)


def _trap(document: Document, place: tuple[Any, ...], origin: Origin) -> KeyFault | None:
    value, text = document.get(*place), document.texts.get(place, "")
    name, nested = str(place[1]), len(place) > 2
    if isinstance(value, bool) and name in _TEXTS:
        return _written(place, origin, text, f"{text} without quotes is a truth value to YAML, {value}")
    if isinstance(value, int) and not isinstance(value, bool) and _OCTAL.fullmatch(text):
        return _written(place, origin, text, f"{text} begins with a zero, so YAML counts in eights and reads {value}")
    if isinstance(value, int | float) and _SEXAGESIMAL.fullmatch(text):
        return _written(place, origin, text, f"{text} is a time to YAML, which reads {value}")
    if isinstance(value, str) and _FLOAT.fullmatch(value) and (nested or name in _DECIMALS) and name in (*_TABLES, *_DECIMALS):
        message = f"{value} is a text to YAML: a number with an exponent needs a point and a sign"
        return KeyFault(
            kind="trap", place=tuple(map(str, place)), origin=origin, message=message, hint=f"write {float(value):.10f}".rstrip("0")
        )
    return None


def _written(place: tuple[Any, ...], origin: Origin, text: str, message: str) -> KeyFault:
    fix = rewrite(origin, f"'{text}'", f"write '{text}'")
    where = tuple(map(str, place))
    return KeyFault(kind="trap", place=where, origin=origin, message=message, hint=f"write '{text}'", doubts=(where[:2],), fix=fix)
