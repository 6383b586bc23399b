"""How a picture may be brought to the size of a network: size policies and kernels, those that most people use first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from pipecheck.evidence.model import Task
from pipecheck.lower import chain as dialect
from pipecheck.spec import canonical, wording
from pipecheck.spec.facts import Placed
from pipecheck.spec.sampling import kernel
from pipecheck_transformers import readers
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.ops import CenterCrop, Geometry, Interpolation, Letterbox, Library, Read, Resize, ResizeShort

CROPS = (0.875, 0.9, 0.95, 1.0)
"""Which part of the short side the usual crops keep."""
FILLS = (114.0, 0.0)
KERNELS: tuple[tuple[Library, Interpolation], ...] = (
    ("pil", "linear"),
    ("opencv", "linear"),
    ("pil", "cubic"),
    ("opencv", "area"),
    ("opencv", "cubic"),
    ("opencv", "nearest"),
)
AS_THEY_COME = "pictures as they come"
_NAMES = {"pil": "PIL", "opencv": "OpenCV", "skimage": "scikit-image", "torch": "torch", "tensorflow": "TensorFlow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A reader and the geometry behind it, and the words for its *size* policy and its *kernel*."""

    size: str
    kernel: str
    read: Read
    ops: tuple[Geometry, ...]


def usual(height: int, width: int, channels: int, task: Task | None) -> tuple[Place, ...]:
    """All that is tried for a network of this size."""
    policies = [*_policies(height, width, task)]
    chosen = KERNELS if task in (None, "classification", "regression") else sorted(KERNELS, key=lambda pair: pair[0] != "opencv")
    made = (place(_ops(policy, *how), reader(how[0], channels)) for policy, how in product(policies, chosen))
    return tuple(made)


def untouched(channels: int) -> Place:
    """Pictures that have the network's size already."""
    return Place(size=AS_THEY_COME, kernel="", read=reader("pil", channels), ops=())


def place(ops: tuple[Geometry, ...], read: Read) -> Place:
    """*ops* after *read*, with the words for them."""
    steps = canonical(dialect.lower(Chain(ops, read=read))).geometry.value or ()
    return Place(size=said(steps), kernel=", ".join(dict.fromkeys(_kernels(steps))), read=read, ops=ops)


def said(steps: Sequence[Placed]) -> str:
    """What *steps* do to the size of a picture, with what they fill in."""
    fills = dict.fromkeys(wording.level(fill) for step in steps if (fill := getattr(step.op, "fill", None)) is not None)
    return wording.chain(steps) + "".join(f" (fill {fill})" for fill in fills)


def reader(library: str, channels: int) -> Read:
    """What reads with *library*; upright, so that no kernel wins or loses by how its library turns pictures."""
    color = "gray" if channels == 1 else "rgb"
    return readers.opencv(color) if library == "opencv" else readers.pil(color, exif=True)  # type: ignore[arg-type]


def _policies(height: int, width: int, task: Task | None) -> Iterator[tuple[Geometry, ...]]:
    """The geometry without its kernel; what cuts objects off comes last where objects are looked for."""
    crops: list[tuple[Geometry, ...]] = (
        [(ResizeShort(int(height / share)), CenterCrop(height, width)) for share in CROPS] if height == width else []
    )
    stretch: tuple[Geometry, ...] = (Resize(height, width),)
    boxes: list[tuple[Geometry, ...]] = [(Letterbox(height, width, fill=fill),) for fill in FILLS]
    match task:
        case "detection":
            yield from (*boxes, stretch, *crops[-1:])
        case "segmentation":
            yield from (stretch, *boxes, *crops[-1:])
        case _:
            yield from (*crops, stretch, *boxes)


def _ops(policy: tuple[Geometry, ...], library: Library, interpolation: Interpolation) -> tuple[Geometry, ...]:
    return tuple(_with_kernel(op, library, interpolation) for op in policy)


def _with_kernel(op: Geometry, library: Library, interpolation: Interpolation) -> Geometry:
    match op:
        case Resize(height=height, width=width):
            return Resize(height, width, library=library, interpolation=interpolation)
        case ResizeShort(size=size):
            return ResizeShort(size, library=library, interpolation=interpolation)
        case Letterbox(height=height, width=width, fill=fill):
            return Letterbox(height, width, fill=fill, library=library, interpolation=interpolation)
        case _:
            return op


def _kernels(steps: tuple[Placed, ...]) -> Iterator[str]:
    for step in steps:
        if (found := kernel(step)) is not None:
            yield f"{_NAMES.get(found.library, found.library)} {found.name}"
