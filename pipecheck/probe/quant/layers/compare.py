"""Every layer of the quantised network against the float one, on few samples, with the places marked where the error grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipecheck.evidence.debug.layers import Layer, Layers
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.badcases.tail import Tail, tail
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.layers import reading
from pipecheck.probe.quant.layers.places import Place, places
from pipecheck.probe.quant.layers.sums import Sums
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.passing import Pace, passed
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.simulate.skeleton import Skeleton
from pipecheck.probe.quant.simulate.wiring import Lattice
from pipecheck_transformers.pixels import Array

_Pair = tuple[Mapping[str, Array], Mapping[str, Array]]


def compare_per_layer(
    prepared: Prepared,
    plan: Plan,
    samples: Samples,
    *,
    observed: Observed | None = None,
    skeleton: Skeleton | None = None,
    progress: Progress | None = None,
    deadline: float | None = None,
) -> Layers:
    """Every layer of *prepared* as *plan* quantises it, on *samples* taken together: the few on which it is worst.

    With what was *observed* in calibration it can be said of a narrow scale whether the samples or the method made it so. Once
    `time.monotonic` has passed *deadline* no further sample is taken, but for the first.
    """
    shared = skeleton or skeletons.of(prepared)
    ends, lattices = tail(prepared), rounding.lattices(shared, plan)
    rows = tuple(places(prepared, ends.gone))
    going = _Going(prepared, plan, shared, rows, lattices)
    done: list[str] = []
    for each in passed(going.run, samples, Pace(1, progress, deadline)):
        if each.found is not None:
            going.take(each.found)
            done.append(each.name)
    seen = {} if observed is None else observed.tensors
    run = Samples(tuple(done), samples.load)
    reader = reading.Reader(prepared=prepared, plan=plan, skeleton=shared, lattices=lattices, seen=seen, samples=run)
    layers = tuple(reader.read(tuple(_rows(going)), ends.compared))
    return Layers(model=prepared.path, samples=tuple(done), layers=layers, said=tuple(_said(layers, ends)), cut=ends.cut)


@dataclass(slots=True)
class _Going:
    """Both networks, what of them is looked at, and the sums so far."""

    prepared: Prepared
    plan: Plan
    skeleton: Skeleton
    places: tuple[Place, ...]
    lattices: Mapping[str, Lattice]
    networks: tuple[Network, Network] = field(init=False)
    sums: dict[str, Sums] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open both."""
        fed = {tensor.name for tensor in self.prepared.inputs}
        names = [place.tensor for place in self.places if place.tensor not in fed]
        second = build.session(self.prepared, self.plan, expose=names, skeleton=self.skeleton)
        self.networks = prepare.session(self.prepared, expose=names), second

    def run(self, feed: Feed) -> _Pair:
        """What both make of *feed*."""
        first, second = self.networks
        return {**feed, **first.run(feed)}, {**feed, **second.run(feed)}

    def take(self, pair: _Pair) -> None:
        """Add what both made of a sample."""
        first, second = pair
        for place in self.places:
            wanted, raw = first.get(place.tensor), second.get(place.tensor)
            if wanted is not None and raw is not None and wanted.dtype.kind == raw.dtype.kind == "f":
                rounded = rounding.rounded(raw, self.lattices.get(place.tensor))
                self.sums.setdefault(place.tensor, Sums()).add(wanted, raw, rounded)


def _rows(going: _Going) -> Iterator[tuple[Layer, Place]]:
    noises: dict[str, float] = {}
    for place in going.places:
        if place.tensor in going.sums and place.tensor not in noises:
            taken = max((noises[name] for name in place.takes if name in noises), default=0.0)
            layer = _layer(place, going.sums[place.tensor], going.lattices.get(place.tensor), taken)
            noises[place.tensor] = layer.noise
            yield layer, place


def _layer(place: Place, sums: Sums, lattice: Lattice | None, taken: float) -> Layer:
    base, analy = sums.base, sums.analy
    return Layer(
        mod_name=place.name,
        base_op_type=place.op,
        analy_op_type=place.fused,
        tensor=place.tensor,
        shape=sums.shape or (),
        quant_dtype="float32" if lattice is None else lattice.qtype,
        qscale=None if lattice is None else rounding.step(lattice),
        cosine=sums.cosine,
        mse=sums.by_count(sums.square),
        l1=sums.by_count(sums.line),
        kl=sums.kl,
        sqnr=sums.sqnr,
        atol=float("inf") if sums.unlike else sums.atol,
        rtol=sums.rtol,
        base_min=base.low if base.count else 0.0,
        analy_min=analy.low if analy.count else 0.0,
        base_max=base.high if base.count else 0.0,
        analy_max=analy.high if analy.count else 0.0,
        base_mean=base.mean,
        analy_mean=analy.mean,
        base_var=base.variance,
        analy_var=analy.variance,
        noise=sums.noise,
        raw=sums.raw,
        taken=taken,
    )


def _said(layers: tuple[Layer, ...], ends: Tail) -> Iterator[str]:
    grown = [layer for layer in layers if layer.grows]
    if grown:
        more = f", and again at {len(grown) - 1} more" if len(grown) > 1 else ""
        yield f"the error first grows at {grown[0].mod_name}{more}: {grown[0].said[0]}"
    elif any(layer.noise >= reading.FLOOR for layer in layers if layer.tensor in ends.compared):
        yield "no layer stands out: the error adds up from layer to layer"
    elif layers:
        yield f"no output lies off by more than {100 * reading.FLOOR:g} % of its power"
    for each in ends.cut:
        yield f"{each.op} {each.node} chooses, so that and what comes after it was not compared"
