"""How large a picture is after the steps of a program, and the sizes on which sources are tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script.measures.size_math import RefusedError
from pipecheck.spec import Opaque, Random, Step
from pipecheck.spec.facts import Placed
from pipecheck.spec.frames import frame
from pipecheck_transformers import sizes
from pipecheck_transformers.ops import Geometry, Letterbox, Resize, ResizeHeight, ResizeLong, ResizeShort, ToColor, WarpAffine

if TYPE_CHECKING:
    from pipecheck.lower.script.measures.sizes import Sample

USUAL = (
    (480, 640), (640, 480), (427, 640), (375, 500), (500, 333), (720, 1280), (1080, 1920), (1200, 900), (600, 600), (640, 640), (224,
    224), (256, 256),
    (300, 300), (255, 257), (257, 255), (100, 1000), (1000, 100), (37, 53), (64, 48), (2160, 3840), (3000, 4000), (1, 1), (3, 2), (1280,
    1280), (641, 639),
    (320, 320), (416, 416), (333, 500), (513, 769), (225, 225), (232, 467), (512, 1024), (199, 201), (90, 3000), (2500, 120),
    *((97 + 61 * i % 911, 101 + 173 * i % 1217) for i in range(25)),
)  # fmt: skip
"""Picture sizes, height first: usual ones, squares, narrow ones, tiny ones, odd and even."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A resize, crop or border that no single operation says; *made* gives its numbers for a sample.

    These are height and width, or top, left, height and width, or how much is added above, below, left and right. *how* are the kernel's
    or the border's arguments.
    """

    kind: Literal["resize", "crop", "pad"]
    made: Callable[[Sample], tuple[int, ...]]
    how: Mapping[str, Any]

    def size(self, at: Sample, before: tuple[int, int]) -> tuple[int, int]:
        """The height and width that come out."""
        match self.kind, self.made(at):
            case "resize", (height, width):
                return height, width
            case "crop", (_, _, height, width):
                return height, width
            case _, (top, bottom, left, right):
                return before[0] + top + bottom, before[1] + left + right
            case _:
                raise NotReadError("numbers of another kind")


def after(steps: Sequence[Step], at: Sample) -> tuple[int, int]:
    """The height and width of the sample after *steps*; NotReadError where a step may change them nobody knows how."""
    at.asked = True
    size = at.height, at.width
    for step in steps:
        match step.op:
            case Opaque(touches=touches) | Random(touches=touches) as unknown:
                if (pending := at.walk.pending.get(id(unknown))) is not None:
                    size = pending.size(at, size)
                elif "geometry" in touches:
                    raise NotReadError("the size is not known any more")
            case ToColor(color="nv12"):
                raise NotReadError("two planes in one")
            case op if isinstance(op, Geometry):
                size = one(op, *size)
            case _:
                pass
        if min(size) < 1:
            raise RefusedError("a picture of no size")
    return size


def one(op: Geometry, height: int, width: int) -> tuple[int, int]:
    """The height and width that *op* makes; RefusedError where it refuses the picture."""
    match op:
        case WarpAffine() | Resize() | Letterbox():
            return op.height, op.width
        case ResizeShort():
            return sizes.short_side(op, height, width)
        case ResizeLong():
            return sizes.long_side(op, height, width)
        case ResizeHeight():
            return sizes.to_height(op, height, width)
        case _:
            found = frame((Placed(op),), height, width)
    if found is None:
        raise RefusedError("the step refuses this size")
    return found.size
