"""Plain OpenCV, Pillow, NumPy, scikit-image and torch code, followed from the reader to the tensor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipecheck.lower.picture import Picture
from pipecheck.lower.script import networks
from pipecheck.lower.script.measures.modelshapes import Shapes
from pipecheck.lower.script.unused import unused
from pipecheck.lower.script.walk import Walk, furthest
from pipecheck.sources.pycalls import Trace
from pipecheck.sources.pyvalues import Call, Constant, Items, Parameter, Table, Value, spelled
from pipecheck.spec import Decoded, Opaque, Program, Step
from pipecheck_transformers.ops import Flip

SINKS = (".tofile", "numpy.save", "numpy.copyto", "numpy.savez", "torch.save", ".save_raw", *networks.FEEDS)
"""Calls that hand a tensor on: to a calibration file, or to a network."""
_FED = ("()", ".forward", ".__call__")


def lower(trace: Trace, shapes: Shapes | None = None) -> Program:
    """The program of what *trace* returns; where it returns no picture, of what it hands on to a file or a network.

    *shapes* are those of the project's models, for scripts that ask a model for its size.
    """
    walk = Walk(shapes=shapes or {})
    picture = _found(trace.value, walk)
    if picture is None or not _is_told(picture):
        picture = _handed_on(trace.calls, walk) or picture
    if picture is None:
        return Program(Decoded(layout=None, dtype=None), (_unseen(trace),))
    return Program(picture.program.decoded, picture.program.steps, unused=unused(trace.unused, walk))


def _unseen(trace: Trace) -> Step:
    """What *trace* makes, where no picture can be found in it: what it writes or feeds, if it returns nothing."""
    returns = not isinstance(trace.value, Constant) or trace.value.value is not None
    if not returns and (made := handing(trace.calls)) is not None:
        return Step(Opaque(made.text), made.origin)
    text = "no picture is returned, saved or given to a network"
    return Step(Opaque(spelled(trace.value) or text), trace.value.origin)


def handing(calls: tuple[Call, ...]) -> Call | None:
    """The last of *calls* that writes numbers or feeds them to a network; what torch saves are mostly weights."""
    return next((call for call in reversed(calls) if _hands_on(call) and call.name != "torch.save"), None)


def _hands_on(call: Call) -> bool:
    return call.name in SINKS or (call.name in _FED and networks.is_network(call.args[0]))


def _is_told(picture: Picture) -> bool:
    """Whether anything is known of *picture*: who reads it, or what is done to it."""
    return picture.program.decoded.library is not None or any(not isinstance(step.op, Opaque) for step in picture.program.steps)


def after(value: Value, parameter: Value, picture: Picture) -> Picture | None:
    """What the body *value* of a function makes of *picture*, its *parameter*; None where that is no picture."""
    return Walk({id(parameter): picture}).picture(value)


def _found(value: Value, walk: Walk) -> Picture | None:
    """The picture that *value* is, or that is among several things."""
    match value:
        case Items(items=items):
            parts = items
        case Table(pairs=pairs):
            parts = tuple(pairs.values())
        case _:
            parts = (value,)
    found = [picture for part in parts if (picture := walk.picture(part)) is not None]
    return furthest(found) if found else None


def _handed_on(calls: tuple[Call, ...], walk: Walk) -> Picture | None:
    """The picture that is saved last or fed last to a network, unless it is a mirrored one beside its original."""
    last: Picture | None = None
    for call in reversed(calls):
        if _hands_on(call):
            receives = call.args[1:] if call.name in (*_FED, *networks.FEEDS) else call.args
            found = _found(Items(tuple(_parts((*receives, *call.kwargs.values()))), call.origin), walk)
            if found is not None and last is not None and _is_original(found, last):
                return found
            last = last or found
    return last


def _is_original(picture: Picture, mirrored: Picture) -> bool:
    """Whether *mirrored* is *picture* turned about, as networks are also asked when they are tested."""
    steps, more = picture.program.steps, mirrored.program.steps
    return steps == more[: len(steps)] and len(more) > len(steps) and all(isinstance(step.op, Flip) for step in more[len(steps) :])


def _parts(given: Iterable[Value]) -> Iterator[Value]:
    """What is handed over, lists and dictionaries taken apart."""
    for value in given:
        match value:
            case Table(pairs=pairs):
                yield from _parts(pairs.values())
            case Items(items=parts) | Call(name="dict", args=parts):
                yield from _parts(parts)
            case Parameter():
                continue
            case _:
                yield value
