"""Keras' `preprocess_input`: which of the three modes an application uses, and what a mode means."""

from __future__ import annotations

import re
from typing import Literal

from pipecheck.findings import Origin
from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call
from pipecheck_transformers.ops import Affine, Cast, ToColor

Mode = Literal["caffe", "tf", "torch", "nothing"]
_CAFFE = ("vgg16", "vgg19", "resnet", "resnet50", "resnet101", "resnet152")
_SIGNED = ("mobilenet", "mobilenet_v2", "inception_v3", "inception_resnet_v2", "xception", "resnet_v2", "resnet50_v2", "nasnet")
_NOTHING = ("efficientnet", "efficientnet_v2", "convnext", "mobilenet_v3", "regnet", "resnet_rs")
_MODES: dict[str, Mode] = {
    **dict.fromkeys(_CAFFE, "caffe"), **dict.fromkeys(_SIGNED, "tf"), "densenet": "torch", **dict.fromkeys(_NOTHING, "nothing"),
}  # fmt: skip
_NAME = re.compile(r"(?:tensorflow\.)?(?:python\.)?keras(?:_applications)?\.(?:\w+\.)*?(\w+)\.preprocess_input")


def family(name: str) -> str | None:
    """The module of a `preprocess_input` by its dotted name."""
    found = _NAME.fullmatch(name)
    return found[1] if found else None


def called(call: Call, picture: Picture) -> Picture:
    """*picture* after `preprocess_input(picture, …)`."""
    module = family(call.name)
    given = Arguments(call, ("x", "data_format", "mode"))
    stated = given.value("data_format")
    if stated not in (None, "channels_last", "channels_first"):
        raise NotReadError(f"data_format {stated!r}")
    layout = "chw" if stated == "channels_first" else "hwc"
    mode = given.value("mode", "caffe") if module == "imagenet_utils" else _MODES.get(module or "")
    if mode not in ("caffe", "tf", "torch", "nothing"):
        raise NotReadError(f"mode {mode!r}")
    if mode in ("caffe", "torch") and picture.layout not in (None, layout):
        raise NotReadError(f"the constants are meant for {layout}")
    return _done(mode, picture, call.origin)


def by_name(name: str, picture: Picture, origin: Origin) -> Picture:
    """*picture* after the function *name* with its own arguments."""
    return called(Call(name, (), {}, origin, name), picture)


def _done(mode: Mode, picture: Picture, origin: Origin) -> Picture:
    if mode == "nothing":
        return picture
    dtype: Literal["float32", "float64"] = "float64" if picture.dtype == "float64" else "float32"
    picture = picture if picture.dtype in ("float32", "float64", None) else picture.do(Cast("float32"), origin=origin)
    if mode == "tf":
        return picture.do(Affine(std=127.5, bias=-1.0, dtype=dtype), origin=origin, dtype=dtype)
    if mode == "torch":
        unit = Affine(std=255.0, dtype=dtype)
        constants = Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), dtype=dtype)
        return picture.do(unit, constants, origin=origin, dtype=dtype)
    swapped = picture.do(ToColor("bgr", source="rgb"), origin=origin)
    return swapped.do(Affine(mean=(103.939, 116.779, 123.68), dtype=dtype), origin=origin, dtype=dtype)
