"""Two roads on one picture: how far apart their tensors are, and at which step they part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.lower import chain
from pipecheck.spec import Affinity, Opaque, Program, Random, affine, canonical
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Geometry, Op, Read
from pipecheck_transformers.pixels import Array, Pixels
from pipecheck_transformers.spelling import spell

ROUNDING = 1.01
"""Pictures that differ by a level are the same: one road rounds where the other does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """The first place where two roads make different pictures of the same file, the step of each named with its place."""

    left: str
    right: str
    largest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelProbe:
    """Two roads run on one picture: the shapes of the tensors, and how far apart they are in 8-bit levels.

    *largest* and *mean* are None where the shapes differ, *parting* where the pictures agree up to the last geometry step.
    """

    image: str
    left_shape: tuple[int, ...]
    right_shape: tuple[int, ...]
    largest: float | None
    mean: float | None
    parting: Parting | None


@dataclass(frozen=True, slots=True)
class _Stop:
    """The picture as it stands after *step*, brought back to 0..255, channels last as R, G, B."""

    step: str
    picture: Array


def compare(left: Program, right: Program, image: Path) -> PixelProbe:
    """What the two make of *image*."""
    mine, other = _run(left, image), _run(right, image)
    one, two = mine[-1][1].hwc, other[-1][1].hwc
    apart = np.abs(one.astype(np.float64) - two) / _step(left) if one.shape == two.shape else None
    return PixelProbe(
        image=str(image),
        left_shape=mine[-1][1].array.shape,
        right_shape=other[-1][1].array.shape,
        largest=None if apart is None else float(apart.max()),
        mean=None if apart is None else float(apart.mean()),
        parting=_parting(list(_stops(left, mine)), list(_stops(right, other))),
    )


def _run(program: Program, image: Path) -> list[tuple[Op | Read, Pixels]]:
    runnable: Chain | None = chain.runnable(program)
    if runnable is None:
        raise PipecheckError(_obstacle(program))
    try:
        return list(runnable.steps(image))
    except ToolkitError as e:
        raise PipecheckError(str(e) if str(e).startswith(str(image)) else f"{image}: {e}") from e


def _obstacle(program: Program) -> str:
    """Why *program* cannot be run, with the place."""
    for step in program.steps:
        if isinstance(step.op, Opaque | Random):
            what = f"`{step.op.text}` cannot be read" if isinstance(step.op, Opaque) else f"{step.op.name} is random"
            return f"{step.origin or 'a source'}: cannot be run on a picture: {what}"
    return f"{program.decoded.origin or 'a source'}: cannot be run on a picture: it does not begin with one"


def _step(program: Program) -> float:
    """What an 8-bit level is in the units of the tensor."""
    values = canonical(program).values.value
    return max(map(abs, values.affine.scale)) or 1.0 if values is not None else 1.0


def _stops(program: Program, run: list[tuple[Op | Read, Pixels]]) -> Iterator[_Stop]:
    """The picture as it was read, and after every step that moves pixels, as long as the values can be brought back."""
    for index, (op, pixels) in enumerate(run):
        if index == 0 or isinstance(op, Geometry):
            picture = _as_picture(replace(program, steps=program.steps[:index]), pixels)
            if picture is None:
                return
            origin = program.steps[index - 1].origin if index else program.decoded.origin
            yield _Stop(f"{spell(op)} ({origin})" if origin else spell(op), picture)


def _as_picture(so_far: Program, pixels: Pixels) -> Array | None:
    spec = canonical(so_far)
    values, color = spec.values.value, spec.color.value
    back = affine.inverse(values.affine) if values is not None and not values.casts else None
    if back is None or color is None or color.name not in ("rgb", "bgr"):
        return None
    picture = _apply(back, pixels.hwc.astype(np.float64))
    return picture if color.name == "rgb" else picture[:, :, ::-1]


def _apply(part: Affinity, array: Array) -> Array:
    result: Array = array * np.array(part.scale) + np.array(part.bias)
    return result


def _parting(left: list[_Stop], right: list[_Stop]) -> Parting | None:
    for mine, other in zip_longest(left, right):
        if mine is None or other is None or mine.picture.shape != other.picture.shape:
            return Parting(left=mine.step if mine else "nothing more", right=other.step if other else "nothing more", largest=None)
        largest = float(np.abs(mine.picture - other.picture).max())
        if largest > ROUNDING:
            return Parting(left=mine.step, right=other.step, largest=largest)
    return None
