"""Whether two geometries are one and the same to every picture, in whatever steps they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipecheck.spec.facts import Placed, Spec
from pipecheck.spec.folding import in_one_order
from pipecheck.spec.frames import PROBES, Axis, Frame, frame
from pipecheck.spec.sampling import akin, samplings
from pipecheck_transformers.ops import BorderMode, CenterCrop, Letterbox, Numbers, Pad, PadTo, PadToMultiple, WarpAffine

Steps = Sequence[Placed]
DUST, LEVEL = 0.02, 0.5
"""So many pixels and so many levels apart is the same."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where two geometries put the same picture, and its own size."""

    one: Frame
    other: Frame
    size: tuple[int, int]

    @property
    def apart(self) -> float:
        """How many pixels lie between the two at most."""
        return max(_apart(self.one.rows, self.other.rows), _apart(self.one.columns, self.other.columns))


@dataclass(frozen=True, slots=True)
class Border:
    """What a step puts around a picture: one level for all channels, or one for each, or more of the picture itself."""

    step: Placed
    mode: BorderMode
    fill: Numbers


def meetings(one: Steps, other: Steps) -> list[Meeting]:
    """The two on all probes that neither refuses."""
    pairs = ((frame(one, *size), frame(other, *size), size) for size in PROBES)
    return [Meeting(mine, theirs, size) for mine, theirs, size in pairs if mine is not None and theirs is not None]


def alike(one: Steps, other: Steps) -> bool:
    """Whether the two make the same of every picture, up to the rounding of levels and to the order in which floats are multiplied."""
    one, other = in_one_order(tuple(one)), in_one_order(tuple(other))
    if one == other:
        return True
    if not _same_kernels(one, other) or not same_borders(list(borders(one)), list(borders(other))):
        return False
    met = meetings(one, other)
    return bool(met) and all(meeting.apart <= DUST for meeting in met)


def written(spec: Spec) -> bool:
    """Whether all that happens to the picture is known: what takes an array may be handed one that was resized before."""
    steps = spec.geometry.value
    return steps is not None and (spec.decode.value is not None or bool(samplings(steps)))


def borders(steps: Steps) -> Iterator[Border]:
    """The borders that *steps* put around a picture."""
    for step in steps:
        match step.op:
            case Letterbox(fill=fill) | WarpAffine(fill=fill) | CenterCrop(fill=float() | int() | tuple() as fill):
                yield Border(step, "constant", fill)
            case Pad() | PadTo() | PadToMultiple():
                yield Border(step, step.op.mode, step.op.fill)
            case _:
                pass


def same_borders(one: Sequence[Border], other: Sequence[Border]) -> bool:
    """Whether the two fill with the same, border by border."""
    return len(one) == len(other) and all(same_border(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def same_border(one: Border, other: Border) -> bool:
    """Whether the two fill with the same, up to half a level."""
    if one.mode != other.mode:
        return False
    mine, theirs = channels(one.fill), channels(other.fill)
    longest = max(len(mine), len(theirs))
    pairs = zip(mine * (longest // len(mine)), theirs * (longest // len(theirs)), strict=False)
    return all(abs(a - b) <= LEVEL for a, b in pairs)


def channels(fill: Numbers) -> tuple[float, ...]:
    """*fill* as one number per channel, or one for all."""
    return fill if isinstance(fill, tuple) else (fill,)


def _same_kernels(one: Steps, other: Steps) -> bool:
    mine, theirs = samplings(one), samplings(other)
    pairs = zip(mine, theirs, strict=False)
    return len(mine) == len(theirs) and all(akin(a, b) and (a.on or b.on) == (b.on or a.on) for a, b in pairs)


def _apart(one: Axis, other: Axis) -> float:
    """How far apart the two put the same point, among those that either shows."""
    points = [(edge - axis.shift) / axis.scale for axis in (one, other) for edge in (axis.begin, axis.end)]
    moved = max(abs(point * one.scale + one.shift - point * other.scale - other.shift) for point in points)
    return max(moved, abs(one.size - other.size), abs(one.begin - other.begin), abs(one.end - other.end))
