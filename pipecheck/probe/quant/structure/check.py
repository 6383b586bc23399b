"""How a network is put together, as far as its quantisation suffers from that."""

from __future__ import annotations

from collections.abc import Iterable

from pipecheck.evidence.debug.structure import Fusable, Part, Structure
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.precision.said import Said
from pipecheck.probe.quant.structure import calls, listing, reviews
from pipecheck.schema.fault import KeyFault


def check(prepared: Prepared, plan: Plan, observed: Observed, *, said: Said | None = None, faults: Iterable[KeyFault] = ()) -> Structure:
    """What is to be seen of *prepared* as *plan* quantises it, the ranges of whose tensors were *observed*.

    *said* is what the configuration asks for, *faults* those of it that the network cannot be given.
    """
    called = calls.called(prepared, observed)
    return Structure(
        model=prepared.path.name,
        path=prepared.path,
        fusable=tuple(Fusable((Part(each.node, each.op),), each.cannot) for each in prepared.apart),
        called=called,
        outs=tuple(listing.outs(prepared, plan)),
        weights=tuple(listing.weights(prepared, plan)),
        reviews=tuple(reviews.reviews(prepared, plan, said, called)),
        remarks=tuple(dict.fromkeys(f"{fault.origin}: {fault.message}" for fault in faults if fault.kind == "quant")),
        own=True,
    )
