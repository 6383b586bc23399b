"""What the steps of the search for lost accuracy found, in words: a title, a summary, a table, and what else is worth knowing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipecheck.evidence.debug.accumulated import Accumulated
from pipecheck.evidence.debug.badcases import BadCases
from pipecheck.evidence.debug.distributions import Distributions
from pipecheck.evidence.debug.layers import Layer, Layers
from pipecheck.evidence.debug.mixed import Mixed
from pipecheck.evidence.debug.partial import Partial
from pipecheck.evidence.debug.recommended import Recommended
from pipecheck.evidence.debug.remedies import Remedies
from pipecheck.evidence.debug.sensitivity import Ranking, Sensitivity
from pipecheck.evidence.debug.structure import Structure
from pipecheck.report.network import quantised
from pipecheck.report.words import counted, listed
from pipecheck.rules.network.figures import short

Debugged: TypeAlias = Accumulated | BadCases | Distributions | Layers | Mixed | Partial | Ranking | Recommended | Remedies | Structure
KINDS = (Accumulated, BadCases, Distributions, Layers, Mixed, Partial, Ranking, Recommended, Remedies, Structure)
_ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A step in words: *rows* below *heads*, *lines* of what they amount to, and *code* to paste."""

    title: str
    summary: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


def section(each: Debugged) -> Section:
    """What a step found."""
    match each:
        case Recommended():
            return _recommended(each)
        case Remedies():
            return _remedies(each)
        case Accumulated():
            return _accumulated(each)
        case Ranking():
            return _ranking(each)
        case Distributions():
            return _distributions(each)
        case BadCases():
            return _badcases(each)
        case Layers():
            return _layers(each)
        case Partial():
            return _partial(each)
        case Mixed():
            return _mixed(each)
        case Structure():
            return _structure(each)


def lines(said: Section) -> Iterator[str]:
    """The rows of its table, for a format that draws nothing."""
    for row in said.rows:
        named = [f"{head} {cell}" if head else cell for head, cell in zip(said.heads[1:], row[1:], strict=True) if cell]
        yield f"{row[0]}: {', '.join(named)}"
    yield from said.code


def _recommended(each: Recommended) -> Section:
    written = (f"written: {listed(list(map(str, each.written)))}",) if each.written else ()
    return Section(
        title=f"what to do about {each.model.name}",
        summary=each.sentence,
        lines=(*each.reasons, *(f"tried: {line}" for line in each.tried), *written),
        code=each.paste,
    )


def _remedies(each: Remedies) -> Section:
    best = each.best
    found = f"{best.words} reaches it" if best else "none reaches it"
    labelled = any(one.loss is not None for one in each.tried)
    asked = f"{100 * each.target:g} % of the float accuracy are asked for" if labelled else "the outputs are to stay close"
    return Section(
        title=f"other calibrations of {each.model.name}",
        summary=f"{asked}: {found}",
        heads=("settings", "output cosine", "accuracy"),
        rows=tuple((one.words, short(one.cosine, 6), "" if one.loss is None else quantised.lost(one.loss)) for one in each.tried[:_ROWS]),
    )


def _accumulated(each: Accumulated) -> Section:
    from pipecheck.probe.quant.accumulated import writing

    ends = [(curve.name, output, short(figures[each.metric], 6)) for curve in each.curves for output, figures in curve.outputs.items()]
    words = tuple(writing.words(each))
    return Section(
        title=f"weights or activations of {each.model.name}, on {counted(each.samples, 'sample')}",
        summary=words[0] if words else "nothing is quantised",
        heads=("quantised", "output", each.metric),
        rows=tuple(ends),
        lines=words[1:],
    )


def _ranking(each: Ranking) -> Section:
    first = each.tables[0] if each.tables else None
    rows = tuple(_place(place, each) for place in each.places[:_ROWS])
    kind = {"weight": "weights", "activation": "activations", "node": "nodes"}[each.kind]
    where = f" by {first.metric} of {first.output}" if first is not None else ""
    left = (f"{each.left} more were not measured: there was no more time",) if each.left else ()
    return Section(
        title=f"sensitivity of {len(each.places)} {kind} of {each.model.name}, on {counted(each.samples, 'sample')}",
        summary=f"most sensitive{where}: {listed([place.name for place in each.places[:3]])}" if each.places else "nothing is quantised",
        heads=("place", "operator", "type", *(f"{table.metric} of {table.output}" for table in each.tables), "share of FLOPs"),
        rows=rows,
        lines=left,
    )


def _place(place: Sensitivity, each: Ranking) -> tuple[str, ...]:
    figures = (short(place.figures.get(table.output, {}).get(table.metric, float("nan")), 6) for table in each.tables)
    return place.name, place.op, place.qtype, *figures, "" if place.share is None else f"{100 * place.share:.1f} %"


def _distributions(each: Distributions) -> Section:
    told = [
        (one.name, one.op, verdict.word, verdict.said) for one in each.tensors for verdict in one.verdicts if verdict.word != "unimodal"
    ]
    plain = sum(one.words in ((), ("unimodal",)) for one in each.tensors)
    return Section(
        title=f"distributions of {len(each.tensors)} sensitive tensors of {each.model.name}",
        summary=f"{plain} of {len(each.tensors)} have one peak, and nothing else is to be said of them" if told else "all have one peak",
        heads=("tensor", "operator", "verdict", ""),
        rows=tuple(told[:_ROWS]),
        lines=each.remarks,
    )


def _badcases(each: BadCases) -> Section:
    rows = [
        (output, metric, cases[0].sample, short(cases[0].value, 6))
        for output in each.outputs
        for metric in each.metrics
        if (cases := each.worst.get((output, metric)))
    ]
    cut = tuple(f"{one.op} {one.node} chooses: compared is what goes into it" for one in each.cut)
    return Section(
        title=f"worst samples of {each.model.name}",
        summary=f"{listed(list(each.samples[:3]))} of {counted(each.count, 'sample')}" if each.samples else "nothing could be compared",
        heads=("output", "metric", "sample", "figure"),
        rows=tuple(rows[: 2 * _ROWS]),
        lines=cut,
    )


def _layers(each: Layers) -> Section:
    grows = [layer for layer in each.layers if layer.grows]
    return Section(
        title=f"layer by layer on {listed(list(each.samples))}",
        summary=f"the error begins to grow at {grows[0].mod_name}" if grows else "the error grows nowhere in particular",
        heads=("layer", "operator", "Cosine", "SQNR", "base min..max", "quantised min..max", ""),
        rows=tuple(_layer(layer) for layer in grows[:_ROWS]),
        lines=each.said,
    )


def _layer(layer: Layer) -> tuple[str, ...]:
    ranges = (f"{short(low, 4)}..{short(high, 4)}" for low, high in ((layer.base_min, layer.base_max), (layer.analy_min, layer.analy_max)))
    return layer.mod_name, layer.base_op_type, short(layer.cosine, 6), f"{short(layer.sqnr, 3)} dB", *ranges, "; ".join(layer.said)


def _partial(each: Partial) -> Section:
    from pipecheck.probe.quant.partial import writing

    words = tuple(writing.words(each))
    rows = tuple((str(step.count), _left(step.accuracy, each.accuracy), *_figures(each, step.outputs)) for step in each.steps)
    return Section(
        title=f"the most sensitive nodes of {each.model.name} left float",
        summary=words[0],
        heads=("float", "accuracy", *(f"{metric} of {output}" for output, metric in each.metrics.items())),
        rows=rows[: 2 * _ROWS],
        lines=words[1:],
    )


def _left(accuracy: float | None, best: float | None) -> str:
    return "" if accuracy is None else f"{short(accuracy, 4)}{f' of {short(best, 4)}' if best is not None else ''}"


def _figures(each: Partial, outputs: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    for output, metric in each.metrics.items():
        yield short(outputs.get(output, {}).get(metric, float("nan")), 6)


def _mixed(each: Mixed) -> Section:
    return Section(
        title=f"the cheapest number types of {each.model.name}",
        summary=_outcome(each),
        heads=("node", "operator", "type", "share of FLOPs"),
        rows=tuple((one.node, one.op, one.qtype, f"{100 * one.share:.1f} %") for one in each.raised[: 2 * _ROWS]),
        lines=(*each.words, *each.remarks),
    )


def _outcome(each: Mixed) -> str:
    """`2 nodes in more than int8, 1.2 % of all multiplications: accuracy 0.794 of 0.8 (99.22 %)`."""
    from pipecheck.probe.quant.mixed import saying

    if each.branch == "none":
        return "nothing that was tried reaches the target"
    came, base = saying.figure(each.chosen, each), each.chosen.base
    if not each.raised:
        return f"all nodes in {base}: {came}"
    others = "" if base == "int8" else f", all others in {base}"
    return f"{counted(len(each.raised), 'node')} in more than int8{others}, {100 * each.chosen.macs:.3g} % of all multiplications: {came}"


def _structure(each: Structure) -> Section:
    shared = [(one.part.name, one.part.kind, f"called {one.times} times, reaching {one.ratio:.1f} times as far") for one in each.shared]
    apart = [(one.parts[0].name, one.parts[0].kind, one.why) for one in each.fusable]
    reviews = [(one.part.name, one.part.kind, one.said) for one in each.reviews]
    rows: Sequence[tuple[str, ...]] = [*shared, *apart, *reviews]
    return Section(
        title=f"structure of {each.model}",
        summary=f"{counted(len(rows), 'point')} to look at" if rows else "nothing stands out",
        heads=("part", "kind", ""),
        rows=tuple(rows[:_ROWS]),
        lines=each.remarks,
    )
