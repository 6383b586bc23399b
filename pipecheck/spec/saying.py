"""One thing in which a road misses training, in a few words: `bgr for rgb`."""

from __future__ import annotations

from typing import Literal

from pipecheck.spec import affine, kinds
from pipecheck.spec.colors import in_rgb_order
from pipecheck.spec.deviation import Deviation, final_size
from pipecheck.spec.facts import Affinity, Decode, Spec, Values
from pipecheck.spec.likeness import LEVEL, channels
from pipecheck.spec.parts import Manner, Rim, Steps, manners, rims
from pipecheck.spec.wording import chain, level, size
from pipecheck_transformers.ops import CHOOSES_ANTIALIAS

Placement = Literal["size", "policy", "border", "geometry"]
_DONE: dict[kinds.Kind, str] = {
    "std as scale": "multiplied by a standard deviation",
    "twice": "normalised twice",
    "missing": "not normalised",
}
_UNDONE: dict[kinds.Kind, str] = {
    "twice": "normalised once for twice",
    "missing": "normalised",
}
_EITHER: dict[kinds.Kind, str] = {
    "reversed": "mean and scale in the opposite order",
    "shifted": "shifted by 128",
}


def decode(wanted: Decode, found: Decode) -> str:
    """How pictures are read another way."""
    if None not in (found.exif, wanted.exif) and found.exif != wanted.exif:
        return "turned by EXIF" if found.exif else "not turned by EXIF"
    return f"read by {found.library} for {wanted.library}"


def color(training: Spec, road: Spec) -> str:
    """Which channels are there for which."""
    found, wanted = road.color.value, training.color.value
    if found is not None and wanted is not None and found.name == wanted.name and found.misread != wanted.misread:
        return f"{found.misread}-range yuv read as the other" if found.misread else "yuv read in its own range"
    return f"{found} for {wanted}"


def layout(training: Spec, road: Spec) -> str:
    """Which order of axes is there for which."""
    found, wanted = (str(spec.layout.value).replace("-as-", " read as ") for spec in (road, training))
    return f"{found} for {wanted}" if "read" not in found else found


def values(training: Spec, road: Spec) -> str:
    """In which way the numbers of *road* are others."""
    found, wanted = _named(road), _named(training)
    if found is None or wanted is None:
        return "other values"
    if affine.same(found.affine, wanted.affine):
        return _cut(found, wanted)
    return _normalised(found.affine, wanted.affine)


def steps(wanted: Steps, found: Steps) -> str:
    """What is done for what."""
    short_found, short_wanted = chain(found), chain(wanted)
    return f"{short_found} for {short_wanted}" if short_found != short_wanted else f"another way to {short_found}"


def kernel(wanted: Steps, found: Steps) -> str:
    """The first kernel that is another one."""
    pairs = zip(manners(found), manners(wanted), strict=False)
    for mine, theirs in pairs:
        if mine != theirs:
            return _kernels(mine, theirs)
    return "another kernel"


def fill(wanted: Steps, found: Steps) -> str:
    """The first border that is filled with something else."""
    pairs = zip(rims(found), rims(wanted), strict=False)
    for mine, theirs in pairs:
        if mine.mode != theirs.mode or any(abs(a - b) > LEVEL for a, b in _levels(mine, theirs)):
            return f"{_rim(mine)} for {_rim(theirs)}"
    return "another border"


def placement(deviation: Deviation | None, wanted: Steps, found: Steps) -> tuple[Placement, str]:
    """What of the placing it is, and how it is said; *deviation* is the first one, where it has a name."""
    match deviation.kind if deviation is not None else None:
        case "size":
            made, due = final_size(found), final_size(wanted)
            return "size", f"{size(*made)} for {size(*due)}" if made and due else steps(wanted, found)
        case "policy":
            return "policy", steps(wanted, found)
        case "mirrored":
            return "geometry", "mirrored"
        case "rounding":
            return "geometry", f"off by {'a pixel' if deviation is not None and deviation.pixels > 1 / 2 else 'part of a pixel'}"
        case "place" if rims(found) and rims(wanted):
            return "border", steps(wanted, found)
        case _:
            return "geometry", steps(wanted, found)


def _named(spec: Spec) -> Values | None:
    return None if spec.values.value is None else in_rgb_order(spec.values.value, spec.color.value)


def _normalised(found: Affinity, wanted: Affinity) -> str:
    kind, other_way = kinds.kind(found, wanted), kinds.kind(wanted, found)
    if kind in _DONE:
        return _DONE[kind]
    if other_way in _UNDONE:
        return _UNDONE[other_way]
    if kind == "range":
        return f"about 255 times too {'large' if abs(found.scale[0]) > abs(wanted.scale[0]) else 'small'}"
    if kind in _EITHER:
        return _EITHER[kind]
    if (reach := _reach(found)) is not None:
        return " for ".join(filter(None, (f"scaled to {reach}", _reach(wanted))))
    gap = affine.gap(found, wanted)
    return f"other mean or scale (up to {gap:.{0 if gap >= 10 else 1}f} levels)" if gap < 1000 else "other mean or scale"


def _reach(part: Affinity) -> str | None:
    """The range that all channels are brought to, where it is one that people speak of."""
    low, high = affine.reach(part)
    usual = (round(low), round(high))
    near = all(abs(end - whole) <= 0.01 * (high - low) for end, whole in zip((low, high), usual, strict=True))
    return f"{level(usual[0])}..{level(usual[1])}" if part.uniform and near and high > low else None


def _cut(found: Values, wanted: Values) -> str:
    """Which of the two cuts to integers on the way."""
    if found.casts and not wanted.casts:
        return f"cut to {found.casts[0].dtype} on the way"
    if wanted.casts and not found.casts:
        return f"not cut to {wanted.casts[0].dtype} on the way"
    return "cut to integers in another place"


def _kernels(found: Manner, wanted: Manner) -> str:
    """Both kernels, with as much as tells them apart."""
    mine, theirs = (f"{each.kernel.library} {each.kernel.name}" for each in (found, wanted))
    if mine != theirs:
        return f"{_smoothed(mine, found)} for {_smoothed(theirs, wanted)}"
    if found.kernel.smooths != wanted.kernel.smooths:
        return f"{mine} {'with' if found.kernel.smooths else 'without'} antialiasing"
    return f"{mine} on {found.on or 'integers'} for on {wanted.on or 'integers'}"


def _smoothed(name: str, manner: Manner) -> str:
    """*name* with what was chosen, where one chooses."""
    chosen = manner.kernel.library in CHOOSES_ANTIALIAS and manner.kernel.smooths and manner.kernel.name != "area"
    return f"{name}, antialiased," if chosen else name


def _rim(rim: Rim) -> str:
    return f"fill {level(rim.fill)}" if rim.mode == "constant" else rim.mode


def _levels(one: Rim, other: Rim) -> list[tuple[float, float]]:
    mine, theirs = channels(one.fill), channels(other.fill)
    longest = max(len(mine), len(theirs))
    return list(zip(mine * (longest // len(mine)), theirs * (longest // len(theirs)), strict=False))
