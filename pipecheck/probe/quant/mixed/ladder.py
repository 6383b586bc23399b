"""The number types that a toolchain has above int8, from the cheapest on, and plans in which nodes take one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from pipecheck.evidence.debug.mixed import Trial
from pipecheck.findings import Origin
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.plan import Plan, Taken
from pipecheck.probe.quant.precision import taken
from pipecheck.probe.quant.precision.said import ABOUT, MODEL_LEVELS, NODE_LEVELS, Said, Wish
from pipecheck.probe.quant.search.bench import ranged
from pipecheck.schema import generation
from pipecheck.schema.precision.words import MULTIPLYING, lacks

Rung = Literal["int8", "int16", "int16-ec", "float16", "float32"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
LOWEST: Rung = "int8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All nodes in the type *base*, but for *nodes*, each in its own."""

    base: Rung = LOWEST
    nodes: Mapping[str, Rung] = field(default_factory=dict)


def rungs(march: object = None) -> tuple[Rung, ...]:
    """What the toolchain for *march* has above int8: one of the older has no float16 on its NPU, and not all have int16."""
    schema = generation.of(march)
    if schema is None or schema.tool != "hb_mapper":
        return ("int16", "float16", "float32")
    word = str(march).strip().lower()
    return tuple(rung for rung in ("int16", "float32") if not lacks(word, rung))


def setting(trial: Trial) -> Setting:
    """What was tried in *trial*."""
    known: dict[str, Rung] = {rung: rung for rung in RUNGS}
    return Setting(base=known[trial.base], nodes={name: known[value] for name, value in trial.nodes.items()})


def said(given: Said, setting: Setting, prepared: Prepared) -> Said:
    """What is asked for when *setting* stands in the place of what *given* says of the whole model, beside what it says of nodes."""
    kept = (wish for wish in given.wishes if wish.level not in MODEL_LEVELS)
    wishes = [*kept, *_wishes(setting, prepared)]
    return replace(given, wishes=tuple(sorted(wishes, key=lambda wish: (wish.rank, ABOUT.index(wish.about)))))


def plan(given: Said, plan: Plan, setting: Setting, prepared: Prepared) -> Plan:
    """*plan* with the types of *setting*; a bias that was corrected for other types is not."""
    asked = said(given, setting, prepared)
    takes = taken.taken(asked, prepared)
    biases = {name: bias for name, bias in plan.biases.items() if name in takes and takes[name] == plan.taken.get(name)}
    return ranged(prepared, replace(plan, taken=takes, outputs=taken.outputs(asked, prepared), biases=biases))


def fixed(given: Said, prepared: Prepared) -> frozenset[str]:
    """The units with a node of which *given* says itself what it takes."""
    named = {wish.name for wish in given.wishes if wish.level in NODE_LEVELS and wish.about != "output"}
    return frozenset(unit.name for unit in prepared.units if not named.isdisjoint(unit.nodes))


def value(rung: Rung, op: str) -> Rung:
    """What is written for a node of operator *op* that takes *rung*: a pair of int8 numbers is a type of products alone."""
    return "int16" if rung == "int16-ec" and op not in MULTIPLYING else rung


def high(found: Taken | None) -> bool:
    """Whether a unit computes in more than int8."""
    return found is None or any(qtype != LOWEST for qtype in (*found.inputs, found.weight))


def _wishes(setting: Setting, prepared: Prepared) -> Iterator[Wish]:
    origin = Origin(prepared.path)
    if setting.base != LOWEST:
        yield Wish(level="all_node_type", about="all", value=setting.base, origin=origin, place=())
    for unit in prepared.units:
        if unit.name in setting.nodes:
            asked = value(setting.nodes[unit.name], unit.op)
            yield Wish(level="node_config", name=unit.name, about="all", value=asked, origin=origin, place=())
