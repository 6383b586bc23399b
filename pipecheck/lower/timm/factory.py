"""timm's transform factories as the transforms that they put together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipecheck.lower import written
from pipecheck.lower.arguments import NotReadError, number, plain, whole
from pipecheck.lower.timm.config import Config, config
from pipecheck.lower.timm.published import CONSTANTS
from pipecheck.sources.pyvalues import Call, Constant, Unread, Value

FACTORIES = ("create_transform", "transforms_imagenet_eval", "transforms_imagenet_train", "transforms_noaug_train")
_OPTIONS = frozenset({
    "input_size", "img_size", "is_training", "no_aug", "train_crop_mode", "scale", "ratio", "hflip", "vflip", "color_jitter",
    "color_jitter_prob", "force_color_jitter", "grayscale_prob", "gaussian_blur_prob", "auto_augment", "interpolation", "mean", "std",
    "re_prob", "re_mode", "re_count", "re_num_splits", "crop_pct", "crop_mode", "crop_border_pixels", "tf_preprocessing",
    "use_prefetcher", "normalize", "separate", "naflex", "patch_size", "max_seq_len", "patchify", "patchify_channels_last",
    "patchify_flatten",
})  # fmt: skip
_RESTS = {
    "Resize": ("input_size", "crop_pct", "crop_mode", "interpolation"),
    "ResizeKeepRatio": ("input_size", "crop_pct", "crop_mode", "interpolation"),
    "CenterCrop": ("input_size",),
    "CenterCropOrPad": ("input_size", "mean"),
    "Normalize": ("mean", "std"),
}
_NOT_FOLLOWED = ("separate", "naflex", "patchify", "tf_preprocessing")
_V = "torchvision.transforms."
_T = "timm.data.transforms."


@dataclass(frozen=True, slots=True)
class Made:
    """The transforms that a factory makes; those that *doubted* options lead to rest on the convention *assumed*."""

    steps: tuple[Call, ...]
    assumed: str | None = None
    doubted: frozenset[str] = frozenset()

    def assumption(self, step: Call) -> str | None:
        """The convention that *step* rests on."""
        return self.assumed if self.doubted & set(_RESTS.get(step.name.rsplit(".", 1)[-1], ())) else None


def read(call: Call) -> Made:
    """What the factory in *call* makes."""
    spread = config(call.kwargs["**"]) if "**" in call.kwargs else Config({})
    options = _options(call, spread)
    steps = tuple(_steps(call, options))
    return Made(steps, spread.assumed, spread.disputed - call.kwargs.keys())


def _steps(call: Call, options: Mapping[str, Value]) -> Iterator[Call]:
    if any(_flag(options, name) for name in _NOT_FOLLOWED):
        raise NotReadError("no plain transform")
    kind = call.name.rsplit(".", 1)[-1]
    training = _flag(options, "is_training") if kind == "create_transform" else kind != "transforms_imagenet_eval"
    plainly = _flag(options, "no_aug") if kind == "create_transform" else kind == "transforms_noaug_train"
    if training and not plainly:
        yield from (*_augmented(options, call), *_tensor(options, call), *_erased(options, call))
        return
    geometry = _unaugmented if training else _evaluated
    try:
        yield from tuple(geometry(options, call))
    except NotReadError:
        yield _made(_V + "Resize", call, size=Unread(call.text, "a part of it is computed", call.origin))
    yield from _tensor(options, call)


def _options(call: Call, spread: Config) -> dict[str, Value]:
    """What the call says, the dictionary that is *spread* in it in its place."""
    first = "input_size" if call.name.endswith(".create_transform") else "img_size"
    options = dict(zip((first, "is_training"), call.args, strict=False))
    given = {**spread.facts, **{name: value for name, value in call.kwargs.items() if name != "**"}}
    if len(call.args) > (2 if first == "input_size" else 1) or not given.keys() <= _OPTIONS or given.keys() & options.keys():
        raise NotReadError(f"{call.name} takes no such arguments")
    return {**options, **given}


def _flag(options: Mapping[str, Value], name: str, *, default: bool = False) -> bool:
    stated = plain(options[name]) if name in options else default
    if not isinstance(stated, bool):
        raise NotReadError(f"{name} {stated!r}")
    return stated


def _made(name: str, call: Call, **kwargs: Any) -> Call:
    return written.call(name, call, **kwargs)


def _size(options: Mapping[str, Value]) -> int | tuple[int, int]:
    """Height and width, or the one number that was given for both."""
    stated = options.get("input_size", options.get("img_size"))
    size = 224 if stated is None else plain(stated)
    if isinstance(size, tuple):
        if len(size) not in (2, 3):
            raise NotReadError(f"input_size {size!r}")
        return whole(size[-2]), whole(size[-1])
    return whole(size)


def _kernel(options: Mapping[str, Value], *, training: bool) -> Any:
    kernel = options.get("interpolation", "bilinear")
    return "bilinear" if training and isinstance(kernel, Constant) and kernel.value == "random" else kernel


def _unaugmented(options: Mapping[str, Value], call: Call) -> Iterator[Call]:
    size = _size(options)
    yield _made(_V + "Resize", call, size=size, interpolation=_kernel(options, training=True))
    yield _made(_V + "CenterCrop", call, size=size)


def _evaluated(options: Mapping[str, Value], call: Call) -> Iterator[Call]:
    """The size before the crop is that of the network over `crop_pct`; the mode says how the picture gets there."""
    given = _size(options)
    size = given if isinstance(given, tuple) else (given, given)
    fraction = number(_stated(options, "crop_pct") or CONSTANTS["DEFAULT_CROP_PCT"])
    mode = _stated(options, "crop_mode") or CONSTANTS["DEFAULT_CROP_MODE"]
    if _stated(options, "crop_border_pixels") or fraction <= 0:
        raise NotReadError("a border is trimmed")
    scaled = tuple(math.floor(side / fraction) for side in size)
    kernel = _kernel(options, training=False)
    if mode == "border":
        yield _made(_T + "ResizeKeepRatio", call, size=scaled, interpolation=kernel, longest=1.0)
        yield _made(_T + "CenterCropOrPad", call, size=size, fill=_borders(options))
        return
    if mode == "squash":
        yield _made(_V + "Resize", call, size=scaled, interpolation=kernel)
    elif scaled[0] == scaled[1]:
        yield _made(_V + "Resize", call, size=scaled[0], interpolation=kernel)
    else:
        yield _made(_T + "ResizeKeepRatio", call, size=scaled, interpolation=kernel)
    yield _made(_V + "CenterCrop", call, size=size)


def _stated(options: Mapping[str, Value], name: str) -> Any:
    return plain(options[name]) if name in options else None


def _borders(options: Mapping[str, Value]) -> tuple[int, ...]:
    """The border is the mean, as a picture of bytes holds it."""
    mean = _stated(options, "mean") or CONSTANTS["IMAGENET_DEFAULT_MEAN"]
    return tuple(round(255 * number(part)) for part in mean)


def _augmented(options: Mapping[str, Value], call: Call) -> Iterator[Call]:
    """The random steps on the picture; an option that is not read may bring its step."""
    yield _made(_T + "RandomResizedCropAndInterpolation", call)
    if _may(options, "hflip", 0.5):
        yield _made(_V + "RandomHorizontalFlip", call)
    if _may(options, "vflip", 0.0):
        yield _made(_V + "RandomVerticalFlip", call)
    if _may(options, "auto_augment", None):
        yield _made(_V + "RandAugment", call)
    if _may(options, "color_jitter", 0.4):
        yield _made(_V + "ColorJitter", call)
    if _may(options, "grayscale_prob", 0.0):
        yield _made(_V + "RandomGrayscale", call)
    if _may(options, "gaussian_blur_prob", 0.0):
        yield _made(_V + "RandomApply", call, transforms=[_made(_V + "GaussianBlur", call)])


def _may(options: Mapping[str, Value], name: str, default: Any) -> bool:
    """Whether the option *name* is on, or cannot be read."""
    try:
        return bool(plain(options[name]) if name in options else default)
    except NotReadError:
        return True


def _tensor(options: Mapping[str, Value], call: Call) -> Iterator[Call]:
    """The picture as a tensor; a prefetcher, or who wants it so, takes the bytes and normalises elsewhere."""
    if _flag(options, "use_prefetcher") or not _flag(options, "normalize", default=True):
        yield _made(_V + "PILToTensor", call)
        return
    yield _made(_V + "ToTensor", call)
    mean, std = (options.get(name, CONSTANTS[f"IMAGENET_DEFAULT_{name.upper()}"]) for name in ("mean", "std"))
    yield _made(_V + "Normalize", call, mean=mean, std=std)


def _erased(options: Mapping[str, Value], call: Call) -> Iterator[Call]:
    if _may(options, "re_prob", 0.0) and not _flag(options, "use_prefetcher"):
        yield _made(_V + "RandomErasing", call)
