"""Settings that were tried on a network, and what was found among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipecheck.probe.quant.judging.metric import Metric, merit
from pipecheck.probe.quant.method import Choice, Method
from pipecheck.probe.quant.plan import Plan, Qtype

_TIE = 1e-6
"""Merits that differ by less are the same: no log prints more digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The settings *choice*, tried: by *metric* how close every output comes to the float one, on average over the judged samples.

    *failed* says why the network could not be run with them.
    """

    choice: Choice
    metric: Metric
    outputs: Mapping[str, float]
    seconds: float
    failed: str | None = None

    @property
    def worst(self) -> float | None:
        """The figure of the output that lies farthest off; None where nothing could be judged."""
        return min(self.outputs.values(), key=lambda value: merit(self.metric, value), default=None)

    @property
    def merit(self) -> float:
        """The larger, the better."""
        worst = self.worst
        return float("-inf") if worst is None else merit(self.metric, worst)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChoice:
    """The *method*, and perhaps the *qtype*, that the calibration node of *tensor* was given.

    *figure* is how far the outputs are off where nothing else is quantised, and *before* the same with the method of all others.
    """

    tensor: str
    method: Method
    asymmetric: bool
    before: float
    figure: float
    qtype: Qtype | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The *plan* that a search came to, from the *choice* for the whole network and those for single *nodes*, among *attempts*.

    *outputs* are the figures of the outputs with it. *words* are the lines of the log. *untried* are settings for which there was no need,
    or, if *late*, no time. *judged* are the samples by which the attempts were judged; those before them that could not be read are in
    *broken*, with the reason.
    """

    choice: Choice
    plan: Plan
    outputs: Mapping[str, float]
    attempts: tuple[Attempt, ...]
    words: tuple[str, ...]
    nodes: tuple[NodeChoice, ...] = ()
    untried: tuple[Choice, ...] = ()
    late: bool = False
    judged: tuple[str, ...] = ()
    broken: Mapping[str, str] = field(default_factory=dict)


def best(attempts: Iterable[Attempt]) -> Attempt | None:
    """The attempt with the most merit; of those that are as good as each other the first, which is the simplest."""
    found: Attempt | None = None
    for each in attempts:
        if each.failed is None and (found is None or _beats(each, found)):
            found = each
    return found


def _beats(one: Attempt, other: Attempt) -> bool:
    return one.merit > other.merit and not math.isclose(one.merit, other.merit, rel_tol=_TIE)
