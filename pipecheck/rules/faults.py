"""Which claim about the values is at fault, and in which of the known ways: shared by the rules of PC3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipecheck.evidence import Comparison
from pipecheck.findings import Origin
from pipecheck.spec import Affinity, Fact, Spec, Values, affine
from pipecheck.spec.colors import in_rgb_order
from pipecheck.spec.difference import same_values

Kind = Literal["std as scale", "range", "twice", "missing", "reversed", "shifted", "other"]


@dataclass(frozen=True, slots=True)
class Fault:
    """The *claim* that is wrong, what stands there (*found*) and what should (*wanted*), both as R, G, B.

    *place* is where to look; *also* is the other place that takes part: the second normalisation, or the nodes that expect raw pixels.
    *result* is what reaches the network in the end, *goal* what training gave it.
    """

    kind: Kind
    claim: Fact[Values]
    found: Affinity
    wanted: Affinity
    by: Literal["script", "nodes"]
    place: Origin | None
    also: Fact[Values] | None = None
    result: Affinity | None = None
    goal: Affinity | None = None

    @property
    def gap(self) -> float:
        """How far apart found and wanted are, in 8-bit levels."""
        return affine.gap(self.found, self.wanted)


def faults(comparison: Comparison) -> Iterator[Fault]:
    """What is wrong with the values of this road; nothing where nothing is, or where it cannot be known."""
    training, script, nodes = _named(comparison.training), _named(comparison.script), _named(comparison.nodes)
    if comparison.nodes is None:
        yield from _script_alone(comparison, training, script)
    elif nodes is not None and training is None:
        yield from _both_normalise(comparison, script, nodes)
    elif nodes is not None and training is not None and not _same_in_the_end(script, nodes, training):
        yield from _against_training(comparison, script, nodes, training)


def _script_alone(comparison: Comparison, training: Values | None, script: Values | None) -> Iterator[Fault]:
    """Where files meet no nodes, the script must do all that training does."""
    if training is None or script is None or comparison.script is None:
        return
    if not _agrees(script, training, crossed=_crossed(comparison.script, comparison.training)):
        kind = _kind(script.affine, training.affine) if script.casts == training.casts else "shifted"
        yield _fault(kind, comparison.script, script.affine, training.affine)


def _both_normalise(comparison: Comparison, script: Values | None, nodes: Values) -> Iterator[Fault]:
    """Without a training source one thing is certain: pixels that the nodes normalise must not be normalised already."""
    if script is None or comparison.script is None or comparison.nodes is None:
        return
    if not nodes.affine.identity and _normalises(script.affine):
        yield _script_fault("twice", comparison, script, nodes, None)


def _against_training(comparison: Comparison, script: Values | None, nodes: Values, training: Values) -> Iterator[Fault]:
    """The nodes must do all that training does, and the script must leave the pixels as they are."""
    assert comparison.nodes is not None
    kind = None
    if not _agrees(nodes, training, crossed=_crossed(comparison.nodes, comparison.training)):
        kind = _kind(nodes.affine, training.affine)
        yield _fault(kind, comparison.nodes, nodes.affine, training.affine, nodes=True)
    if script is None or comparison.script is None or _raw(script, comparison):
        return
    if kind == "missing":
        yield from _script_alone(comparison, training, script)
    elif not (kind == "range" and _is_factor(script.affine)):  # the two undo each other: one mistake
        yield _script_fault(_script_kind(script), comparison, script, nodes, training)


def _fault(kind: Kind, spec: Spec, found: Affinity, wanted: Affinity, *, nodes: bool = False) -> Fault:
    """The fault of a claim that alone makes what the network sees."""
    by: Literal["script", "nodes"] = "nodes" if nodes else "script"
    return Fault(kind, spec.values, found, wanted, by, _place(spec), result=found, goal=wanted)


def _script_fault(kind: Kind, comparison: Comparison, script: Values, nodes: Values, training: Values | None) -> Fault:
    """The fault of a script that should have left the pixels to the nodes."""
    assert comparison.script is not None
    assert comparison.nodes is not None
    return Fault(
        kind,
        comparison.script.values,
        script.affine,
        Affinity(),
        "script",
        _place(comparison.script),
        also=comparison.nodes.values,
        result=affine.after(script.affine, nodes.affine),
        goal=training.affine if training else nodes.affine,
    )


def _script_kind(script: Values) -> Kind:
    """What a script did to pixels that it should have left alone."""
    if _is_factor(script.affine):
        return "range"
    if _normalises(script.affine):
        return "twice"
    return "shifted" if script.casts or _is_shift(script.affine) else "other"


def _kind(found: Affinity, wanted: Affinity) -> Kind:
    """In which of the known ways *found* misses *wanted*."""
    if _std_as_scale(found, wanted):
        return "std as scale"
    factors = [affine.after(Affinity((factor,)), found) for factor in (255.0, 1 / 255, 256.0, 1 / 256)]
    if any(scaled is not None and affine.same(scaled, wanted) for scaled in factors):
        return "range"
    if _normalises(wanted) and found.identity:
        return "missing"
    if _twice(found, wanted):
        return "twice"
    if affine.same(affine.reverse(found), wanted):
        return "reversed"
    back = affine.inverse(wanted)
    shift = None if back is None else affine.after(found, back)
    return "shifted" if shift is not None and _is_shift(shift) else "other"


def _twice(found: Affinity, wanted: Affinity) -> bool:
    """Whether *found* normalises what is normalised already, with constants for 0..255 or for 0..1."""
    for_unit = affine.after(Affinity((255.0,)), wanted)
    again = [affine.after(wanted, second) for second in (wanted, for_unit) if second is not None]
    return any(twice is not None and affine.same(found, twice) for twice in again)


def _std_as_scale(found: Affinity, wanted: Affinity) -> bool:
    """Whether the scale is the reciprocal of what it should be: a standard deviation, of 0..255 or of 0..1."""
    if (
        set(found.scale) == {1.0}
        or len(found.scale) != len(wanted.scale)
        or 0.0 in wanted.scale
        or 0.0 in found.scale
        or affine.same(found, wanted)
    ):
        return False
    ratios = [f * w for f, w in zip(found.scale, wanted.scale, strict=True)]
    means = all(abs(a - b) < 0.5 for a, b in zip(_means(found), _means(wanted), strict=True))
    return means and any(all(abs(ratio * k - 1) < 0.01 for ratio in ratios) for k in (1.0, 255.0))


def _means(part: Affinity) -> list[float]:
    return [-b / s for s, b in zip(part.scale, part.bias, strict=True)]


def _same_in_the_end(script: Values | None, nodes: Values, training: Values) -> bool:
    if script is None:
        return False
    total = affine.after(script.affine, nodes.affine)
    return total is not None and not script.casts and same_values(Values(total), training)


def _agrees(found: Values, training: Values, *, crossed: bool) -> bool:
    """Whether the numbers are training's; where red and blue are swapped, that is another finding and either order will do."""
    mirrored = Values(affine.reverse(found.affine), found.casts)
    return same_values(found, training) or (crossed and same_values(mirrored, training))


def _raw(script: Values, comparison: Comparison) -> bool:
    """Whether the script hands over pixels as the nodes expect them; an evaluation script may have shifted them to signed already."""
    shifted = comparison.road == "evaluation" and affine.same(script.affine, Affinity(bias=(-128.0,)))
    return (affine.same(script.affine, Affinity()) or shifted) and not script.casts


def _normalises(part: Affinity) -> bool:
    """Whether 0..255 comes out smaller than any picture could be."""
    return all(abs(scale) * 255 < 32 for scale in part.scale)


def _is_factor(part: Affinity) -> bool:
    factors = (255.0, 1 / 255, 256.0, 1 / 256)
    return any(affine.same(part, Affinity((factor,))) for factor in factors)


def _is_shift(part: Affinity) -> bool:
    return any(affine.same(part, Affinity(bias=(shift,))) for shift in (-128.0, 128.0, -256.0, 256.0))


def _place(spec: Spec) -> Origin | None:
    """Where the values were made; where nothing was done to them, where the picture was decoded."""
    return spec.values.origin or spec.decode.origin or spec.color.origin


def _named(spec: Spec | None) -> Values | None:
    return None if spec is None or spec.values.value is None else in_rgb_order(spec.values.value, spec.color.value)


def _crossed(found: Spec | None, training: Spec | None) -> bool:
    """Whether the one is RGB and the other BGR."""
    return {spec.color.value.name for spec in (found, training) if spec is not None and spec.color.value is not None} == {"rgb", "bgr"}
