"""Which ways to the network are to be run, no two alike, and what each of them is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipecheck.errors import SourceError
from pipecheck.findings import Road
from pipecheck.probe.impact.ways import Way, fitted, halves, way
from pipecheck.sources.onnxfile import Tensor
from pipecheck.spec import Program, Spec, canonical, variants
from pipecheck.spec.completing import completed_spec
from pipecheck.spec.variants import Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A *variant* of *road*: which way is training with it broken, and, where both can be run, the road as it is and with it mended."""

    road: Road
    variant: Variant
    broken: int
    mended: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All *ways*, training's first, by their numbers: those of whole *roads*, of *mismatches*, and of halved *chroma*.

    From number *later* on they only say what mending would gain.
    """

    ways: tuple[Way, ...]
    later: int
    roads: tuple[tuple[Road, int], ...]
    mismatches: tuple[Mismatch, ...]
    chroma: int | None = None


@dataclass(slots=True)
class _Ways:
    """The ways so far, for the pictures that *training* reads."""

    training: Program
    found: list[Way] = field(default_factory=list)

    def number(self, spec: Spec | None, *, halved: bool = False) -> int | None:
        """The number of the way that makes what *spec* says, a new one where none does; None where it cannot be run."""
        made = None if spec is None else way(spec, self.training, halved=halved)
        if made is None:
            return None
        at = next((index for index, each in enumerate(self.found) if each.same(made)), None)
        if at is None:
            self.found.append(made)
        return len(self.found) - 1 if at is None else at


def plan(training: Program, roads: Mapping[Road, Program], taker: Tensor | None, *, chroma: bool, mend: bool) -> Plan:
    """What to run to know what sets *roads* apart from *training*, for a network that takes pictures as *taker*."""
    base = fitted(_base(training, roads), taker)
    ways = _Ways(training)
    ways.number(base)
    completed = {road: completed_spec(program, training) for road, program in roads.items()}
    wholes = {road: fitted(spec, taker) for road, spec in completed.items() if spec is not None}
    placed = {road: ways.number(spec, halved=halves(roads[road])) for road, spec in wholes.items()}
    single = [
        (road, variant, ways.number(variant.broken))
        for road, program in roads.items()
        for variant in variants.of(base, wholes.get(road) or fitted(canonical(program), taker))
    ]
    lossy = ways.number(base, halved=True) if chroma else None
    later = len(ways.found)
    return Plan(
        mismatches=tuple(
            Mismatch(road=road, variant=variant, broken=at, mended=_mended(ways, wholes.get(road), variant) if mend else None)
            for road, variant, at in single
            if at is not None
        ),
        ways=tuple(ways.found),
        later=later,
        roads=tuple((road, at) for road, at in placed.items() if at is not None),
        chroma=lossy,
    )


def _mended(ways: _Ways, whole: Spec | None, variant: Variant) -> tuple[int, int] | None:
    before, after = ways.number(whole), ways.number(variant.mended)
    return None if before is None or after is None else (before, after)


def _base(training: Program, roads: Mapping[Road, Program]) -> Spec:
    """What *training* amounts to; read by the first road that reads pictures, where it does not say how it does."""
    for other in (training, *roads.values()):
        spec = completed_spec(training, other)
        if spec is not None:
            return spec
    origin = training.decoded.origin or next((step.origin for step in training.steps if step.origin is not None), None)
    reason = "what it makes of a picture file cannot be told, so nothing can be held against it"
    raise SourceError("training" if origin is None else origin.path, reason, None if origin is None else origin.line)
