"""How an accuracy stands to the stated one: the judgement that rules and reports share."""

from __future__ import annotations

import math
from typing import Literal

from pipecheck.evidence.model import Accuracy

Standing = Literal["within", "doubtful", "below", "above"]
DOUBT = 0.01
"""A loss that comes by chance as often as this is no finding."""
_CHANCE = 0.05


def standing(accuracy: Accuracy) -> Standing | None:
    """How the figure stands to the stated one; doubtful where chance seldom does this; None where one of the two is not known."""
    goal = accuracy.expected
    if goal is None or not accuracy.figures or not accuracy.run or not math.isfinite(accuracy.figure.value):
        return None
    worse, better = _ends(accuracy)
    if accuracy.chance is not None and math.isfinite(accuracy.chance):
        if accuracy.chance < _CHANCE:
            return "below" if accuracy.chance < DOUBT else "doubtful"
    elif better < -goal.rounding:
        return "doubtful"
    return "above" if worse > goal.rounding else "within"


def _ends(accuracy: Accuracy) -> tuple[float, float]:
    """How much better than expected the figure is at its worse end, and at its better one."""
    found, expected = accuracy.figure, accuracy.expected.value if accuracy.expected else math.nan
    ends = (found.low - expected, found.high - expected)
    return ends if found.more_is_better else (-ends[1], -ends[0])
