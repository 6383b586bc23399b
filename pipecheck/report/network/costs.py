"""What mismatches cost, as rows in words: one for each mismatch, whatever roads have it, the dearest first."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipecheck.evidence.model import Cost, Costs, Lossy, Matter
from pipecheck.findings import ROADS, Road
from pipecheck.report.network.pricing import Price, interval, price, told
from pipecheck.report.words import counted, listed
from pipecheck.rules.network.figures import figure, fixed

MATTERS: dict[Matter, str] = {
    "decode": "reading",
    "size": "size",
    "policy": "resize policy",
    "kernel": "kernel",
    "border": "crop or pad",
    "geometry": "geometry",
    "color": "color",
    "values": "values",
    "layout": "layout",
    "dtype": "dtype",
    "chroma": "chroma",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mismatch: *what* it is, what it costs, with what uncertainty, on which *roads*, and what mending it gains.

    *part* is how much of the dearest one it costs, *reach* the ends of its interval likewise, where it has one.
    """

    what: str
    costs: str
    interval: str
    roads: str
    mended: str
    part: float
    reach: tuple[float, float] | None = None


def title(each: Costs) -> str:
    """`cost of each mismatch on original_float.onnx`."""
    return f"cost of each mismatch on {each.model.name}, {counted(each.count, 'picture')} of {each.folder}"


def summary(each: Costs) -> str:
    """What the network is worth on training's road and on the others."""
    roads = [f"{figure(found)} on that of {road}" for road, found in each.roads]
    trained = [] if each.trained is None else [f"{each.trained.metric} {figure(each.trained)} on the road of training"]
    said = ", ".join([*trained, *roads])
    if not each.costs:
        return "; ".join(filter(None, (said, "no mismatch to measure")))
    return said or "by answers that change, without labels"


def rows(each: Costs) -> tuple[Row, ...]:
    """Every mismatch once."""
    groups: dict[Hashable, list[Cost]] = {}
    for cost in each.costs:
        groups.setdefault(replace(cost, road="training", mended=None, origins=()), []).append(cost)
    prices = [price(group[0], each.trained) for group in groups.values()]
    return tuple(_row(group, found, _most(prices, found.unit)) for group, found in zip(groups.values(), prices, strict=True))


def _most(prices: Sequence[Price], unit: str) -> float:
    """What fills a bar of this *unit*, intervals included."""
    ends = (end for found in prices if found.unit == unit for end in (found.value, found.high))
    return max((end for end in ends if end is not None and math.isfinite(end)), default=0.0)


def _row(group: Sequence[Cost], found: Price, most: float) -> Row:
    ends = None if found.low is None or found.high is None else (_part(found.low, most), _part(found.high, most))
    return Row(
        what=label(group[0]),
        costs=told(found),
        interval=interval(found),
        roads=", ".join(road for road in ROADS if any(cost.road == road for cost in group)),
        mended=_mended({cost.road: cost.mended for cost in group if cost.mended is not None}, found),
        part=_part(found.value, most),
        reach=ends,
    )


def _part(value: float, most: float) -> float:
    return min(max(value / most, 0.0), 1.0) if most > 0 and math.isfinite(value) else 0.0


def label(cost: Cost) -> str:
    """`kernel: pil linear for opencv linear`; the order of channels by its own name."""
    if cost.matter == "decode" and cost.what:
        return cost.what  # says that it is about reading
    swapped = cost.matter == "color" and {"rgb", "bgr"} <= set(cost.what.lower().split())
    matter = "channel order" if swapped else MATTERS[cost.matter]
    return f"{matter}: {cost.what}" if cost.what else matter


def _mended(gains: dict[Road, float], found: Price) -> str:
    """What each road gains, said once where it is the same on all."""
    said = {road: fixed(gain * found.scale, found.behind, sign=True) for road, gain in gains.items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return listed([f"{road} {gain}" for road, gain in said.items()], last=", ")


def line(row: Row) -> str:
    """A row as a line of text."""
    mended = f"; mended: {row.mended}" if row.mended else ""
    return f"{row.what}: {row.costs}{f' {row.interval}' if row.interval else ''} ({row.roads}){mended}"


def dearest(each: Costs, road: Road) -> str | None:
    """What costs most on *road*, if that is more than noise: `channel order: bgr for rgb (eval.py:4): −16.1 points`."""
    for cost in each.costs:
        if cost.road == road and cost.broken is not None and counts(cost):
            place = f" ({cost.origins[0]})" if cost.origins else ""
            return f"{label(cost)}{place}: {told(price(cost, each.trained))}"
    return None


def counts(cost: Cost) -> bool:
    """Whether it is more than noise; without labels, whether anything changes."""
    return cost.weight > 0 if cost.broken is None else cost.low is not None and cost.low > 0


def lossy_title(each: Lossy) -> str:
    """`halved chroma of NV12 on model.onnx`."""
    return f"halved chroma of NV12 on {each.model.name}{'' if each.road == 'runtime' else f' ({each.road} road)'}"


def lossy_summary(each: Lossy) -> str:
    """What it costs, in one line."""
    found = price(each.cost, None, share=each.share, metric=each.metric)
    metric = f"of {each.metric}" if each.metric and found.unit == "points" else ""
    parts = (told(found), metric, interval(found))
    return f"{' '.join(filter(None, parts))}, {counted(each.count, 'picture')}" if each.count else " ".join(filter(None, parts))


def lines(each: Costs) -> Iterator[str]:
    """Every mismatch as a line of text."""
    return map(line, rows(each))
