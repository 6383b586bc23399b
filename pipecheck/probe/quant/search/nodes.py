"""The searches that give single calibration nodes a method of their own, by what each costs the outputs when it alone is quantised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipecheck.errors import SourceError
from pipecheck.probe.quant.judging.metric import Metric, loss, merit
from pipecheck.probe.quant.method import Choice, Method
from pipecheck.probe.quant.plan import Plan, Qtype, Range, Taken
from pipecheck.probe.quant.search import choices as settings
from pipecheck.probe.quant.search import search
from pipecheck.probe.quant.search.attempt import Found, NodeChoice
from pipecheck.probe.quant.search.bench import INTEGERS, Bench

_SHOWN = 8
"""So many nodes are named in the log."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """The calibration node of *tensor*, with the *range* that *method* gives it."""

    tensor: str
    method: Method
    asymmetric: bool
    range: Range


def mix(bench: Bench, *, per_channel: bool = False, asymmetric: bool = False) -> Found:
    """The best method for the whole network, with others at the nodes that are sensitive to it, where those cost the outputs less.

    Sensitive is what loses more than nodes do on average. If the network as a whole is no better for it, the one method is kept.
    """
    candidates = settings.choices(settings.DEFAULT, [per_channel], [asymmetric])
    base = search.modelwise(bench, candidates, count=len(bench.judged))
    tensors = _tensors(base.plan, bench)
    first = _figures(bench, base.plan, [_trial(bench, tensor, base.choice) for tensor in tensors])
    losses = {trial.tensor: loss(bench.metric, figure) for trial, figure in first.items()}
    average = sum(losses.values()) / max(1, len(losses))
    sensitive = [tensor for tensor, lost in losses.items() if lost > average]
    others = _figures(bench, base.plan, [each for tensor in sensitive for each in _others(bench, tensor, base.choice, candidates)])
    nodes = [each for each in _chosen({**first, **others}, bench.metric) if each.tensor in sensitive]
    said = f"{len(nodes)} of {len(tensors)} calibration nodes are sensitive to the {base.choice.method} method."
    return _settled(bench, base, nodes, [said, *_missed(len(first), len(tensors))], better=True)


def layerwise(bench: Bench, candidates: Sequence[Choice], *, topk: int = 0, qtype: Qtype = "int16") -> Found:
    """The best of *candidates* for every single calibration node; the *topk* nodes that lose most all the same take *qtype*.

    Scales for each channel of a weight, which no such node has, are as in the best of *candidates* for the whole network.
    """
    base = search.modelwise(bench, candidates, count=len(bench.judged))
    tensors = _tensors(base.plan, bench)
    trials = [[_trial(bench, tensor, base.choice), *_others(bench, tensor, base.choice, candidates)] for tensor in tensors]
    nodes = _chosen(_figures(bench, base.plan, [each for several in trials for each in several]), bench.metric)
    order = sorted(nodes, key=lambda each: merit(bench.metric, each.figure))
    raised = {each.tensor for each in order[: max(0, topk)]}
    nodes = [replace(each, qtype=qtype) if each.tensor in raised else each for each in nodes]
    said = "Run calibration model with layerwise search method."
    return _settled(bench, base, nodes, [said, *_missed(len(nodes), len(tensors))], better=False)


def _tensors(plan: Plan, bench: Bench) -> list[str]:
    """What some unit takes in integers."""
    return list(
        dict.fromkeys(
            name
            for unit in bench.prepared.units
            if unit.name in plan.taken
            for name, qtype in zip(unit.inputs, plan.taken[unit.name].inputs, strict=True)
            if qtype in INTEGERS
        )
    )


def _trial(bench: Bench, tensor: str, choice: Choice) -> _Trial:
    return _Trial(tensor, choice.method, choice.asymmetric, bench.known(choice.method, asymmetric=choice.asymmetric)[tensor])


def _others(bench: Bench, tensor: str, base: Choice, candidates: Sequence[Choice]) -> Iterator[_Trial]:
    """What else *tensor* could be given; of methods that come to the same range only the first."""
    seen = {_trial(bench, tensor, base).range}
    for each in candidates:
        trial = _trial(bench, tensor, each)
        if trial.range not in seen:
            seen.add(trial.range)
            yield trial


def _figures(bench: Bench, plan: Plan, trials: Sequence[_Trial]) -> dict[_Trial, float]:
    """How far the outputs are off where nothing but one node is quantised, as far as there is time."""

    def measured(trial: _Trial) -> float:
        try:
            return _worst(bench.metric, bench.judge(_alone(bench, plan, trial)))
        except SourceError:  # what cannot be run is the worst of all
            return float("nan")

    return dict(zip(trials, bench.each(measured, trials, 0, len(trials)), strict=False))


def _worst(metric: Metric, figures: Mapping[str, float]) -> float:
    return min(figures.values(), key=lambda value: merit(metric, value), default=float("nan"))


def _alone(bench: Bench, plan: Plan, trial: _Trial) -> Plan:
    """*plan* with nothing quantised but the tensor of *trial*, with its range."""
    taken = {}
    for unit in bench.prepared.units:
        if trial.tensor in unit.inputs and unit.name in plan.taken:
            asked = zip(unit.inputs, plan.taken[unit.name].inputs, strict=True)
            kinds: tuple[Qtype, ...] = tuple(qtype if name == trial.tensor else "float32" for name, qtype in asked)
            taken[unit.name] = Taken(inputs=kinds, weight="float32")
    return Plan(ranges={trial.tensor: trial.range}, taken=taken)


def _chosen(figures: Mapping[_Trial, float], metric: Metric) -> list[NodeChoice]:
    """The best of what was tried for every tensor; the first of those that are as good as each other."""
    grouped: dict[str, list[tuple[_Trial, float]]] = {}
    for trial, figure in figures.items():
        grouped.setdefault(trial.tensor, []).append((trial, figure))
    return [_node(several, metric) for several in grouped.values()]


def _node(several: Sequence[tuple[_Trial, float]], metric: Metric) -> NodeChoice:
    trial, figure = max(several, key=lambda each: merit(metric, each[1]))
    return NodeChoice(tensor=trial.tensor, method=trial.method, asymmetric=trial.asymmetric, before=several[0][1], figure=figure)


def _settled(bench: Bench, base: Found, nodes: Sequence[NodeChoice], words: Sequence[str], *, better: bool) -> Found:
    """*base* with the *nodes* as they were chosen; if only what is *better* is wanted, and this is not, without."""
    plan = _with(bench, base.plan, nodes)
    outputs = bench.judge(plan, threads=bench.threads)
    before, after = (_worst(bench.metric, figures) for figures in (base.outputs, outputs))
    setting = base.choice.method, base.choice.asymmetric
    other = [each for each in nodes if each.qtype is None and (each.method, each.asymmetric) != setting]
    told = [*base.words, *words, *_named(other, "another method"), *_named([each for each in nodes if each.qtype], "more bits")]
    gained = merit(bench.metric, after) > merit(bench.metric, before)
    if not gained and plan != base.plan:
        told.append(
            f"The outputs are no better for it, {bench.metric} {after:.6f} after {before:.6f}{better * ': the one method is kept'}."
        )
    if better and not gained:
        return replace(base, words=tuple(told))
    return replace(base, plan=plan, outputs=outputs, nodes=tuple(nodes), words=tuple(told))


def _with(bench: Bench, plan: Plan, nodes: Sequence[NodeChoice]) -> Plan:
    """*plan* with the ranges, and the number types, that the *nodes* were given."""
    ranges = {each.tensor: bench.known(each.method, asymmetric=each.asymmetric)[each.tensor] for each in nodes}
    raised = {each.tensor: each.qtype for each in nodes if each.qtype is not None}
    taken = dict(plan.taken)
    for unit in bench.prepared.units:
        if unit.name in taken and not raised.keys().isdisjoint(unit.inputs):
            asked = zip(unit.inputs, taken[unit.name].inputs, strict=True)
            kinds = tuple(raised.get(name, qtype) if qtype in INTEGERS else qtype for name, qtype in asked)
            taken[unit.name] = replace(taken[unit.name], inputs=kinds)
    return replace(plan, ranges={**plan.ranges, **ranges}, taken=taken)


def _named(nodes: Sequence[NodeChoice], what: str) -> Iterator[str]:
    if nodes:
        shown = ", ".join(f"{each.tensor} {each.qtype or each.method}" for each in nodes[:_SHOWN])
        more = f" and {len(nodes) - _SHOWN} more" if len(nodes) > _SHOWN else ""
        taken = "1 calibration node takes" if len(nodes) == 1 else f"{len(nodes)} calibration nodes take"
        yield f"{taken} {what}: {shown}{more}."


def _missed(done: int, total: int) -> Iterator[str]:
    if done < total:
        yield f"There was no time for {total - done} of {total} calibration nodes."
