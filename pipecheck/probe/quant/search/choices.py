"""The settings among which the searches choose, and the lines in which the toolchain's log tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipecheck.probe.quant.judging.metric import Metric
from pipecheck.probe.quant.method import KL, MAX, PERCENTILE, SWEEP, Choice, Method

DEFAULT: tuple[Method, ...] = (MAX, PERCENTILE, KL)
SIMILARITY = 0.995
"""The cosine at which the toolchain's own search is content."""
_KINDS = ("max", "percentile", "kl", "mse")
BOTH = (False, True)


def choices(methods: Sequence[Method], per_channel: Sequence[bool] = BOTH, asymmetric: Sequence[bool] = BOTH) -> tuple[Choice, ...]:
    """Every combination, in the order of preference: the simplest first.

    Scales for each channel of a weight cost the NPU nothing, a zero point does: a search turns to the former first. Of the methods
    one that covers more comes before one that covers less, and what needs no histogram before what does.
    """
    return tuple(
        Choice(method=method, per_channel=channels, asymmetric=offset)
        for offset in sorted(set(asymmetric))
        for channels in sorted(set(per_channel))
        for method in sorted(dict.fromkeys(map(_plain, methods)), key=_order)
    )


def advised(*, per_channel: bool = False, asymmetric: bool = False) -> tuple[Choice, ...]:
    """The percentiles that the vendor advises to try."""
    return choices([Method("percentile", share) for share in SWEEP], [per_channel], [asymmetric])


def stages(candidates: Iterable[Choice]) -> list[list[Choice]]:
    """*candidates* that only differ in their method together, in order."""
    found: dict[tuple[bool, bool], list[Choice]] = {}
    for each in candidates:
        found.setdefault((each.asymmetric, each.per_channel), []).append(each)
    return list(found.values())


def asked(candidates: Sequence[Choice], metric: Metric, similarity: float | None) -> Iterator[str]:
    """The lines that announce a search among *candidates*."""
    yield "The activation calibration parameters:"
    yield f"    calibration_type:     {_types(candidates)}"
    shares = sorted({each.method.percentile for each in candidates if each.method.kind in ("max", "percentile")})
    if shares:
        yield f"    max_percentile:       {shares}"
    yield f"    per_channel:          {sorted({each.per_channel for each in candidates}, reverse=True)}"
    yield f"    asymmetric:           {sorted({each.asymmetric for each in candidates}, reverse=True)}"
    yield "The modelwise search parameters:"
    if similarity is not None:
        yield f"    similarity:           {similarity:g}"
    yield f"    metric:               {metric}"


def selected(choice: Choice) -> Iterator[str]:
    """The lines that tell of the *choice* that a search made."""
    yield f"Select {choice.method} method."
    if choice.per_channel:
        yield "Perchannel quantization is enabled."
    if choice.asymmetric:
        yield "Asymmetric quantization is enabled."


def named(choice: Choice) -> str:
    """*choice* in a few words, as a table has them."""
    return ", ".join([str(choice.method), *["per_channel"] * choice.per_channel, *["asymmetric"] * choice.asymmetric])


def _plain(method: Method) -> Method:
    """All values are covered by the percentile 1 as well as by the maximum."""
    return MAX if method.kind == "percentile" and method.percentile >= 1 else method


def _order(method: Method) -> tuple[int, float]:
    return _KINDS.index(method.kind), -method.percentile


def _types(candidates: Sequence[Choice]) -> list[str]:
    kinds = ("max" if each.method.kind == "percentile" else each.method.kind for each in candidates)
    return list(dict.fromkeys(kinds))
