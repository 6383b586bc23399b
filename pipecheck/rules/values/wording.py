"""How a fault of the values is said: one sentence, both values, the way to mend it; numbers in the order in which the file has them."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Comparison
from pipecheck.findings import Confidence, Problem, Related, Severity
from pipecheck.rules.values.faults import Fault, faults
from pipecheck.spec import Affinity, Spec
from pipecheck.spec.affine import reach, reverse
from pipecheck.spec.kinds import Kind, means

_CHANNELS = {"rgb": "r g b", "bgr": "b g r", "yuv444": "y u v"}


def faults_of(kind: Kind, comparison: Comparison) -> Iterator[Fault]:
    """The faults of one kind."""
    return (found for found in faults(comparison) if found.kind == kind)


def problem(found: Fault, message: str, hint: str, severity: Severity | None = None) -> Problem:
    """The problem that *found* is, with every other place that takes part."""
    again = found.also.origins if found.also else ()
    others = [Related(origin, "the nodes compute with this") for origin in again]
    beside = {(origin.path, origin.line): origin for origin in found.claim.values.origins if origin != found.place}
    others += [Related(origin, "part of the same arithmetic") for origin in beside.values()]
    if found.reference is not None:
        lines = {(origin.path, origin.line): origin for origin in found.reference.values.origins}
        others += [Related(origin, f"{referee(found)} computes with this") for origin in lines.values()]
    evidence = {
        "found": {"scale": list(found.found.scale), "bias": list(found.found.bias)},
        "wanted": {"scale": list(found.wanted.scale), "bias": list(found.wanted.bias)},
        "levels": found.gap,
    }
    likely = found.comparison.training is None and (found.reference is not None or _nodes_idle(found))
    if likely and found.reference is not None:
        hint += "; or correct the YAML, if the network was trained like this"
    confidence = Confidence.LIKELY if likely or _assumed(found) else None
    return Problem(message, found.place, tuple(dict.fromkeys(others)), hint, severity, confidence, evidence=evidence)


def referee(found: Fault) -> str:
    """Who says what is wanted."""
    return "the YAML" if found.comparison.training is None else "training"


def seen(found: Fault) -> str:
    """What reaches the network, and what should."""
    if found.result is None or found.goal is None:
        return "the network sees other values than in training"
    return f"the network sees {_span(found.result)} instead of {_span(found.goal)}"


def remedy(found: Fault) -> str:
    """What to write instead."""
    if found.by == "nodes":
        return _keys(found)
    if found.wanted.identity:
        return f"hand over pixels 0..255{_else_to_yaml(found)}"
    return f"compute {formula(found.wanted, found.claim)}"


def _else_to_yaml(found: Fault) -> str:
    """The other way out, where training is not named and the YAML does nothing: the script may be the one that knows."""
    if found.comparison.training is not None or not _nodes_idle(found):
        return ""
    return ", and leave the rest to mean_value and scale_value, if the network was trained like this"


def _nodes_idle(found: Fault) -> bool:
    return found.also is not None and found.also.value is not None and found.also.value.affine.identity


def _keys(found: Fault) -> str:
    """The keys of the YAML as they should be, in the order in which the network was trained; `norm_type` where it must change."""
    mapper = found.comparison.generation == "hb_mapper"
    if found.wanted.identity:
        gone = "remove mean_value and scale_value"
        return f"set norm_type: no_preprocess; {gone}" if mapper else f"{gone}, or std_value"
    spec = found.reference if found.reference and _order(found.reference) else found.claim
    part = _as_written(found.wanted, spec)
    uses, used = _uses(part), _uses(found.found)
    keys = [*values(part, mapper=mapper), *(f"no {word}_value" for word in used if word not in uses)]
    norm = f"norm_type: data_{'_and_'.join(uses)}; " if mapper and uses != used else ""
    order = "" if part.uniform or not _order(spec) else f"in the order {_order(spec)}: "
    return norm + order + "; ".join(keys)


def values(part: Affinity, *, mapper: bool) -> list[str]:
    """The keys of the YAML that compute *part*, whose channels stand in the order in which the network was trained."""
    uses = _uses(part)
    mean, divisor = numbers(means(part)), numbers(tuple(1 / gain for gain in part.scale if gain))
    keys = [f"mean_value: {mean}"] if "mean" in uses else []
    return [*keys, f"scale_value: {numbers(part.scale)}{'' if mapper else f' (or std_value: {divisor})'}"] if "scale" in uses else keys


def _uses(part: Affinity) -> list[str]:
    return [word for word, used in (("mean", any(part.bias)), ("scale", set(part.scale) != {1.0})) if used]


def formula(part: Affinity, spec: Spec) -> str:
    """`(x − mean) · scale`, channels in the order that *spec* has them in."""
    return spelled(_as_written(part, spec))


def spelled(part: Affinity) -> str:
    """`(x − mean) · scale`, channels in the order in which they stand."""
    if part.identity:
        return "0..255 as they are"
    shifted = f"(x − {numbers(means(part), ', ')})" if any(part.bias) else "x"
    return shifted if set(part.scale) == {1.0} else f"{shifted} · {numbers(part.scale, ', ')}"


def scale(found: Fault) -> str:
    """The scale that stands there."""
    return numbers(_as_written(found.found, found.claim).scale)


def numbers(values: tuple[float, ...], between: str = " ") -> str:
    """*values* with as many digits as matter, one for all where they are alike."""
    spelled = [f"{value:.6g}" for value in values]
    return spelled[0] if len(set(spelled)) == 1 else between.join(spelled)


def _as_written(part: Affinity, spec: Spec) -> Affinity:
    return reverse(part) if spec.color.value is not None and spec.color.value.name == "bgr" else part


def _order(spec: Spec) -> str | None:
    return None if spec.color.value is None else _CHANNELS.get(spec.color.value.name)


def _assumed(found: Fault) -> bool:
    """Whether the finding rests on a convention: for its numbers, or for the order in which they stand."""
    specs = [spec for spec in (found.claim, found.reference) if spec is not None]
    ordered = found.kind == "reversed" and any(spec.color.assumed for spec in specs)
    return ordered or any(spec.values.assumed for spec in specs)


def _span(part: Affinity) -> str:
    low, high = reach(part)
    return f"{low:.3g}..{high:.3g}".replace("-", "−")
