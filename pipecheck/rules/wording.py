"""How a fault of the values is said: one sentence, both values, the way to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Comparison
from pipecheck.findings import Problem, Related, Severity
from pipecheck.rules.faults import Fault, Kind, faults
from pipecheck.spec import Affinity
from pipecheck.spec.affine import reach


def faults_of(kind: Kind, comparison: Comparison) -> Iterator[Fault]:
    """The faults of one kind."""
    return (found for found in faults(comparison) if found.kind == kind)


def problem(found: Fault, message: str, hint: str, severity: Severity | None = None) -> Problem:
    """The problem that *found* is, with every other place that takes part."""
    again = found.also.origins if found.also else ()
    others = [Related(origin, "the nodes compute with this") for origin in again]
    others += [Related(origin, "part of the same arithmetic") for origin in found.claim.origins if origin != found.place]
    evidence = {
        "found": {"scale": list(found.found.scale), "bias": list(found.found.bias)},
        "wanted": {"scale": list(found.wanted.scale), "bias": list(found.wanted.bias)},
        "levels": found.gap,
    }
    return Problem(message, found.place, tuple(dict.fromkeys(others)), hint, severity, evidence=evidence)


def seen(found: Fault) -> str:
    """What reaches the network, and what should."""
    if found.result is None or found.goal is None:
        return "the network sees other values than in training"
    return f"the network sees {_span(found.result)} instead of {_span(found.goal)}"


def remedy(found: Fault) -> str:
    """What to write instead."""
    if found.wanted.identity:
        return "hand over pixels 0..255"
    if found.by == "script":
        return f"compute {formula(found.wanted)}"
    order = "" if found.wanted.uniform else "in the order r g b: "
    return f"{order}mean_value: {numbers(_means(found.wanted))}; scale_value: {numbers(found.wanted.scale)}"


def formula(part: Affinity) -> str:
    """`(x − mean) · scale`, channels as R, G, B."""
    if part.identity:
        return "0..255 as they are"
    shifted = f"(x − {numbers(_means(part), ', ')})" if any(part.bias) else "x"
    return f"{shifted} · {numbers(part.scale, ', ')}"


def numbers(values: tuple[float, ...], between: str = " ") -> str:
    """*values* with as many digits as matter."""
    return between.join(f"{value:.6g}" for value in values)


def _means(part: Affinity) -> tuple[float, ...]:
    return tuple(-bias / scale if scale else 0.0 for scale, bias in zip(part.scale, part.bias, strict=True))


def _span(part: Affinity) -> str:
    low, high = reach(part)
    return f"{low:.3g}..{high:.3g}".replace("-", "−")
