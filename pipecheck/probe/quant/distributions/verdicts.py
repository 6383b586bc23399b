"""What the numbers of a tensor say of the scale that it is rounded to, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.debug.distributions import Channels, Clipped, Distribution, Known, Verdict

PART = 8
"""Where all but one in a thousand of the values lie within so small a part of the scale, outliers have three of its bits for themselves."""
APART = 100.0
"""Of a channel so many times narrower than the widest hardly a step of 8 bits is left."""
LARGE = 10.0
"""The vendor advises against int8 for larger values."""
REACHED = 0.95
"""A scale that covers so much of what can come covers it all, as far as it matters."""
IDLE = 32
"""With fewer steps for the values that come, a scale for all that can come is none that helps."""


def verdicts(found: Distribution) -> Iterator[Verdict]:
    """What can be said of *found*, the gravest first."""
    if found.total == 0 or found.low == found.high == 0:
        yield Verdict("zero", "holds nothing but zeros")
        return
    if found.clipped is not None and found.clipped.excess > 1:
        yield Verdict("truncated", _truncated(found.clipped))
    known = found.known if found.most is not None else None
    if known is None and found.steps is not None and found.most is not None and found.steps * PART <= found.most:
        yield Verdict("outliers", _outliers(found.steps, found.most))
    if found.channels is not None and found.channels.ratio >= APART and not found.per_channel:
        yield Verdict("channels differ", _apart(found.channels))
    if not found.single:
        yield Verdict("several peaks", f"has more than one peak (dip {_short(found.dip)}): one scale serves clusters that lie apart")
    if found.qtype == "int8" and max(-found.low, found.high) > LARGE:
        largest = _short(max(-found.low, found.high))
        yield Verdict("large at int8", f"reaches {largest} in int8, which is advised for values up to {LARGE:g}")
    if known is not None:
        yield _known(found, known)
    if found.single:
        yield Verdict("unimodal", f"has one peak (dip {_short(found.dip)}), as is good for rounding")


def _truncated(clipped: Clipped) -> str:
    low, high = (_short(each) for each in clipped.limits)
    return (
        f"truncation: {_percent(clipped.share)} of the values of other samples lie outside of {low}..{high}, which covers all that "
        f"calibration saw, in {clipped.exceeding} of {clipped.samples} samples and up to {_short(clipped.times)} times as far from 0; "
        f"cut off there they make {_short(clipped.excess)} times the error of rounding to 8 bits"
    )


def _outliers(steps: float, most: int) -> str:
    used = f"{max(round(steps), 1)} of {most} steps"
    return f"outliers own the scale: 99.9 % of the values lie within the first 1/{int(most / steps)} of it, on {used}"


def _apart(channels: Channels) -> str:
    have = "1 has" if channels.apart == 1 else f"{channels.apart} have"
    return (
        f"per-tensor risk: the widest of {len(channels.boxes)} channels is × {_short(channels.ratio)} as wide as the narrowest; "
        f"{have} less than 1/{APART:g} of the scale"
    )


def _known(found: Distribution, known: Known) -> Verdict:
    """Whether a scale fixed to what can come is right."""
    where = f"{_short(known.low)}..{_short(known.high)} by construction ({known.op} {known.node})"
    reached = found.reach
    most = found.most or 1
    if reached is None or reached >= REACHED:
        return Verdict("known range", f"keeps to {where}, and the scale covers it")
    if reached * most < IDLE:
        used = f"{round(reached * most)} of {most} steps"
        said = f"keeps to {where}, but calibration reached only {_short(reached)} of it: a fixed scale would leave {used}"
        return Verdict("idle range", said)
    fixed = _short(max(-known.low, known.high) / most, 6)
    said = f"keeps to {where}, of which the scale covers {_short(reached)}: a fixed scale of {fixed} is right whatever the samples"
    return Verdict("known range", said)


def _percent(share: float) -> str:
    return f"{_short(100 * share)} %"


def _short(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}g}" if abs(value) < 1e4 else f"{value:.2e}"
