"""Which of the wishes speak of which unit."""

from __future__ import annotations

from collections.abc import Mapping

from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.precision import regions
from pipecheck.probe.quant.precision.said import MODEL_LEVELS, NODE_LEVELS, OPERATOR_LEVELS, Said, Wish
from pipecheck.schema.precision.words import MULTIPLYING, PAIRED


def placed(said: Said, prepared: Prepared) -> Mapping[str, tuple[Wish, ...]]:
    """For each unit, by name, the wishes that it is given, the weakest first."""
    leading = {unit.name: unit for unit in prepared.units}
    operators: dict[str, list[str]] = {}
    for unit in prepared.units:
        operators.setdefault(unit.op, []).append(unit.name)
    parts = {name: unit.name for unit in prepared.units for name in unit.nodes}
    threads = regions.threads(prepared) if said.regions else None
    areas = {name: regions.within(region, threads) for name, region in said.regions.items()} if threads is not None else {}
    found: dict[str, list[Wish]] = {name: [] for name in leading}
    for wish in said.wishes:
        if wish.level in MODEL_LEVELS:
            names = list(found)
        elif wish.level in OPERATOR_LEVELS:
            names = operators.get(wish.name, [])
        elif wish.level == "subgraph_config":
            names = [name for name in leading if name in areas.get(wish.name, ())]
        else:
            names = [parts[wish.name]] if wish.name in parts else []
        for name in names:
            if fits(wish, leading[name]):
                found[name].append(wish)
    return {name: tuple(wishes) for name, wishes in found.items()}


def fits(wish: Wish, unit: Unit) -> bool:
    """Whether *unit* can be given *wish*; nothing is rounded between its nodes, so that one of them has to lead it, or to end it."""
    if wish.value in PAIRED and unit.op not in MULTIPLYING and (speaks_of_node(wish) or wish.level in OPERATOR_LEVELS):
        return False
    if not speaks_of_node(wish) or wish.name == unit.name:
        return True
    return wish.name == unit.nodes[-1] if wish.about == "output" else wish.about in ("input", "inputs")


def speaks_of_node(wish: Wish) -> bool:
    """Whether *wish* names a node."""
    return wish.level in NODE_LEVELS
