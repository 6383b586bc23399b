"""What happens in a network that runs: every call of a module or function, what it takes from which other one, and what comes out."""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipecheck.qat import batches, kinds, quantisers

See = Callable[["Event", Any], None]
"""Takes an event, and the tensor that came out; again where that is rounded afterwards."""
FUNCTION = "function"


@dataclass(slots=True, kw_only=True, eq=False)
class Event:
    """One call of the module *name*, or of a function there, of the class *kind*; in short it is called *word*.

    *takes* are the events that made what goes in, *inputs* and *outputs* the number types. *given* counts who takes the first output,
    *out* is whether the network gives it. *quantiser* rounds it, where something does. *arguments* are the shapes of what goes in. One that
    *passes* gives the very tensor that it takes.
    """

    name: str
    kind: str
    word: str
    module: Any = None
    takes: tuple[Event, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    arguments: tuple[tuple[int, ...], ...] = ()
    shape: tuple[int, ...] = ()
    quantiser: Any = None
    given: int = 0
    out: bool = False
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """The *events* of one run in their order, how often every leaf was called, by name, and what came out."""

    events: tuple[Event, ...]
    called: dict[str, int]
    result: Any


@dataclass(frozen=True, slots=True)
class _Trace:
    """Where a tensor comes from, and the number type that it was rounded to."""

    event: Event | None
    dtype: str | None


Given = tuple[Any, _Trace | None]
"""A tensor, and where it comes from."""


@dataclass(slots=True, kw_only=True)
class Watcher:
    """What was seen so far. *within* is how deep in modules that compute themselves we are, *path* the names of the others around.

    *stored* are the parameters and buffers, by their identity: these do not flow.
    """

    see: See | None
    stored: frozenset[int]
    events: list[Event] = field(default_factory=list)
    called: Counter[str] = field(default_factory=Counter)
    made: dict[int, tuple[Any, _Trace]] = field(default_factory=dict)
    generated: Counter[str] = field(default_factory=Counter)
    path: list[str] = field(default_factory=list)
    pending: list[list[Given]] = field(default_factory=list)
    within: int = 0

    def trace(self, tensor: Any) -> _Trace | None:
        """Where *tensor* comes from; another one may have had its place in memory."""
        found = self.made.get(id(tensor))
        return found[1] if found is not None and found[0]() is tensor else None

    def keep(self, tensor: Any, trace: _Trace) -> None:
        """Remember where *tensor* comes from as long as it is there."""
        self.made[id(tensor)] = weakref.ref(tensor), trace

    def taken(self, *values: Any) -> list[Given]:
        """The tensors within *values*, each with where it comes from."""
        flowing = (tensor for value in values for _, tensor in batches.tensors(value) if id(tensor) not in self.stored)
        return [(tensor, self.trace(tensor)) for tensor in flowing]

    def add(self, event: Event, given: list[Given], result: Any) -> None:
        """Take *event*, to which all that is *given* went and which made *result*."""
        outputs = [tensor for _, tensor in batches.tensors(result)]
        if not outputs:
            return
        traces = [trace for _, trace in given if trace is not None]
        event.takes = tuple(trace.event for trace in traces if trace.event is not None)
        event.inputs = tuple(_dtype(tensor, trace) for tensor, trace in given)
        event.arguments = tuple(tuple(tensor.shape) for tensor, _ in given)
        for each in event.takes:
            each.given += 1
        event.shape = tuple(outputs[0].shape)
        event.passes = any(outputs[0] is tensor for tensor, _ in given)
        passed = next((trace.dtype for trace in traces if trace.dtype), None) if event.word in kinds.MOVING else None
        rounded = quantisers.dtype(event.quantiser) if event.quantiser is not None else passed
        event.outputs = tuple(_dtype(tensor, _Trace(None, rounded)) for tensor in outputs)
        for tensor in outputs:
            self.keep(tensor, _Trace(event, rounded))
        self.events.append(event)
        if self.see is not None:
            self.see(event, outputs[0])

    def tap(self, name: str, owner: Any, module: Any, taken: Any, result: Any) -> None:
        """Take that *module* rounds, or only watches, the tensor *taken*; *owner* is the module that it belongs to, by its name."""
        trace, rounded = self.trace(taken), quantisers.dtype(module) if quantisers.is_quantiser(module) else None
        event = trace.event if trace is not None else None
        if event is None and rounded is None:
            return
        if event is None:
            event = Event(name=name, kind=str(type(module)), word="quantize", inputs=(str(taken.dtype),), shape=tuple(taken.shape))
            self.events.append(event)
        if owner is not None and event.kind == FUNCTION:
            event.name, event.kind, event.module = owner[0], str(type(owner[1])), owner[1]
            self.called[owner[0]] += 1
        if rounded is not None:
            event.quantiser, event.outputs = module, (rounded,)
        self.keep(result, _Trace(event, rounded))
        if self.see is not None:
            self.see(event, result)


def _dtype(tensor: Any, trace: _Trace | None) -> str:
    return trace.dtype if trace is not None and trace.dtype is not None else str(tensor.dtype)
