"""Which resizes make the same pixels: kernels of different libraries that are one and the same arithmetic, up to a level of rounding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipecheck.spec.facts import Placed
from pipecheck_transformers.ops import (
    Interpolation,
    Letterbox,
    Library,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    Sampled,
    WarpAffine,
    antialiases,
)

Sampling = Sampled | ResizeBy | WarpAffine


class Kernel(NamedTuple):
    """A library's kernel, and whether it smooths when it shrinks."""

    library: Library
    name: Interpolation
    smooths: bool


_FAMILIES = (
    {("opencv", "linear", False), ("torch", "linear", False), ("tensorflow", "linear", False), ("skimage", "linear", False)},
    {("pil", "linear", True), ("torch", "linear", True), ("tensorflow", "linear", True)},
    {("opencv", "cubic", False), ("torch", "cubic", False)},
    {("pil", "cubic", True), ("torch", "cubic", True), ("tensorflow", "cubic", True)},
    {("pil", "lanczos", True), ("tensorflow", "lanczos", True)},
    {("opencv", "area", True), ("tensorflow", "area", True)},
    {("opencv", "nearest", False), ("torch", "nearest", False)},
    {
        ("pil", "nearest", False), ("skimage", "nearest", False), ("tensorflow", "nearest", False),
        ("opencv", "nearest-exact", False), ("torch", "nearest-exact", False),
    },
)  # fmt: skip
"""Inside a family: at most one level on pictures of bytes, but where floats keep an overshoot that bytes cut off."""


def samplings(steps: Sequence[Placed]) -> list[Placed]:
    """Those of *steps* that compute new pixels."""
    return [step for step in steps if isinstance(step.op, Sampling)]


def kernel(step: Placed) -> Kernel | None:
    """What *step* computes new pixels with; None where it leaves them as they are."""
    match step.op:
        case WarpAffine() | ResizeBy() as op:
            return Kernel("opencv", op.interpolation, op.interpolation == "area")
        case Resize() | ResizeShort() | ResizeLong() | ResizeHeight() | ResizeToMultiple() | Letterbox() as op:
            return Kernel(op.library, op.interpolation, antialiases(op))
        case _:
            return None


def akin(one: Placed, other: Placed) -> bool:
    """Whether the two compute the same pixels of the same picture."""
    mine, theirs = kernel(one), kernel(other)
    return mine == theirs or any(mine in family and theirs in family for family in _FAMILIES)
