"""What sets two specs apart, in a few words for each aspect that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipecheck.evidence.pixels import levels
from pipecheck.report import facts
from pipecheck.spec import Affinity, Aspect, Spec, affine, kinds
from pipecheck.spec.colors import in_rgb_order
from pipecheck.spec.difference import Verdict

_DONE: dict[kinds.Kind, str] = {
    "std as scale": "multiplied by a standard deviation",
    "twice": "normalised twice",
    "missing": "not normalised",
}
_EITHER: dict[kinds.Kind, str] = {
    "reversed": "mean and scale in the opposite order",
    "shifted": "shifted by 128",
}


def words(left: Spec, right: Spec, verdicts: Mapping[Aspect, Verdict]) -> Iterator[tuple[Aspect, str]]:
    """Every aspect that differs with what differs in it; what changes the tensor most comes first."""
    says = {"geometry": _geometry, "color": _color, "values": _values, "layout": _layout, "dtype": _dtype, "decode": _decode}
    order: tuple[Aspect, ...] = ("geometry", "color", "values", "layout", "dtype", "decode")
    for aspect in order:
        if verdicts[aspect] == "different" and not (aspect == "values" and _swapped_with_color(left, right)):
            yield aspect, says[aspect](left, right)


def _geometry(left: Spec, right: Spec) -> str:
    from pipecheck.report import geometry  # a YAML has no steps, and their vocabulary takes time to make

    return geometry.apart(left, right)


def _swapped_with_color(left: Spec, right: Spec) -> bool:
    """Whether the same numbers stand in the same places, only that red and blue do not: one mistake."""
    mine, theirs = left.values.value, right.values.value
    return left.color.value != right.color.value and mine is not None and theirs is not None and affine.same(mine.affine, theirs.affine)


def _color(left: Spec, right: Spec) -> str:
    named = {spec.color.value.name for spec in (left, right) if spec.color.value}
    if named == {"rgb", "bgr"}:
        return "red and blue swapped"
    return f"other channels ({facts.say(left, 'color')} against {facts.say(right, 'color')})"


def _values(left: Spec, right: Spec) -> str:
    mine, theirs = _affinity(left), _affinity(right)
    if mine is None or theirs is None or affine.same(mine, theirs):
        return "values cut to integers in another place"
    for found, wanted, side in ((theirs, mine, "right"), (mine, theirs, "left")):
        kind = kinds.kind(found, wanted)
        if kind in _DONE:
            return f"{_DONE[kind]} on the {side}"
    kind = kinds.kind(theirs, mine)
    if kind == "range":
        return f"about 255 times too {'large' if abs(theirs.scale[0]) > abs(mine.scale[0]) else 'small'} on the right"
    if kind in _EITHER:
        return _EITHER[kind]
    return f"other mean or scale (up to {levels(affine.gap(mine, theirs))} levels)"


def _affinity(spec: Spec) -> Affinity | None:
    values = spec.values.value
    named = None if values is None else in_rgb_order(values, spec.color.value)
    return None if named is None else named.affine


def _layout(left: Spec, right: Spec) -> str:
    return f"{facts.say(left, 'layout')} against {facts.say(right, 'layout')}"


def _dtype(left: Spec, right: Spec) -> str:
    return f"{left.dtype.value} against {right.dtype.value}"


def _decode(left: Spec, right: Spec) -> str:
    mine, theirs = left.decode.value, right.decode.value
    turns = mine is not None and theirs is not None and None not in (mine.exif, theirs.exif) and mine.exif != theirs.exif
    return f"read by another library{', and EXIF turns pictures on one side' if turns else ''}"
