"""Which chapter of the vendor's advice on lost accuracy applies, and what to run next.

The vendor counts what is left of the float model's figure, `0.71138 (90.29%)` of 0.78788, and asks for 99 %: so a loss here is a share
of the float figure and no difference in points. Above 4 % it is the pipeline or the configuration, from 1.5 to 3 % it is tuning. Between
the two the cheaper question comes first, and below 1.5 % there is no chapter. All of it holds only where the float model itself is right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipecheck.evidence.model import Accuracy
from pipecheck.findings import Finding, Severity
from pipecheck.report.network.accuracy import missed
from pipecheck.report.order import heaviest
from pipecheck.report.words import listed
from pipecheck.rules.network.figures import figure, fixed
from pipecheck.rules.network.standing import standing
from pipecheck.rules.network.words import goal

Chapter = Literal["float", "pipeline", "between", "tuning", "fine", "gain", "unknown"]
GRAVE, SMALL, LEAST = 0.04, 0.03, 0.015
"""Above the first it is the pipeline or the configuration; from the last to the second it is tuning."""
_GAIN = -0.01
"""More than this is gained by no quantisation: the two figures were measured in two ways."""
_FAMILIES = ("PC1", "PC2", "PC3", "PC4", "PC513", "PC514", "PC515", "PC6")
"""What is wrong with pictures, configurations and calibration sets; PC7 are symptoms of it."""
_NAMED = 3
_TUNING = (
    "calibration_type: default first, then mix, kl or max with another max_percentile, per_channel, more or other calibration pictures, "
    "at most the last operators on the CPU"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The *chapter* that applies, in a *sentence*, and the *command* to run next; the *loss* as a share of the float figure."""

    chapter: Chapter
    sentence: str
    command: str | None = None
    loss: float | None = None


def triage(accuracy: Accuracy, findings: Sequence[Finding], *, compared: bool = False, cause: str | None = None) -> Triage | None:
    """What to do about the loss of quantisation, None where nobody states the quantised figure.

    *compared*: the roads of calibration and runtime were looked at. *cause* is what was measured to cost the float model most.
    """
    if accuracy.quantized is None:
        return None
    if standing(accuracy) == "below":
        return _wrong(accuracy, findings, cause)
    lost = loss(accuracy)
    if lost is None:
        stated = f"a quantised figure of {goal(accuracy.quantized)} is stated"
        return Triage(chapter="unknown", sentence=f"{stated}, and no float figure is known to hold it against")
    culprits = _culprits(findings)
    chapter = _chapter(lost)
    said = f"{_lost(accuracy, lost)}{_advice(chapter, culprits, lost)}{_reservation(accuracy, chapter)}"
    return Triage(chapter=chapter, sentence=said, command=_next(chapter, culprits, compared=compared), loss=lost)


def loss(accuracy: Accuracy) -> float | None:
    """What quantisation loses, as a share of the float figure: of the stated one, else of the measured one."""
    before, after = _float(accuracy), accuracy.quantized
    if before is None or after is None or not math.isfinite(after.value):
        return None
    return _share(before, after.value, better=_more(accuracy))


def _share(before: float, after: float, *, better: bool) -> float | None:
    if not (math.isfinite(before) and before > 0):
        return None
    return round((before - after if better else after - before) / before, 9)


def _more(accuracy: Accuracy) -> bool:
    return accuracy.figure.more_is_better if accuracy.figures else True


def _float(accuracy: Accuracy) -> float | None:
    """The stated figure was measured like the quantised one, on all pictures; ours may be of a part of them."""
    if accuracy.expected is not None:
        return accuracy.expected.value
    return accuracy.figure.value if accuracy.figures and accuracy.run else None


def _chapter(lost: float) -> Chapter:
    if lost > GRAVE:
        return "pipeline"
    if lost > SMALL:
        return "between"
    if lost >= LEAST:
        return "tuning"
    return "gain" if lost < _GAIN else "fine"


def _wrong(accuracy: Accuracy, findings: Sequence[Finding], cause: str | None) -> Triage:
    """The float model is wrong already: neither chapter applies."""
    culprits = [finding for finding in _culprits(findings) if not finding.roads or "evaluation" in finding.roads]
    found = f" ({_codes(culprits)})" if culprits else f" ({cause})" if cause else ""
    own = "; the code that counts is a suspect too (PC706)" if any(finding.code == "PC706" for finding in findings) else ""
    said = f"the float model itself is wrong ({missed(accuracy)}): no tuning brings that back, mend the pipeline first{found}{own}"
    command = _explain(culprits) or ("pipecheck check" if cause else "pipecheck model --probe")
    return Triage(chapter="float", sentence=said, command=command, loss=loss(accuracy))


def _culprits(findings: Sequence[Finding]) -> list[Finding]:
    """What may be to blame: not what was measured to cost nothing."""
    grave = (finding for finding in findings if finding.code.startswith(_FAMILIES) and finding.severity >= Severity.WARNING)
    return [finding for finding in grave if finding.cost is None or finding.cost > 0]


def _codes(culprits: Sequence[Finding]) -> str:
    codes = list(dict.fromkeys(finding.code for finding in sorted(culprits, key=lambda finding: -finding.severity)))
    return listed(codes if len(codes) <= _NAMED else [*codes[:_NAMED], f"{len(codes) - _NAMED} more"])


def _explain(culprits: Sequence[Finding]) -> str | None:
    worst = heaviest(culprits)
    return f"pipecheck explain {worst.code}" if worst else None


def _lost(accuracy: Accuracy, lost: float) -> str:
    """`quantisation loses 9.7 % (0.7114 against 0.7879)`, with the range that an uncertain float figure leaves."""
    stated = goal(accuracy.quantized) if accuracy.quantized else ""
    before = goal(accuracy.expected) if accuracy.expected else figure(accuracy.figure)
    verb = "gains" if lost < 0 else "loses"
    ends = _ends(accuracy)
    between = "" if ends is None else f", between {_percent(ends[0])} and {_percent(ends[1])}"
    return f"quantisation {verb} {_percent(abs(lost))} ({stated} against {before}{between})"


def _ends(accuracy: Accuracy) -> tuple[float, float] | None:
    """The least and the most that may be lost, where the float figure is measured and they belong to two chapters."""
    if accuracy.expected is not None or accuracy.quantized is None:
        return None
    both = [_share(end, accuracy.quantized.value, better=_more(accuracy)) for end in (accuracy.figure.low, accuracy.figure.high)]
    known = sorted(end for end in both if end is not None)
    return (known[0], known[1]) if len(known) == len(both) and _chapter(known[0]) != _chapter(known[1]) else None


def _percent(share: float) -> str:
    """With a digit more where one would round it to a border of chapters."""
    behind = 2 if round(share, 3) in (GRAVE, SMALL, LEAST) else 1
    return f"{fixed(100 * share, behind)} %"


def _advice(chapter: Chapter, culprits: Sequence[Finding], lost: float) -> str:
    found = f"; found: {_codes(culprits)}" if culprits else "; nothing is found there so far"
    match chapter:
        case "pipeline":
            return f", above {100 * GRAVE:g} %: that is the pipeline or the configuration, and no matter of tuning{found}"
        case "between":
            return f", between {100 * SMALL:g} and {100 * GRAVE:g} %: rule out the pipeline and the configuration first, then tune{found}"
        case "tuning":
            first = f" when {_codes(culprits)} {'is' if len(culprits) == 1 else 'are'} mended" if culprits else ""
            return f", from {100 * LEAST:g} to {100 * SMALL:g} %: that is tuning{first}: {_TUNING}"
        case "gain":
            return ": no quantisation does that, so the two figures were hardly measured in the same way"
        case _:
            return f", below {100 * LEAST:g} %: {'that is usual' if lost > 0 else 'nothing is lost'}"


def _reservation(accuracy: Accuracy, chapter: Chapter) -> str:
    if accuracy.expected is not None or chapter in ("fine", "gain"):
        return ""
    return "; nothing says whether the float model is right: state `expected` in [evaluation]"


def _next(chapter: Chapter, culprits: Sequence[Finding], *, compared: bool) -> str | None:
    if chapter not in ("pipeline", "between", "tuning"):
        return None
    return _explain(culprits) or ("pipecheck calibration" if compared or chapter == "tuning" else "pipecheck check")
