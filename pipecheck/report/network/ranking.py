"""Which preprocessing a network wants, in words: the ranking, what cannot be told apart, what the declared one is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pipecheck.evidence.model import Hypothesis, Probed
from pipecheck.report.network.accuracy import STOPPED
from pipecheck.report.words import counted, listed
from pipecheck.rules.network.figures import UNKNOWN, figure, fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A hypothesis: its *place* in the ranking, its *words*, what it scored in words and as a bar, *reach* the ends of the interval."""

    place: int
    words: str
    score: str
    part: float
    reach: tuple[float, float] | None
    count: int | None
    tied: bool
    declared: bool

    @property
    def marks(self) -> str:
        """`tied, declared`."""
        return ", ".join(word for word, there in (("tied", self.tied), ("declared", self.declared)) if there)


def title(each: Probed) -> str:
    """`preprocessing that model.onnx wants, by 60 pictures of data/val`."""
    return f"preprocessing that {each.model.name} wants, by {counted(each.count, 'picture')} of {each.folder}"


def summary(each: Probed) -> str:
    """The best one, how it stands to the declared one, and how much was tried."""
    if not each.ranking:
        return f"no hypothesis could be run, {each.tried} were to be tried"
    best = each.ranking[0]
    said = [f"{best.words}{f' ({_scored(best)})' if _scored(best) else ''}", stands(each), _effort(each)]
    return "; ".join(filter(None, said))


def stands(each: Probed) -> str:
    """How the best one stands to the declared one, or to the next."""
    declared = declares(each)
    if not each.ranking:
        return ""
    if declared is None:
        return _beside(each)
    if declared is each.ranking[0]:
        return "the declared one"
    if declared.tied:
        return "the declared one cannot be told from it"
    return f"{_ahead(each)} the declared one"


def _beside(each: Probed) -> str:
    """How the best one stands to the others, where none is declared."""
    tied = f"tied with {counted(each.ties, 'other')}" if each.ties else ""
    if each.lead is None:
        return tied
    clearly = f"{_ahead(each)} the {'rest' if tied else 'next'}" if sure(each) else f"not clearly ahead of the {'rest' if tied else 'next'}"
    return ", ".join(filter(None, (tied, clearly)))


def declares(each: Probed) -> Hypothesis | None:
    """The hypothesis that is what the project says."""
    return next((one for one in each.ranking if one.declared), None)


def sure(each: Probed) -> bool:
    """Whether the best one leads by more than chance does."""
    return each.bound is not None and each.bound > 0


def _ahead(each: Probed) -> str:
    """`12.4 points (at least 5.1) ahead of`."""
    best = each.ranking[0].score if each.ranking else None
    if each.lead is None or not math.isfinite(each.lead):
        return "ahead of"
    scale, unit = (100.0, " points") if best is not None and best.share else (1.0, "" if best is None else f" of {best.metric}")
    behind = 1 if scale > 1 else 2
    least = "" if each.bound is None or not sure(each) else f" (at least {fixed(scale * each.bound, behind)})"
    chance = "" if sure(each) else ", perhaps by chance,"
    return f"{fixed(scale * each.lead, behind)}{unit}{least}{chance} ahead of"


def _effort(each: Probed) -> str:
    said = f"{counted(each.tried, 'hypothesis') if each.tried == 1 else f'{each.tried} hypotheses'} tried in {counted(each.runs, 'run')}"
    return f"{said}; stopped: {STOPPED[each.stopped]}" if each.stopped == "time" else said


def _scored(one: Hypothesis) -> str:
    if one.score is not None:
        return f"{one.score.metric} {figure(one.score)}"
    return "" if one.signal is None else f"signal {fixed(one.signal, 2)}"


def details(each: Probed) -> Iterator[str]:
    """What cannot be told apart or decided, and how much the evidence weighs."""
    if not each.labelled and each.ranking:
        yield "without labels: by what the outputs look like, which is weaker evidence"
    if (more := each.ties - sum(one.tied for one in each.ranking)) > 0:
        yield f"{more} more {'is' if more == 1 else 'are'} tied with the best one"
    if each.open:
        yield f"these pictures cannot decide: {listed(each.open)}"


def rows(each: Probed, most: int) -> tuple[Row | int, ...]:
    """The first of the ranking, how many are left out, and the declared one wherever it stands."""
    best = max(map(_height, each.ranking), default=0.0)
    every = [_row(place, one, best) for place, one in enumerate(each.ranking, 1)]
    first, rest = every[:most], every[most:]
    late = next((row for row in rest if row.declared), None)
    if late is None:
        return (*first, len(rest)) if rest else tuple(first)
    between, after = late.place - 1 - most, len(every) - late.place
    return (*first, *([between] if between else []), late, *([after] if after else []))


def _row(place: int, one: Hypothesis, most: float) -> Row:
    score, value = one.score, _value(one)
    known = score is not None and math.isfinite(score.low) and math.isfinite(score.high)
    return Row(
        place=place,
        words=one.words,
        score=figure(score) if score is not None else UNKNOWN if one.signal is None else fixed(one.signal, 2),
        part=_part(value, most),
        reach=(_part(score.low, most), _part(score.high, most)) if score is not None and known else None,
        count=None if score is None else score.count,
        tied=one.tied and place > 1,
        declared=one.declared,
    )


def _value(one: Hypothesis) -> float:
    value = one.score.value if one.score is not None else one.signal
    return value if value is not None and math.isfinite(value) else 0.0


def _height(one: Hypothesis) -> float:
    """What a bar of this one needs, its interval included."""
    high = one.score.high if one.score is not None else math.nan
    return max(_value(one), high if math.isfinite(high) else 0.0)


def _part(value: float, most: float) -> float:
    return min(max(value / most, 0.0), 1.0) if most > 0 and math.isfinite(value) else 0.0
