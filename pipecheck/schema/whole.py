"""Everything that is wrong with a conversion YAML by its text: its march decides by which schema."""

from __future__ import annotations

from collections.abc import Iterable

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.guesses import close_to
from pipecheck.schema import advice, check, conflicts, counts, generation, idle, names, quant, traps
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import read
from pipecheck.schema.key import Place, Schema
from pipecheck.sources.yamldoc import Document

_MARCH = ("model_parameters", "march")


def judge(document: Document) -> tuple[Schema | None, tuple[KeyFault, ...]]:
    """The schema that *document* is read by, and its faults; without a march that says which, only the march is judged."""
    _is_conversion(document)
    schema = generation.of(document.get(*_MARCH))
    faults = list(traps.traps(document))
    if schema is None:
        return None, (*faults, _march(document))
    trapped = {fault.place for fault in faults}
    faults += [fault for fault in check.check(document, schema, generation.other(schema)) if fault.place not in trapped]
    for family in (counts.counts, conflicts.conflicts, names.names, quant.tables, advice.hints):
        inputs = read(document, schema, doubted(document, faults))
        faults += family(inputs)
    return schema, tuple(idle.graver(faults, read(document, schema, doubted(document, faults))))


def doubted(document: Document, faults: Iterable[KeyFault]) -> frozenset[Place]:
    """The keys whose values nobody should believe: those at fault, and those that are written twice."""
    twice = (duplicate.place[:2] for duplicate in document.duplicates)
    return frozenset(place for fault in faults for place in fault.doubts) | frozenset(tuple(map(str, place)) for place in twice)


def _is_conversion(document: Document) -> None:
    known = check.groups(generation.SCHEMAS[0])
    stated = document.data if isinstance(document.data, dict) else {}
    if not any(close_to(str(name), known) for name in stated):
        raise SourceError(document.path, f"not a conversion YAML: it has none of {', '.join(known[:4])}")


def _march(document: Document) -> KeyFault:
    marches = "; ".join(f"{', '.join(schema.marches)} for {schema.tool}" for schema in generation.SCHEMAS)
    march = document.get(*_MARCH)
    if not check.given(march):
        origin = document.keys.get(_MARCH[:1], Origin(document.path))
        return KeyFault(kind="missing", place=_MARCH, origin=origin, message="it decides which toolchain reads the file", hint=marches)
    message = f"march is not one that is known: {' '.join(str(march).split())[:40]}"
    return KeyFault(kind="bad value", place=_MARCH, origin=document.origin(*_MARCH), message=message, hint=marches)
