"""What was measured on networks, as a part of the first line of a report."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.evidence.debug.recommended import Recommended
from pipecheck.evidence.model import Accuracy, Costs, Lossy, Probed
from pipecheck.evidence.pair import Agreement
from pipecheck.evidence.quant import Simulated
from pipecheck.report.network import accuracy, agreement, costs, debugged, quantised, ranking
from pipecheck.report.network.words import Measured
from pipecheck.rules.network.figures import figure, percent
from pipecheck.rules.network.standing import standing
from pipecheck.rules.network.words import goal

_LARGE = 0.1
"""A share of the pictures that a figure cannot be without."""
_DIGITS = 1
"""Of an uncertainty, in a sentence that is read at a glance."""


def answer(networks: Sequence[Measured]) -> str:
    """`original_float.onnx has top1 0.764 ± 0.004, as stated (0.7654); agrees with model.onnx to 5 decimals`; empty if nothing ran."""
    course = next((each for each in networks if isinstance(each, Recommended)), None)
    if course is not None:
        return f"{course.model.name}: {course.sentence}"
    main = [(_model(each), said) for each in networks if not isinstance(each, Costs | Lossy) and (said := _said(each))]
    told = main or [(_model(each), said) for each in networks if (said := _said(each))]
    parts = [f"{'' if index and told[index - 1][0] == model else f'{model} '}{said}" for index, (model, said) in enumerate(told)]
    return "; ".join(parts)


def _model(each: Measured) -> str:
    return each.model if isinstance(each.model, str) else each.model.name


def good(networks: Sequence[Measured]) -> bool:
    """Whether nothing that was measured speaks against the model."""
    return all(map(_good, networks))


def mood(networks: Sequence[Measured]) -> str:
    """How a sentence on *networks* that nothing was found of begins: all is well, there is something to do, or nobody knows."""
    if good(networks):
        return "clean"
    courses = (each.course for each in networks if isinstance(each, Recommended))
    return "advice" if any(course not in ("fine", "unknown") for course in courses) else "nothing found"


def _good(each: Measured) -> bool:
    match each:
        case Accuracy():
            return standing(each) not in ("below", "doubtful") and each.numbered is None and not _reservation(each)
        case Agreement():
            return agreement.judged(each) != "different"
        case Probed():
            declared = ranking.declares(each)
            return declared is None or declared.tied or declared is each.ranking[0] or not ranking.sure(each)
        case Costs():
            return not any(map(costs.counts, each.costs))
        case Simulated():
            return quantised.good(each)
        case Recommended():
            return each.course == "fine"
        case _:
            return True


def _said(each: Measured) -> str:
    match each:
        case Accuracy():
            return _accuracy(each)
        case Agreement():
            return _agreement(each)
        case Probed():
            return _probed(each)
        case Costs():
            first = next(costs.lines(each), None)
            return f"loses most by {first}" if first else ""
        case Simulated():
            return f"quantised: {quantised.answer(each)}"
        case Lossy():
            return f"under halved chroma: {costs.lossy_summary(each)}"
        case _:
            return debugged.section(each).summary


def _reservation(each: Accuracy) -> str:
    """What keeps a figure from being one of the set: most pictures are broken, or the network names nothing."""
    if each.silent is not None and each.silent >= _LARGE:
        return f", and names no class on {percent(each.silent)} of the pictures"
    tried = each.run + each.broken
    return f", but {each.broken} of {tried} pictures are broken" if each.broken >= _LARGE * tried else ""


def _accuracy(each: Accuracy) -> str:
    if not each.run or not each.figures:
        return ""
    said = f"has {each.figure.metric} {figure(each.figure, _DIGITS)}{_reservation(each)}"
    stated = "" if each.expected is None else goal(each.expected)
    match standing(each):
        case "within":
            return f"{said}, as stated ({stated})"
        case "below":
            return f"{said}, and {stated} is stated: {accuracy.missed(each)}"
        case "doubtful":
            return f"{said}, and {stated} is stated: {accuracy.missed(each)}, perhaps by chance"
        case "above":
            return f"{said}, better than stated ({stated})"
        case None:
            return said if each.numbered is None else f"{said}, for {each.numbered}"


def _agreement(each: Agreement) -> str:
    match agreement.judged(each):
        case "equal":
            return f"agrees with {each.source.name} {agreement.decimals(each)}"
        case "rounded" | "halved":
            return f"differs from {each.source.name} by no more than its inputs lose"
        case "different":
            return f"does not agree with {each.source.name}"
        case None:
            return ""


def _probed(each: Probed) -> str:
    if not each.ranking:
        return ""
    declared = ranking.declares(each)
    if declared is not None and (declared is each.ranking[0] or declared.tied):
        return f"wants the declared preprocessing, of {each.tried} tried"
    best = f"wants, of {each.tried} tried, {each.ranking[0].words}"
    if declared is not None:
        return f"{best}, and not the declared preprocessing{'' if ranking.sure(each) else ', perhaps'}"
    others = f"; {each.ties} {'does' if each.ties == 1 else 'do'} as well" if each.ties else ""
    return f"{best}{others}"
