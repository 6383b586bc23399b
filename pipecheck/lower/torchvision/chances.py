"""Which torchvision transforms are random, and what of the picture a transform may touch."""

from __future__ import annotations

from pipecheck.sources.pyvalues import Call, Items, Value
from pipecheck.spec import ASPECTS, Aspect, Random

_ALL: frozenset[Aspect] = frozenset(ASPECTS)
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_VALUES: frozenset[Aspect] = frozenset({"values"})
_COLOR: frozenset[Aspect] = frozenset({"color"})
_DTYPE: frozenset[Aspect] = frozenset({"dtype"})
_LAYOUT: frozenset[Aspect] = frozenset({"layout"})
_TOUCHES: dict[str, frozenset[Aspect]] = {
    **dict.fromkeys(
        ("Resize", "CenterCrop", "Pad", "Crop", "ResizedCrop", "Flip", "Rotate", "Affine", "Perspective", "Elastic"), _GEOMETRY
    ),
    **dict.fromkeys(("Normalize", "ToDtype", "ConvertImageDtype", "ConvertDtype"), _VALUES | _DTYPE),
    "Grayscale": _COLOR,
    "PermuteChannels": _COLOR | _VALUES,
    **dict.fromkeys(("GaussianBlur", "Adjust", "Erase"), _VALUES),
    **dict.fromkeys(("FiveCrop", "TenCrop"), _GEOMETRY | _LAYOUT),
}
_RANDOM: dict[str, frozenset[Aspect]] = {
    "RandomHorizontalFlip": frozenset(),
    "RandomVerticalFlip": frozenset(),
    **dict.fromkeys(
        ("RandomResizedCrop", "RandomCrop", "RandomRotation", "RandomAffine", "RandomPerspective", "ElasticTransform", "RandomZoomOut",
         "RandomIoUCrop", "RandomResize", "RandomShortestSize", "ScaleJitter", "FixedSizeCrop"),
        _GEOMETRY,
    ),
    **dict.fromkeys(
        ("ColorJitter", "RandomAdjustSharpness", "RandomAutocontrast", "RandomEqualize", "RandomInvert",
         "RandomPosterize", "RandomSolarize", "RandomErasing", "GaussianNoise", "JPEG"),
        _VALUES,
    ),
    **dict.fromkeys(("AutoAugment", "RandAugment", "TrivialAugmentWide", "AugMix", "MixUp", "CutMix"), _GEOMETRY | _VALUES),
    "RandomGrayscale": _COLOR,
    **dict.fromkeys(("RandomPhotometricDistort", "RandomChannelPermutation"), _VALUES | _COLOR),
}  # fmt: skip
_CHOOSERS = ("RandomApply", "RandomChoice", "RandomOrder")
"""Random transforms that touch what the transforms in them touch."""


def random(call: Call) -> Random | None:
    """The random step that *call* is, None where it is none."""
    name = call.name.rsplit(".", 1)[-1]
    return Random(name, touches(call)) if name in _RANDOM or name in _CHOOSERS else None


def touches(call: Call) -> frozenset[Aspect]:
    """What *call* may touch; everything where it is not known."""
    name = call.name.rsplit(".", 1)[-1]
    if name in _CHOOSERS:
        return _inside(call.args[0] if call.args else call.kwargs.get("transforms"))
    return _RANDOM.get(name, _TOUCHES.get(name, _ALL))


def _inside(value: Value | None) -> frozenset[Aspect]:
    """What the transforms in *value*, a list, may touch together."""
    match value:
        case Items(items=items) if items:
            return frozenset().union(*(touches(item) if isinstance(item, Call) else _ALL for item in items))
        case _:
            return _ALL
