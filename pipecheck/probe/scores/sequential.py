"""When enough pictures were judged: proofs that hold although one looks again and again while they are collected."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite, log, log1p, sqrt
from typing import Literal

import numpy as np

from pipecheck.evidence.model import Goal
from pipecheck.probe.scores import figures
from pipecheck.probe.scores.chances import log_beta, log_share
from pipecheck.probe.scores.score import Judged, Score

Verdict = Literal["missed", "reached"]
RISK = 0.005
"""How often, at most, a network that has the figure is taken for one that has not, or the reverse, however often one looks."""
MARGIN = 0.02
"""Who is surely no further than this below the figure has it."""
_FEWEST = 50
_TUNED = 500
"""The proof for what is no share holds from the first of these on, and is sharpest at about the second."""


def certain(score: Score, judged: Sequence[Judged], goal: Goal, *, margin: float = MARGIN, risk: float = RISK) -> bool:
    """Whether more pictures would not change whether *goal* is reached; it may be asked after every one, if they come in random order."""
    return verdict(score, judged, goal, margin=margin, risk=risk) is not None


def verdict(score: Score, judged: Sequence[Judged], goal: Goal, *, margin: float = MARGIN, risk: float = RISK) -> Verdict | None:
    """Whether *goal* is missed for sure, or reached but for *margin*, which is a share of the goal where figures are no shares."""
    if not judged:
        return None
    sign = 1 if score.more_is_better else -1
    least = goal.value - sign * goal.rounding
    enough = least - sign * (margin if score.share else margin * abs(goal.value))
    if not (score.mean and score.share):
        return _roughly(score, judged, sign * least, sign * enough, risk)
    total, count = float(np.sum(figures.values(judged))), len(judged)
    good, least, enough = (total, least, enough) if score.more_is_better else (count - total, 1 - least, 1 - enough)
    if evidence(good, count, least) >= -log(risk):
        return "missed"
    return "reached" if evidence(count - good, count, 1 - enough) >= -log(risk) else None


def evidence(total: float, count: int, share: float) -> float:
    """The logarithm of how much values between 0 and 1 that add up to *total* speak against their mean being *share* or more.

    The mean of likelihood ratios over all smaller means. If the true mean is *share* or more it never grows on average, so the chance that
    it ever exceeds a number is one in that number (Ville's inequality).
    """
    if share <= 0 or not count:
        return -inf
    if share >= 1:
        return inf if share > 1 or total < count else -inf
    a, b = total + 1, count - total + 1
    seen = log_share(a, b, share) + log_beta(a, b) - log(share)
    return seen - total * log(share) - (count - total) * log1p(-share)


def _roughly(score: Score, judged: Sequence[Judged], least: float, enough: float, risk: float) -> Verdict | None:
    """The same for what may be any number, or is no mean: by a confidence sequence that holds for many pictures."""
    count = len(judged)
    if count < _FEWEST:
        return None
    value, spread = figures.error(score, judged)
    if not isfinite(value) or not isfinite(spread):
        return None
    value = value if score.more_is_better else -value
    tuned = -2 * log(risk) / _TUNED
    reach = spread * sqrt(2 * (count * tuned + 1) / (count * tuned) * log(sqrt(count * tuned + 1) / risk))
    return "missed" if value + reach < least else "reached" if value - reach > enough else None
