"""What a user should look at in how a network in torch is quantised; none of it need be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipecheck.evidence.debug.structure import Called, Part, Review
from pipecheck.probe.quant.structure.reviews import shared
from pipecheck.qat import kinds, quantisers
from pipecheck.qat.events import Event, Watched


def reviews(module: Any, watched: Watched, called: Iterable[Called]) -> Iterator[Review]:
    """All that should be looked at."""
    for name, quantiser in quantisers.every(module).items():
        owner = name.removesuffix(f".{quantisers.ACTIVATION}")
        yield from (Review(Part(owner, str(type(quantiser))), said) for said in _of_quantiser(quantiser))
    yield from _floats(watched.events)
    yield from _outputs(watched.events)
    yield from of_calls(called)


def of_calls(called: Iterable[Called]) -> Iterator[Review]:
    """The modules whose calls one scale cannot serve."""
    yield from (Review(each.part, shared(each)) for each in called if each.differs)


def _of_quantiser(quantiser: Any) -> Iterator[str]:
    constant = quantisers.averaging(quantiser)
    if quantisers.is_fixed(quantiser):
        yield f"Fixed scale {', '.join(f'{scale:.10g}' for scale in quantisers.scales(quantiser)[:1])}"
    if constant is not None and constant != quantisers.AVERAGING:
        frozen = ": the scale is not updated" if constant == 0 else ""
        yield f"averaging_constant {constant:g}, not {quantisers.AVERAGING:g}{frozen}"
    if quantisers.is_blank(quantiser):
        yield "its observer has seen nothing, so that its scale means nothing: calibrate first"
    elif quantisers.can_round(quantiser) and not quantisers.rounds(quantiser):
        yield "its fake quantisation is switched off"


def _floats(events: Sequence[Event]) -> Iterator[Review]:
    """What computes with floats though all else is quantised; behind a convolution that is fused with it, it should."""
    told: set[str] = set()
    for event in events:
        if event.name in told or kinds.enters(event.word) or event.word in kinds.MOVING:
            continue
        if any("float" in each for each in event.inputs) and not _is_inner(event):
            told.add(event.name)
            yield Review(Part(event.name, event.kind), f"takes {', '.join(event.inputs)}: is a QuantStub missing?")


def _is_inner(event: Event) -> bool:
    """Whether *event* does something to what a convolution gives before that is rounded."""
    fitting = kinds.limits(event.word) or kinds.normalises(event.word)
    return fitting and all(kinds.multiplies(each.word) or kinds.normalises(each.word) for each in event.takes) and bool(event.takes)


def _outputs(events: Sequence[Event]) -> Iterator[Review]:
    """What multiplies could give its sums as they are: an output of it that is rounded loses that for nothing."""
    told: set[str] = set()
    for event in events:
        makers = event.takes if kinds.leaves(event.word) else (event,) if event.out else ()
        for each in makers:
            if kinds.multiplies(each.word) and each.quantiser is not None and each.name not in told:
                told.add(each.name)
                said = f"high precision output is off: what the network gives is rounded to {quantisers.dtype(each.quantiser)}"
                yield Review(Part(each.name, each.kind), said)
