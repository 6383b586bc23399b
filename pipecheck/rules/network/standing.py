"""How what was measured stands to what it should be: the judgements that rules and reports share."""

from __future__ import annotations

import math
from typing import Literal

from pipecheck.evidence.model import Accuracy, Agreement

Standing = Literal["within", "doubtful", "below", "above"]
Unity = Literal["agree", "rounded", "part"]
DOUBT = 0.01
"""A loss that comes by chance as often as this is no finding."""
DECIMALS = 3
"""Agreement to three to five decimals is what the toolchain's own advice asks for."""
LEVEL = 1.0
"""Inputs this far apart, in levels of 8 bits, were rounded to bytes on the way, and no more."""
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


def unity(agreement: Agreement) -> Unity | None:
    """Whether two models agree, are apart by no more than the rounding of their inputs, or part; None where nothing was compared."""
    if agreement.part is not None:
        return "part"
    if not agreement.outputs or not agreement.count:
        return None
    if all(gap.decimals >= DECIMALS for gap in agreement.outputs):
        return "agree"
    return "rounded" if agreement.inputs is not None and agreement.inputs <= LEVEL else "part"
