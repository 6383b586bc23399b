"""Runs rules over evidence and stamps what they find."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipecheck.evidence import Comparison, Evidence, Ignoring, Source
from pipecheck.findings import ROADS, Finding, Ignore, Ignored, Problem
from pipecheck.rules.rule import Rule
from pipecheck.spec import Opaque, Random

UNUSED = "PC002"
"""The rule that tells what ignores nothing; without it files in which nothing was found need not be read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which rules speak: those whose code begins with a *select* prefix (all, if empty) and with no *ignore* prefix."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def speaks(self, rule: Rule) -> bool:
        chosen = not self.select or rule.code.startswith(self.select)
        return chosen and not (self.ignore and rule.code.startswith(self.ignore))


def run(rules: Sequence[Rule], evidence: Iterable[Evidence], settings: Settings) -> list[Finding]:
    """What the *rules* find in the *evidence*, one finding per mistake."""
    found = (_stamp(rule, problem, item) for item in evidence for rule in rules if settings.speaks(rule) for problem in _judge(rule, item))
    return _merged(found)


def hush(findings: Iterable[Finding], ignored: Mapping[str, Ignore]) -> tuple[list[Finding], list[Ignored]]:
    """The findings that are left, and those that a project ignores; of two entries the longer speaks."""
    left: list[Finding] = []
    hushed: list[Ignored] = []
    for finding in findings:
        codes = [code for code in ignored if finding.code.startswith(code)]
        if codes:
            hushed.append(Ignored(finding, ignored[max(codes, key=len)].reason))
        else:
            left.append(finding)
    return left, hushed


def entries(
    ignored: Iterable[tuple[str, Ignore]], used: Iterable[str], rules: Sequence[Rule], evidence: Sequence[Evidence], settings: Settings
) -> Iterator[Ignoring]:
    """What a project ignores, by its codes, given those that this was *used* for."""
    found = tuple(used)
    for code, why in ignored:
        named = [rule for rule in rules if rule.code.startswith(code)]
        settled = bool(named) and all(settings.speaks(rule) and _settled(rule, evidence) for rule in named)
        is_used = any(each.startswith(code) for each in found)
        yield Ignoring(code=code, origin=why.origin, used=is_used, settled=settled, reasoned=bool(why.reason))


def _settled(rule: Rule, evidence: Sequence[Evidence]) -> bool:
    """Whether *rule* had something to judge, and nothing of it was unknown."""
    items = [item for item in evidence if isinstance(item, rule.on)]
    on_roads = any(isinstance(item, Comparison | Source) for item in items)
    unread = (step for item in evidence if isinstance(item, Source) for step in item.program.steps if isinstance(step.op, Opaque | Random))
    compared = all(item.training is not None for item in evidence if isinstance(item, Comparison))
    return bool(items) and not (on_roads and (not compared or any(True for _ in unread)))


def _judge(rule: Rule, evidence: Evidence) -> Iterator[Problem]:
    if isinstance(evidence, rule.on):
        yield from rule.check(evidence)


def _stamp(rule: Rule, problem: Problem, evidence: Evidence) -> Finding:
    road = getattr(evidence, "road", None)
    claims = getattr(evidence, "claims", None)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity if problem.severity is None else problem.severity,
        confidence=rule.confidence if problem.confidence is None else problem.confidence,
        message=problem.message,
        origin=problem.origin,
        input=getattr(evidence, "input", None) or (claims.name if claims is not None else None),
        roads=() if road is None else (road,),
        related=problem.related,
        hint=problem.hint,
        fix=problem.fix,
        evidence=problem.evidence,
    )


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings with the same code and place are one mistake, seen on several roads; on several inputs, if they say the same."""
    per_input = _grouped(findings, lambda finding: (finding.code, finding.origin or finding.message, finding.input))
    return _grouped(per_input, lambda finding: (finding.code, finding.origin, finding.message))


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> list[Finding]:
    kept: dict[Hashable, Finding] = {}
    for finding in findings:
        group = key(finding)
        kept[group] = _joined(kept[group], finding) if group in kept else finding
    return list(kept.values())


def _joined(first: Finding, other: Finding) -> Finding:
    """The graver of the two speaks for both."""
    lead = max(first, other, key=lambda finding: (finding.severity, finding.confidence))
    roads = tuple(road for road in ROADS if road in first.roads or road in other.roads)
    related = tuple(dict.fromkeys(first.related + other.related))
    return replace(lead, roads=roads, related=related, input=first.input if first.input == other.input else None)
