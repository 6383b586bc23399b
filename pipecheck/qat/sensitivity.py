"""What each place at which a network rounds costs its outputs when nothing else does."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pipecheck.errors import PipecheckError
from pipecheck.evidence.debug.badcases import Metric, goodness
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.layers.tables import plain
from pipecheck.probe.quant.simulate.write import whole
from pipecheck.qat import batches, kinds, library, quantisers, standing, watching
from pipecheck.qat.both import Both, apart, given, standing_still
from pipecheck.qat.events import Event

Kind = Literal["weight", "activation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """How far *output* lies off by *metric* where only the weight, or only the output, of the layer *op_name* is rounded.

    *flops* is how often the layer multiplies for the batch, and *share* its part of the whole network.
    """

    op_name: str
    sensitive_type: Kind
    op_type: str
    output: str
    metric: Metric
    value: float
    quant_dtype: str
    flops: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where something is rounded."""

    name: str
    kind: Kind
    module: Any
    quantiser: Any


def rank(
    both: Both, batch: Any, metrics: Sequence[Metric], outputs: Collection[str] | None = None, progress: Progress | None = None
) -> tuple[Sensitive, ...]:
    """The places of the analysed network, those that cost most first, for each of *outputs* and *metrics* one after the other."""
    with standing_still(both):
        wanted = given(both, both.baseline, batch)
        places, flops = _places(both.analysis, batch)
        if not places:
            raise PipecheckError(f"{type(both.analysis).__name__} has no fake quantisation that can be switched")
        for place in places:
            quantisers.round_values(place.quantiser, on=False)
        found = []
        for number, place in enumerate(places, 1):
            quantisers.round_values(place.quantiser, on=True)
            figures = apart(metrics, wanted, given(both, both.analysis, batch))
            quantisers.round_values(place.quantiser, on=False)
            found += [_sensitive(place, output, metric, value, flops) for output, each in figures.items() for metric, value in each.items()]
            if progress is not None:
                progress(number, len(places))
    chosen = list(wanted) if outputs is None else [name for name in wanted if name in outputs]
    if not chosen:
        raise PipecheckError(f"there is no such output: choose of {', '.join(wanted)}")
    tables = (
        [each for each in found if (each.output, each.metric) == (output, metric)]
        for output in chosen
        for metric in dict.fromkeys(each.metric for each in found)
    )
    return tuple(each for table in tables for each in sorted(table, key=lambda each: goodness(each.metric, each.value)))


def floor(both: Both, batch: Any, metrics: Sequence[Metric]) -> dict[str, dict[Metric, float]]:
    """How far the outputs lie apart where nothing is rounded at all: what no place can be blamed for."""
    with standing.still(both.baseline), standing.still(both.analysis, quantised=False):
        return apart(metrics, given(both, both.baseline, batch), given(both, both.analysis, batch))


def write(found: Sequence[Sensitive], floors: Mapping[str, Mapping[Metric, float]], folder: Path) -> tuple[Path, ...]:
    """A table for each output and metric in *folder*, as text and as JSON; below it how far the output lies off for other reasons."""
    paths: list[Path] = []
    for output, metric in dict.fromkeys((each.output, each.metric) for each in found):
        rows = [each for each in found if (each.output, each.metric) == (output, metric)]
        safe = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in output)
        text, table = (folder / f"output_{safe}_{metric}_sensitive_ops.{kind}" for kind in ("txt", "json"))
        with whole(text, table) as (made, beside):
            said = f"with nothing rounded {metric} is {floors[output][metric]:.6g}"
            made.write_text(f"{_text(rows, metric)}\n\n{said}\n", encoding="utf-8")
            beside.write_text(json.dumps([_plain(each) for each in rows], indent=1) + "\n", encoding="utf-8")
        paths += [text, table]
    return tuple(paths)


def _text(rows: Sequence[Sensitive], metric: Metric) -> str:
    heads = ("op_name", "sensitive_type", "op_type", metric, "quant_dtype", "flops")
    return plain(heads, [(*_cells(each), f"{each.flops}({100 * each.share:.2f}%)") for each in rows])


def _cells(each: Sensitive) -> Iterator[str]:
    yield from (each.op_name, each.sensitive_type, each.op_type, f"{each.value:.6g}", each.quant_dtype)


def _plain(each: Sensitive) -> dict[str, Any]:
    """The fields of *each*; JSON has no infinite numbers."""
    return asdict(each) | {"value": each.value if math.isfinite(each.value) else str(each.value)}


def _sensitive(place: _Place, output: str, metric: Metric, value: float, flops: dict[str, int]) -> Sensitive:
    own, total = flops.get(place.name, 0), sum(flops.values())
    return Sensitive(
        op_name=place.name,
        sensitive_type=place.kind,
        op_type=str(type(place.module)),
        output=output,
        metric=metric,
        value=value,
        quant_dtype=quantisers.dtype(place.quantiser),
        flops=own,
        share=own / total if total else 0.0,
    )


def _places(module: Any, batch: Any) -> tuple[list[_Place], dict[str, int]]:
    """Where *module* rounds as it is, and how often its layers multiply for *batch*."""
    arguments = batches.given(module, batch)
    watched = watching.watch(module, lambda: batches.run(module, arguments))
    makers = {id(event.quantiser): event for event in reversed(watched.events) if event.quantiser is not None}
    modules, found = dict(module.named_modules()), []
    for name, each in quantisers.every(module).items():
        if not (quantisers.can_round(each) and quantisers.rounds(each)):
            continue
        owner, _, kind = name.rpartition(".")
        event = makers.get(id(each))
        named = owner if kind in (quantisers.WEIGHT, quantisers.ACTIVATION) else event.name if event is not None else name
        of = modules.get(named, each)
        found.append(_Place(name=named, kind="weight" if kind == quantisers.WEIGHT else "activation", module=of, quantiser=each))
    flops: dict[str, int] = {}
    for event in watched.events:
        flops[event.name] = flops.get(event.name, 0) + _multiplications(event)
    return found, flops


def _multiplications(event: Event) -> int:
    """How often *event* multiplies: once for every number of a weight that goes into a value, or, transposed, to which a value goes."""
    weight = getattr(event.module, "weight", None)
    if not kinds.multiplies(event.word) or not isinstance(weight, library.torch().Tensor) or not event.arguments or weight.ndim < 2:
        return 0
    values = math.prod(event.arguments[0]) if "transpose" in event.word else math.prod(event.shape)
    return values * math.prod(map(int, weight.shape[1:]))
