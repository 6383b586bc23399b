"""Which claim about the values is at fault, and in which of the known ways: shared by the rules of PC3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipecheck.evidence import Comparison
from pipecheck.findings import Origin
from pipecheck.rules.values.misread import misread
from pipecheck.spec import Affinity, Fact, Spec, Values, affine
from pipecheck.spec.colors import in_rgb_order, reverse
from pipecheck.spec.difference import same_values
from pipecheck.spec.kinds import Kind, is_factor, is_shift, kind, normalises


@dataclass(frozen=True, slots=True)
class Fault:
    """The claim that is wrong, what stands there (*found*) and what should (*wanted*), both as R, G, B.

    *place* is where to look. *also* are the nodes that expect raw pixels, where there are such. *result* is what reaches the network in
    the end, *goal* what *reference*, training or in its absence the YAML, gives it.
    """

    kind: Kind
    claim: Spec
    found: Affinity
    wanted: Affinity
    by: Literal["script", "nodes"]
    place: Origin | None
    comparison: Comparison
    also: Fact[Values] | None = None
    result: Affinity | None = None
    goal: Affinity | None = None

    @property
    def gap(self) -> float:
        """How far apart found and wanted are, in 8-bit levels."""
        return affine.gap(self.found, self.wanted)

    @property
    def reference(self) -> Spec | None:
        """What *wanted* was taken from; None where the contract alone asks for raw pixels."""
        return None if self.also else self.comparison.reference


def faults(comparison: Comparison) -> Iterator[Fault]:
    """What is wrong with the values of this road; nothing where nothing is, or where it cannot be known."""
    return (
        replace(found, kind="reader") if found.by == "script" and misread(found.claim, found.found, found.wanted) else found
        for found in _faults(comparison)
    )


def _faults(comparison: Comparison) -> Iterator[Fault]:
    script, nodes = _named(comparison.script), _named(comparison.nodes)
    if comparison.nodes is None:
        yield from _script_alone(comparison, _named(comparison.reference), script)
    elif nodes is not None:
        training = _named(comparison.training)
        if training is None:
            yield from _script_before(comparison, script, nodes, None)
        elif not _same_in_the_end(script, nodes, training):
            yield from _against_training(comparison, script, nodes, training)


def _script_alone(comparison: Comparison, wanted: Values | None, script: Values | None) -> Iterator[Fault]:
    """Where no nodes follow, the script must do all that training does."""
    if wanted is None or script is None or comparison.script is None:
        return
    script = _aligned(script, wanted, comparison.script, comparison.reference)
    if not same_values(script, wanted):
        how = kind(script.affine, wanted.affine) if script.casts == wanted.casts else "shifted"
        yield _fault(how, comparison, comparison.script, script.affine, wanted.affine)


def _against_training(comparison: Comparison, script: Values | None, nodes: Values, training: Values) -> Iterator[Fault]:
    """The nodes must do all that training does, and the script must leave the pixels as they are."""
    assert comparison.nodes is not None
    how = None
    aligned = _aligned(nodes, training, comparison.nodes, comparison.training)
    if not same_values(aligned, training):
        how = kind(aligned.affine, training.affine)
        yield _fault(how, comparison, comparison.nodes, aligned.affine, training.affine, nodes=True)
    if how == "missing" and script is not None and not _raw(script, comparison):
        yield from _script_alone(comparison, training, script)
    elif not (how == "range" and script is not None and is_factor(script.affine)):  # the two undo each other: one mistake
        yield from _script_before(comparison, script, nodes, training)


def _script_before(comparison: Comparison, script: Values | None, nodes: Values, training: Values | None) -> Iterator[Fault]:
    """A script in front of nodes must leave the pixels to them, whatever training does."""
    if script is None or comparison.script is None or comparison.nodes is None or _raw(script, comparison):
        return
    yield Fault(
        _script_kind(script, nodes),
        comparison.script,
        script.affine,
        Affinity(),
        "script",
        _place(comparison.script),
        comparison,
        also=comparison.nodes.values,
        result=affine.after(script.affine, nodes.affine),
        goal=training.affine if training else nodes.affine,
    )


def _fault(how: Kind, comparison: Comparison, claim: Spec, found: Affinity, wanted: Affinity, *, nodes: bool = False) -> Fault:
    """The fault of a claim that alone makes what the network sees."""
    by: Literal["script", "nodes"] = "nodes" if nodes else "script"
    place = _line(claim, found, wanted) if nodes else _place(claim)
    return Fault(how, claim, found, wanted, by, place, comparison, result=found, goal=wanted)


def _script_kind(script: Values, nodes: Values) -> Kind:
    """What a script did to pixels that it should have left alone."""
    if is_factor(script.affine):
        return "range"
    if not nodes.affine.identity and (normalises(script.affine) or affine.same(script.affine, nodes.affine)):
        return "twice"
    return "shifted" if script.casts or is_shift(script.affine) else "other"


def _same_in_the_end(script: Values | None, nodes: Values, training: Values) -> bool:
    if script is None:
        return False
    total = affine.after(script.affine, nodes.affine)
    return total is not None and not script.casts and same_values(Values(total), training)


def _aligned(found: Values, wanted: Values, mine: Spec | None, other: Spec | None) -> Values:
    """*found* in the order that fits best where the two name their channels differently, for that is another finding."""
    names = {spec.color.value.name for spec in (mine, other) if spec is not None and spec.color.value is not None}
    mirrored = reverse(found)
    closer = affine.gap(mirrored.affine, wanted.affine) < affine.gap(found.affine, wanted.affine)
    return mirrored if len(names) == 2 and closer else found


def _raw(script: Values, comparison: Comparison) -> bool:
    """Whether the script hands over pixels as the nodes expect them; an evaluation script may have shifted them to signed already."""
    shifted = comparison.road == "evaluation" and affine.same(script.affine, Affinity(bias=(-128.0,)))
    return (affine.same(script.affine, Affinity()) or shifted) and not script.casts


def _place(spec: Spec) -> Origin | None:
    """Where the values were made; where nothing was done to them, where the picture was decoded."""
    return spec.values.origin or spec.decode.origin or spec.color.origin


def _line(nodes: Spec, found: Affinity, wanted: Affinity) -> Origin | None:
    """The key of the YAML to edit: that of the mean where the mean alone is wrong, for it is applied first."""
    scales = zip(found.scale, wanted.scale, strict=False)
    only_mean = len(nodes.values.origins) == 2 and all(abs(a - b) <= 0.002 * abs(b) for a, b in scales)
    return nodes.values.origins[0] if only_mean else _place(nodes)


def _named(spec: Spec | None) -> Values | None:
    return None if spec is None or spec.values.value is None else in_rgb_order(spec.values.value, spec.color.value)
