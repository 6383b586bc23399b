"""Every kernel of every library, and the geometry that a kernel is put into."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from pipecheck.probe.identify.asking.handing import Way
from pipecheck_transformers.ops import CHOOSES_ANTIALIAS, KERNELS, Geometry, Interpolation, Library, ResizeBy, Sampled, WarpAffine

_ORDER: tuple[Interpolation, ...] = ("linear", "cubic", "area", "nearest", "lanczos", "nearest-exact", "box", "hamming")
_FIRST: dict[Way, tuple[Library, ...]] = {"pil": ("pil", "torch", "opencv"), "tensor": ("torch", "pil"), "images=": ("pil",)}
_OPENCV: Library = "opencv"


@dataclass(frozen=True, slots=True)
class Kernel:
    """What a library resizes with; *antialias* None where it offers no choice."""

    library: Library
    interpolation: Interpolation
    antialias: bool | None = None


def kernels(way: Way | None) -> list[Kernel]:
    """All there are, those first that go with the *way* a picture is handed over, and those last whose library nobody has loaded."""
    libraries = dict.fromkeys(
        (*(_FIRST.get(way, (_OPENCV,)) if way else (_OPENCV, "pil", "torch")), *(library for library in KERNELS if KERNELS[library]))
    )
    present = sorted(libraries, key=lambda library: not loaded(library))
    return [kernel for library in present for name in _ORDER if name in KERNELS[library] for kernel in _choices(library, name)]


def loaded(library: Library) -> bool:
    """Whether a callable in this process can have used *library*; what it may have rewritten, or run elsewhere, is another matter."""
    return library not in ("torch", "tensorflow") or library in sys.modules


def like(kernel: Kernel) -> Kernel:
    """The kernel of OpenCV or Pillow, both fast, that comes closest to *kernel*."""
    if kernel.library in ("opencv", "pil"):
        return kernel
    if kernel.interpolation in ("nearest", "nearest-exact"):
        return Kernel("pil" if kernel.library != "torch" or kernel.interpolation == "nearest-exact" else "opencv", "nearest")
    if kernel.interpolation == "area":
        return Kernel("opencv", "area")
    smooths = kernel.antialias if kernel.antialias is not None else kernel.library == "skimage"
    return Kernel("pil" if smooths else "opencv", kernel.interpolation)


def fitted(geometry: Sequence[Geometry], kernel: Kernel) -> tuple[Geometry, ...] | None:
    """*geometry* with *kernel* in its resize, None where it cannot have that."""
    ops: list[Geometry] = []
    for op in geometry:
        if isinstance(op, Sampled):
            changes: dict[str, Any] = {"library": kernel.library, "interpolation": kernel.interpolation, "antialias": kernel.antialias}
            ops.append(cast("Geometry", replace(op, **changes)))
        elif isinstance(op, ResizeBy | WarpAffine):
            if kernel.library != _OPENCV or (isinstance(op, WarpAffine) and kernel.interpolation not in ("nearest", "linear", "cubic")):
                return None
            ops.append(cast("Geometry", replace(cast("Any", op), interpolation=kernel.interpolation)))
        else:
            ops.append(op)
    return tuple(ops)


def resizes(geometry: Sequence[Geometry]) -> bool:
    """Whether a kernel matters to *geometry*."""
    return any(isinstance(op, Sampled | ResizeBy | WarpAffine) for op in geometry)


def _choices(library: Library, name: Interpolation) -> Iterator[Kernel]:
    if library in CHOOSES_ANTIALIAS and name not in ("nearest", "nearest-exact", "area"):
        habit = library == "skimage"
        yield Kernel(library, name, None)
        yield Kernel(library, name, not habit)
    else:
        yield Kernel(library, name)
