"""The first line of a report: the answer in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipecheck.findings import ROADS, Finding, Road, Severity
from pipecheck.report.model import Report
from pipecheck.report.order import by_reason, heaviest, tally
from pipecheck.report.roads import Comparison, Standing, compare
from pipecheck.report.words import listed
from pipecheck.spec import ASPECTS, Aspect

_MOODS = ("clean", "nothing", "advice", *map(str, Severity))


def lead(sentence: str) -> str:
    """The word of *sentence*, a verdict, that says how grave it is; empty where it has none."""
    word, colon, _ = sentence.partition(":")
    return f"{word}{colon}" if colon and word.startswith(_MOODS) else ""


def verdict(report: Report) -> str:
    """What the run found, or what it can vouch for."""
    worst = heaviest(report.findings)
    if worst and worst.severity >= min(report.fail_on, Severity.WARNING) and not _idle(report):
        return _accusation(report, worst)
    answer = _lost(report) or (_clean(report, worst) if report.checked else _unchecked(report))
    return f"{answer}; {tally(report.findings)}" if worst else answer


def _idle(report: Report) -> bool:
    """Whether the run does not count as failed, and all warnings were measured to cost nothing."""
    grave = (finding for finding in report.findings if finding.severity >= min(report.fail_on, Severity.WARNING))
    return all(finding.severity < report.fail_on and finding.cost is not None and finding.cost <= 0 for finding in grave)


def _accusation(report: Report, worst: Finding) -> str:
    subject = f" on input {worst.input!r}" if worst.input and len(report.roads) > 1 else ""
    places = _places(worst)
    where = f" — {', '.join(places)}" if places else ""
    rest = tally(finding for finding in report.findings if finding is not worst)
    course = next((getattr(each, "sentence", None) for each in report.networks if type(each).__name__ == "Recommended"), None)
    what = f"; {course}" if course is not None and worst.hint == course else ""
    return f"{worst.severity}{subject}: {worst.message.strip().rstrip('.')}{what}{where}{f'; also {rest}' if rest else ''}"


def _places(finding: Finding) -> list[str]:
    """Where to look first, as far as the message does not say it already; of a folder's files it names one, and others are like it."""
    first = finding.origin
    others = [related.origin for related in finding.related]
    beside = (other for other in others if other.line is not None or first is None or first.path not in other.path.parents)
    claims = (*([first] if first else []), *beside)
    return [place for place in dict.fromkeys(map(str, claims[:2])) if place not in finding.message]


def _unchecked(report: Report) -> str:
    reasons = [reason for reason, _ in by_reason(report.skipped)]
    return f"nothing was checked: {'; '.join(reasons[:2]) or 'there was nothing to check'}"


def _lost(report: Report) -> str | None:
    """What quantisation loses, where that is more than it should."""
    if not report.networks:
        return None
    from pipecheck.report.network import words  # which most runs have no use for

    found = (words.advice(each, report) for each in report.networks)
    return next((each.sentence for each in found if each and each.chapter not in ("fine", "unknown")), None)


def _clean(report: Report, worst: Finding | None) -> str:
    said, networks = _found(report), _networks(report)
    if networks is None:
        return said
    answer, mood = networks
    idle = worst is not None and worst.severity >= Severity.WARNING  # the roads differ, and that was measured to cost nothing
    if idle or (not any(True for _ in _meetings(report)) and not any(True for _ in _sets(report))):
        return f"{mood}: {answer}"
    roads = said.removeprefix("clean: ").removeprefix("nothing found: ").removeprefix("nothing found, but ")
    return f"{mood if mood != 'clean' or said.startswith('clean: ') else 'nothing found'}: {answer}; {roads}"


def _networks(report: Report) -> tuple[str, str] | None:
    """What was measured on networks, and the word for that."""
    if not report.networks:
        return None
    from pipecheck.report.network import answers  # likewise

    answer = answers.answer(report.networks)
    return (answer, answers.mood(report.networks)) if answer else None


def _found(report: Report) -> str:
    met, sets = dict(_meetings(report)), dict(_sets(report))
    if met:
        return "; ".join([_agreement(met), *([f"nothing found in {listed(list(sets.values()))}"] if sets else [])])
    if sets and not report.roads:
        return f"clean: nothing found in {listed(list(sets.values()))}"
    places = [sets.pop(place, place) for place in report.checked]
    return f"clean: nothing found in {listed([*places, *sets.values()])}; no road was compared with training"


def _sets(report: Report) -> Iterator[tuple[str, str]]:
    """The folders of the calibration sets that were looked into, each with how much was."""
    if report.sets:
        from pipecheck.report.sets import words  # likewise

        yield from ((str(each.folder), words.looked_into(each)) for each in report.sets if words.looked_into(each))


def _agreement(met: Mapping[Road, Mapping[Aspect, Standing]]) -> str:
    """How the roads that were compared with training agree with it."""
    if all(set(standings.values()) == {"same"} for standings in met.values()):
        return f"clean: {listed(('training', *met))} make the same tensor"
    stands = {aspect: {standings[aspect] for standings in met.values()} - {"silent"} for aspect in ASPECTS}
    agree = [aspect for aspect in ASPECTS if stands[aspect] == {"same"}]
    verb = "agrees" if len(met) == 1 else "agree"
    doubt = any(standing in ("unverifiable", "different") for standings in met.values() for standing in standings.values())
    word = "nothing found" if doubt else "clean"
    claim = (
        f"{word}: {listed(tuple(met))} {verb} with training in {listed(agree)}"
        if agree
        else "nothing found, but nothing agrees for certain"
    )
    return "; ".join([claim, *(reservation for road, standings in met.items() for reservation in _reservations(road, standings))])


def _reservations(road: Road, standings: Mapping[Aspect, Standing]) -> Iterator[str]:
    """What the agreement of *road* with training does not cover."""
    words: dict[Standing, str] = {
        "near": "agrees for ordinary files in",
        "silent": "says nothing of",
        "unverifiable": "cannot be compared in",
        "different": "differs without a warning in",
    }
    for standing, words_for in words.items():
        if aspects := [aspect for aspect in ASPECTS if standings[aspect] == standing]:
            yield f"{road} {words_for} {listed(aspects)}"


def _meetings(report: Report) -> Iterator[tuple[Road, Mapping[Aspect, Standing]]]:
    """The roads that stood beside training, and how they stand over all inputs."""
    for road in ROADS[1:]:
        inputs = [each for each in compare(report.roads) if {"training", road} <= set(each.roads)]
        if inputs:
            yield road, {aspect: _worst({_standing(each, road, aspect) for each in inputs}) for aspect in ASPECTS}


def _standing(comparison: Comparison, road: Road, aspect: Aspect) -> Standing:
    return comparison.rows[aspect][comparison.roads.index(road)].standing


def _worst(standings: set[Standing]) -> Standing:
    order: tuple[Standing, ...] = ("different", "unverifiable", "silent", "near", "same")
    return next(standing for standing in order if standing in standings)
