"""Whether classes have their share of a set: simple statistics on counts."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pipecheck.evidence.calibration import Coverage

_CHANCE = 1e-3
"""A set of a correct project may be accused once in so many."""
_TWICE = 2.0
_PLURALS = {"class": "classes"}


def plural(title: str) -> str:
    """What several of a column called *title* are."""
    return _PLURALS.get(title, f"values of {title}")


def missed_at_random(coverage: Coverage, count: int) -> int:
    """How many classes a random choice of *count* of training's pictures misses, or fewer: by chance it is hardly ever more."""
    pictures = sum(number for _, number in coverage.trained)
    odds = [(1 - number / pictures) ** count for _, number in coverage.trained if number] if pictures else []
    return next((most for most in range(len(odds)) if _missed(most + 1, sum(odds)) < _CHANCE), len(odds))


def _missed(count: int, mean: float) -> float:
    """Chernoff's bound on the chance that *count* classes or more are missed where *mean* usually are."""
    return 1.0 if count <= mean else 0.0 if mean == 0 else math.exp(count - mean - count * math.log(count / mean))


def unfair(coverage: Coverage) -> Iterator[tuple[str, int, str]]:
    """The classes whose share is neither training's nor an even one, with their counts and what training has, the worst first."""
    shown = {name: count for name, count in coverage.counts if count}
    total = sum(shown.values())
    found = _against_training(coverage, shown, total) if coverage.trained else _alone(coverage, shown, total)
    yield from sorted(found, key=lambda each: -shown[each[0]])


def _against_training(coverage: Coverage, shown: dict[str, int], total: int) -> Iterator[tuple[str, int, str]]:
    trained = dict(coverage.trained)
    whole = sum(trained.values())
    even = 1 / len(coverage.counts)
    for name, count in shown.items():
        share = trained.get(name, 0) / whole if whole else even
        most, least = max(share, even) * _TWICE, min(share, even) / _TWICE
        if _above(count, total, most, len(shown)) or _above(total - count, total, 1 - least, len(shown)):
            yield name, count, f" ({100 * share:.2g} % of training)"


def _alone(coverage: Coverage, shown: dict[str, int], total: int) -> Iterator[tuple[str, int, str]]:
    if coverage.several or len(shown) < len("ab"):
        return
    most = 0.75 if len(shown) == len("ab") else min(0.75, max(0.5, 3 / len(coverage.counts)))
    for name, count in shown.items():
        if _above(count, total, most, len(shown)):
            yield name, count, ""


def _above(count: int, total: int, share: float, classes: int) -> bool:
    """Whether *count* of *total* is more than *share*, and so much more that chance does not explain it."""
    return share < 1 and total > 0 and count / total > share and _tail(count, total, share) < _CHANCE / classes


def _tail(count: int, total: int, share: float) -> float:
    """Chernoff's bound on the chance of so many or more."""
    seen = count / total
    if seen >= 1:
        return math.exp(total * math.log(share))
    return math.exp(-total * (seen * math.log(seen / share) + (1 - seen) * math.log((1 - seen) / (1 - share))))
