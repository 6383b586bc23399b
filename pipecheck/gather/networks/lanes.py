"""The ways on which pictures reach the networks of a project: training's to the source model, the evaluation's to the one measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipecheck.findings import Road
from pipecheck.gather.networks import also
from pipecheck.gather.networks.handing import handed
from pipecheck.gather.networks.known import Known, NoLaneError
from pipecheck.lower.chain import runnable
from pipecheck.lower.toolchain import horizon
from pipecheck.probe.network.network import Network, offset
from pipecheck.probe.trial.lane import Lane
from pipecheck.spec import Opaque, Program, Random, Spec, affine, canonical
from pipecheck.spec.facts import Affinity

_ASSUMED = "the evaluation's source is not named, so pictures are made as in training"
_SIGNED = Affinity(bias=(-128.0,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A *lane* for the input *name*; *program* is the whole road, the nodes inside the network included.

    *assumed* says what nobody states and was taken.
    """

    name: str
    lane: Lane
    program: Program
    assumed: tuple[str, ...] = ()


def trained(known: Known, name: str, network: Network) -> Way:
    """The road of training, to a *network* without the toolchain's nodes."""
    program = known.program(name, "training")
    if program is None:
        raise NoLaneError("training: no source is named, so it is not known what the network was trained on")
    return way(known, name, "training", network, program)


def evaluated(known: Known, name: str, network: Network) -> Way:
    """The road of the evaluation, to *network* as it is; where nobody names its source, that of training."""
    source = known.source(name, "evaluation")
    inside = _nodes(known, name, network)
    if source is not None and source.script is not None:
        said = known.plan.roads.get("evaluation")
        simulated = inside is None and (said is None or said.model is None)  # nodes that are not built yet, where the road has some
        made = way(known, name, "evaluation", network, source.program if simulated else source.script)
        whole = source.script.then(inside) if inside is not None else made.program
        return replace(made, program=whole, assumed=tuple(_unread(known, name, network)))
    return replace(_as_trained(known, name, network), assumed=(_ASSUMED, *_unread(known, name, network)))


def _unread(known: Known, name: str, network: Network) -> Iterator[str]:
    """Which nodes inside *network* are only known by the YAML."""
    for each in network.replaced:
        if each.input == name and each.by == "config" and known.conversion is not None:
            yield f"the weights of {each.node} cannot be read, so it is taken to do what {known.conversion.path.name} says"


def _as_trained(known: Known, name: str, network: Network) -> Way:
    """Training's road, to the nodes inside *network* where it has some."""
    training = known.program(name, "training")
    if training is None:
        raise NoLaneError(
            "nothing says how pictures are made for the model: name the source of the evaluation or of training, or try `--probe`"
        )
    node = next((each for each in network.replaced if each.input == name), None)
    if node is None:
        return way(known, name, "evaluation", network, training)
    given = handed(known, name, node)
    if given is None:
        raise NoLaneError("evaluation: no source is named, and training does not tell what to hand to the nodes in the model")
    made = way(known, name, "evaluation", network, given.does)
    if given.turned is None:
        return replace(made, program=training)
    return replace(made, program=training, lane=replace(made.lane, offset=0.0, turned=given.turned))


def _nodes(known: Known, name: str, network: Network) -> Program | None:
    """What the toolchain's nodes inside *network* do to the input *name*; None where there are none."""
    conversion, claims = known.conversion, known.claims(name)
    inside = any(each.input == name for each in network.replaced)
    return horizon.evaluation(conversion, claims) if inside and conversion is not None and claims is not None else None


def way(known: Known, name: str, road: Road, network: Network, program: Program) -> Way:
    """The way on which *program* brings pictures to the input *name* of *network*."""
    chain = runnable(program)
    if chain is None:
        raise NoLaneError(f"{road}: {_why(program)}")
    spec = canonical(program)
    lane = Lane(
        chain=chain,
        network=network,
        input=name,
        also=also.inputs(known, name, road, network),
        spec=spec,
        offset=_offset(spec, network, name),
    )
    return Way(name=name, lane=lane, program=program)


def _why(program: Program) -> str:
    """Why *program* cannot be run."""
    for step in program.steps:
        match step.op:
            case Opaque(text=text):
                return f"`{text}` cannot be read, so pictures cannot be made as it does{f' ({step.origin})' if step.origin else ''}"
            case Random(name=name):
                return f"{name} is random; name the transform of validation"
            case _:
                pass
    return "it is not known who reads the pictures; name the `reader` in pipecheck.toml"


def _offset(spec: Spec, network: Network, name: str) -> float:
    """What is added before the nodes, as the toolchain's own runtime does, unless the road has done so."""
    values = spec.values.value
    signed = values is not None and affine.same(values.affine, _SIGNED)
    return 0.0 if signed else offset(network, name)
