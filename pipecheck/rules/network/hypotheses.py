"""PC703: the network wants another preprocessing than the project says."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.model import Hypothesis, Probed
from pipecheck.findings import Confidence, Origin, Problem, Severity
from pipecheck.rules.network import words
from pipecheck.rules.network.figures import figure
from pipecheck.rules.rule import rule


@rule("PC703", Severity.ERROR, on=Probed, confidence=Confidence.LIKELY)
def other_preprocessing_fits(probed: Probed) -> Iterator[Problem]:
    """The network answers clearly better when its pictures are made in another way than the project says.

    A network knows what it was trained on. Fed with red and blue swapped, or with other constants, it is less often right; of hundreds
    of ways to make a tensor of a picture, the one of training stands out. Without labels, only what the outputs themselves say is left,
    and that is weaker evidence.

    Compare the aspects in which the two differ with the code that trained the network.

    Bad:
        cv2.imread(path)                                       # top1 0.68
        # RGB would have 0.84

    Good:
        cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)      # top1 0.84
    """
    declared = next((each for each in probed.ranking if each.declared), None)
    if declared is None or probed.explained or declared is probed.ranking[0] or declared.tied:
        return
    if probed.bound is None or probed.bound <= 0:
        return
    best = probed.ranking[0]
    change = _change(best, declared)
    message = f"{probed.model.name} wants {change}: {_figures(best, declared)} on {words.pictures(probed.count)}"
    yield Problem(
        message,
        probed.origin or Origin(probed.model),
        hint=f"compare with the code that trained it; the chain that fits best: {best.words}",
        severity=None if probed.labelled else Severity.WARNING,
        confidence=None if probed.labelled else Confidence.POSSIBLE,
        evidence={"best": best.words, "declared": declared.words, "lead": probed.lead, "bound": probed.bound, "chain": best.chain},
    )


def _change(best: Hypothesis, declared: Hypothesis) -> str:
    """The aspects in which the best differs from what is declared."""
    before = dict(declared.parts)
    apart = [f"{part} instead of {before[aspect]}" for aspect, part in best.parts if before.get(aspect, part) != part]
    return ", ".join(apart) or best.words


def _figures(best: Hypothesis, declared: Hypothesis) -> str:
    if best.score is not None and declared.score is not None:
        return f"{best.score.metric} {figure(best.score)} instead of {figure(declared.score)}"
    return "by what its outputs look like, without labels"


RULES = (other_preprocessing_fits,)
