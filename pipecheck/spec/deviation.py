"""In which of the known ways one geometry misses another: arithmetic on steps and sizes alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest
from statistics import median
from typing import Literal

from pipecheck.spec.facts import Placed, Spec
from pipecheck.spec.folding import in_one_order
from pipecheck.spec.frames import PROBES, Axis, frame
from pipecheck.spec.likeness import DUST, Meeting, Steps, borders, meetings, same_border, written
from pipecheck.spec.sampling import Kernel, Sampling, akin, kernel, samplings
from pipecheck_transformers.ops import CenterCrop, Crop, CropFraction, Flip, Letterbox, LongSideCrop, Pad, PadTo, PadToMultiple

Kind = Literal[
    "size", "policy", "mirrored", "order", "window", "place", "rounding",
    "border", "late border", "kernel", "variant", "smoothing", "twice", "overshoot",
]  # fmt: skip
_CUTS = CenterCrop | CropFraction | LongSideCrop | Crop
_PADS = Pad | PadTo | PadToMultiple
PIXEL = 1.6
"""What rounding can move a picture by; beyond that it lies in another place."""
_SHIFT, _FEW = 0.75, 0.1
_MANNER = ("interpolation", "library", "antialias", "fill", "mode")
_EXACT = ("pil", "skimage", "tensorflow")
"""Their `nearest` is what others call `nearest-exact`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One way in which *found* misses *wanted*: the step of each that is to blame, where there is one.

    *pixels* is how far a picture lies from where it should be; *share*, of how many pictures it is true.
    """

    kind: Kind
    found: Placed | None
    wanted: Placed | None
    pixels: float = 0.0
    share: float = 1.0


def deviations(script: Spec, training: Spec, takes: tuple[int, int] | None = None) -> tuple[Deviation, ...]:
    """The ways in which *script* misses *training*; none where it cannot be known what happens to the picture before.

    The sizes may differ where the script makes the one that the network *takes*.
    """
    if script.geometry.value == training.geometry.value or not (written(script) and written(training)):
        return ()
    found, wanted = (in_one_order(spec.geometry.value or ()) for spec in (script, training))
    return tuple(_deviations(found, wanted, other_size=takes is not None and final_size(found) == takes))


def _deviations(found: Steps, wanted: Steps, *, other_size: bool) -> Iterator[Deviation]:
    """Each with a cause of its own."""
    met = [] if found == wanted else meetings(found, wanted)
    if not met:
        return
    policy = _policy(found, wanted, met)
    sized = None if other_size else _size(found, wanted)
    placed = sized or policy or _placed(found, wanted, met)
    if placed is not None:
        yield placed
    if policy is None or policy.kind == "order":  # otherwise the whole step is to be replaced, its kernel and its border with it
        yield from _borders(found, wanted)
        yield from _kernels(samplings(found), samplings(wanted))


def final_size(steps: Steps) -> tuple[int, int] | None:
    """The height and width that *steps* bring every picture to; None where that depends on the picture."""
    made = {framed.size for size in PROBES if (framed := frame(steps, *size)) is not None}
    return made.pop() if len(made) == 1 else None


def last_sizing(steps: Steps) -> Placed | None:
    """The step that decides on the final size."""
    return next((step for step in reversed(steps) if isinstance(step.op, Sampling | _CUTS | _PADS)), None)


def shuffled(found: Steps, wanted: Steps) -> bool:
    """Whether the two are the same steps in another order."""
    mine, theirs = ([repr(_kernelless(step)) for step in steps] for steps in (found, wanted))
    return mine != theirs and sorted(mine) == sorted(theirs)


def _size(found: Steps, wanted: Steps) -> Deviation | None:
    mine, theirs = final_size(found), final_size(wanted)
    if mine is None or theirs is None or mine == theirs:
        return None
    return Deviation(kind="size", found=last_sizing(found), wanted=last_sizing(wanted))


def _policy(found: Steps, wanted: Steps, met: Sequence[Meeting]) -> Deviation | None:
    """Where the two resize in proportion to one another the policy is one, whatever the sizes and the crops."""
    ratios = [_ratios(meeting) for meeting in met]
    usual = median(ratio for pair in ratios for ratio in pair)
    apart = [any(abs(ratio / usual - 1) > _dust(meeting) for ratio in pair) for pair, meeting in zip(ratios, met, strict=True)]
    share = sum(apart) / len(met)
    if share <= _FEW:
        return None
    if _swapped(found, wanted) and all(_keeps_shape(meeting) for meeting in met):
        return Deviation(kind="order", found=_cut(found), wanted=_cut(wanted), pixels=median(meeting.apart for meeting in met))
    mine, theirs = samplings(found), samplings(wanted)
    return Deviation(kind="policy", found=next(iter(mine or found), None), wanted=next(iter(theirs or wanted), None), share=share)


def _ratios(meeting: Meeting) -> tuple[float, float]:
    one, other = meeting.one, meeting.other
    return abs(one.rows.scale / other.rows.scale), abs(one.columns.scale / other.columns.scale)


def _keeps_shape(meeting: Meeting) -> bool:
    sides = ((abs(each.rows.scale), abs(each.columns.scale)) for each in (meeting.one, meeting.other))
    return all(abs(height / width - 1) <= _dust(meeting) for height, width in sides)


def _dust(meeting: Meeting) -> float:
    """What rounding a side to whole pixels can change of its ratio."""
    height, width = meeting.size
    frames = (meeting.one, meeting.other)
    return 0.02 + 1.5 / min(min(abs(each.rows.scale) * height, abs(each.columns.scale) * width) for each in frames)


def _placed(found: Steps, wanted: Steps, met: Sequence[Meeting]) -> Deviation | None:
    """What differs between two that resize by the same policy, to the same size where it is fixed."""
    mine, theirs = final_size(found), final_size(wanted)
    if mine is not None and theirs is not None and mine != theirs:
        return None
    if any(_mirrored(meeting) for meeting in met):
        flips = [next((step for step in steps if isinstance(step.op, Flip)), None) for steps in (found, wanted)]
        return Deviation(kind="mirrored", found=flips[0], wanted=flips[1])
    far = [meeting.apart for meeting in met]
    if _swapped(found, wanted):
        return Deviation(kind="order", found=_cut(found), wanted=_cut(wanted), pixels=median(far))
    if max(far) <= DUST:
        return None
    mine_at, theirs_at = _blamed(found, wanted)
    if sum(each > PIXEL for each in far) <= _FEW * len(far):
        shifted = sum(_shift(meeting) >= _SHIFT for meeting in met) / len(met)
        return Deviation(kind="rounding", found=mine_at, wanted=theirs_at, pixels=max(far), share=shifted)
    elsewhere = sum(_elsewhere(meeting) for meeting in met) > _FEW * len(met)
    return Deviation(kind="place" if elsewhere else "window", found=mine_at, wanted=theirs_at, pixels=median(far))


def _mirrored(meeting: Meeting) -> bool:
    one, other = meeting.one, meeting.other
    return one.rows.scale * other.rows.scale < 0 or one.columns.scale * other.columns.scale < 0


def _shift(meeting: Meeting) -> float:
    """How far the picture as a whole lies from where it should."""

    def moved(one: Axis, other: Axis) -> float:
        middle = ((one.begin + one.end) / 2 - one.shift) / one.scale
        return abs(middle * (one.scale - other.scale) + one.shift - other.shift)

    return max(moved(meeting.one.rows, meeting.other.rows), moved(meeting.one.columns, meeting.other.columns))


def _elsewhere(meeting: Meeting) -> bool:
    """Whether as much of the picture is seen, as large, on another spot inside its border."""
    axes = ((meeting.one.rows, meeting.other.rows), (meeting.one.columns, meeting.other.columns))
    alike = all(abs((a.end - a.begin) - (b.end - b.begin)) <= PIXEL and a.size == b.size for a, b in axes)
    return alike and any(abs(a.begin - b.begin) > PIXEL for a, b in axes)


def _swapped(found: Steps, wanted: Steps) -> bool:
    """Whether one of the two cuts, or pads, before it resizes and the other after."""
    pairs = zip(_order(found), _order(wanted), strict=True)
    return any(mine is not None and theirs is not None and mine != theirs for mine, theirs in pairs)


def _order(steps: Steps) -> tuple[bool | None, bool | None]:
    """Whether cutting, and padding, comes before resizing; a letterbox pads after it has resized."""
    at = {kind: next((index for index, step in enumerate(steps) if isinstance(step.op, kind)), None) for kind in (Sampling, _CUTS, _PADS)}
    resize, cut, pad = at.values()
    if resize is None:
        return None, None
    letterbox = False if any(isinstance(step.op, Letterbox) for step in steps) else None
    return None if cut is None else cut < resize, letterbox if pad is None else pad < resize


def _cut(steps: Steps) -> Placed | None:
    """The step that is out of order: the crop, or else the border."""
    return next((step for kind in (_CUTS, _PADS, Letterbox) for step in steps if isinstance(step.op, kind)), None)


def _blamed(found: Steps, wanted: Steps) -> tuple[Placed | None, Placed | None]:
    """The first two steps of the same purpose that are not the same: of those that resize, then those that cut, then those that pad."""
    for kind in (Sampling, _CUTS, _PADS):
        mine, theirs = ([step for step in steps if isinstance(step.op, kind)] for steps in (found, wanted))
        for one, other in zip_longest(mine, theirs):
            if one is None or other is None or _kernelless(one) != _kernelless(other):
                return one, other
    return None, None


def _kernelless(step: Placed) -> tuple[object, ...]:
    """What *step* does to sizes and places alone."""
    return type(step.op).__name__, *(getattr(step.op, field.name) for field in fields(step.op) if field.name not in _MANNER)


def _borders(found: Steps, wanted: Steps) -> Iterator[Deviation]:
    """The first border that is filled with something else, where both have one."""
    mine, theirs = list(borders(found)), list(borders(wanted))
    pairs = zip(mine, theirs, strict=True) if len(mine) == len(theirs) else ((each, theirs[0]) for each in mine if theirs)
    for one, other in pairs:
        candidates = [other] if len(mine) == len(theirs) else theirs
        if not any(same_border(one, each) for each in candidates):
            yield Deviation(kind="border", found=one.step, wanted=other.step)
            return


def _kernels(found: Sequence[Placed], wanted: Sequence[Placed]) -> Iterator[Deviation]:
    """The first resize with another kernel."""
    if len(found) != len(wanted):
        if found and wanted:
            yield Deviation(kind="twice", found=found[-1], wanted=wanted[-1])
        return
    for one, other in zip(found, wanted, strict=True):
        mine, theirs = kernel(one), kernel(other)
        if mine is None or theirs is None:
            continue
        kind = _overshoot(one, other) if akin(one, other) else _kernel_kind(mine, theirs)
        if kind is not None:
            yield Deviation(kind=kind, found=one, wanted=other)
            return


def _overshoot(one: Placed, other: Placed) -> Kind | None:
    return "overshoot" if None not in (one.on, other.on) and one.on != other.on else None


def _kernel_kind(mine: Kernel, theirs: Kernel) -> Kind:
    if _name(mine) != _name(theirs):
        return "kernel"
    if mine.smooths != theirs.smooths or (mine.smooths and "skimage" in (mine.library, theirs.library)):
        return "smoothing"
    return "kernel" if mine.name == "area" else "variant"


def _name(found: Kernel) -> str:
    return "nearest-exact" if found.name == "nearest" and found.library in _EXACT else found.name
