"""A run step by step, every picture on the way brought back to 0..255 and R, G, B, and the step at which two runs part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from pipecheck.evidence.pixels import Parting, Taken
from pipecheck.probe.pixels.found import ROUNDING
from pipecheck.spec import Affinity, Program, affine, canonical
from pipecheck_transformers.ops import Geometry, Op, Read
from pipecheck_transformers.pixels import Array, Pixels

Run = list[tuple[Op | Read, Pixels]]


@dataclass(frozen=True, slots=True)
class Stage:
    """The *picture* as it stands after a step, channels last."""

    taken: Taken
    picture: Array


def stages(program: Program, run: Run) -> Iterator[Stage]:
    """The picture as it was read, and after every step that moves pixels, as long as its values can be brought back."""
    for index, (op, pixels) in enumerate(run):
        if index == 0 or isinstance(op, Geometry):
            picture = _as_picture(replace(program, steps=program.steps[:index]), pixels)
            if picture is None:
                return
            origin = program.steps[index - 1].origin if index else program.decoded.origin
            yield Stage(Taken(op, origin), picture)


def _as_picture(so_far: Program, pixels: Pixels) -> Array | None:
    spec = canonical(so_far)
    values, color = spec.values.value, spec.color.value
    back = affine.inverse(values.affine) if values is not None and not values.casts else None
    if back is None or color is None or color.name not in ("rgb", "bgr", "gray"):
        return None
    picture = apply(back, pixels.hwc.astype(np.float64))
    return picture[:, :, ::-1] if color.name == "bgr" else picture


def apply(part: Affinity, array: Array) -> Array:
    """*array*, channels last, as *part* changes it."""
    result: Array = array * np.array(part.scale) + np.array(part.bias)
    return result


def parting(left: list[Stage], right: list[Stage], whole: tuple[bool, bool] = (True, True)) -> Parting | None:
    """What each does after the last picture that both make; None where that is the last of all, or of a side that is not *whole*.

    Two roads may do the same in another number of steps, so pictures are matched by what they are and not by their number.
    """

    @cache
    def apart(one: int, other: int) -> tuple[float, float] | None:
        mine, theirs = left[one].picture, right[other].picture
        if mine.shape != theirs.shape:
            return None
        gap = np.abs(mine - theirs)
        return float(gap.max()), float(gap.mean())

    ends = len(left) - 1, len(right) - 1
    pairs = sorted(((one, other) for one in range(len(left)) for other in range(len(right))), key=sum)
    met = next(((one, other) for one, other in reversed(pairs) if (gap := apart(one, other)) and gap[0] <= ROUNDING), (-1, -1))
    if met == ends or any(at == end and not known for at, end, known in zip(met, ends, whole, strict=True)):
        return None
    beyond = [(one, other) for one, other in pairs if one > met[0] and other > met[1]]
    one, other = next((pair for pair in beyond if apart(*pair)), ends)
    largest, mean = (apart(one, other) if beyond else None) or (None, None)
    mine, theirs = left[met[0] + 1 : one + 1], right[met[1] + 1 : other + 1]
    return Parting(left=tuple(each.taken for each in mine), right=tuple(each.taken for each in theirs), largest=largest, mean=mean)
