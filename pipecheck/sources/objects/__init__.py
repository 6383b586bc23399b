"""Live objects as the values that reading their source would give: by the names of their types and their attributes, nothing imported."""

from __future__ import annotations

from pathlib import Path

from pipecheck.findings import Origin
from pipecheck.sources.objects import libraries, plain, written
from pipecheck.sources.pycalls import Trace
from pipecheck.sources.pyvalues import Call, Parameter, Reference, Unread, Value

__all__ = ["trace", "value"]
DEPTH = 40


def trace(thing: object, name: str) -> Trace:
    """What *thing*, which goes by *name*, makes of a picture: by the attributes of a library's object, or the source of a function."""
    place = f"<{name}>"
    if libraries.kind(thing) is None and (own := written.trace(thing, place, value)) is not None:
        return own
    made = value(thing, place)
    match made:
        case Call(name="lambda", args=(_, body)):
            made = body
        case Reference(name=function, origin=origin):
            made = Call(function, (Parameter("picture", origin),), {}, origin, function)
        case _:
            pass
    return Trace(made, (), ())


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
