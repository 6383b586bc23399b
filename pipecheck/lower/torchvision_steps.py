"""One torchvision transform each: its arguments, its defaults, and the operations that it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.lower.arguments import Arguments, NotReadError, numbers, whole
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import ASPECTS, Aspect, Random
from pipecheck_transformers.ops import (
    Affine,
    Cast,
    CenterCrop,
    DType,
    Interpolation,
    Library,
    Numbers,
    Op,
    Pad,
    Resize,
    ResizeLong,
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
        ("ColorJitter", "RandomAdjustSharpness", "RandomAutocontrast", "RandomEqualize", "RandomInvert",
         "RandomPosterize", "RandomSolarize", "RandomErasing", "GaussianNoise"),
        _VALUES,
    ),
    **dict.fromkeys(("AutoAugment", "RandAugment", "TrivialAugmentWide", "AugMix", "MixUp", "CutMix"), _GEOMETRY | _VALUES),
    "RandomGrayscale": frozenset({"color"}),
    **dict.fromkeys(("RandomPhotometricDistort", "RandomChannelPermutation"), _VALUES | {"color"}),
    **dict.fromkeys(("RandomApply", "RandomChoice", "RandomOrder"), frozenset(ASPECTS)),
}  # fmt: skip
TENSOR_ONLY = (
    "Normalize", "ConvertImageDtype", "ConvertDtype", "ToDtype", "LinearTransformation", "RandomErasing", "GaussianNoise",
)  # fmt: skip
_MODES: dict[object, Interpolation] = {
    "NEAREST": "nearest", "NEAREST_EXACT": "nearest-exact", "BILINEAR": "linear", "BICUBIC": "cubic",
    "BOX": "box", "HAMMING": "hamming", "LANCZOS": "lanczos", "ANTIALIAS": "lanczos",
    0: "nearest", 1: "lanczos", 2: "linear", 3: "cubic", 4: "box", 5: "hamming",
}  # fmt: skip
_MODE_PACKAGES = ("torchvision.transforms.", "PIL.Image.")
_FLOATS: dict[object, DType] = {
    "float": "float32", "float32": "float32", "half": "float16", "float16": "float16", "double": "float64", "float64": "float64",
}  # fmt: skip


def random(name: str) -> Random:
    """The random transform *name*."""
    return Random(name, RANDOM[name])


def resize(call: Call, library: Library) -> tuple[Op, bool]:
    """The resize, and whether its smoothing rests on the library's version."""
    given = Arguments(call, ("size", "interpolation", "max_size", "antialias"))
    mode = given.word("interpolation", "BILINEAR", _MODE_PACKAGES)
    kernel = _MODES.get(mode.upper().replace("-", "_") if isinstance(mode, str) else mode)
    if kernel is None:
        raise NotReadError(f"interpolation {mode!r}")
    kernel = "nearest" if kernel == "nearest-exact" and library == "pil" else kernel  # one and the same to PIL
    habit = library == "torch" and kernel in ("linear", "cubic") and given.raw("antialias") is None
    antialias = _antialias(given.value("antialias", True), library, kernel)
    how: dict[str, Any] = {"interpolation": kernel, "library": library, "antialias": antialias}
    return _sized(given.value("size"), given.value("max_size"), how), habit


def _sized(size: object, longest: object, how: dict[str, Any]) -> Op:
    if isinstance(size, tuple) and len(size) == 2 and longest is None:
        return Resize(whole(size[0]), whole(size[1]), **how)
    if size is None:
        return ResizeLong(whole(longest), **how)
    short = whole(size[0] if isinstance(size, tuple) and len(size) == 1 else size)
    if longest is not None and whole(longest) <= short:
        raise NotReadError("max_size is not above size")
    return ResizeShort(short, longest=None if longest is None else whole(longest), **how)


def _antialias(wanted: object, library: Library, kernel: Interpolation) -> bool | None:
    """PIL always smooths whatever is asked; nearest never does."""
    if library == "pil" or kernel in ("nearest", "nearest-exact"):
        return None
    if wanted not in (True, False, None):
        raise NotReadError(f"antialias {wanted!r}")
    return bool(wanted)


def center_crop(call: Call) -> Op:
    """The centre crop; a smaller picture is padded with black."""
    height, width = _sides(Arguments(call, ("size",)).value("size"))
    return CenterCrop(height, width, rounding="half-even", fill=0.0)


def pad(call: Call, on: DType | None) -> Op:
    """The border: one number, left-right and top-bottom, or left, top, right, bottom."""
    given = Arguments(call, ("padding", "fill", "padding_mode"))
    sides = given.value("padding")
    sides = sides if isinstance(sides, tuple) else (sides,)
    spread = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 4: (0, 1, 2, 3)}.get(len(sides))
    mode = given.value("padding_mode", "constant")
    if spread is None or mode not in ("constant", "edge", "reflect"):
        raise NotReadError(f"padding {sides!r} {mode!r}")
    left, top, right, bottom = (whole(sides[index]) for index in spread)
    stated = given.value("fill", 0)
    fill = numbers(0 if stated is None else stated)
    return Pad(top=top, bottom=bottom, left=left, right=right, fill=_levels(fill) if on == "uint8" else fill, mode=mode)


def _levels(fill: Numbers) -> Numbers:
    """*fill* cut down to whole levels, as a picture of bytes holds them."""
    if isinstance(fill, tuple):
        return tuple(float(int(part)) for part in fill)
    return float(int(fill))


def normalize(call: Call, on: DType | None) -> Iterator[Op]:
    """The subtraction of the mean and the division by the standard deviation, in the dtype of the tensor."""
    if on == "uint8":
        raise NotReadError("torchvision normalises floats only")
    given = Arguments(call, ("mean", "std", "inplace"))
    yield Affine(mean=numbers(given.value("mean")), std=numbers(given.value("std")), dtype="float64" if on == "float64" else "float32")
    if on == "float16":
        yield Cast("float16")


def dtype(call: Call) -> DType:
    """The floats that a change of dtype asks for."""
    stated = Arguments(call, ("dtype", "scale")).word("dtype", "float32", ("torch.",))
    if stated not in _FLOATS:
        raise NotReadError("only a change to floats is followed")
    return _FLOATS[stated]


def to_dtype(call: Call, wanted: DType, before: DType | None, *, scales: bool) -> Iterator[Op]:
    """The change of dtype, which brings bytes to 0..1 where it *scales* or is told to."""
    scale = Arguments(call, ("dtype", "scale")).value("scale", scales)
    if not isinstance(scale, bool):
        raise NotReadError(f"scale {scale!r}")
    if scale and before == "uint8":
        yield Affine(std=255.0, dtype="float64" if wanted == "float64" else "float32")
    yield Cast(wanted)


def to_pil(call: Call, before: DType | None) -> Iterator[Op]:
    """Bytes again: floats are taken for 0..1 and cut down."""
    if Arguments(call, ("mode",)).value("mode") not in (None, "RGB", "L"):
        raise NotReadError("a picture of another kind")
    match before:
        case "uint8":
            return
        case "float32" | "float64":
            yield Affine(scale=255.0, dtype=before)
            yield Cast("uint8")
        case _:
            raise NotReadError("the dtype before is not known")


def channels(call: Call) -> int:
    """How many channels a `Grayscale` leaves."""
    wanted = whole(Arguments(call, ("num_output_channels",)).value("num_output_channels", 1))
    if wanted not in (1, 3):
        raise NotReadError(f"{wanted} channels")
    return wanted


def gray(call: Call, library: Library, *, already: bool) -> Iterator[Op]:
    """Gray in one channel or three; red is believed to come first."""
    if not already:
        yield ToColor("gray", source="rgb", library=library)
    if channels(call) == 3:
        yield ToColor("rgb", library=library)


def rgb(call: Call, library: Library, *, gray: bool) -> Iterator[Op]:
    """Three channels out of one; three stay as they are."""
    Arguments(call, ())
    if gray:
        yield ToColor("rgb", library=library)


def _sides(size: object) -> tuple[int, int]:
    if isinstance(size, tuple):
        sides = size * 2 if len(size) == 1 else size
        if len(sides) != 2:
            raise NotReadError(f"size {size!r}")
        return whole(sides[0]), whole(sides[1])
    return whole(size), whole(size)
