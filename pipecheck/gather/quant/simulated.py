"""What quantisation makes of a project's network: how far its outputs and layers lie off, and what accuracy is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.evidence import Evidence, Wishes
from pipecheck.evidence.quant import Attempt, Corrected, Distance, Loss, NodeDistance, Simulated, Unfused
from pipecheck.findings import Skipped
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known
from pipecheck.gather.project import Project
from pipecheck.gather.quant.asking import Asking
from pipecheck.gather.quant.bench import Judge, judge
from pipecheck.gather.quant.calibrated import Calibrated, calibrated, source
from pipecheck.probe.quant.badcases import tail
from pipecheck.probe.quant.bias import drawing
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.judging.compare import Spread, spread
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.search import choices
from pipecheck.probe.quant.simulate import build, info, owned, write
from pipecheck.probe.trial.spread import evenly

_COMPARED = 32
"""So many samples are compared layer by layer at most."""
_NAMED = 3
_BIAS = "bias_correction"


def evidence(
    plan: Project, known: Sequence[Evidence | Skipped], asking: Asking, how: How, *, explained: bool, advice: str | None
) -> Iterator[Simulated | Wishes | Skipped]:
    """What quantisation makes of the network of *plan*; what cannot be measured is passed over in words.

    *explained*: the samples are known not to be what training makes. *advice* is what to do if too much is lost.
    """
    if asking.output is not None:
        _safe(plan, known, asking.output)
    made = calibrated(plan, known, asking, how, anew=True)
    spreads = spread_of(made, how.within(0.3))
    found = _judged(made, simulated(made, spreads), how)
    written = tuple(_written(made, asking.output, spreads)) if asking.output is not None else ()
    yield Wishes(faults=made.faults)
    yield replace(found, written=written, explained=explained, advice=advice)
    if found.unlabelled is not None:
        yield Skipped("PC801", found.unlabelled)


def spread_of(made: Calibrated, how: How) -> Mapping[str, Spread]:
    """How far every tensor that comes out of a unit, or of the network, lies off."""
    tensors = _tensors(made.compared)
    names = made.stream.samples.names
    few = Samples(tuple(evenly(names, min(_COMPARED, len(names)))), made.stream.samples.load)
    return spread(
        prepare.session(made.compared, expose=tensors),
        build.session(made.compared, made.plan, expose=tensors),
        few,
        tensors,
        threads=how.threads,
        progress=how.progress("comparison"),
        deadline=how.deadline,
    )


def _tensors(prepared: Prepared) -> list[str]:
    gone = tail.tail(prepared).gone
    return list(dict.fromkeys((*(unit.output for unit in prepared.units if unit.name not in gone), *prepared.outputs)))


def _judged(made: Calibrated, found: Simulated, how: How) -> Simulated:
    """*found* with what accuracy is lost, or why that cannot be said."""
    judging = judge(made.known, made.network, how)
    if isinstance(judging, str):
        return judged(found, None, judging)
    before = judging.judged(made.network, "float accuracy")
    after = judging.judged(build.session(made.prepared, made.plan), "quantised accuracy")
    return judged(found, judging.loss(before, after), judging)


def judged(found: Simulated, loss: Loss | None, judging: Judge | str) -> Simulated:
    """*found* with its *loss*, or why there is none."""
    if isinstance(judging, str):
        return replace(found, unlabelled=judging)
    return replace(found, loss=loss, unlabelled=None if loss is not None else f"{judging.bench.root}: no picture could be judged")


def _written(made: Calibrated, folder: Path, spreads: Mapping[str, Spread]) -> Iterator[Path]:
    model, report = _targets(made.known, made.prepared.path, folder)
    write.write(made.prepared, made.plan, model, choice=made.found.choice)
    info.write(made.prepared, made.plan, report, {name: each.mean for name, each in spreads.items()}, method=str(made.found.choice.method))
    yield from (model, report)
    if made.corrected is not None:
        yield from drawing.draw(made.corrected, folder / _BIAS)


def _safe(plan: Project, evidence: Sequence[Evidence | Skipped], folder: Path) -> None:
    """Complain, before any work is done, of files in *folder* that pipecheck did not write and would overwrite: the toolchain's own."""
    known = Known(plan=plan, evidence=[item for item in evidence if not isinstance(item, Skipped)])
    for path in _targets(known, source(known), folder):
        if not owned.free(path):
            raise SourceError(path, "is not pipecheck's, and would be overwritten: name another folder for the output")


def _targets(known: Known, network: Path, folder: Path) -> tuple[Path, Path]:
    """The calibrated model, and what is told of its nodes."""
    conversion = known.conversion
    prefix = (conversion.prefix if conversion is not None else None) or network.stem.removesuffix("_original_float_model")
    return folder / f"{prefix}_calibrated_model.onnx", folder / f"{prefix}_quant_info.json"


def simulated(made: Calibrated, spreads: Mapping[str, Spread]) -> Simulated:
    """What was *made* of a network, and how far it lies off."""
    prepared, found, seen = made.prepared, made.found, made.observed
    conversion = made.known.conversion
    late = found.late or seen.count + len(seen.broken) < len(made.stream.samples.names)
    return Simulated(
        model=prepared.path,
        config=None if conversion is None else conversion.path,
        folder=made.stream.folder,
        samples=seen.count,
        broken=len(seen.broken),
        method=str(found.choice.method),
        per_channel=found.choice.per_channel,
        asymmetric=found.choice.asymmetric,
        attempts=tuple(Attempt(choices.named(each.choice), each.worst) for each in found.attempts) if len(found.attempts) > 1 else (),
        said=(*found.words, *(made.corrected.words if made.corrected is not None else ())),
        types=_types(made.plan),
        outputs=tuple(_distance(name, spreads[name]) for name in made.compared.outputs if name in spreads),
        units=tuple(_unit(unit, made.plan, spreads[unit.output]) for unit in prepared.units if unit.output in spreads),
        compared=max((each.count for each in spreads.values()), default=0),
        fused=sum(len(unit.nodes) - 1 for unit in prepared.units),
        apart=tuple(Unfused(each.node, each.op, each.cannot) for each in prepared.apart),
        floats=prepared.floats,
        corrected=_corrected(made),
        assumed=tuple(_remarks(made)),
        stopped="time" if late else None,
    )


def _remarks(made: Calibrated) -> Iterator[str]:
    """What was assumed, what was left out, and what else is not as one would expect."""
    yield from made.stream.assumed
    yield from (f"left out: {why}" for why in list(made.observed.broken.values())[:_NAMED])
    yield from (f"{each.op} {each.node} chooses: compared is what goes into it" for each in tail.tail(made.prepared).cut)
    for name in made.prepared.outputs:
        if name in made.observed.tensors and made.observed.tensors[name].strange:
            yield f"the float network itself gives NaN or infinite values as {name}"


def _types(plan: Plan) -> Mapping[str, int]:
    """How many units take their activations, or else their weight, in which number type."""
    found: Counter[str] = Counter(min(dict.fromkeys((*taken.inputs, taken.weight))) for taken in plan.taken.values())
    return dict(found.most_common())


def _distance(name: str, found: Spread) -> Distance:
    return Distance(
        name=name,
        cosine=found.mean.cosine,
        l1=found.mean.l1,
        l2=found.mean.l2,
        chebyshev=found.mean.chebyshev,
        sqnr=found.mean.sqnr,
        worst=found.samples.get("cosine"),
        least=found.worst.cosine,
    )


def _unit(unit: Unit, plan: Plan, found: Spread) -> NodeDistance:
    taken = plan.taken.get(unit.name)
    first = plan.ranges.get(unit.inputs[0]) if taken is not None and unit.inputs and taken.inputs[0] != "float32" else None
    return NodeDistance(
        node=unit.name,
        op=unit.op,
        takes=tuple(taken.inputs) if taken is not None else (),
        weight=None if unit.weight is None or taken is None else taken.weight,
        threshold=None if first is None else max(abs(first.low), abs(first.high)),
        distance=_distance(unit.output, found),
    )


def _corrected(made: Calibrated) -> Corrected | None:
    corrected = made.corrected
    if corrected is None:
        return None
    checked = corrected.checked
    return Corrected(
        nodes=len(corrected.layers) - len(corrected.left),
        before=checked.worst(checked.before),
        after=checked.worst(checked.after),
        mean_before=corrected.before,
        mean_after=corrected.after,
        better=corrected.better,
    )
