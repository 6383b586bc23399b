"""How a script's geometry misses that of training, and how sure that is: shared by the rules of PC4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipecheck.evidence import Comparison
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.values import faults as values
from pipecheck.spec import Fact, Placed, Spec
from pipecheck.spec.deviation import Deviation, Kind
from pipecheck.spec.likeness import Border, Steps, borders, channels
from pipecheck.spec.wording import chain
from pipecheck_transformers.words import Numbers

_NEAR = 0.02
_OF_KERNELS: tuple[Kind, ...] = ("kernel", "variant", "smoothing", "twice", "overshoot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A *deviation* between the steps of a *script* and those of *training*."""

    deviation: Deviation
    script: Spec
    training: Spec

    @property
    def found(self) -> Steps:
        return self.script.geometry.value or ()

    @property
    def wanted(self) -> Steps:
        return self.training.geometry.value or ()

    @property
    def borders(self) -> tuple[Border, Border]:
        """The two that differ."""
        mine, theirs = (next(borders([step])) for step in (self.deviation.found, self.deviation.wanted) if step is not None)
        return mine, theirs

    @property
    def late(self) -> bool | None:
        """Whether the same number fills the border after normalising here and before it in training; False for the reverse."""
        mine, theirs = self.borders
        written = mine.step.filled, theirs.step.filled
        if mine.mode != theirs.mode or None in written or not _close(*written):
            return None
        here, there = _moved(mine), _moved(theirs)
        return None if here == there else here


def faults(comparison: Comparison, *kinds: Kind) -> Iterator[Fault]:
    """Those of the *kinds*."""
    if comparison.script is None or comparison.training is None:
        return
    for deviation in comparison.deviations:
        fault = Fault(deviation=deviation, script=comparison.script, training=comparison.training)
        if deviation.kind == "border" and _unclear(fault, comparison):
            continue
        if deviation.kind == "border" and fault.late is not None:
            fault = replace(fault, deviation=replace(deviation, kind="late border"))
        if fault.deviation.kind in kinds:
            yield fault


def problem(fault: Fault, message: str, hint: str, severity: Severity | None = None) -> Problem:
    """The problem that *fault* is. Where training takes pictures as they come, nobody knows what its data set did to them."""
    wanted = fault.deviation.wanted
    bordered = fault.deviation.kind in ("border", "late border")
    origin = place_of(wanted, fault.training, bordered=bordered)
    text = f"training: {chain(fault.wanted)}"
    convention = _assumed(wanted, fault)
    related = () if origin is None else (Related(origin, f"{text}; by convention: {convention}" if convention else text),)
    if not fault.wanted:
        severity, hint = Severity.NOTE, "make sure that training had pictures of that size"
    likely = not fault.wanted or _rests_on_convention(fault)
    evidence = {"pixels": fault.deviation.pixels, "share": fault.deviation.share}
    place = place_of(fault.deviation.found, fault.script, bordered=bordered)
    return Problem(message, place, related, hint, severity, Confidence.LIKELY if likely else None, evidence=evidence)


def place_of(step: Placed | None, spec: Spec, *, bordered: bool = False) -> Origin | None:
    """Where *step* of *spec* stands, or is *bordered*, else its last one; where it has none, where the picture is read."""
    if bordered and step is not None and step.padded is not None:
        return step.padded
    if step is None and spec.geometry.value:
        step = spec.geometry.value[-1]
    if step is not None and step.origin is not None:
        return step.origin
    facts: tuple[Fact[Any], ...] = (spec.geometry, spec.decode, spec.color, spec.values, spec.layout)
    return next((fact.origin for fact in facts if fact.origin is not None), None)


def _rests_on_convention(fault: Fault) -> bool:
    """Whether one of the two says only by convention what it does, or that it reads the picture itself."""
    steps = (fault.deviation.found, fault.deviation.wanted)
    return any(_assumed(step, fault) for step in steps) or bool(not fault.found and fault.script.decode.assumed)


def _assumed(step: Placed | None, fault: Fault) -> str | None:
    """The convention on which the part of *step* rests that *fault* is about."""
    if step is None or (step.kernel_only and fault.deviation.kind not in _OF_KERNELS):
        return None
    return step.assumed


def _unclear(fault: Fault, comparison: Comparison) -> bool:
    """Whether the fill was carried back through arithmetic of which another finding says that it is wrong."""
    return _moved(fault.borders[0]) and any(found.by == "script" for found in values.faults(comparison))


def _moved(border: Border) -> bool:
    """Whether the pixels were other numbers already when *border* was filled."""
    written = channels(border.step.filled or 0.0)
    return not _close(border.fill, written) and not _close(border.fill, written[::-1])


def _close(one: Numbers | None, other: Numbers | None) -> bool:
    """Whether the two are one number, or one per channel, up to rounding."""
    mine, theirs = channels(one or 0.0), channels(other or 0.0)
    count = max(len(mine), len(theirs))
    pairs = zip(mine * (count // len(mine)), theirs * (count // len(theirs)), strict=False)
    return all(abs(a - b) <= _NEAR for a, b in pairs)
