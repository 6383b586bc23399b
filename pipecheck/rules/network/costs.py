"""PC704 and PC205: what each mismatch costs on this very model, and what the halved colors of NV12 do."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.model import Cost, Costs, Lossy
from pipecheck.findings import Origin, Problem, Related, Severity
from pipecheck.rules.network import figures, words
from pipecheck.rules.rule import rule

_NAMED = 3
_SEEN = 0.005
"""Less than one answer of two hundred, or so little of the outputs, is nothing to speak of."""


@rule("PC704", Severity.NOTE, on=Costs)
def mismatch_cost(costs: Costs) -> Iterator[Problem]:
    """What the mismatches between the roads cost on this very model, the dearest first.

    How much a mistake costs depends on the network: a classifier of colors collapses when red and blue are swapped, one of digits does
    not care. The float network is run on the project's own pictures, on training's road with only one thing taken from the other road,
    and on that road with only this one thing mended. Where labels are known, points of accuracy are counted; else answers that change.

    Begin with the dearest. What costs nothing here may be ignored with that reason in `[ignore]`.

    Bad:
        channel order −16.1 points, kernel −0.4 points

    Good:
        nothing differs
    """
    told = [cost for cost in costs.costs if _counts(cost)]
    if not told:
        return
    share, metric = (True, None) if costs.trained is None else (costs.trained.share, costs.trained.metric)
    prices = {cost: price(cost, share=share, metric=metric) for cost in told}
    each = list(dict.fromkeys(f"{cost.what} {prices[cost]}" for cost in told))  # once, whatever roads it is on
    first, rest = ", ".join(each[:_NAMED]), f" and {len(each) - _NAMED} more" if len(each) > _NAMED else ""
    related = tuple(dict.fromkeys(Related(cost.origins[0], f"{cost.what}: {prices[cost]}") for cost in told if cost.origins))
    evidence = {"pictures": costs.count, "costs": [_data(cost) for cost in told]}
    message = f"on {words.pictures(costs.count)} the mismatches cost {costs.model.name}: {first}{rest}"
    yield Problem(message, Origin(costs.model), related, "mend the dearest first", evidence=evidence)


@rule("PC205", Severity.NOTE, on=Lossy)
def lossy_color_path(lossy: Lossy) -> Iterator[Problem]:
    """The camera's NV12 halves the resolution of color, and this network notices.

    NV12 keeps one pair of color values for four pixels. Most networks lose next to nothing, some that look at fine colored detail, and
    transformers, lose up to a point. It is not quantisation that costs this, and no calibration set can mend it.

    Train with pictures that went through NV12, or feed the network another type where the board allows it.

    Bad:
        input_type_rt: nv12        # costs 1.2 points on this model

    Good:
        input_type_rt: nv12        # the network was trained on pictures that went through NV12
    """
    if not _counts(lossy.cost):
        return
    loss = price(lossy.cost, share=lossy.share, metric=lossy.metric)
    message = f"the halved colors of nv12 cost {lossy.model.name} {loss} on {words.pictures(lossy.count)}"
    hint = "train with pictures that went through NV12, or feed another type if the board can"
    yield Problem(message, lossy.origin or Origin(lossy.model), hint=hint, evidence=_data(lossy.cost))


def price(cost: Cost, *, share: bool, metric: str | None) -> str:
    """What a mismatch costs, in points where labels are known, else in answers, else in outputs."""
    if cost.broken is not None:
        behind = figures.behind(cost.low, cost.high, share=share)
        return words.points(-cost.broken, behind) if share else f"{metric} {figures.fixed(cost.broken, behind)} worse"
    if cost.changed is not None:
        return f"changes {figures.percent(cost.changed)} of the answers"
    return f"moves the outputs by {figures.percent(cost.apart)}"


def _counts(cost: Cost) -> bool:
    """Whether it is beyond what chance does: with labels, if the whole interval says that something is lost."""
    if cost.broken is not None:
        return cost.low is not None and cost.low > 0
    return cost.weight >= _SEEN


def _data(cost: Cost) -> dict[str, object]:
    numbers = {name: getattr(cost, name) for name in ("broken", "low", "high", "mended", "changed", "apart")}
    return {"road": cost.road, "matter": cost.matter, "what": cost.what, **numbers}


RULES = (mismatch_cost, lossy_color_path)
