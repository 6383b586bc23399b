"""A fault of a conversion YAML, by its text alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipecheck.findings import Confidence, Edit, Fix, Origin, Related, Severity
from pipecheck.schema.key import Place

FaultKind = Literal[
    "unknown",
    "missing",
    "bad value",
    "idle",
    "other generation",
    "count",
    "norm type",
    "conflict",
    "trap",
    "name",
    "hint",
    "quant",
    "model",
    "layout",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFault:
    """A *kind* of fault of the key at *place*, said in *message*.

    *guess* is the key or the word that was probably meant. *doubts* are the keys whose values nobody should believe from here on.
    *severity* and *confidence* are None where the rule's own apply.
    """

    kind: FaultKind
    place: Place
    origin: Origin
    message: str
    hint: str | None = None
    guess: str | None = None
    doubts: tuple[Place, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    confidence: Confidence | None = None
    fix: Fix | None = None


def rewrite(origin: Origin, text: str, title: str, *, safe: bool = False) -> Fix | None:
    """Puts *text* in the place of *origin*; None where that is not one place on one line, which has a width."""
    if origin.line is None or origin.column is None or origin.width < 2:
        return None
    return Fix(title, safe, (Edit(origin.path, origin.line, origin.column, origin.width, text),))
