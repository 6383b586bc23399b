"""torchvision's functions as the transforms that they carry out."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.lower import written
from pipecheck.lower.arguments import NotReadError
from pipecheck.sources.pyvalues import Call, Value

_PACKAGE = "torchvision.transforms."
_MODULES = ("functional", "functional_tensor", "functional_pil", "_functional_tensor", "_functional_pil")
_SUBJECTS = ("img", "inpt", "pic", "image", "tensor", "input")
_SUFFIXES = ("_image", "_image_tensor", "_image_pil")
_TRANSFORMS = {
    "resize": "Resize", "center_crop": "CenterCrop", "crop": "Crop", "pad": "Pad", "normalize": "Normalize",
    "to_tensor": "ToTensor", "pil_to_tensor": "PILToTensor", "to_image": "ToImage", "to_pil_image": "ToPILImage",
    "convert_image_dtype": "ConvertImageDtype", "convert_dtype": "ConvertImageDtype", "to_dtype": "ToDtype",
    "rgb_to_grayscale": "Grayscale", "to_grayscale": "Grayscale", "grayscale_to_rgb": "RGB", "permute_channels": "PermuteChannels",
    "hflip": "Flip", "horizontal_flip": "Flip", "vflip": "Flip", "vertical_flip": "Flip",
    "five_crop": "FiveCrop", "ten_crop": "TenCrop", "rotate": "Rotate", "affine": "Affine", "perspective": "Perspective",
    "elastic": "Elastic", "elastic_transform": "Elastic", "gaussian_blur": "GaussianBlur", "erase": "Erase",
    **dict.fromkeys(("adjust_brightness", "adjust_contrast", "adjust_saturation", "adjust_hue", "adjust_gamma", "adjust_sharpness",
                     "autocontrast", "equalize", "invert", "posterize", "solarize", "gaussian_noise"), "Adjust"),
}  # fmt: skip
_CORNER = ("top", "left", "height", "width")


def is_function(name: str) -> bool:
    """Whether the dotted *name* is that of a function on pictures."""
    *package, last = name.split(".")
    return name.startswith(_PACKAGE) and package[-1] in _MODULES and last[:1].islower()


def subject(call: Call) -> Value | None:
    """The picture that *call* is given."""
    if call.args:
        return call.args[0]
    return next((call.kwargs[name] for name in _SUBJECTS if name in call.kwargs), None)


def transforms(call: Call) -> tuple[Call, ...]:
    """The transforms that *call* carries out on its picture."""
    name = _plain_name(call.name.rsplit(".", 1)[-1])
    if not is_function(call.name) or subject(call) is None:
        raise NotReadError(call.name)
    args, kwargs = (call.args[1:], dict(call.kwargs)) if call.args else ((), {k: v for k, v in call.kwargs.items() if k not in _SUBJECTS})
    rest = replace(call, args=args, kwargs=kwargs)
    match name:
        case "resized_crop":
            return _cut_and_resized(rest)
        case "center_crop":
            kwargs = {"size" if key == "output_size" else key: value for key, value in kwargs.items()}
        case "vflip" | "vertical_flip":
            kwargs = {**kwargs, "direction": written.value("vertical", call.origin)}
        case _ if name not in _TRANSFORMS:
            raise NotReadError(name)
        case _:
            pass
    return (replace(rest, name=_PACKAGE + _TRANSFORMS[name], kwargs=kwargs),)


def _plain_name(name: str) -> str:
    """*name* without the kind of picture that v2's kernels end in."""
    shorter = (name.removesuffix(suffix) for suffix in _SUFFIXES)
    return name if name in _TRANSFORMS else next((word for word in shorter if word != name), name)


def _cut_and_resized(call: Call) -> tuple[Call, ...]:
    """The crop, and the resize that follows it."""
    cut = {key: value for key, value in call.kwargs.items() if key in _CORNER}
    rest = {key: value for key, value in call.kwargs.items() if key not in _CORNER}
    crop = replace(call, name=f"{_PACKAGE}Crop", args=call.args[:4], kwargs=cut)
    positional = dict(zip(("size", "interpolation", "antialias"), call.args[4:], strict=False))
    if len(call.args) > 7 or positional.keys() & rest.keys():
        raise NotReadError(f"{call.name} takes 7 arguments")
    return crop, replace(call, name=f"{_PACKAGE}Resize", args=(), kwargs={**positional, **rest})
