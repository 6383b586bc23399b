"""How often an albumentations transform is applied, which are random even then, and what of the picture they may touch."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError, number, plain
from pipecheck.sources.pyvalues import Call, Items, Value
from pipecheck.spec import ASPECTS, Aspect

_ALL: frozenset[Aspect] = frozenset(ASPECTS)
_NOTHING: frozenset[Aspect] = frozenset()
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_VALUES: frozenset[Aspect] = frozenset({"values"})
_COLOR: frozenset[Aspect] = frozenset({"color"})
_DTYPE: frozenset[Aspect] = frozenset({"dtype"})
JOINED = (
    "Compose", "ReplayCompose", "Sequential", "OneOf", "SomeOf", "OneOrOther", "RandomOrder", "SelectiveChannelTransform", "PerChannel",
)  # fmt: skip
"""Transforms that are made of others."""
_READ: dict[str, frozenset[Aspect]] = {
    **dict.fromkeys(("Resize", "LongestMaxSize", "SmallestMaxSize", "PadIfNeeded", "Pad", "LetterBox", "CenterCrop", "Crop"), _GEOMETRY),
    **dict.fromkeys(("Normalize", "ToFloat", "FromFloat"), _VALUES | _DTYPE),
    "ToTensorV2": frozenset({"layout"}),
    "ToTensor": _VALUES | _DTYPE | {"layout"},
    "ToRGB": _COLOR,
    "ToGray": _COLOR,
    "InvertImg": _VALUES,
    **dict.fromkeys(("HorizontalFlip", "VerticalFlip", "NoOp", "MaskDropout"), _NOTHING),
    "Lambda": _ALL,
}
_FIXED: dict[str, frozenset[Aspect]] = {
    **dict.fromkeys(("Transpose", "CropAndPad"), _GEOMETRY),
    **dict.fromkeys(
        ("CLAHE", "Equalize", "Sharpen", "UnsharpMask", "Emboss", "ToSepia", "Posterize", "Solarize", "AutoContrast", "ImageCompression",
         "JpegCompression", "Downscale", "Superpixels", "HEStain"),
        _VALUES,
    ),
}  # fmt: skip
"""What always does the same, or nearly, and has no place in the vocabulary."""
_RANDOM: dict[str, frozenset[Aspect]] = {
    "Flip": _NOTHING,
    **dict.fromkeys(
        ("RandomCrop", "RandomResizedCrop", "RandomSizedCrop", "RandomSizedBBoxSafeCrop", "BBoxSafeRandomCrop", "RandomCropNearBBox",
         "RandomCropFromBorders", "CropNonEmptyMaskIfExists", "AtLeastOneBBoxRandomCrop", "RandomScale", "Rotate", "SafeRotate",
         "RandomRotate90", "ShiftScaleRotate", "Affine", "Perspective", "ElasticTransform", "GridDistortion", "OpticalDistortion",
         "PiecewiseAffine", "ThinPlateSpline", "GridElasticDeform", "RandomGridShuffle", "D4", "SquareSymmetry", "Morphological"),
        _GEOMETRY,
    ),
    **dict.fromkeys(
        ("RandomBrightnessContrast", "RandomBrightness", "RandomContrast", "RandomGamma", "RandomToneCurve", "ColorJitter",
         "HueSaturationValue", "RGBShift", "FancyPCA", "PlanckianJitter", "ChromaticAberration", "Illumination", "PlasmaBrightnessContrast",
         "PlasmaShadow", "RandomFog", "RandomRain", "RandomSnow", "RandomShadow", "RandomSunFlare", "RandomGravel", "Spatter", "GaussNoise",
         "ISONoise", "MultiplicativeNoise", "AdditiveNoise", "ShotNoise", "SaltAndPepper", "Blur", "GaussianBlur", "MedianBlur",
         "MotionBlur", "AdvancedBlur", "GlassBlur", "ZoomBlur", "Defocus", "RingingOvershoot", "CoarseDropout", "ConstrainedCoarseDropout",
         "Cutout", "GridDropout", "PixelDropout", "ChannelDropout", "XYMasking", "Erasing", "FDA", "HistogramMatching",
         "PixelDistributionAdaptation", "TemplateTransform", "TextImage"),
        _VALUES,
    ),
    **dict.fromkeys(("Mosaic", "OverlayElements", "MixUp"), _GEOMETRY | _VALUES),
    "ChannelShuffle": _COLOR | _VALUES,
}  # fmt: skip
_SOMETIMES = (
    "Sequential", "OneOf", "OneOrOther", "PerChannel", "HorizontalFlip", "VerticalFlip", "ToGray", "InvertImg", "Transpose",
)  # fmt: skip
"""Of those whose chance matters, the ones that are applied half of the time unless told otherwise."""


def short(call: Call) -> str:
    """The name of what is called, without its package."""
    return call.name.rsplit(".", 1)[-1]


def is_random(name: str) -> bool:
    """Whether *name* draws lots even when it is always applied."""
    return name in _RANDOM


def probability(call: Call) -> float:
    """How often *call* is applied."""
    always = call.kwargs.get("always_apply")
    if always is not None and plain(always) not in (None, False):
        return 1.0
    name = short(call)
    usual = 0.5 if name in _SOMETIMES or (name in _FIXED and name != "CropAndPad") else 1.0
    if "p" not in call.kwargs:
        if call.args and name in ("HorizontalFlip", "VerticalFlip", "Transpose", "InvertImg"):
            raise NotReadError("an argument whose meaning changed from version to version")
        return usual
    return number(plain(call.kwargs["p"]))


def touches(call: Value) -> frozenset[Aspect]:
    """What *call* may touch; everything where it is not known."""
    if not isinstance(call, Call):
        return _ALL
    name = short(call)
    if name in JOINED:
        parts = inside(call)
        return _ALL if parts is None else _NOTHING.union(*map(touches, parts))
    return next((table[name] for table in (_READ, _FIXED, _RANDOM) if name in table), _ALL)


def inside(call: Call) -> tuple[Value, ...] | None:
    """The transforms that *call* is made of, None where they are not written out."""
    if short(call) == "OneOrOther" and "transforms" not in call.kwargs:
        return (*call.args, *(call.kwargs[word] for word in ("first", "second") if word in call.kwargs))
    match call.kwargs.get("transforms", call.args[0] if call.args else None):
        case Items(items=items):
            return items
        case _:
            return None
