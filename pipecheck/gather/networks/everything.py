"""All that is measured on the networks of a project, in the order in which it is worth the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipecheck.evidence import Evidence, agreeing
from pipecheck.evidence.model import Accuracy, Costs, Lossy, Probed, reaches
from pipecheck.evidence.pair import Agreement
from pipecheck.findings import Road, Skipped
from pipecheck.gather.networks import alone, lanes, prices
from pipecheck.gather.networks.accuracy import accuracy
from pipecheck.gather.networks.bench import Bench, bench
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known, NoLaneError
from pipecheck.gather.networks.lanes import Way
from pipecheck.gather.networks.models import Models, models
from pipecheck.gather.networks.pairs import agreement
from pipecheck.gather.project import Project
from pipecheck.lower.toolchain.builds import Build
from pipecheck.probe.network.load import load
from pipecheck.probe.network.network import Network
from pipecheck.rules.network.hypotheses import other_preprocessing_fits
from pipecheck.sources import artefactfiles
from pipecheck.spec import Program

Measured = Accuracy | Agreement | Costs | Lossy | Probed | Build | Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """Everything that is needed to measure: the *measured* way, that of training to the network without nodes, and the pictures."""

    known: Known
    models: Models
    measured: Way
    trained: Way | None
    bench: Bench
    how: How
    explained: bool


def evidence(plan: Project, found: Sequence[Evidence | Skipped], how: How) -> Iterator[Measured]:
    """What is measured on the networks of *plan*, given what was *found* of it before."""
    known = Known(plan=plan, evidence=[item for item in found if not isinstance(item, Skipped)])
    there = models(known)
    if there is None:
        yield Skipped("PC701", "there is no model: neither does [evaluation] name one, nor does the YAML's lie there")
        return
    network = load(there.measured, known.conversion)
    yield from _stale(network, known)
    name = _picture_input(known, network)
    if name is None:
        yield Skipped("PC701", f"{there.measured}: no input of it takes a picture that a road makes")
        return
    pictures = bench(known, network, how)
    if pictures is None or not pictures.paths:
        where = "" if pictures is None else f"{pictures.root}: "
        yield Skipped("PC701", f"{where}there are no pictures to run the model on; name them as images in [evaluation]")
        return
    yield from _measured(known, there, network, name, pictures=pictures, how=how)


def _measured(known: Known, there: Models, network: Network, name: str, *, pictures: Bench, how: How) -> Iterator[Measured]:
    measured, why = _lane(lanes.evaluated, known, name, network)
    trained, why_not = _lane(lanes.trained, known, name, _float_network(known, there, network))
    explained = known.explained(name, nodes=bool(network.replaced))
    stages: list[Measured] = []
    if measured is not None:
        symptoms = explained or any(_stale(network, known))
        ready = _Ready(known=known, models=there, measured=measured, trained=trained, bench=pictures, how=how, explained=symptoms)
        stages += _stages(ready)
    if how.probe:
        from pipecheck.gather.networks import probing

        declared = measured or trained
        model = there.source or there.measured
        named = measured is not None and known.source(name, "evaluation") is not None
        program = declared.program if declared else None
        stages.append(probing.probed(known, name, model, program, pictures, how=how, explained=explained and named))
    yield from _with_causes(stages)
    yield from (Skipped(code, reason) for code, reason in (("PC701", why), ("PC702", why_not if why is None else None)) if reason)


def _with_causes(stages: Sequence[Measured]) -> Iterator[Measured]:
    """*stages*, a figure that is missed being explained where the network wants another preprocessing: that is the cause of it."""
    told = any(isinstance(each, Probed) and any(other_preprocessing_fits.check(each)) for each in stages)
    for each in stages:
        yield replace(each, explained=True) if told and isinstance(each, Accuracy) else each


def _lane(make: Callable[[Known, str, Network], Way], known: Known, name: str, network: Network) -> tuple[Way | None, str | None]:
    """The way that *make* makes, or why there is none."""
    try:
        return make(known, name, network), None
    except NoLaneError as e:
        return None, str(e)


def _stages(ready: _Ready) -> Iterator[Measured]:
    """Agreement shows in a few pictures, so it comes first; the accuracy takes most of the time."""
    how, agreed = ready.how, None
    if ready.trained is not None and ready.models.apart:
        agreed = agreement(ready.known, ready.trained, ready.measured, ready.bench, how.within(0.2), explained=ready.explained)
        yield agreed
    source = ready.trained if ready.models.apart else None
    found = accuracy(ready.measured, source, ready.bench, how.within(0.5), explained=ready.explained)
    yield _joined(found, agreed) if isinstance(found, Accuracy) and isinstance(agreed, Agreement) else found
    if ready.trained is not None and (roads := _roads(ready)):
        yield from prices.costs(ready.known, ready.trained, roads, ready.bench, how)


def _joined(found: Accuracy, agreed: Agreement) -> Accuracy:
    """*found* as explained where the two networks are not the same, and the one that was trained is as accurate as is stated."""
    if agreeing.blamed(agreed) not in {"graph", "both"} or found.expected is None or found.trained is None:
        return found
    return replace(found, explained=found.explained or reaches(found.trained, found.expected))


def _roads(ready: _Ready) -> Mapping[Road, Program]:
    """The other roads; that of the evaluation as it really reaches the network that is measured."""
    found = dict(ready.known.others(ready.measured.name))
    if "evaluation" not in found:
        return found
    if _is_stale(ready.measured.lane.network):  # what happens inside of it is not what the YAML says
        return {road: program for road, program in found.items() if road != "evaluation"}
    return {**found, "evaluation": ready.measured.program}


def _is_stale(network: Network) -> bool:
    """Whether its nodes were made from other settings than the YAML has now."""
    return any(each.disagrees for each in network.replaced)


def _float_network(known: Known, there: Models, network: Network) -> Network:
    """The network that was trained: the source, or the one that is measured without the toolchain's nodes."""
    if there.source is not None:
        return load(there.source, known.conversion) if there.apart else network
    return load(there.measured, known.conversion, bare=True, again=True) if network.replaced else network


def _picture_input(known: Known, network: Network) -> str | None:
    """The input that the pictures go into: one that a road is known of, else the only one that can take them."""
    names = [each.name for each in network.inputs]
    known_names = [name for name in known.inputs if name in names]
    if known_names or (len(names) == len(known.inputs) == 1):
        return (known_names or list(known.inputs))[0]
    able = [each.name for each in network.inputs if alone.takes_picture(each)]
    return able[0] if len(able) == 1 else None


def _stale(network: Network, known: Known) -> Iterator[Build]:
    """The model as a file of an earlier build, where its nodes were made from other settings than the YAML has now."""
    said = tuple(words for each in network.replaced for words in each.disagrees)
    if said and known.conversion is not None:
        config = known.conversion.path
        yield Build(path=network.path, config=config, age=artefactfiles.age(network.path, config), settings=(), said=said)
