"""One torchvision transform each: its arguments, its defaults, and the operations that it means."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.lower.arguments import Arguments, NotReadError, numbers, whole
from pipecheck.sources.pyvalues import Call
from pipecheck_transformers.ops import (
    Affine,
    Cast,
    CenterCrop,
    Crop,
    DType,
    Flip,
    Library,
    Numbers,
    Op,
    Pad,
    ToColor,
)

_DTYPES: dict[object, DType] = {
    "uint8": "uint8",
    "float": "float32", "float32": "float32", "half": "float16", "float16": "float16", "double": "float64", "float64": "float64",
}  # fmt: skip


def center_crop(call: Call) -> Op:
    """The centre crop; a smaller picture is padded with black."""
    height, width = _sides(Arguments(call, ("size",)).value("size"))
    return CenterCrop(height, width, rounding="half-even", fill=0.0)


def crop(call: Call) -> Op:
    """The crop at a place."""
    top, left, height, width = _whole(call, "top", "left", "height", "width")
    if top < 0 or left < 0:
        raise NotReadError("a crop that begins outside of the picture")
    return Crop(top=top, left=left, height=height, width=width)


def flip(call: Call) -> Op:
    """The mirrored picture."""
    return Flip("vertical" if Arguments(call, ("direction",)).value("direction") == "vertical" else "horizontal")


def permuted(call: Call) -> Iterator[Op]:
    """The channels in another order: red and blue swapped, or as they were."""
    match Arguments(call, ("permutation",)).value("permutation"):
        case (0, 1, 2):
            return
        case (2, 1, 0):
            yield ToColor("bgr", source="rgb")
        case other:
            raise NotReadError(f"channels {other!r}")


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
    """The dtype that is asked for."""
    stated = Arguments(call, ("dtype", "scale")).word("dtype", "float32", ("torch.",))
    if stated not in _DTYPES:
        raise NotReadError("only a change to floats is followed")
    return _DTYPES[stated]


def to_dtype(call: Call, wanted: DType, before: DType | None, *, scales: bool) -> Iterator[Op]:
    """The change of dtype, which brings bytes to 0..1 where it *scales* or is told to."""
    scale = Arguments(call, ("dtype", "scale")).value("scale", scales)
    if not isinstance(scale, bool):
        raise NotReadError(f"scale {scale!r}")
    if wanted == "uint8":
        if before != "uint8":
            raise NotReadError("only a change to floats is followed")
        return
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


def _whole(call: Call, *names: str) -> Iterator[int]:
    given = Arguments(call, names)
    return (whole(given.value(name)) for name in names)


def _sides(size: object) -> tuple[int, int]:
    if isinstance(size, tuple):
        sides = size * 2 if len(size) == 1 else size
        if len(sides) != 2:
            raise NotReadError(f"size {size!r}")
        return whole(sides[0]), whole(sides[1])
    return whole(size), whole(size)
