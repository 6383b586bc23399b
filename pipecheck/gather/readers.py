"""Where two claims on how a road reads its pictures disagree, and what the road would be by the other one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipecheck.evidence.pictures import ReadModes
from pipecheck.findings import Road
from pipecheck.gather.project import Project, RoadSource
from pipecheck.spec import Fact, Program, Spec, canonical, diff


@dataclass(frozen=True, slots=True)
class Claims:
    """Two claims on one reader, and the *program* that the road would be by the second; None where nobody can say."""

    modes: ReadModes
    program: Program | None = None


def claims(plan: Project, scripts: Mapping[Road, Program]) -> Iterator[Claims]:
    """What the sources of *plan* say of their readers, against what stands beside them."""
    for road, said in plan.roads.items():
        if road in scripts and said.reader is not None:
            yield from _manifest(road, said, scripts[road])
    yield from _loaders(plan, scripts)


def explained(does: Program, nodes: Program | None, reference: Spec | None, others: Iterator[Program]) -> Program:
    """*does*, or the first of the *others* that comes closer to *reference* in color and values, for then the reader alone is at fault."""
    if reference is None:
        return does
    wrong = _wrong(does, nodes, reference)
    return next((other for other in others if len(_wrong(other, nodes, reference)) < len(wrong)), does) if wrong else does


def _wrong(does: Program, nodes: Program | None, reference: Spec) -> list[str]:
    whole = canonical(does.then(nodes) if nodes else does)
    return [each.aspect for each in diff(whole, reference) if each.aspect in ("color", "values") and each.verdict == "different"]


def _manifest(road: Road, said: RoadSource, program: Program) -> Iterator[Claims]:
    """A source that says itself how it reads, beside a manifest that says otherwise."""
    decoded, reader = program.decoded, said.reader
    if reader is None or decoded.library is None or decoded.library == reader or decoded.assumed is not None:
        return
    source: Fact[str] = Fact(decoded.library, (decoded.origin,) if decoded.origin else ())
    claimed: Fact[str] = Fact("PIL" if reader == "pil" else reader, (said.origin,))
    yield Claims(ReadModes(road=road, shell=source, loader=claimed), _shell(said, claimed))


def _loaders(plan: Project, scripts: Mapping[Road, Program]) -> Iterator[Claims]:
    """What the samples' shell script says of the reader, and what the loaders of the Python script beside it do.

    Where the project names the evaluation, that road is compared for itself, value by value.
    """
    said = plan.roads.get("calibration")
    if said is None or "evaluation" in scripts or (named := _call(said)) is None:
        return
    from pipecheck.lower.vendor import loaders, script
    from pipecheck.sources import pycalls

    python = named[0].parent / script.CHAIN
    if python.is_file():
        asked = script.read(*named).read_mode
        for _, fact in loaders.modes(pycalls.load(python)):
            yield Claims(ReadModes(road="calibration", shell=asked, loader=fact), _shell(said, fact))


def _shell(said: RoadSource, mode: Fact[str]) -> Program | None:
    """What the samples' shell script would do if it read in *mode*."""
    from pipecheck.lower.vendor import script

    named = _call(said)
    return None if named is None else script.lower(*named, mode)


def _call(said: RoadSource) -> tuple[Path, str | None] | None:
    """The shell script that a road names, and which of its calls."""
    file, _, name = (said.source or "").partition(":")
    return (said.folder / file, name or None) if file.endswith(".sh") else None
