"""What runs found, put together as one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from pipecheck import __version__, engine
from pipecheck.errors import UsageError
from pipecheck.evidence import Comparison, Configuration, Evidence, Source
from pipecheck.findings import Finding, Ignored, Road, Severity, Skipped
from pipecheck.gather import project
from pipecheck.gather.given import files, samples
from pipecheck.gather.project import Project
from pipecheck.report.model import Report
from pipecheck.rules import STATIC, every
from pipecheck.rules.rule import Rule
from pipecheck.sources import text
from pipecheck.spec import Spec, canonical

if TYPE_CHECKING:
    from pipecheck.evidence.calibration import PictureSet
    from pipecheck.evidence.model import Costs
    from pipecheck.evidence.pixels import Pictured
    from pipecheck.evidence.tensors import TensorSet
    from pipecheck.report.network.words import Measured

_MEASURED = frozenset(
    (
        "Accuracy",
        "Agreement",
        "Costs",
        "Probed",
        "Lossy",
        "Simulated",
        "Remedies",
        "Accumulated",
        "Ranking",
        "Distributions",
        "BadCases",
        "Layers",
        "Partial",
        "Mixed",
        "Structure",
        "Recommended",
    )
)
"""What is measured where networks are run."""
Codes: TypeAlias = "str | Sequence[str]"
"""Codes of rules or what they begin with, as `"PC508"`, `"PC2, PC3"` or `("PC2", "PC3")`."""
Gathered: TypeAlias = "tuple[Project, list[Evidence | Skipped]]"


def settings(given: engine.Settings, select: Codes, ignore: Codes) -> engine.Settings:
    """*given*, with *select* and *ignore* besides."""
    return engine.Settings((*given.select, *_codes(select)), (*given.ignore, *_codes(ignore)))


def _codes(said: Codes) -> tuple[str, ...]:
    words = said.split(",") if isinstance(said, str) else said
    return tuple(word.strip().upper() for word in words if word.strip())


def report(gathered: Sequence[Gathered], chosen: engine.Settings, fail_on: Severity | None, rules: Sequence[Rule]) -> Report:
    """What the *rules* that were *chosen* find in what was gathered of each project.

    Without *fail_on* the projects say what counts, the strictest of them for all.
    """
    _known_codes((*chosen.select, *chosen.ignore))
    findings: list[Finding] = []
    ignored: list[Ignored] = []
    skipped: list[Skipped] = []
    evidence: list[Evidence] = []
    for plan, found in gathered:
        _known_codes(plan.ignored, f"{plan.folder / project.MANIFEST}: [ignore] ")
        items = [item if len(gathered) == 1 else _told_apart(item, plan) for item in found]
        missing = [item for item in items if isinstance(item, Skipped)]
        mine: list[Evidence] = [item for item in items if not isinstance(item, Skipped)]
        left, hushed = _heard(plan, mine, missing, chosen, rules)
        findings += _mendable(left, plan)
        ignored += hushed
        skipped += [item for item in missing if not item.code.startswith(tuple(chosen.ignore) or ("-",))]
        evidence += mine
    networks = _networks(evidence)
    return Report(
        findings=tuple(_priced(findings, networks)),
        ignored=tuple(ignored),
        skipped=tuple(dict.fromkeys(skipped)),
        checked=tuple(_checked([plan for plan, _ in gathered], evidence)),
        roads=_specs(evidence),
        sources=_lines(findings),
        sets=_sets(evidence),
        networks=networks,
        pictured=tuple(cast("Pictured", item) for item in evidence if type(item).__name__ == "Pictured"),
        given=tuple(path for plan, _ in gathered for path in files(plan)),
        samples=tuple(_samples(evidence)),
        fail_on=_strictest(plan for plan, _ in gathered) if fail_on is None else fail_on,
        version=__version__,
    )


def _strictest(plans: Iterable[Project]) -> Severity:
    return min((plan.fail_on for plan in plans if plan.fail_on is not None), default=Severity.ERROR)


def _heard(
    plan: Project, evidence: list[Evidence], missing: list[Skipped], chosen: engine.Settings, rules: Sequence[Rule]
) -> tuple[list[Finding], list[Ignored]]:
    """What is found and told, and what the project does not want to hear of."""
    found = engine.run(rules, evidence, chosen)
    if not (found or plan.ignored or plan.baseline or any(rule.code == engine.UNUSED for rule in rules)):
        return [], []
    from pipecheck import hushing  # a lint that finds nothing has nothing to hush

    judging = hushing.Judging(rules=rules, evidence=evidence, chosen=chosen)
    hushed = hushing.hush(plan, found, [item.code for item in missing], judging)
    return hushed.left + engine.run(rules, hushed.entries, chosen), hushed.ignored


def _mendable(findings: list[Finding], plan: Project) -> list[Finding]:
    """*findings* with the commands that make the edits that they offer."""
    if not any(finding.fix for finding in findings):
        return findings
    from pipecheck import pasting  # few findings are mended by an edit

    return [replace(each, fix=replace(each.fix, command=pasting.command(each, plan))) if each.fix else each for each in findings]


def _priced(findings: list[Finding], networks: tuple[Measured, ...]) -> list[Finding]:
    """*findings* with what their mismatches cost, where that was measured."""
    costs = [cast("Costs", each) for each in networks if type(each).__name__ == "Costs"]
    if not costs:
        return findings
    from pipecheck.report.network import priced

    return priced.priced(findings, costs)


def _samples(evidence: Iterable[Evidence]) -> Iterator[Path]:
    """The folders of calibration files, those that are named and those that were looked into."""
    for item in evidence:
        if isinstance(item, Configuration):
            yield from samples(item.conversion)
    yield from (each.folder for each in _sets(evidence) if type(each).__name__ == "TensorSet")


def _told_apart(item: Evidence | Skipped, plan: Project) -> Evidence | Skipped:
    """*item* with the file in front of what it speaks of, for runs over several files."""
    if isinstance(item, Comparison | Source):
        return replace(item, input=f"{plan.config}: {item.input}")
    if isinstance(item, Skipped):
        return replace(item, reason=f"{plan.config}: {item.reason.removeprefix(f'{plan.config}: ')}")
    return item


def _checked(plans: Iterable[Project], evidence: Iterable[Evidence]) -> Iterator[str]:
    for plan in plans:
        yield from (str(plan.config),) if plan.config is not None else ()
        yield from (f"{road}: {said.source} (found beside the YAML)" for road, said in plan.roads.items() if said.found)
    yield from dict.fromkeys(str(each.folder) for each in _sets(evidence))
    yield from dict.fromkeys(str(each.model) for each in _networks(evidence))
    compared = (item for item in evidence if isinstance(item, Comparison) and item.training is not None)
    yield from (f"{item.input}: {item.road} against training" for item in compared)


def _sets(evidence: Iterable[Evidence]) -> tuple[PictureSet | TensorSet, ...]:
    """The calibration sets, whose vocabulary takes time to make and is only loaded by whoever looks into some."""
    return tuple(cast("PictureSet | TensorSet", item) for item in evidence if type(item).__name__ in ("PictureSet", "TensorSet"))


def _networks(evidence: Iterable[Evidence]) -> tuple[Measured, ...]:
    """What was measured on networks, whose vocabulary is only loaded where there is some."""
    kinds = _MEASURED
    return tuple(cast("Measured", item) for item in evidence if type(item).__name__ in kinds)


def _specs(evidence: Iterable[Evidence]) -> dict[str, dict[Road, Spec]]:
    found: dict[str, dict[Road, Spec]] = {}
    for item in evidence:
        if isinstance(item, Source):
            found.setdefault(item.input, {})[item.road] = canonical(item.program)
    return found


def _lines(findings: Iterable[Finding]) -> dict[Path, tuple[str, ...]]:
    """The lines of every file that a finding points at."""
    origins = (origin for finding in findings for origin in (finding.origin, *(other.origin for other in finding.related)))
    paths = {origin.path for origin in origins if origin is not None and origin.line is not None}
    return {path: text.lines(text.read(path), path) for path in sorted(paths) if path.is_file()}  # a cell of a notebook is none


def _known_codes(codes: Iterable[str], where: str = "") -> None:
    for code in codes:
        if not any(known.code.startswith(code) for known in STATIC) and not any(known.code.startswith(code) for known in every()):
            raise UsageError(f"{where}no rule begins with {code}; `pipecheck rules` lists them")
