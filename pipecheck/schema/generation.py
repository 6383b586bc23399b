"""Which toolchain generation a march belongs to."""

from __future__ import annotations

from pipecheck.guesses import close_to
from pipecheck.schema import hb_compile, hb_mapper
from pipecheck.schema.key import Schema

SCHEMAS: tuple[Schema, ...] = (hb_mapper.SCHEMA, hb_compile.SCHEMA)


def of(march: object) -> Schema | None:
    """The schema for *march*; a misspelled one counts for what it was meant to be, anything else for nothing."""
    word = str(march).strip().lower().replace("_", "-")
    close = close_to(word, [known for schema in SCHEMAS for known in schema.marches], cutoff=0.75)
    return next((schema for schema in SCHEMAS if close and close[0] in schema.marches), None)


def other(schema: Schema) -> Schema:
    """The schema of the other generation."""
    return hb_compile.SCHEMA if schema is hb_mapper.SCHEMA else hb_mapper.SCHEMA
