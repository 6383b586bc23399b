"""Which findings a project does not want to hear of: by its manifest, by comments in its files, by its baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck import engine
from pipecheck.evidence import Evidence, Ignoring
from pipecheck.findings import Finding, Ignore, Ignored, Origin
from pipecheck.gather.given import files
from pipecheck.gather.project import Project
from pipecheck.rules.rule import Rule

if TYPE_CHECKING:
    from pipecheck.sources.pragmas import Pragma

_KINDS = frozenset({".py", ".yaml", ".yml", ".sh", ".toml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What was judged: the *rules*, the *evidence* and which of the rules were *chosen*."""

    rules: Sequence[Rule]
    evidence: Sequence[Evidence]
    chosen: engine.Settings


@dataclass(slots=True)
class Hushed:
    """The findings that are *left*, those that are *ignored*, and *entries* that ignore something."""

    left: list[Finding]
    ignored: list[Ignored] = field(default_factory=list)
    entries: list[Ignoring] = field(default_factory=list)


def hush(plan: Project, findings: list[Finding], missing: Iterable[str], judging: Judging) -> Hushed:
    """What *plan* leaves of *findings*; the codes *missing* were skipped, and ignoring them is of use too."""
    left, ignored = engine.hush(findings, plan.ignored)
    found = Hushed(left, ignored)
    used = [*(each.finding.code for each in ignored), *missing]
    found.entries += engine.entries(plan.ignored.items(), used, judging.rules, judging.evidence, judging.chosen)
    _by_comments(plan, found, judging)
    if plan.baseline is not None:
        _by_baseline(plan.baseline, found, judging)
    return found


def _by_comments(plan: Project, found: Hushed, judging: Judging) -> None:
    """Takes those away that a comment on their line ignores."""
    places = sorted({finding.origin.path for finding in found.left if finding.origin is not None})
    every = [*files(plan), *places] if any(rule.code == engine.UNUSED for rule in judging.rules) else places
    holding = [path for path in dict.fromkeys(every) if _may_hold(path)]
    if not holding:
        return
    from pipecheck.sources import pragmas  # few projects have any

    comments = [each for path in holding for each in pragmas.read(path)]
    used: set[Pragma] = set()
    left = []
    for finding in found.left:
        match = next((each for each in comments if each.covers(finding.code, finding.origin)), None)
        if match is None:
            left.append(finding)
        else:
            used.add(match)
            found.ignored.append(Ignored(finding, match.reason, "comment"))
    found.left = left
    found.entries += _idle(comments, used, judging)


def _may_hold(path: Path) -> bool:
    """Whether the text at *path* speaks of this tool."""
    try:
        return path.suffix in _KINDS and path.is_file() and b"pipecheck:" in path.read_bytes()
    except OSError:
        return False


def _idle(comments: Iterable[Pragma], used: set[Pragma], judging: Judging) -> Iterator[Ignoring]:
    """The comments that ignore nothing, or give no reason."""
    for each in comments:
        if each in used:
            continue
        entries = ((code, Ignore(each.reason, each.origin)) for code in each.codes)
        yield from engine.entries(entries, (), judging.rules, judging.evidence, judging.chosen)


def _by_baseline(path: Path, found: Hushed, judging: Judging) -> None:
    """Takes those away that were there when the baseline was made."""
    from pipecheck.sources import baselines  # few projects have one

    fresh, old, idle = baselines.split(found.left, baselines.load(path), path.parent)
    found.left = fresh
    found.ignored += (Ignored(finding, f"in the baseline {path.name}", "baseline") for finding in old)
    gone = {each.code: Ignore("in the baseline", Origin(path)) for each in idle}
    found.entries += engine.entries(gone.items(), (), judging.rules, judging.evidence, judging.chosen)
