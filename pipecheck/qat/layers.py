"""What every layer of two networks gave held against each other, and where the error grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipecheck.evidence.debug.layers import Layer, Layers
from pipecheck.probe.quant.distributions.verdicts import LARGE
from pipecheck.probe.quant.layers.reading import FLOOR, GROWTH
from pipecheck.probe.quant.layers.sums import Sums
from pipecheck.qat import kinds, recording
from pipecheck.qat.events import FUNCTION
from pipecheck.qat.recording import Recorded

_PART = 0.01
"""What has less of the power of the worst output's error is not what makes it."""
_FAR = 0.1
"""Values are cut off where they reach so much of their span beyond what the scale covers."""
_GONE = "identity"


@dataclass(frozen=True, slots=True)
class _Pair:
    """The layer *base* and those after it that are computed with it, in the network of the baseline, and *analy* that does it all."""

    base: tuple[Recorded, ...]
    analy: Recorded


def compare(base: Path, analy: Path, model: str, batch: str) -> Layers:
    """The layers recorded in the folder *base* against those in *analy*."""
    first, second = recording.read(base), recording.read(analy)
    pairs = {(pair.analy.name, pair.analy.number): pair for pair in _pairs(first, second)}
    rows: list[tuple[Layer, Recorded]] = []
    noises: list[float] = []
    for each in second:
        taken = max((noises[at] for at in each.takes), default=0.0)
        pair = pairs.get((each.name, each.number))
        layer = None if pair is None else _layer(pair, base, analy, taken)
        if layer is not None:
            rows.append((layer, each))
        noises.append(taken if layer is None else layer.noise)
    layers = tuple(_marked(rows))
    return Layers(model=Path(model), samples=(batch,), layers=layers, said=tuple(_said(layers, rows)))


def _pairs(first: Sequence[Recorded], second: Sequence[Recorded]) -> Iterator[_Pair]:
    """The layers that are in both, in the order of their calls; what the second does together is compared at the end of it."""
    names = {each.name for each in second}
    identities = {each.name for each in second if each.word == _GONE}
    waiting: dict[str, list[int]] = {}
    for at, each in enumerate(first):
        waiting.setdefault(each.name, []).append(at)
    for each in second:
        places = waiting.get(each.name)
        if not places:
            continue
        place = places.pop(0)
        chain = [first[place]]
        for at in first[place].behind:
            after = first[at]
            gone = after.kind != FUNCTION and after.name not in names
            if not (_does(each.word, after.word) or gone or after.name in identities):
                break
            chain.append(after)
            waiting[after.name].remove(at)
        yield _Pair(tuple(chain), each)


def _does(fused: str, other: str) -> bool:
    """Whether what is called *fused* does what the *other* does besides its own work."""
    word = "bn" if kinds.normalises(other) else "relu" if kinds.limits(other) else "add"
    return word in fused


def _layer(pair: _Pair, base: Path, analy: Path, taken: float) -> Layer | None:
    wanted, got = recording.array(base, pair.base[-1]), recording.array(analy, pair.analy)
    if wanted is None or got is None:
        return None
    sums = Sums()
    sums.add(wanted, got, got)
    left, right = sums.base, sums.analy
    number = f"[{pair.analy.number}]" if pair.analy.times > 1 else ""
    return Layer(
        mod_name=f"{pair.analy.name}{number}",
        base_op_type="+".join(map(_class, (each.kind for each in pair.base))),
        analy_op_type=_class(pair.analy.kind),
        tensor=pair.analy.name,
        shape=sums.shape or (),
        quant_dtype=pair.analy.dtype.removeprefix("torch."),
        qscale=pair.analy.scale,
        cosine=sums.cosine,
        mse=sums.by_count(sums.square),
        l1=sums.by_count(sums.line),
        kl=sums.kl,
        sqnr=sums.sqnr,
        atol=float("inf") if sums.unlike else sums.atol,
        rtol=sums.rtol,
        base_min=left.low if left.count else 0.0,
        analy_min=right.low if right.count else 0.0,
        base_max=left.high if left.count else 0.0,
        analy_max=right.high if right.count else 0.0,
        base_mean=left.mean,
        analy_mean=right.mean,
        base_var=left.variance,
        analy_var=right.variance,
        noise=sums.noise,
        raw=sums.noise,
        taken=taken,
    )


def _class(kind: str) -> str:
    """The class without its brackets."""
    return kind.removeprefix("<class '").removesuffix("'>")


def _marked(rows: Sequence[tuple[Layer, Recorded]]) -> Iterator[Layer]:
    """The layers, marked where one doubles the error that it takes, and that counts beside the worst output's."""
    worst = max((layer.noise for layer, each in rows if each.out), default=max((layer.noise for layer, _ in rows), default=0.0))
    for layer, each in rows:
        grows = worst >= FLOOR and layer.noise >= _PART * worst and layer.noise >= GROWTH * layer.taken
        yield replace(layer, grows=True, said=tuple(_reasons(layer, each))) if grows else layer


def _reasons(layer: Layer, each: Recorded) -> Iterator[str]:
    """Whether it is the range or the resolution, as the extremes tell."""
    slack = _FAR * (layer.base_max - layer.base_min)
    if each.covers is not None and (layer.base_max > each.covers[1] + slack or layer.base_min < each.covers[0] - slack):
        covered = f"its scale covers {each.covers[0]:.3g} to {each.covers[1]:.3g}"
        yield f"range: the values go from {layer.base_min:.3g} to {layer.base_max:.3g}, and {covered}"
        yield "more or other calibration data, or a fixed scale where the range is known"
    else:
        yield "rounding: what comes out is within what its scale covers" if each.covers is not None else "the error arises in it"
        largest = max(-layer.base_min, layer.base_max)
        if layer.quant_dtype.endswith("int8") and largest > LARGE:
            yield f"it reaches {largest:.3g}, and int8 is advised for values up to {LARGE:g}: int16"
    if each.times > 1:
        yield f"it is called {each.times} times with one scale: give each call a module of its own"


def _said(layers: Sequence[Layer], rows: Sequence[tuple[Layer, Recorded]]) -> Iterator[str]:
    grown = [layer for layer in layers if layer.grows]
    if grown:
        more = f", and again at {len(grown) - 1} more" if len(grown) > 1 else ""
        yield f"the error first grows at {grown[0].mod_name}{more}: {grown[0].said[0]}"
    elif any(layer.noise >= FLOOR for layer, each in rows if each.out):
        yield "no layer stands out: the error adds up from layer to layer"
    elif layers:
        yield f"no output lies off by more than {100 * FLOOR:g} % of its power"


def sheet(found: Layers) -> Mapping[str, str]:
    """What is to be done about the layers at which the error grows, by their names."""
    return {layer.mod_name: "; ".join(layer.said) for layer in found.layers if layer.grows}
