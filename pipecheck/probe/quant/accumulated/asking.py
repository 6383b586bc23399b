"""Which curves of accumulated error are asked for, in the words that the toolchain's own function takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipecheck.errors import UsageError
from pipecheck.guesses import close_to
from pipecheck.probe.quant import points
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.points import Point

Names = Sequence[str | Sequence[str]]
WEIGHT, ACTIVATION, BOTH = "weight", "activation", "weight + activation"
_WHOLE = (WEIGHT, ACTIVATION)
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The curve called *name*: of a network that has only the *points* quantised, or, *left*, all but these."""

    name: str
    points: tuple[Point, ...]
    left: bool

    def plan(self, prepared: Prepared, plan: Plan) -> Plan:
        """*plan* with so much of it quantised."""
        return (points.without if self.left else points.only)(prepared, plan, self.points)


def asked(prepared: Prepared, plan: Plan, quantize_node: Names = (), non_quantize_node: Names = ()) -> tuple[Asked, ...]:
    """A curve for each entry of *quantize_node* and *non_quantize_node*, which is a name or a list of names.

    A name is that of a calibration node, of a node, or `weight` or `activation` for all of these. Without any there are three: the weights,
    the activations, and both.
    """
    if not quantize_node and not non_quantize_node:
        return (*_whole(prepared, plan), Asked(name=BOTH, points=(), left=True))
    found = [*_curves(prepared, plan, quantize_node, left=False), *_curves(prepared, plan, non_quantize_node, left=True)]
    return tuple(found)


def _whole(prepared: Prepared, plan: Plan) -> Iterator[Asked]:
    yield Asked(name=WEIGHT, points=points.points(prepared, plan, "weight"), left=False)
    yield Asked(name=ACTIVATION, points=points.points(prepared, plan, "activation"), left=False)


def _curves(prepared: Prepared, plan: Plan, names: Names, *, left: bool) -> Iterator[Asked]:
    for entry in names:
        several = [entry] if isinstance(entry, str) else list(entry)
        found = tuple(dict.fromkeys(point for name in several for point in _points(prepared, plan, name)))
        yield Asked(name=_title(several, left=left), points=found, left=left)


def _title(names: Sequence[str], *, left: bool) -> str:
    if not left and len(names) == 1:
        return names[0]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    said = (", ".join(names[:_SHOWN]) + more) or "nothing"
    return f"all but {said}" if left else said


def _points(prepared: Prepared, plan: Plan, name: str) -> tuple[Point, ...]:
    """What *name* stands for."""
    if name in _WHOLE:
        return points.points(prepared, plan, "weight" if name == WEIGHT else "activation")
    kinds = ("weight", "activation", "node") if points.named(name) == name else ("weight", "activation")
    every = {kind: points.points(prepared, plan, kind) for kind in points.KINDS}
    unit = prepared.unit(name)
    wanted = {points.named(name), *((unit.name,) if unit is not None else ())}
    found = tuple(point for kind in kinds for point in every[next(each for each in points.KINDS if each == kind)] if point.of in wanted)
    if not found:
        known = [point.name for several in every.values() for point in several]
        close = close_to(name, known, cutoff=0.7)
        hint = f": did you mean {close[0]}?" if close else ", by the names of calibration nodes or nodes"
        raise UsageError(f"{prepared.path}: nothing called {name} is quantised{hint}")
    return found
