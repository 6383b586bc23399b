"""Keras' preprocessing layers, and its data sets of folders: their arguments, their defaults, and what they do."""

from __future__ import annotations

import math
from collections.abc import Callable

from pipecheck.lower.arguments import Arguments, NotReadError, number, numbers, whole
from pipecheck.lower.keras import images, modes
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import flag
from pipecheck.sources.pyvalues import Call, Constant, Reference
from pipecheck.spec import Aspect, Decoded, Program, Random
from pipecheck_transformers.ops import Affine, Cast, CenterCrop, CropFraction, Letterbox, Op, Resize, Transpose

FRACTIONS = "Keras 2 keeps the fractions of a level that a resize of integers leaves, Keras 3 rounds them off"
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_NUMBERS: frozenset[Aspect] = frozenset({"values", "dtype"})
_ANYHOW = ("name", "dtype", "trainable", "input_shape")
_RANGES: dict[str, frozenset[Aspect]] = {
    **dict.fromkeys(("rotation_range", "width_shift_range", "height_shift_range", "shear_range", "zoom_range"), _GEOMETRY),
    **dict.fromkeys(("brightness_range", "channel_shift_range"), frozenset({"values"})),
    "horizontal_flip": frozenset(), "vertical_flip": frozenset(),
}  # fmt: skip
_STATISTICS = ("featurewise_center", "samplewise_center", "featurewise_std_normalization", "samplewise_std_normalization", "zca_whitening")
_GENERATOR = (*_STATISTICS, "zca_epsilon", *_RANGES, "fill_mode", "cval", "rescale", "preprocessing_function", "data_format",
              "validation_split", "interpolation_order", "dtype")  # fmt: skip
_FLOW = ("directory", "target_size", "color_mode", "classes", "class_mode", "batch_size", "shuffle", "seed", "save_to_dir", "save_prefix",
         "save_format", "follow_links", "subset", "interpolation", "keep_aspect_ratio")  # fmt: skip
_FOLDER = ("directory", "labels", "label_mode", "class_names", "color_mode", "batch_size", "image_size", "shuffle", "seed",
           "validation_split", "subset", "interpolation", "follow_links", "crop_to_aspect_ratio", "pad_to_aspect_ratio", "data_format",
           "format", "verbose")  # fmt: skip


def _rescaling(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("scale", "offset", *_ANYHOW))
    op = Affine(scale=numbers(given.value("scale")), bias=numbers(given.value("offset", 0.0)))
    return picture.do(op, origin=call.origin, dtype="float32")


def _normalization(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("axis", "mean", "variance", "invert", *_ANYHOW))
    if given.value("axis", -1) not in (-1, 3, (-1,)) or flag(given.value("invert", False)) or picture.layout != "hwc":
        raise NotReadError("another axis")
    variance = numbers(given.value("variance"))
    std = tuple(math.sqrt(part) for part in variance) if isinstance(variance, tuple) else math.sqrt(variance)
    return picture.do(Affine(mean=numbers(given.value("mean")), std=std), origin=call.origin, dtype="float32")


def _resizing(call: Call, picture: Picture) -> Picture:
    names = ("height", "width", "interpolation", "crop_to_aspect_ratio", "pad_to_aspect_ratio", "fill_mode", "fill_value", "antialias")
    given = Arguments(call, (*names, "data_format", *_ANYHOW))
    how = images.sampled(given.value("interpolation", "bilinear"), given.value("antialias", False))
    height, width = whole(given.value("height")), whole(given.value("width"))
    if flag(given.value("pad_to_aspect_ratio", False)):
        raise NotReadError("a border before the resize")
    cut = _cut(height, width, wanted=flag(given.value("crop_to_aspect_ratio", False)))
    fractions = FRACTIONS if picture.dtype not in ("float32", "float64") else None
    return picture.do(*cut, Resize(height, width, **how), origin=call.origin, assumed=fractions, dtype=images.after(picture.dtype, how))


def _cut(height: int, width: int, *, wanted: bool) -> tuple[Op, ...]:
    """The crop to the shape of the target, where it is square."""
    if wanted and height != width:
        raise NotReadError("a crop to another shape")
    return (CropFraction(1.0),) if wanted else ()


def _center_crop(call: Call, picture: Picture) -> Picture:
    given = Arguments(call, ("height", "width", "data_format", *_ANYHOW))
    op = CenterCrop(whole(given.value("height")), whole(given.value("width")), rounding="floor")
    return picture.do(Cast("float32"), op, origin=call.origin, dtype="float32")


def _permuted(call: Call, picture: Picture) -> Picture:
    if Arguments(call, ("dims", *_ANYHOW)).value("dims") != (3, 1, 2) or picture.layout != "hwc":
        raise NotReadError("another order of axes")
    return picture.do(Transpose("chw"), origin=call.origin, layout="chw")


def _lambda(call: Call, picture: Picture) -> Picture:
    match call.args:
        case (Reference(name=name),) if modes.family(name):
            return modes.by_name(name, picture, call.origin)
        case _:
            raise NotReadError("a function of its own")


def folder(call: Call, picture: Picture) -> Picture:
    """*picture* after `image_dataset_from_directory(…)`, which resizes by TensorFlow."""
    given = Arguments(call, _FOLDER)
    how = images.sampled(given.value("interpolation", "bilinear"), False)
    height, width = (whole(side) for side in given.value("image_size", (256, 256)))
    after = images.after(picture.dtype, how)
    if flag(given.value("pad_to_aspect_ratio", False)):
        op = Letterbox(height, width, fill=0.0, rounding="floor", **how)
        return picture.do(op, origin=call.origin, assumed=images.ASIDE, dtype=after)
    cut = _cut(height, width, wanted=flag(given.value("crop_to_aspect_ratio", False)))
    return picture.do(*cut, Resize(height, width, **how), origin=call.origin, dtype=after)


def folder_begins(call: Call) -> Picture:
    """What `image_dataset_from_directory` reads."""
    gray = isinstance(mode := call.kwargs.get("color_mode"), Constant) and mode.value == "grayscale"
    start = Decoded(library="tensorflow", exif=False, color="gray" if gray else "rgb", origin=call.origin)
    return Picture(program=Program(start), kind="tensor", gray=gray)


def flow(call: Call, picture: Picture) -> Picture:
    """*picture* after `ImageDataGenerator(…).flow_from_directory(…)`, which resizes by Pillow, and by `nearest` unless told otherwise."""
    generator = call.args[0]
    own = Call(call.name, call.args[1:], call.kwargs, call.origin, call.text)
    picture = images.resized_by_pillow(Arguments(own, _FLOW), picture, call, (256, 256))
    if not isinstance(generator, Call):
        raise NotReadError("a generator from elsewhere")
    return standardised(generator, images.to_floats(picture, call.origin))


def standardised(call: Call, picture: Picture) -> Picture:
    """*picture* after what an `ImageDataGenerator` does to it: augmentation, the function, the factor, the statistics."""
    given = Arguments(call, _GENERATOR)
    for name, touches in _RANGES.items():
        if given.value(name) not in (None, False, 0, 0.0):
            picture = picture.chance(Random(name, touches), call.origin)
    if any(given.value(name, False) for name in _STATISTICS):
        picture = picture.lose(call.text, call.origin, _NUMBERS)
    function = given.raw("preprocessing_function")
    if isinstance(function, Reference) and modes.family(function.name):
        picture = modes.by_name(function.name, picture, function.origin)
    elif function is not None and not (isinstance(function, Constant) and function.value is None):
        picture = picture.lose(call.text, call.origin, _NUMBERS | {"color", "geometry"})
    factor = given.value("rescale")
    return picture if not factor else picture.do(Affine(scale=number(factor)), origin=call.origin, dtype="float32")


Layer = Callable[[Call, Picture], Picture]
LAYERS: dict[str, tuple[Layer, frozenset[Aspect]]] = {
    "Rescaling": (_rescaling, _NUMBERS),
    "Normalization": (_normalization, _NUMBERS),
    "Resizing": (_resizing, _GEOMETRY | _NUMBERS),
    "CenterCrop": (_center_crop, _GEOMETRY),
    "Permute": (_permuted, frozenset({"layout"})),
    "Lambda": (_lambda, _GEOMETRY | _NUMBERS | {"color", "layout"}),
    "ImageDataGenerator": (standardised, _GEOMETRY | _NUMBERS | {"color"}),
    "image_dataset_from_directory": (folder, _GEOMETRY | _NUMBERS),
    "InputLayer": (lambda _, picture: picture, frozenset()),
    "Input": (lambda _, picture: picture, frozenset()),
}
"""What takes a picture, and what it may touch where it is not read."""
RANDOM: dict[str, frozenset[Aspect]] = {
    **dict.fromkeys(("RandomCrop", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomHeight", "RandomWidth", "RandomShear",
                     "RandomPerspective", "RandomElasticTransform"), _GEOMETRY),
    **dict.fromkeys(("RandomContrast", "RandomBrightness", "RandomSaturation", "RandomHue", "RandomColorJitter", "RandomErasing",
                     "RandomGaussianBlur", "RandomSharpness", "RandomPosterization", "RandomInvert", "Solarization"),
                    frozenset({"values"})),
    "RandomFlip": frozenset(), "RandomGrayscale": frozenset({"color"}),
    **dict.fromkeys(("RandAugment", "AugMix", "MixUp", "CutMix", "Pipeline"), frozenset({"values", "geometry"})),
}  # fmt: skip
