"""The cheapest number types with which a network reaches its target, and how they were found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipecheck.evidence.debug.partial import Target
from pipecheck.evidence.model import Stop

Branch = Literal["int8", "int16", "int16-ec", "float16", "float32", "none"]
"""The cheapest type that reaches the target when all nodes have it, which decides what is mixed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The network in *base* with the *nodes* in types of their own, tried in one *stage* of the search.

    By output and metric it lies so far off, *accuracy* is what it has left, and it has *reached* the target or not; *failed* says why it
    could not be run. *macs* is the share of all multiplications that is computed in more than int8.
    """

    stage: str
    base: str
    nodes: Mapping[str, str]
    macs: float
    outputs: Mapping[str, Mapping[str, float]]
    accuracy: float | None
    reached: bool
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """A *node* of operator *op* that takes *qtype*, and which *share* of all multiplications it makes."""

    node: str
    op: str
    qtype: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """What a search for mixed precision came to.

    *branch* was taken, for the reasons in *words*. *raised* are the nodes in more than int8, in the order of computation, those alone that
    the search chose. *chosen* is the trial with exactly these, and in its base all others, which is what is to be expected. *accuracy* is
    that of the float network. *fixed* are nodes of which the configuration speaks itself: nothing was changed there.
    """

    model: Path
    branch: Branch
    words: tuple[str, ...]
    raised: tuple[Raised, ...]
    chosen: Trial
    trials: tuple[Trial, ...]
    target: Target
    metrics: Mapping[str, str]
    accuracy: float | None
    samples: int
    fixed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    stopped: Stop | None = None
