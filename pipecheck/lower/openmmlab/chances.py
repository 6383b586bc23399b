"""OpenMMLab's random steps, and the aspects that each leaves to chance."""

from __future__ import annotations

from pipecheck.spec import ASPECTS, Aspect

_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_VALUES: frozenset[Aspect] = frozenset({"values"})
RANDOM: dict[str, frozenset[Aspect]] = {
    "RandomFlip": frozenset(),
    **dict.fromkeys(
        ("RandomCrop", "RandomResizedCrop", "RandomResize", "RandomChoiceResize", "RandomRotate", "RandomAffine", "RandomShift",
         "RandomCenterCropPad", "RandomCutOut", "CutOut", "Expand", "MinIoURandomCrop", "Mosaic", "Mosaic9", "CachedMosaic", "RandomMosaic",
         "MixUp", "YOLOXMixUp", "YOLOv5MixUp", "CachedMixUp", "CopyPaste", "YOLOv5CopyPaste", "YOLOv5RandomAffine", "Rotate", "Shear",
         "Translate", "RandomBBoxTransform", "RandomHalfBody", "TopDownRandomFlip", "TopDownHalfBodyTransform", "BottomupRandomAffine"),
        _GEOMETRY,
    ),
    **dict.fromkeys(
        ("ColorJitter", "YOLOXHSVRandomAug", "Lighting", "Solarize", "Posterize", "Brightness", "Contrast", "Equalize", "AutoContrast",
         "Invert", "Sharpness", "RandomErasing", "GaussianBlur", "PhotometricDistortion"),
        _VALUES,
    ),
    "PhotoMetricDistortion": _VALUES | {"color"},
    "RandomGrayscale": frozenset({"color"}),
    **dict.fromkeys(("AutoAugment", "RandAugment", "Albu", "Albumentation", "AutoAugmentV2"), _GEOMETRY | _VALUES),
    **dict.fromkeys(("RandomApply", "RandomChoice", "RandomOrder", "SomeOf", "OneOf"), frozenset(ASPECTS)),
}  # fmt: skip
