"""The steps of a Hugging Face image processor, from its settings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipecheck.lower.arguments import NotReadError, number, numbers, whole
from pipecheck.lower.huggingface.families import FAMILIES, OWN_GEOMETRY
from pipecheck.lower.kernels import PILLOW
from pipecheck.lower.said import Said, flag
from pipecheck.sources.pyvalues import Reference
from pipecheck.spec import Aspect
from pipecheck_transformers.ops import Affine, Cast, CenterCrop, Interpolation, Op, PadTo, Resize, ResizeLong, ResizeShort, ToColor

LIMITED = "where the longest edge limits it, the short side is rounded to the nearest pixel"
OFFSET = "fast processors of transformers 4 round half an offset to even, those of 5 round it down"
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_NUMBERS: frozenset[Aspect] = frozenset({"values", "dtype"})
_SIZES = ("size", "max_size", "resample", "crop_pct", "keep_aspect_ratio", "ensure_multiple_of")
_OWN_RULES = (
    "size_divisor", "size_divisibility", "do_thumbnail", "do_align_long_axis", "do_crop_margin", "do_image_splitting", "max_pixels",
    "do_affine_transform", "patch_size",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """The settings of a processor of a *family*, which resizes by *library*; *new* says whether transformers is 5 or later."""

    said: Said
    family: str | None
    library: Literal["pil", "torch"]
    sure: bool
    new: bool | None

    @property
    def defaults(self) -> dict[str, Any]:
        """What the family has where nothing is set."""
        return FAMILIES.get(self.family or "", {})

    def value(self, key: str) -> Any:
        """What *key* is set to, else what the family has."""
        if self.said.has(key):
            return self.said.values[key]
        if self.defaults.get(key) is None:
            raise NotReadError(f"{key} is not set, and what {self.family or 'it'} has is not known")
        return self.defaults[key]

    def option(self, key: str) -> Any:
        """What *key* is set to, None where a processor has no such setting."""
        return self.value(key) if self.said.has(key) or key in self.defaults else None

    def does(self, key: str) -> bool:
        """Whether the optional step *key* is taken; a saved processor writes out every step that it knows."""
        found = self.option(key)
        return False if found is None else flag(found)

    def assumed(self, keys: tuple[str, ...]) -> str | None:
        """The convention behind *keys*, None where all of them are set."""
        silent = [key for key in keys if key in self.defaults and not self.said.has(key)]
        return f"{self.family}ImageProcessor has its own {' and '.join(silent)} where none is set" if silent else None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of every processor: the *keys* that it rests on, the first of them its name, and what it *touches*."""

    keys: tuple[str, ...]
    touches: frozenset[Aspect]
    make: Callable[[Processor], Iterator[Op]]


def kernel(processor: Processor) -> Interpolation:
    """The kernel of the resize."""
    stated = processor.value("resample")
    word = stated.name.rsplit(".", 1)[-1] if isinstance(stated, Reference) else stated
    if isinstance(word, bool) or not isinstance(word, int | str) or word not in PILLOW:
        raise NotReadError(f"resample {stated!r}")
    return PILLOW[word]


def _resize(processor: Processor) -> Iterator[Op]:
    strange = [key for key in _OWN_RULES if processor.said.has(key) and processor.said.values[key] is not False]
    if processor.family in OWN_GEOMETRY or strange:
        raise NotReadError("sizes follow a rule of their own")
    if not flag(processor.value("do_resize")):
        return
    how: dict[str, Any] = {"interpolation": kernel(processor), "library": processor.library}
    if processor.library == "torch" and how["interpolation"] != "nearest":
        how["antialias"] = True
    size = _size(processor)
    match processor.family, size:
        case "ConvNext", {"shortest_edge": side}:
            yield from _cropped(processor, whole(side), how)
        case "PoolFormer", {"shortest_edge": side} if processor.option("crop_pct") is not None:
            yield ResizeShort(int(whole(side) / number(processor.value("crop_pct"))), **how)
        case "Levit", {"shortest_edge": side}:
            yield ResizeShort(int(256 / 224 * whole(side)), **how)
        case "Sam", {"longest_edge": side, **others} if not others:
            yield ResizeLong(whole(side), rounding="half-up", **how)
        case _:
            yield _sized(processor, size, how)


def _size(processor: Processor) -> dict[str, Any]:
    """The size by name; older files have a bare number, or height and width in a list."""
    size = processor.value("size")
    if isinstance(size, dict):
        return {key: side for key, side in size.items() if side is not None}
    if isinstance(size, tuple) and len(size) == 2:
        return {"height": size[0], "width": size[1]}
    if processor.family == "ConvNext" or flag(processor.value("square")) is False:
        limit = processor.option("max_size")
        return {"shortest_edge": size} if limit is None else {"shortest_edge": size, "longest_edge": limit}
    return {"height": size, "width": size}


def _sized(processor: Processor, size: dict[str, Any], how: dict[str, Any]) -> Op:
    match size:
        case {"height": height, "width": width, **others} if not others:
            if processor.does("keep_aspect_ratio"):
                raise NotReadError("the shape is kept by a rule of its own")
            multiple = whole(processor.option("ensure_multiple_of") or 1)
            return Resize(round(whole(height) / multiple) * multiple, round(whole(width) / multiple) * multiple, **how)
        case {"shortest_edge": short, "longest_edge": long, **others} if not others:
            return ResizeShort(whole(short), longest=whole(long), **how)
        case {"shortest_edge": short, **others} if not others:
            return ResizeShort(whole(short), **how)
        case _:
            raise NotReadError(f"size {size!r}")


def _cropped(processor: Processor, side: int, how: dict[str, Any]) -> Iterator[Op]:
    """ConvNeXt's resize: a small picture is cut out of a larger one, a large picture is squashed."""
    if side >= 384:
        yield Resize(side, side, **how)
    else:
        yield ResizeShort(int(side / number(processor.value("crop_pct"))), **how)
        yield _center(processor, side, side)


def _center(processor: Processor, height: int, width: int) -> Op:
    """The centre crop; Pillow's processors pad a smaller picture with the odd row at the top, which no operation does."""
    if processor.library == "pil" and min(height, width) > _short_side(processor):
        raise NotReadError("a crop that is larger than the picture")
    return CenterCrop(height, width, rounding="floor" if processor.library == "pil" or processor.new else "half-even", fill=0.0)


def _short_side(processor: Processor) -> float:
    if not flag(processor.value("do_resize")):
        return math.inf
    return min(number(side) for side in _size(processor).values())


def _crop(processor: Processor) -> Iterator[Op]:
    if processor.family == "ConvNext" or not processor.does("do_center_crop"):
        return
    match processor.value("crop_size"):
        case {"height": height, "width": width} | (height, width):
            yield _center(processor, whole(height), whole(width))
        case {"shortest_edge": side} | side:
            yield _center(processor, whole(side), whole(side))


def _rescale(processor: Processor) -> Iterator[Op]:
    if not flag(processor.value("do_rescale")):
        return
    named = "rescale_value" if processor.said.has("rescale_value") else "rescale_factor"
    factor = number(processor.value(named))
    if processor.does("rescale_offset"):
        yield Affine(scale=factor, bias=-1.0, dtype="float64")
    else:
        yield Affine(scale=factor, dtype="float64")
    yield Cast("float32")


def _normalize(processor: Processor) -> Iterator[Op]:
    normalizes = flag(processor.value("do_normalize"))
    if normalizes:
        yield Affine(mean=numbers(processor.value("image_mean")), std=numbers(processor.value("image_std")))
    if processor.does("include_top"):
        yield Affine(std=numbers(processor.value("image_std")))


def _flip(processor: Processor) -> Iterator[Op]:
    if processor.does("do_flip_channel_order"):
        yield ToColor("bgr", source="rgb", library=processor.library)


def _gray(processor: Processor) -> Iterator[Op]:
    if processor.does("do_grayscale"):
        raise NotReadError("gray by weights of its own")
    yield from ()


def _pad(processor: Processor) -> Iterator[Op]:
    """A batch is padded to its largest picture, which is nothing to a picture alone; a stated size counts."""
    if not processor.does("do_pad"):
        return
    match processor.option("pad_size"):
        case None:
            return
        case {"height": height, "width": width} | (height, width):
            yield PadTo(whole(height), whole(width), fill=0.0, position="corner")
        case side:
            yield PadTo(whole(side), whole(side), fill=0.0, position="corner")


STAGES = (
    Stage(("do_resize", *_SIZES), _GEOMETRY, _resize),
    Stage(("do_center_crop", "crop_size"), _GEOMETRY, _crop),
    Stage(("do_grayscale",), frozenset({"color"}), _gray),
    Stage(("do_rescale", "rescale_factor", "rescale_offset"), _NUMBERS, _rescale),
    Stage(("do_normalize", "image_mean", "image_std", "include_top"), _NUMBERS, _normalize),
    Stage(("do_flip_channel_order",), frozenset({"color"}), _flip),
    Stage(("do_pad", "pad_size"), _GEOMETRY, _pad),
)
"""In the order in which processors take them."""
