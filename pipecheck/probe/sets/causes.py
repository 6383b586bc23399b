"""What sets calibration pictures apart from those of training, each cause told once: by single pictures, or as a shift of them all."""

from __future__ import annotations

import numpy as np

from pipecheck.evidence.calibration import Odd, Oddity, Quantity, Shift
from pipecheck.probe.sets import oddities, shift
from pipecheck.probe.sets.survey import Survey

_LIGHT: frozenset[Quantity] = frozenset({"brightness", "red", "green", "blue"})
_LESS: dict[Oddity, frozenset[Quantity]] = {"dark": _LIGHT, "blurred": frozenset({"sharpness"})}
_MORE: dict[Oddity, frozenset[Quantity]] = {"bright": _LIGHT}
"""Of which quantities such pictures have less, or more, than others: of a set that is shifted that way they are the far end."""


def told(here: Survey, there: Survey | None) -> tuple[tuple[Odd, ...], tuple[Shift, ...]]:
    """The exceptional pictures of *here*, and in what the others are unlike *there*, those of training.

    Where the others are darker than training as well, dark pictures are no exceptions but the far end of a dark set: the shift tells it.
    """
    odd = oddities.odd(here, there)
    if there is None:
        return odd, ()
    others = shift.shifts(here, there, odd)
    dimmed = _lit(here) < _lit(there)
    exceptions = tuple(each for each in odd if not any(_is_far_end(each.oddity, one, dimmed=dimmed) for one in others))
    return exceptions, others if len(exceptions) == len(odd) else shift.shifts(here, there, exceptions) or others


def _lit(survey: Survey) -> float:
    return float(np.median(survey.rows["luma"])) if len(survey.rows) else 0.0


def _is_far_end(oddity: Oddity, found: Shift, *, dimmed: bool) -> bool:
    """Whether pictures with *oddity* are what a set that is *found* shifted has more of: contrast is lost in the dark and in the light."""
    less = found.here < found.there
    if found.quantity == "contrast":
        return less and oddity == ("dark" if dimmed else "bright")
    return found.quantity in (_LESS if less else _MORE).get(oddity, frozenset())
