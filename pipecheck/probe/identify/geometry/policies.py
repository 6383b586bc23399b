"""Guesses at the size policy, from where the pixels of several pictures were seen to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from statistics import median
from typing import Literal, get_args

from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.identify.geometry import finishes, footprints
from pipecheck.probe.identify.geometry.places import Axis, Seen, apart, predicted
from pipecheck.probe.identify.values.spelling import short
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Geometry,
    Letterbox,
    LongSideCrop,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    Rounding,
    WarpAffine,
)

ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
NEAR = 0.75
"""Pixels that a measured size may be off."""
_SLACK = 0.6
"""Target pixels by which a guess may be worse than the best one: nearest neighbours look half a pixel shifted."""
_WORST = 2.0
_MOST = 40
_NOISE = 0.01
"""Part of a factor that the rounding of sizes may hide."""
_STRIDE = 32
_LIMIT = Literal["longest", "shortest", "exact"]

Guess = tuple[Geometry, ...]


def guesses(seen: Sequence[Seen], until: Clock) -> list[Guess]:
    """Geometries with any kernel that put the pixels where they were seen, the closest first."""
    measured = [one for one in seen if one.rows.resized and one.columns.resized]
    if not measured:
        return []
    flips = [*_flipped(measured, "columns"), *_flipped(measured, "rows")]
    upright = [_upright(one, flips) for one in measured]
    scored: list[tuple[float, Guess]] = []
    everything = dict.fromkeys((*_resized_first(upright), *_cropped_first(upright), *_fitted_whole(upright), *_by_rule(upright)))
    fixed = [guess for guess in everything if isinstance(guess[0] if guess else None, Resize)]
    repeated = set(fixed) - set(footprints.distinct(fixed, *upright[0].source))  # after a stretch all pictures are of one size
    for guess in (guess for guess in everything if guess not in repeated):
        until.check()
        whole = (*guess, *flips)
        scored.append((_off(whole, measured), whole))
    scored.sort(key=lambda pair: round(pair[0], 1))
    limit = min(scored[0][0] + _SLACK, _WORST) if scored else 0.0
    return [guess for off, guess in scored if off <= limit][:_MOST]


def _off(guess: Guess, seen: Iterable[Seen]) -> float:
    worst = 0.0
    for one in seen:
        try:
            worst = max(worst, apart(predicted(guess, *one.source), one))
        except (StepError, ValueError):
            return float("inf")
        if worst > _WORST:
            return worst
    return worst


def _resized_first(seen: Sequence[Seen]) -> Iterator[Guess]:
    for resize in _resizes(seen):
        start = () if resize is None else (resize,)
        given = [predicted(start, *one.source) for one in seen]
        sizes = [one.target for one in given if one is not None]
        if len(sizes) == len(seen):
            yield from ((*start, *finish) for finish in finishes.finishes(seen, sizes) if not _is_letterbox(resize, finish))


def _by_rule(seen: Sequence[Seen]) -> Iterator[Guess]:
    """Resizes whose target follows from the picture by another rule than one side: by factors, and to multiples of 32."""
    factors = [[_certain(axis.resized) / axis.source for axis in axes] for axes in (_rows(seen), _columns(seen))]
    if all(max(part) - min(part) < _NOISE * max(part) for part in factors):
        fy, fx = (short(median(part), _NOISE * median(part)) for part in factors)
        yield (ResizeBy(fy, fx),)
    if all(side % _STRIDE == 0 for one in seen for side in one.target) and len({one.target for one in seen}) > 1:
        sizes = {max(one.target) for one in seen} | {min(one.target) for one in seen} | {960, 736}
        yield (ResizeToMultiple(None),)
        for size, limit in product(sorted(sizes), get_args(_LIMIT)):
            yield (ResizeToMultiple(size, limit=limit),)


def _is_letterbox(resize: object, finish: Guess) -> bool:
    """Whether the two are the long way to write a letterbox, which is a guess of its own."""
    match resize, finish:
        case ResizeLong(size=size), (PadTo(height=height, width=width, mode="constant"),):
            return size == height == width
        case ResizeLong(size=size), (PadToMultiple(divisor=divisor, mode="constant"),):
            return size == divisor
        case _:
            return False


def _resizes(seen: Sequence[Seen]) -> Iterator[Resize | ResizeShort | ResizeLong | ResizeHeight | None]:
    heights, widths = ([_certain(axis.resized) for axis in axes] for axes in (_rows(seen), _columns(seen)))
    if _follow(heights, [one.source[0] for one in seen]) and _follow(widths, [one.source[1] for one in seen]):
        yield None
    if _steady(heights) and _steady(widths):
        yield Resize(round(median(heights)), round(median(widths)))
    if _steady(heights) and max(widths) - min(widths) > 2 * NEAR:
        yield from (ResizeHeight(round(median(heights)), widest=round(max(widths)), rounding=rounding) for rounding in ROUNDINGS)
    if not _keeps_shape(seen):
        return
    shorter = [min(pair) for pair in zip(heights, widths, strict=True)]
    longer = [max(pair) for pair in zip(heights, widths, strict=True)]
    if _steady(shorter):
        yield from (ResizeShort(round(median(shorter)), rounding=rounding) for rounding in ROUNDINGS)
    elif _steady([max(shorter)] + [one for one, other in zip(shorter, longer, strict=True) if other < max(longer) - NEAR]):
        yield from (ResizeShort(round(max(shorter)), longest=round(max(longer)), rounding=rounding) for rounding in ROUNDINGS)
    if _steady(longer):
        yield from (ResizeLong(round(median(longer)), rounding=rounding) for rounding in ROUNDINGS)
    if _steady(heights):
        yield from (ResizeHeight(round(median(heights)), rounding=rounding) for rounding in ROUNDINGS)


def _fitted_whole(seen: Sequence[Seen]) -> Iterator[Guess]:
    """A letterbox, and CenterNet's warp, which looks like one."""
    target = seen[0].target
    if any(one.target != target for one in seen) or not _keeps_shape(seen):
        return
    for position, grow, rounding in product(finishes.POSITIONS, (True, False), ROUNDINGS):
        yield (Letterbox(*target, fill=0.0, position=position, grow=grow, rounding=rounding),)
    scale = median(_slope(one.columns) * target[1] / max(one.source) for one in seen)
    yield (WarpAffine(*target, scale=round(scale, 2)),)


def _cropped_first(seen: Sequence[Seen]) -> Iterator[Guess]:
    """A piece of the picture, stretched to the target."""
    target = seen[0].target
    if any(one.target != target or one.around is not None for one in seen):
        return
    pieces = [(_piece(one.rows), _piece(one.columns)) for one in seen]
    heights, widths = [rows[1] for rows, _ in pieces], [columns[1] for _, columns in pieces]
    resize = Resize(*target)
    yield LongSideCrop(), resize
    sides = [height if abs(height - width) < 2 * NEAR else None for height, width in zip(heights, widths, strict=True)]
    known = [*finishes.fractions(sides, [one.source for one in seen], slack=NEAR), target[0] / (target[0] + 32)]
    for fraction, rounding, offset in product(known, ROUNDINGS, finishes.OFFSETS):
        yield CropFraction(fraction, rounding=rounding, offset=offset), resize
    if _steady(heights) and _steady(widths):
        height, width = round(median(heights)), round(median(widths))
        yield from ((CenterCrop(height, width, rounding=rounding), resize) for rounding in finishes.OFFSETS)
        tops, lefts = [rows[0] for rows, _ in pieces], [columns[0] for _, columns in pieces]
        if _steady(tops) and _steady(lefts):
            yield Crop(top=max(round(median(tops)), 0), left=max(round(median(lefts)), 0), height=height, width=width), resize


def _piece(axis: Axis) -> tuple[float, float]:
    """Where the piece of the source that fills the whole target begins, and how long it is."""
    slope, offset = axis.line or (1.0, 0.0)
    return offset + 0.5 - slope / 2, slope * axis.target


def _flipped(seen: Sequence[Seen], name: str) -> Iterator[Flip]:
    axes: list[Axis] = [getattr(one, name) for one in seen]
    if all(_slope(axis) < 0 for axis in axes):
        yield Flip("horizontal" if name == "columns" else "vertical")


def _upright(seen: Seen, flips: Sequence[Flip]) -> Seen:
    for flip in flips:
        if flip.direction == "horizontal":
            seen = replace(seen, columns=_mirrored(seen.columns))
        else:
            seen = replace(seen, rows=_mirrored(seen.rows))
    return seen


def _mirrored(axis: Axis) -> Axis:
    return replace(axis, start=axis.target - axis.stop, stop=axis.target - axis.start, coordinates=axis.coordinates[::-1])


def _keeps_shape(seen: Iterable[Seen]) -> bool:
    """Whether both sides were scaled alike, up to the rounding of the sizes."""
    for one in seen:
        height, width = _certain(one.rows.resized), _certain(one.columns.resized)
        expected = height * one.source[1] / one.source[0]
        if abs(width - expected) > max(1.0, width / height, 0.005 * width) + NEAR:
            return False
    return True


def _rows(seen: Iterable[Seen]) -> list[Axis]:
    return [one.rows for one in seen]


def _columns(seen: Iterable[Seen]) -> list[Axis]:
    return [one.columns for one in seen]


def _slope(axis: Axis) -> float:
    return axis.line[0] if axis.line else 1.0


def _certain(value: float | None) -> float:
    return 0.0 if value is None else value


def _steady(values: Sequence[float]) -> bool:
    return bool(values) and max(values) - min(values) <= max(NEAR * 2, 0.006 * max(values))


def _follow(values: Iterable[float], wanted: Iterable[float]) -> bool:
    return all(abs(value - other) <= max(NEAR, 0.004 * other) for value, other in zip(values, wanted, strict=True))
