"""The image processors of Hugging Face's transformers: what each family does where its configuration is silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_IMAGENET = {"image_mean": (0.485, 0.456, 0.406), "image_std": (0.229, 0.224, 0.225)}
_HALF = {"image_mean": (0.5, 0.5, 0.5), "image_std": (0.5, 0.5, 0.5)}
_CLIP = {"image_mean": (0.48145466, 0.4578275, 0.40821073), "image_std": (0.26862954, 0.26130258, 0.27577711)}
_LINEAR, _CUBIC = 2, 3
_CHANGED: Any = None
"""Another value in another version, so none that could be told."""
_ALIKE = {"do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True}


def _square(side: int, resample: int, constants: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    size = {"height": side, "width": side}
    return {**_ALIKE, **constants, "size": size, "resample": resample, "square": True, **more}


def _short(side: int, resample: int, constants: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**_ALIKE, **constants, "size": {"shortest_edge": side}, "resample": resample, "square": False, **more}


def _crop(side: int) -> dict[str, Any]:
    return {"do_center_crop": True, "crop_size": side}


def _detection() -> dict[str, Any]:
    return _short(800, _LINEAR, _IMAGENET, size={"shortest_edge": 800, "longest_edge": 1333}, do_pad=True)


FAMILIES: dict[str, dict[str, Any]] = {
    "Beit": _square(224, _CUBIC, _HALF, size=_CHANGED, do_center_crop=_CHANGED, crop_size=224),
    "Bit": _short(224, _CUBIC, _CLIP, **_crop(224)),
    "Blip": _square(384, _CUBIC, _CLIP),
    "CLIP": _short(224, _CUBIC, _CLIP, **_crop(224)),
    "ChineseCLIP": _short(224, _CUBIC, _CLIP, **_crop(224)),
    "ConditionalDetr": _detection(),
    "ConvNext": _short(384, _CHANGED, _HALF, crop_pct=224 / 256),
    "DPT": _square(384, _CUBIC, _HALF, keep_aspect_ratio=False, ensure_multiple_of=1),
    "DeformableDetr": _detection(),
    "DeiT": _square(256, _CUBIC, _HALF, **_crop(224)),
    "Detr": _detection(),
    "EfficientNet": _square(346, _CHANGED, _HALF, do_center_crop=False, crop_size=289, rescale_offset=False, include_top=True),
    "Flava": _square(224, _CUBIC, _CLIP, **_crop(224)),
    "GroundingDino": _detection(),
    "LayoutLMv3": _square(224, _LINEAR, _HALF),
    "Levit": _short(224, _CUBIC, _IMAGENET, **_crop(224)),
    "Llava": _short(224, _CUBIC, _CLIP, **_crop(224)),
    "MobileNetV1": _short(256, _LINEAR, _HALF, **_crop(224)),
    "MobileNetV2": _short(256, _LINEAR, _HALF, **_crop(224)),
    "MobileViT": _short(224, _CHANGED, {}, **_crop(256), do_normalize=False, do_flip_channel_order=True),
    "OwlViT": _square(768, _CUBIC, _CLIP, do_center_crop=False, crop_size=768),
    "PoolFormer": _short(224, _CUBIC, _IMAGENET, **_crop(224), crop_pct=0.9),
    "Pvt": _square(224, _CHANGED, _IMAGENET),
    "RTDetr": _square(640, _LINEAR, _IMAGENET, do_normalize=False),
    "Sam": _square(1024, _LINEAR, _IMAGENET, size={"longest_edge": 1024}, do_pad=True, pad_size={"height": 1024, "width": 1024}),
    "SegGpt": _square(448, _CUBIC, _IMAGENET),
    "Segformer": _square(512, _LINEAR, _IMAGENET),
    "Siglip": _square(224, _CUBIC, _HALF),
    "ViT": _square(224, _LINEAR, _HALF),
}
"""By the name of the class without `ImageProcessor`; `square` says what a bare number means, both sides or the short one."""

OWN_GEOMETRY = frozenset({
    "BridgeTower", "DepthPro", "Donut", "GLPN", "Mask2Former", "MaskFormer", "Nougat", "OneFormer", "Owlv2", "Perceiver", "SuperGlue",
    "SuperPoint", "Swin2SR", "TextNet", "Tvp", "Vilt", "VitMatte", "VitPose", "Yolos", "ZoeDepth",
})  # fmt: skip
"""Families whose sizes follow a rule that the vocabulary does not have."""

PATCHES = frozenset({
    "Aria", "Emu3", "Fuyu", "GotOcr2", "Idefics", "Idefics2", "Idefics3", "ImageGPT", "LayoutLMv2", "LlavaNext", "LlavaOnevision", "Mllama",
    "Pix2Struct", "Pixtral", "Qwen2VL", "Siglip2", "SmolVLM", "TimmWrapper",
})  # fmt: skip
"""Families that do not make one picture of a picture, or not by these keys."""
