"""One torchvision transform each: its arguments, its defaults, and the operations that it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.lower.arguments import Arguments, NotReadError, number, numbers, whole
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import ASPECTS, Aspect, Random
from pipecheck_transformers.ops import (
    Affine,
    Cast,
    CenterCrop,
    DType,
    Interpolation,
    Library,
    Op,
    Pad,
    Resize,
    ResizeShort,
    ToColor,
)

_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_VALUES: frozenset[Aspect] = frozenset({"values"})
TOUCHES: dict[str, frozenset[Aspect]] = {
    "Resize": _GEOMETRY,
    "CenterCrop": _GEOMETRY,
    "Pad": _GEOMETRY,
    "Normalize": _VALUES | {"dtype"},
    "ToDtype": _VALUES | {"dtype"},
    "ConvertImageDtype": _VALUES | {"dtype"},
    "Grayscale": frozenset({"color"}),
    "GaussianBlur": _VALUES,
    "FiveCrop": _GEOMETRY | {"layout"},
    "TenCrop": _GEOMETRY | {"layout"},
}
RANDOM: dict[str, frozenset[Aspect]] = {
    "RandomHorizontalFlip": frozenset(),
    "RandomVerticalFlip": frozenset(),
    **dict.fromkeys(
        ("RandomResizedCrop", "RandomCrop", "RandomRotation", "RandomAffine", "RandomPerspective", "ElasticTransform", "RandomZoomOut",
         "RandomIoUCrop", "RandomResize", "RandomShortestSize", "ScaleJitter"),
        _GEOMETRY,
    ),
    **dict.fromkeys(
        ("ColorJitter", "RandomPhotometricDistort", "RandomAdjustSharpness", "RandomAutocontrast", "RandomEqualize", "RandomInvert",
         "RandomPosterize", "RandomSolarize", "RandomErasing", "GaussianNoise", "RandomChannelPermutation"),
        _VALUES,
    ),
    **dict.fromkeys(("AutoAugment", "RandAugment", "TrivialAugmentWide", "AugMix", "MixUp", "CutMix"), _GEOMETRY | _VALUES),
    "RandomGrayscale": frozenset({"color"}),
    **dict.fromkeys(("RandomApply", "RandomChoice", "RandomOrder"), frozenset(ASPECTS)),
}  # fmt: skip
TENSOR_ONLY = ("Normalize", "ConvertImageDtype", "RandomErasing")
_MODES: dict[object, Interpolation] = {
    "NEAREST": "nearest", "NEAREST_EXACT": "nearest-exact", "BILINEAR": "linear", "BICUBIC": "cubic",
    "BOX": "box", "HAMMING": "hamming", "LANCZOS": "lanczos", "ANTIALIAS": "lanczos",
    0: "nearest", 1: "lanczos", 2: "linear", 3: "cubic", 4: "box", 5: "hamming",
}  # fmt: skip
_FLOATS: dict[object, DType] = {
    "float": "float32", "float32": "float32", "half": "float16", "float16": "float16", "double": "float64", "float64": "float64",
}  # fmt: skip


def random(name: str) -> Random:
    """The random transform *name*."""
    return Random(name, RANDOM[name])


def resize(call: Call, library: Library) -> tuple[Op, bool]:
    """The resize, and whether its smoothing rests on the library's version."""
    given = Arguments(call, ("size", "interpolation", "max_size", "antialias"))
    mode = given.value("interpolation", "BILINEAR")
    kernel = _MODES.get(mode.upper() if isinstance(mode, str) else mode)
    if kernel is None:
        raise NotReadError(f"interpolation {mode!r}")
    kernel = "nearest" if kernel == "nearest-exact" and library == "pil" else kernel  # one and the same to PIL
    habit = library == "torch" and kernel in ("linear", "cubic") and given.raw("antialias") is None
    antialias = _antialias(given.value("antialias", True), library, kernel)
    how: dict[str, Any] = {"interpolation": kernel, "library": library, "antialias": antialias}
    size = given.value("size")
    if isinstance(size, tuple) and len(size) == 2:
        return Resize(whole(size[0]), whole(size[1]), **how), habit
    short = whole(size[0] if isinstance(size, tuple) and len(size) == 1 else size)
    longest = given.value("max_size")
    return ResizeShort(short, longest=None if longest is None else whole(longest), **how), habit


def _antialias(wanted: object, library: Library, kernel: Interpolation) -> bool | None:
    """PIL always smooths whatever is asked; nearest never does."""
    if library == "pil" or kernel in ("nearest", "nearest-exact"):
        return None
    if wanted not in (True, False, "warn", None):
        raise NotReadError(f"antialias {wanted!r}")
    return wanted is not False and wanted is not None


def center_crop(call: Call) -> Op:
    """The centre crop; a smaller picture is padded with black."""
    height, width = _sides(Arguments(call, ("size",)).value("size"))
    return CenterCrop(height, width, rounding="half-even", fill=0.0)


def pad(call: Call) -> Op:
    """The border: one number, left-right and top-bottom, or left, top, right, bottom."""
    given = Arguments(call, ("padding", "fill", "padding_mode"))
    sides = given.value("padding")
    sides = sides if isinstance(sides, tuple) else (sides,)
    spread = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 4: (0, 1, 2, 3)}.get(len(sides))
    mode = given.value("padding_mode", "constant")
    if spread is None or mode not in ("constant", "edge", "reflect"):
        raise NotReadError(f"padding {sides!r} {mode!r}")
    left, top, right, bottom = (whole(sides[index]) for index in spread)
    return Pad(top=top, bottom=bottom, left=left, right=right, fill=numbers(given.value("fill", 0)), mode=mode)


def normalize(call: Call) -> Op:
    """The division by the standard deviation."""
    given = Arguments(call, ("mean", "std", "inplace"))
    return Affine(mean=numbers(given.value("mean")), std=numbers(given.value("std")))


def to_dtype(call: Call, *, scales: bool) -> Iterator[Op]:
    """The change of dtype, which also brings 0..255 to 0..1 where it *scales* or is told to."""
    given = Arguments(call, ("dtype", "scale"))
    dtype = _FLOATS.get(given.value("dtype", "float32"))
    if dtype is None:
        raise NotReadError("only a change to floats is followed")
    if given.value("scale", scales) is True:
        yield Affine(std=255.0)
    yield Cast(dtype)


def colors(call: Call, name: str, library: Library) -> Iterator[Op]:
    """Gray in one channel or three, or RGB."""
    channels = 3 if name == "RGB" else number(Arguments(call, ("num_output_channels",)).value("num_output_channels", 1))
    if name == "Grayscale":
        yield ToColor("gray", library=library)
    if channels == 3:
        yield ToColor("rgb", library=library)


def _sides(size: object) -> tuple[int, int]:
    if isinstance(size, tuple):
        sides = size * 2 if len(size) == 1 else size
        if len(sides) != 2:
            raise NotReadError(f"size {size!r}")
        return whole(sides[0]), whole(sides[1])
    return whole(size), whole(size)
