"""What an agreement of two networks amounts to, and whom to blame where they do not agree."""

from __future__ import annotations

from typing import Literal

from pipecheck.evidence.pair import Agreement

DECIMALS = 7
"""A float has no more digits than these."""
ENOUGH = 3
"""The vendor asks for three to five decimals. The same sums in another order cost 1.4e-6 of what an output reaches, half a level of 8 bits
1e-2, weights kept as float16 1e-3 to 8e-3."""
LEVEL = 1.01
"""Inputs that differ by a level are the same: one road rounds where the other does not."""

Likeness = Literal["equal", "rounded", "halved", "different"]
"""Equal but for the rounding of floats; but for that of levels of 8 bits; but for the colors that NV12 halves; or not."""
Blamed = Literal["road", "graph", "both"]


def likeness(agreement: Agreement) -> Likeness:
    """How alike the two networks are on their roads, in the outputs that both have."""
    if not agreement.outputs:
        return "different"
    if all(output.fault is None and output.decimals >= ENOUGH for output in agreement.outputs):
        return "equal"
    if agreement.alike is None or agreement.alike < ENOUGH or agreement.parting is not None or agreement.inputs is None:
        return "different"
    if agreement.halved:
        return "halved"
    return "rounded" if agreement.inputs <= LEVEL else "different"


def blamed(agreement: Agreement) -> Blamed | None:
    """What makes the networks differ: what they get, what they do with it, or both; None where they do not, or it is not known."""
    if likeness(agreement) != "different":
        return None
    road = agreement.parting is not None or (agreement.inputs is not None and agreement.inputs > LEVEL and not agreement.halved)
    graph = agreement.part is not None or not agreement.outputs or (agreement.alike is not None and agreement.alike < ENOUGH)
    match road, graph:
        case True, True:
            return "both"
        case True, False:
            return "road"
        case False, True:
            return "graph"
        case _:
            return None
