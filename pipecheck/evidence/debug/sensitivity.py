"""How much each place of a network costs its outputs when it is quantised, and the order that follows from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipecheck.evidence.model import Stop
from pipecheck.evidence.quant import Loss
from pipecheck.findings import Origin

Kind = Literal["node", "weight", "activation"]
Figures = Mapping[str, Mapping[str, float]]
"""By output and metric how far the one lies off, on average over samples."""


def lost(metric: str, value: float) -> float:
    """*value* of *metric* as what is lost by it: 0 where nothing is; what is no number is lost altogether."""
    if math.isnan(value):
        return math.inf
    if metric == "cosine-similarity":
        return 1.0 - value
    if metric == "sqnr":
        return math.inf if value == -math.inf else 10.0 ** (-value / 10.0)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The place *name*, as the toolchain calls it, at which the *units* of operators *op* take numbers of *qtype*.

    *macs* is how often these units multiply for one picture, and *share* what that is of the whole network; None where a size is not known.
    *figures* is what was found on so many *samples*: on all of them if it is *refined*, else on those that all places were screened on, or
    a few more.
    """

    name: str
    op: str
    qtype: str
    units: tuple[str, ...]
    macs: int | None
    share: float | None
    figures: Figures
    samples: int
    refined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The names of all places in the *order* of what they cost the *output* by *metric*, the worst first."""

    output: str
    metric: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All places of a *kind* in *model*, in the order of what each costs: the best of its ranks in the *tables*, one for each output.

    *alone*: nothing else was quantised; else everything else was, and what comes first is what helps most when it is left float. *metrics*
    are those that were measured. All places were measured on *screened* of the *samples*, the leading ones on all; *whole* is the network
    with all that is quantised in it, on the *screened* ones. *settled*: every place that may be among the first *leading* ones was measured
    on as many samples as it takes to tell. *failed* are places that cannot be run so, with the reason; *left* is how many there was no time
    for. *cache* is the limit of the bytes that were kept of the samples. *loss* is what the whole network loses on labelled pictures, where
    there are such. *explained*: an error that was found before makes the samples other than what training makes.
    """

    model: Path
    kind: Kind
    alone: bool
    places: tuple[Sensitivity, ...]
    tables: tuple[Table, ...]
    metrics: tuple[str, ...]
    whole: Figures
    samples: int
    screened: int
    leading: int
    settled: bool
    cache: int
    broken: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    left: int = 0
    stopped: Stop | None = None
    loss: Loss | None = None
    explained: bool = False
    origin: Origin | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """The names of all places, the most sensitive first."""
        return tuple(each.name for each in self.places)

    def place(self, name: str) -> Sensitivity:
        """The place *name*."""
        return next(each for each in self.places if each.name == name)
