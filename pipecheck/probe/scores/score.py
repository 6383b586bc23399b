"""How one task is judged, picture by picture, and what the pictures amount to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pipecheck.evidence.model import Figure, Task
from pipecheck.sources.truth import Truth

if TYPE_CHECKING:
    from pipecheck.spec.frames import Frame
    from pipecheck_transformers.pixels import Array

Outputs: TypeAlias = "Mapping[str, Array]"
"""What a network makes of one picture, by the names of its outputs, with the axis of the batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one picture adds: *value* to the metric where that is a mean.

    *answer* is the class that the network names, *grade* between 0 and 1 how much the outputs speak for the truth (finer than *value*, for
    few pictures), *detail* whatever else `sum_up` needs.
    """

    value: float
    answer: int | None = None
    grade: float = 0.0
    detail: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a *task* is judged: *judge* takes the outputs of one picture, its truth and where the picture lies in the network's input.

    *judge* is pure and may be called by any thread; *sum_up* gives the figures of all that was judged, *metric* first. *mean*: that one is
    the mean of the pictures' values. *framed*: `judge` needs to know where the picture lies. *share*: figures lie between 0 and 1.
    *assumed* says in words what nobody states and was taken.
    """

    task: Task
    metric: str
    judge: Callable[[Outputs, Truth, Frame | None], Judged]
    sum_up: Callable[[Sequence[Judged]], tuple[Figure, ...]]
    mean: bool = True
    framed: bool = False
    share: bool = True
    more_is_better: bool = True
    drawn: Callable[[Sequence[Judged], Array], Array] | None = None
    assumed: tuple[str, ...] = ()
