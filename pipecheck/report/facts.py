"""How a fact is said in words that fit into one cell; two facts that differ never read the same."""

from __future__ import annotations

from math import isfinite

from pipecheck.report.words import number, numbers
from pipecheck.spec import Affinity, Aspect, Fact, Quantised, Spec, Values
from pipecheck.spec.affine import reach

SILENT = "–"


def say(spec: Spec, aspect: Aspect) -> str:
    """What *spec* knows of *aspect*."""
    fact: Fact[object] = getattr(spec, aspect)
    match fact.value:
        case None:
            return SILENT if fact.origin is None else f"unknown ({fact.origin})"
        case Values() as values:
            return _values(values, spec)
        case tuple() as steps:
            from pipecheck.spec import wording  # a YAML has no such steps, and their vocabulary takes time to make

            return wording.whole(steps) or "size unchanged"
        case "hwc" | "chw" | "hwc-as-chw" | "chw-as-hwc" as layout:
            return layout.upper().replace("-AS-", " read as ")
        case value:
            return str(value)


def _values(values: Values, spec: Spec) -> str:
    color = spec.color.value
    named = not values.affine.uniform and color is not None and color.name in ("rgb", "bgr")
    order = f" ({', '.join(color.name)})" if named and color is not None else ""
    casts = "".join(f", {_cast(cast, values.affine)}" for cast in values.casts)
    tail = casts or ("" if values.affine.identity else f" → {_reach(values.affine)}")
    return _affine(values.affine) + order + tail


def _affine(affine: Affinity) -> str:
    if affine.identity:
        return "0..255 unchanged"
    if not all(affine.scale):
        return f"x × {numbers(affine.scale, 5)} + {numbers(affine.bias, 5)}"
    # a thousandth of an 8-bit level is dust
    means = tuple(round(-bias / scale, 3) + 0.0 for scale, bias in zip(affine.scale, affine.bias, strict=True))
    gain = _gain(affine.scale)
    if not any(means):
        return f"x {gain}".rstrip()
    shift = f"x + {number(-means[0], 9)}" if len(means) == 1 and means[0] < 0 else f"x − {numbers(means, 9)}"
    return f"({shift}) {gain}" if gain else shift


def _gain(scale: tuple[float, ...]) -> str:
    """A factor as people write it: `/ 255` and `/ 127.5`, but `× 0.017125`."""
    if scale == (1.0,):
        return ""
    divisor = 1 / scale[0]
    whole = round(divisor * 2) / 2 if isfinite(divisor * 2) else 0.0
    if len(scale) == 1 and divisor > 1 and abs(divisor - whole) < 1e-6 * divisor:
        return f"/ {number(whole, 9)}"
    return f"× {numbers(scale, 5)}"


def _reach(affine: Affinity) -> str:
    """The range into which the pixels 0..255 fall."""
    low, high = reach(affine)
    return f"{number(low, 3)}..{number(high, 3)}"


def _cast(cast: Quantised, reached: Affinity) -> str:
    before = "" if cast.before == reached else f" from {_affine(cast.before)}"
    return f"cast to {cast.dtype}{before} ({cast.rounding}, {cast.overflow})"
