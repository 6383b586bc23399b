"""Live objects as the values that reading their source would give: by the names of their types and their attributes, nothing imported."""

from __future__ import annotations

from pathlib import Path

from pipecheck.findings import Origin
from pipecheck.sources.objects import libraries, plain, written
from pipecheck.sources.pycalls import Trace
from pipecheck.sources.pyvalues import Unread, Value

__all__ = ["trace", "value"]
DEPTH = 40


def trace(thing: object, name: str) -> Trace:
    """What *thing*, which goes by *name*, stands for: a library's object, a list, or what the source of a function says."""
    if libraries.kind(thing) is None and (own := written.trace(thing, f"<{name}>", value)) is not None:
        return own
    return Trace(value(thing, f"<{name}>"), (), ())


def value(thing: object, place: str, above: tuple[int, ...] = ()) -> Value:
    """What *thing* is, with *place* as its origin; *above* are the objects that hold it."""
    origin = Origin(Path(place))
    if id(thing) in above or len(above) > DEPTH:
        return Unread(type(thing).__name__, "it holds itself", origin)

    def inner(part: object, name: str) -> Value:
        return value(part, f"{place}{name}", (*above, id(thing)))

    for read in (plain.read, libraries.read, written.read):
        found = read(thing, origin, inner)
        if found is not None:
            return found
    return Unread(name(thing), "nothing is known of such objects", origin)


def name(thing: object) -> str:
    """What *thing* is called."""
    return str(getattr(thing, "__name__", None) or type(thing).__name__)
