"""What a configuration asks for and the network at hand cannot be given, each at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipecheck.findings import Confidence, Severity
from pipecheck.guesses import close_to
from pipecheck.probe.quant.graph.prepared import Prepared, Unit
from pipecheck.probe.quant.precision import operands, placing, regions
from pipecheck.probe.quant.precision.said import NODE_LEVELS, OPERATOR_LEVELS, Said, Stated, Wish
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.precision.words import MULTIPLYING, PAIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """The network by names: its *nodes*, the unit that each is part of, and the other ones, which stay *floats*."""

    nodes: Mapping[str, Any]
    units: Mapping[str, Unit]
    floats: Mapping[str, str]
    operators: frozenset[str]


def faults(said: Said, prepared: Prepared, known: Iterable[KeyFault] = ()) -> Iterator[KeyFault]:
    """The wishes of *said* that *prepared* does not grant, and why, each once; not where one of the *known* faults speaks already."""
    places = {fault.place for fault in known if fault.kind == "quant"}
    spoken: set[tuple[str, str]] = set()
    for found in _faults(said, prepared):
        key = (str(found.origin.path), found.message)
        if key not in spoken and not any(found.place[: len(place)] == place for place in places):
            spoken.add(key)
            yield found


def _faults(said: Said, prepared: Prepared) -> Iterator[KeyFault]:
    scene = _Scene(
        nodes={node.name: node for node in prepared.model.graph.node},
        units={name: unit for unit in prepared.units for name in unit.nodes},
        floats=prepared.floats,
        operators=frozenset(unit.op for unit in prepared.units),
    )
    for wish in said.wishes:
        yield from _of_wish(wish, scene)
    yield from _of_regions(said, prepared)
    yield from _not_simulated(said)


def _of_wish(wish: Wish, scene: _Scene) -> Iterator[KeyFault]:
    if wish.value not in ("CPU", "BPU") and operands.simple(wish.value) is None:
        return  # it is not simulated, wherever it stands
    if wish.level in OPERATOR_LEVELS:
        yield from _of_operator(wish, scene)
    elif wish.level in NODE_LEVELS and wish.name not in scene.nodes:
        yield _absent(wish, scene)
    elif wish.level in NODE_LEVELS and wish.name not in scene.units:
        yield from _of_float(wish, scene)
    elif wish.level in NODE_LEVELS:
        yield from _of_node(wish, scene.nodes[wish.name], scene.units[wish.name])


def _of_operator(wish: Wish, scene: _Scene) -> Iterator[KeyFault]:
    """An operator whose nodes are all computed within others, or stay float."""
    named = [name for name, node in scene.nodes.items() if node.op_type == wish.name]
    if not named or wish.name in scene.operators:
        return
    inside = next((scene.units[name] for name in named if name in scene.units), None)
    if inside is not None:
        message = f"every {wish.name} is computed within another node, as {named[0]} in {inside.name}, and {wish.value} is asked of none"
        yield _fault(wish, message, f"name {inside.op}, if that is meant", Severity.NOTE)
    elif wish.value not in ("CPU", "float32"):
        reason = next((scene.floats[name] for name in named if name in scene.floats), "it only makes shapes or indices")
        yield _fault(wish, f"{wish.name} stays float, though {wish.value} is asked for: {reason}", None, Severity.NOTE)


def _absent(wish: Wish, scene: _Scene) -> KeyFault:
    close = close_to(wish.name, list(scene.nodes), cutoff=0.8)
    hint = (
        f"did you mean {close[0]}?"
        if close
        else "it may have been folded into another one, or the toolchain's optimiser names it otherwise"
    )
    severity = Severity.WARNING if close else Severity.NOTE
    confidence = Confidence.LIKELY if close else Confidence.POSSIBLE
    return _fault(wish, f"the network has no node {wish.name} when it is quantised", hint, severity, confidence)


def _of_float(wish: Wish, scene: _Scene) -> Iterator[KeyFault]:
    if wish.value not in ("CPU", "float32"):
        reason = scene.floats.get(wish.name, "it only makes shapes, indices or constants")
        asked = "the BPU" if wish.value == "BPU" else wish.value
        yield _fault(wish, f"{wish.name} stays float, though {asked} is asked for: {reason}", None, Severity.WARNING)


def _of_node(wish: Wish, node: Any, unit: Unit) -> Iterator[KeyFault]:
    """A node that is part of *unit*."""
    if wish.about == "input" and (wish.number or 0) >= len(node.input):
        count = len(node.input)
        message = f"{wish.place[-1]} of {wish.name} counts from 0, and it has {count} input{'s' if count != 1 else ''}"
        yield _fault(wish, message, f"the last is number {count - 1}" if count else None, None)
    elif wish.value in PAIRED and unit.op not in MULTIPLYING:
        yield _fault(wish, f"{wish.value} is a type of {', '.join(MULTIPLYING)}, and {wish.name} is {node.op_type}", "write int16", None)
    elif not placing.fits(wish, unit):
        within = f"{wish.name} ({node.op_type}) is computed within {unit.name} ({unit.op})"
        message = f"{within}, without rounding in between: {wish.value} has no effect"
        yield _fault(wish, message, f"name {unit.name}, if that is meant", Severity.WARNING)
    elif wish.about == "input" and operands.index(unit, node, wish.number or 0) is None:
        name = node.input[wish.number or 0]
        why = "is a bias, which has 32 bits" if name == unit.bias else "is no activation or weight that is rounded"
        yield _fault(wish, f"input {wish.number} of {wish.name} {why}: {wish.value} has no effect", None, Severity.NOTE)


def _of_regions(said: Said, prepared: Prepared) -> Iterator[KeyFault]:
    threads = regions.threads(prepared)
    for name, region in said.regions.items():
        stated = Stated(name, region.origin, region.place)
        unknown = regions.missing(region, threads)
        for end in unknown:
            close = close_to(end, [*threads.names, *threads.makers], cutoff=0.8)
            hint, severity = (f"did you mean {close[0]}?", Severity.WARNING) if close else (None, Severity.NOTE)
            yield _fault(stated, f"{name} ends at {end}, and there is no such node or tensor when the network is quantised", hint, severity)
        if not unknown and not regions.within(region, threads):
            yield _fault(stated, f"no way leads from the inputs of {name} to its outputs, so that it has no nodes", None, Severity.WARNING)


def _not_simulated(said: Said) -> Iterator[KeyFault]:
    """What the toolchain knows and the simulation does not."""
    told = [Stated(wish.value, wish.origin, wish.place) for wish in said.wishes if wish.value not in ("CPU", "BPU")]
    told += [said.outputs] if said.outputs is not None else []
    for value in dict.fromkeys(each.value for each in told if operands.simple(each.value) is None):
        first = next(each for each in told if each.value == value)
        yield _fault(first, f"{value} is not simulated: what is said without it counts", None, Severity.NOTE)
    for each in said.idle:
        yield _fault(each, f"{each.value} has no part in the simulation here", None, Severity.NOTE)


def _fault(of: Wish | Stated, message: str, hint: str | None, severity: Severity | None, confidence: Confidence | None = None) -> KeyFault:
    return KeyFault(kind="quant", place=of.place, origin=of.origin, message=message, hint=hint, severity=severity, confidence=confidence)
