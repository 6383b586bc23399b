"""What sets a road apart from training, one thing at a time: training with only this broken, the road with only this mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from pipecheck.findings import Origin
from pipecheck.spec import kinds, parts, saying
from pipecheck.spec.colors import in_rgb_order, reverse
from pipecheck.spec.deviation import deviations
from pipecheck.spec.difference import diff, same_values
from pipecheck.spec.executable import executable
from pipecheck.spec.facts import ColorState, Decode, Fact, Spec, Values
from pipecheck.spec.parts import Part
from pipecheck.spec.program import Aspect
from pipecheck.spec.scrambled import SCRAMBLED

Matter = Literal["decode", "size", "policy", "kernel", "border", "geometry", "color", "values", "layout", "dtype"]
READERS = ("opencv", "pil", "skimage")
"""The libraries by which pictures can be read here."""
_Carry = Callable[[Spec, Spec], "Spec | None"]
_NAMELESS: frozenset[kinds.Kind] = frozenset({"other", "reversed"})
_FLOATS = ("float16", "float32", "float64")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One thing in which a road misses training: *what* says it in words, *origins* are the places of the road, then of training.

    *broken* is training with only this taken from the road, *mended* the road with only this taken from training, None where that cannot
    be run.
    """

    matter: Matter
    what: str
    broken: Spec
    mended: Spec | None
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class _Matter:
    """A thing that *carry* takes from the second spec to the first."""

    matter: Matter
    what: str
    carry: _Carry
    origins: tuple[Origin, ...]


def of(training: Spec, road: Spec) -> tuple[Variant, ...]:
    """Everything that is known to set *road* apart from *training* and that can be run alone."""
    return tuple(_variants(training, road))


def _variants(training: Spec, road: Spec) -> Iterator[Variant]:
    for each in _matters(training, road):
        broken, mended = _run(each.carry(training, road)), _run(each.carry(road, training))
        if broken is not None:
            yield Variant(matter=each.matter, what=each.what, broken=broken, mended=mended, origins=each.origins)


def _run(spec: Spec | None) -> Spec | None:
    """*spec* where a program makes what it says."""
    return None if spec is None or executable(spec) is None else spec


def _matters(training: Spec, road: Spec) -> Iterator[_Matter]:
    swapped = _swapped_first(training, road)
    for found in diff(training, road):
        if found.verdict == "different" and not (found.aspect == "values" and swapped and _same_numbers(training, road)):
            yield from _of_aspect(found.aspect, training, road)


def _of_aspect(aspect: Aspect, training: Spec, road: Spec) -> Iterator[_Matter]:
    origins = tuple(dict.fromkeys((*_places(road, aspect), *_places(training, aspect))))
    match aspect:
        case "decode":
            yield from _decode(training, road, origins)
        case "geometry":
            yield from _geometry(training, road, origins)
        case "color":
            yield _Matter("color", saying.color(training, road), _colored, origins)
        case "values":
            broken = _valued(training, road)
            yield _Matter("values", "other values" if broken is None else saying.values(training, broken), _valued, origins)
        case "layout":
            yield _Matter("layout", saying.layout(training, road), _arranged, origins)
        case "dtype":
            yield _Matter("dtype", f"{road.dtype.value} for {training.dtype.value}", _typed, origins)


def _places(spec: Spec, aspect: Aspect) -> tuple[Origin, ...]:
    """The places that speak of *aspect*, the last word first."""
    fact: Fact[Any] = getattr(spec, aspect)
    return fact.origins[::-1]


def _decode(training: Spec, road: Spec, origins: tuple[Origin, ...]) -> Iterator[_Matter]:
    wanted, read = training.decode.value, _decoded(training, road)
    if wanted is not None and read is not None and read.decode.value is not None and read.decode.value != wanted:
        yield _Matter("decode", saying.decode(wanted, read.decode.value), _decoded, origins)


def _decoded(spec: Spec, other: Spec) -> Spec | None:
    """*spec* read as *other* is, as far as that is known and can be done here."""
    mine, theirs = spec.decode.value, other.decode.value
    if mine is None or theirs is None:
        return None
    library = theirs.library if theirs.library in READERS else mine.library
    exif = mine.exif if theirs.exif is None else theirs.exif
    return replace(spec, decode=replace(spec.decode, value=Decode(library, exif)))


def _geometry(training: Spec, road: Spec, origins: tuple[Origin, ...]) -> Iterator[_Matter]:
    wanted, found = training.geometry.value or (), road.geometry.value or ()
    apart = parts.parts(wanted, found)
    if not apart:
        yield _Matter("geometry", saying.steps(wanted, found), _placed, origins)
        return
    for part in apart:
        carry = partial(_carried, part=part)
        alone = carry(training, road)
        if alone is not None:
            matter, what = _said(part, training, alone)
            yield _Matter(matter, what, carry, origins)


def _said(part: Part, training: Spec, alone: Spec) -> tuple[Matter, str]:
    """What *alone*, which is training with only this *part* of a road, makes another way."""
    wanted, found = training.geometry.value or (), alone.geometry.value or ()
    match part:
        case "kernel":
            return "kernel", saying.kernel(wanted, found)
        case "fill":
            return "border", saying.fill(wanted, found)
        case "placement":
            deviation = next(iter(deviations(alone, training)), None)
            return saying.placement(deviation, wanted, found)


def _placed(spec: Spec, other: Spec) -> Spec | None:
    return replace(spec, geometry=other.geometry)


def _carried(spec: Spec, other: Spec, part: Part) -> Spec | None:
    steps, theirs = spec.geometry.value, other.geometry.value
    made = None if steps is None or theirs is None else parts.carried(steps, theirs, part)
    return None if made is None else replace(spec, geometry=replace(spec.geometry, value=made))


def _swapped_first(training: Spec, road: Spec) -> bool:
    """Whether red and blue changed places before the arithmetic: the numbers are the same as they stand, or miss in a known way."""
    colors = {spec.color.value.name for spec in (training, road) if spec.color.value is not None}
    mine, theirs = training.values.value, road.values.value
    if colors != {"rgb", "bgr"} or mine is None or theirs is None:
        return False
    return _same_numbers(training, road) or (_is_known(theirs, mine) and not _is_known(reverse(theirs), mine))


def _same_numbers(training: Spec, road: Spec) -> bool:
    mine, theirs = training.values.value, road.values.value
    return mine is not None and theirs is not None and same_values(mine, theirs)


def _is_known(found: Values, wanted: Values) -> bool:
    """Whether *found* misses *wanted* in a way that has a name."""
    return bool({kinds.kind(found.affine, wanted.affine), kinds.kind(wanted.affine, found.affine)} - _NAMELESS)


def _colored(spec: Spec, other: Spec) -> Spec | None:
    """*spec* with the channels of *other*, each with the numbers that it had, or that another one has where they were swapped first."""
    if _swapped_first(spec, other):
        return replace(spec, color=other.color)
    values = _in_order(spec.values.value, spec.color.value, other.color.value)
    return None if values is None else replace(spec, color=other.color, values=replace(spec.values, value=values))


def _valued(spec: Spec, other: Spec) -> Spec | None:
    """*spec* with the numbers of *other*, channel by channel, or as they stand where channels were swapped first.

    An integer that holds the numbers comes along: in the type of others they would be cut off.
    """
    as_they_stand = _swapped_first(spec, other)
    values = other.values.value if as_they_stand else _in_order(other.values.value, other.color.value, spec.color.value)
    if values is None:
        return None
    floats = {spec.dtype.value, other.dtype.value} <= set(_FLOATS)
    return replace(spec, values=replace(other.values, value=values), dtype=spec.dtype if floats else other.dtype)


def _in_order(values: Values | None, color: ColorState | None, wanted: ColorState | None) -> Values | None:
    """*values* of channels as in *color* for channels as in *wanted*; None where these are others."""
    named = None if values is None else in_rgb_order(values, color)
    made = None if named is None else in_rgb_order(named, wanted)
    if made is None or wanted is None:
        return None
    lengths = {len(each.scale) for each in (made.affine, *(cast.before for cast in made.casts))}
    return made if lengths <= {1, 1 if wanted.name in ("gray", "nv12") else 3} else None


def _arranged(spec: Spec, other: Spec) -> Spec | None:
    """*spec* scrambled as *other* is, or no more; axes in another order are no picture to a network."""
    mine, theirs = spec.layout.value, other.layout.value
    if mine is None or theirs is None or _taken(mine) != _taken(theirs):
        return None
    return replace(spec, layout=other.layout)


def _taken(layout: Any) -> str:
    """The order of the axes that *layout* has in the end."""
    return SCRAMBLED[layout][1] if layout in SCRAMBLED else str(layout)


def _typed(spec: Spec, other: Spec) -> Spec | None:
    """*spec* in the floats of *other*; what integers cut off is told with the values."""
    both = (spec.dtype.value, other.dtype.value)
    return replace(spec, dtype=other.dtype) if "float16" in both and set(both) <= set(_FLOATS) else None
