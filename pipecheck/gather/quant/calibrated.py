"""A project's network, calibrated: what it takes, what flows through it, and the plan by which it is quantised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipecheck.errors import PipecheckError, SourceError, UsageError
from pipecheck.evidence import Evidence
from pipecheck.findings import Origin, Skipped
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known
from pipecheck.gather.networks.models import models
from pipecheck.gather.project import Project
from pipecheck.gather.quant.asking import Asking
from pipecheck.gather.quant.noted import noted
from pipecheck.gather.quant.samples import Stream, stream
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.badcases import tail
from pipecheck.probe.quant.bias.bias import Corrected, correct
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.judging.metric import METRICS
from pipecheck.probe.quant.method import Choice
from pipecheck.probe.quant.observe.observe import Observed, observe
from pipecheck.probe.quant.plan import Plan, Qtype, Taken
from pipecheck.probe.quant.precision import calibration as wanted
from pipecheck.probe.quant.precision import faults, read, taken
from pipecheck.probe.quant.precision.said import Asked, Said
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.search import choices, nodes, search
from pipecheck.probe.quant.search.attempt import Found
from pipecheck.probe.quant.search.bench import Bench, bench
from pipecheck.probe.trial.spread import evenly
from pipecheck.schema import quant as schema
from pipecheck.schema.fault import KeyFault
from pipecheck.sources import yamldoc
from pipecheck.sources.yamldoc import Document

_SHARE = 0.6
"""Of the time that is left, so much may go into looking at the samples, and so much of what is left then into the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """The *prepared* network, the float one to run, its samples, and the *plan* to which the search *found* and a correction led.

    *compared* is the same network, but for a tail that sorts and chooses: where the least difference gives other answers, what goes in is
    held against what should. *faults* are in what was asked of it.
    """

    known: Known
    prepared: Prepared
    compared: Prepared
    network: Network
    stream: Stream
    said: Said
    asked: Asked
    observed: Observed
    found: Found
    plan: Plan
    faults: tuple[KeyFault, ...] = ()
    corrected: Corrected | None = None


def calibrated(plan: Project, evidence: Sequence[Evidence | Skipped], asking: Asking, how: How, *, anew: bool = False) -> Calibrated:
    """The network of *plan*, calibrated as the project says, or as *asking* does in its place.

    One that pipecheck calibrated before stays as it is, and is refused where it is to be calibrated *anew*.
    """
    known = Known(plan=plan, evidence=[item for item in evidence if not isinstance(item, Skipped)])
    path = source(known)
    before = noted(path)
    if before is not None and anew:
        raise SourceError(path, f"is calibrated already: quantise the float model that it was made of, {before.prepared.path}")
    prepared = prepare.prepare(path) if before is None else before.prepared
    if not prepared.units:
        raise SourceError(path, "has no layer that the NPU would quantise")
    network = prepare.session(prepared)
    flowing = _limited(stream(known, network, asking.data), asking.samples)
    quant = _quant(known, asking)
    said = _said(known, quant, asking)
    asked = wanted.calibration(said)
    takes, outputs = taken.taken(said, prepared), taken.outputs(said, prepared)
    seen = _observed(prepared, flowing, asking, how)
    compared = tail.without(prepared)
    if before is None:
        trying = _bench(compared, seen, flowing.samples, takes, outputs, asked=asked, how=how)
        found = _search(trying, asked, asking)
    else:
        found = before.found
    made = Calibrated(
        known=known,
        prepared=prepared,
        compared=compared,
        network=network,
        stream=flowing,
        said=said,
        asked=asked,
        observed=seen,
        found=found,
        plan=found.plan,
        faults=tuple(_faults(known, prepared, said, quant if asking.quant_config is not None else None)),
    )
    return _corrected(made, how) if asked.bias_correction is not None and before is None else made


def source(known: Known) -> Path:
    """The network to quantise: the one that is named, else the one that is converted."""
    there = models(known)
    if there is None:
        raise UsageError("there is no model: name an ONNX file, or a project whose YAML names one that lies there")
    said = known.plan.roads.get("evaluation")
    named = said is not None and said.model is not None
    return there.measured if named or there.source is None else there.source


def _limited(flowing: Stream, count: int | None) -> Stream:
    names = flowing.samples.names
    if count is None or count >= len(names):
        return flowing
    return replace(flowing, samples=Samples(tuple(evenly(names, count)), flowing.samples.load))


def _said(known: Known, quant: Document | None, asking: Asking) -> Said:
    """What the YAML and its quant_config say, and the caller in their place."""
    whole = known.configuration
    said = read.read(whole.document if whole is not None else None, quant)
    return read.instead(
        said,
        Origin(known.plan.config or known.plan.folder),
        all_node_type=asking.all_node_type,
        calibration_type=None if asking.calibration_type == "sweep" else asking.calibration_type,
        max_percentile=asking.max_percentile,
        per_channel=asking.per_channel,
        asymmetric=asking.asymmetric,
        bias_correction=asking.bias_correction,
    )


def _quant(known: Known, asking: Asking) -> Document | None:
    """The quant_config in a file of its own: the one that the caller names, else the YAML's."""
    if asking.quant_config is not None:
        return yamldoc.load(asking.quant_config)
    whole = known.configuration
    named = whole.document.get("calibration_parameters", "quant_config") if whole is not None else None
    if whole is None or not isinstance(named, str):
        return None
    path = whole.document.path.parent / named
    return yamldoc.load(path) if path.is_file() else None  # PC508 says that it is missing


def _faults(known: Known, prepared: Prepared, said: Said, own: Document | None) -> Iterator[KeyFault]:
    """What is asked for and cannot be, beyond what is said of the configuration as it is written; *own* is the caller's own table."""
    written = [replace(fault, fix=None) for fault in schema.in_file(own)] if own is not None else []  # `fix` mends projects
    whole = known.configuration
    yield from written
    yield from faults.faults(said, prepared, (*written, *(whole.faults if whole is not None else ())))


def _observed(prepared: Prepared, flowing: Stream, asking: Asking, how: How) -> Observed:
    within = how.within(_SHARE)
    state = None if asking.output is None else asking.output / f"{prepared.path.stem}_calibration.npz"
    if state is not None:
        _folder(state.parent)
    seen = observe(
        prepared, flowing.samples, threads=how.threads, progress=how.progress("calibration"), deadline=within.deadline, state=state
    )
    if not seen.count:
        raise PipecheckError(next(iter(seen.broken.values()), f"{flowing.folder}: there was no time to run a sample"))
    return seen


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e


def _bench(
    prepared: Prepared,
    seen: Observed,
    samples: Samples,
    takes: dict[str, Taken],
    outputs: dict[str, Qtype],
    *,
    asked: Asked,
    how: How,
) -> Bench:
    metric = next((each for each in METRICS if each == asked.metric), METRICS[0])
    return bench(
        prepared,
        seen,
        samples,
        takes,
        outputs=outputs,
        metric=metric,
        threads=how.threads,
        progress=how.progress("search"),
        deadline=how.within(_SHARE).deadline,
    )


def _search(trying: Bench, asked: Asked, asking: Asking) -> Found:
    """The settings that are asked for, or the best of them by the search that is."""
    channels, offset = asked.per_channel[0], asked.asymmetric[0]
    if asking.calibration_type == "sweep":
        return search.sweep(trying, per_channel=bool(asking.per_channel), asymmetric=bool(asking.asymmetric))
    every = choices.choices(asked.methods, asked.per_channel, asked.asymmetric)
    match asked.search:
        case "load":
            raise UsageError("calibration_type: load takes the scales that are in the model already; there is nothing to simulate")
        case "mix":
            return nodes.mix(trying, per_channel=channels, asymmetric=offset)
        case "layerwise":
            return nodes.layerwise(trying, every, topk=asked.topk or 0, qtype=asked.qtype or "int16")
        case "fixed" | "skip":
            return search.fixed(trying, Choice(method=asked.methods[0], per_channel=channels, asymmetric=offset))
        case "default" | "modelwise":
            return search.modelwise(trying, every, similarity=asked.similarity)


def _corrected(made: Calibrated, how: How) -> Calibrated:
    wish = made.asked.bias_correction
    metric = next((each for each in METRICS if wish is not None and each == wish.metric), METRICS[0])
    corrected = correct(
        made.compared,
        made.plan,
        made.stream.samples,
        num_sample=None if wish is None or wish.num_sample <= 1 else wish.num_sample,
        metric=metric,
        threads=how.threads,
        progress=how.progress("bias correction"),
        deadline=how.deadline,
    )
    return replace(made, plan=corrected.plan, corrected=corrected)
