"""The nodes that either toolchain generation puts in front of the model, per road, from the claims of the YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from pipecheck.lower.toolchain.conversion import Claim, Conversion, InputClaims
from pipecheck.schema import types
from pipecheck.spec import Aspect, Decoded, Opaque, Program, Step
from pipecheck_transformers.tensor_ops import Affine, ToColor, Transpose
from pipecheck_transformers.words import Color, Layout, Numbers, YuvRange

Kind = Literal["mean", "scale", "std"]
_KINDS: tuple[Kind, ...] = ("mean", "scale", "std")
_SILENT: frozenset[Aspect] = frozenset({"decode", "geometry"})
_VALUES: frozenset[Aspect] = frozenset({"values"})
CONVERSIONS = types.CONVERSIONS
_COLORS: dict[str, Color] = {"rgb": "rgb", "bgr": "bgr", "gray": "gray", "yuv444": "yuv444", "nv12": "nv12", "yuv444_128": "yuv444"}
_LAYOUTS: dict[str, Layout] = {"NHWC": "hwc", "NCHW": "chw"}
NORM_TYPES = ("no_preprocess", "data_mean", "data_scale", "data_mean_and_scale")
"""What `norm_type` may say to hb_mapper; hb_compile goes by the values that are given."""
_USERS: dict[Kind, tuple[str, ...]] = {
    "mean": ("data_mean", "data_mean_and_scale"),
    "scale": ("data_scale", "data_mean_and_scale"),
    "std": (),
}


def runtime(conversion: Conversion, claims: InputClaims) -> Program | None:
    """From what the camera hands over to the network; None for a feature map, which meets no nodes."""
    if is_feature_map(claims):
        return None
    rt = _color(claims.rt)
    layout = "hwc" if rt == "nv12" else _LAYOUTS.get(claims.layout_rt.value or "")
    decoded = Decoded(color=rt, range=_range(claims), layout=layout, origin=claims.rt.origin)
    return Program(decoded, tuple(_nodes(conversion, claims, decoded.color)), _SILENT)


def calibration(conversion: Conversion, claims: InputClaims) -> Program | None:
    """From a calibration file to the network; None where files meet no nodes, because they hold the network's own input."""
    if is_feature_map(claims) or conversion.generation == "hb_compile":
        return None
    decoded = Decoded(color=_color(claims.train), layout=_LAYOUTS.get(claims.layout_train.value or ""), origin=claims.train.origin)
    return Program(decoded, tuple(_nodes(conversion, claims, decoded.color)), _SILENT)


def evaluation(conversion: Conversion, claims: InputClaims) -> Program | None:
    """From what the evaluation script feeds `original_float.onnx` to the network; None where that model has no nodes inside."""
    if is_feature_map(claims) or conversion.generation == "hb_compile":
        return None
    rt = _color(claims.rt)
    inner: Color | None = "yuv444" if rt == "nv12" else rt  # the chip unpacks NV12 before the model sees it
    decoded = Decoded(color=inner, range=_range(claims), layout=_LAYOUTS.get(claims.layout_train.value or ""), origin=claims.rt.origin)
    return Program(decoded, tuple(_nodes(conversion, claims, decoded.color)), _SILENT)


def convertible(claims: InputClaims) -> bool:
    """Whether the toolchain can convert the runtime type to the trained one; words that it does not know are not judged here."""
    return types.convertible(claims.rt.value, claims.train.value)


def is_feature_map(claims: InputClaims) -> bool:
    """Whether the input is handed to the network as it is."""
    return claims.rt.value == "featuremap" or claims.train.value == "featuremap"


def _nodes(conversion: Conversion, claims: InputClaims, handed: Color | None) -> Iterator[Step]:
    """The nodes, which take what they are *handed* for what the YAML says, whatever it is."""
    train = _color(claims.train)
    if train is None:
        yield Step(Opaque(claims.train.unread or claims.train.value or "no input_type_train", frozenset({"color"})), claims.train.origin)
    else:
        yield Step(ToColor(train, source=handed, range=_range(claims), library="horizon"), claims.train.origin)
    yield from _values(conversion, claims)
    layout = _LAYOUTS.get(claims.layout_train.value or "")
    if layout is None:
        yield Step(Opaque("no known input_layout_train", frozenset({"layout"})), claims.layout_train.origin)
    else:
        yield Step(Transpose(layout), claims.layout_train.origin)


def _values(conversion: Conversion, claims: InputClaims) -> Iterator[Step]:
    """The subtraction and the multiplication, as far as this generation really does them."""
    if conversion.generation is None:
        yield Step(Opaque("norm_type", _VALUES), conversion.march.origin)  # which generation reads this decides what it means
        return
    norm_type = claims.norm_type.unread or claims.norm_type.value or NORM_TYPES[0]
    if conversion.generation == "hb_mapper" and (claims.norm_type.unread or norm_type not in NORM_TYPES):
        yield Step(Opaque(f"norm_type: {norm_type}", _VALUES), claims.norm_type.origin)
        return
    if counts(conversion, claims, "scale") and counts(conversion, claims, "std"):  # hb_compile takes one of them
        yield Step(Opaque("scale_value and std_value at once", _VALUES), claims.std.origin)
        return
    if not any(counts(conversion, claims, kind) for kind in _KINDS):
        yield Step(Affine(), claims.norm_type.origin or claims.train.origin)
    if counts(conversion, claims, "mean"):
        yield _affine(claims, claims.mean, lambda mean: Affine(mean=mean))
    if counts(conversion, claims, "scale"):
        yield _affine(claims, claims.scale, lambda scale: Affine(scale=scale))
    if counts(conversion, claims, "std"):
        yield _affine(claims, claims.std, lambda std: Affine(std=std))


def counts(conversion: Conversion, claims: InputClaims, kind: Kind) -> bool:
    """Whether the tool uses this value: hb_compile whatever is given, hb_mapper only what `norm_type` names."""
    claim: Claim[tuple[float, ...]] = {"mean": claims.mean, "scale": claims.scale, "std": claims.std}[kind]
    if conversion.generation == "hb_compile":
        return not claim.absent
    return claims.norm_type.value in _USERS[kind]


def _affine(claims: InputClaims, claim: Claim[tuple[float, ...]], make: Callable[[Numbers], Affine]) -> Step:
    """The operation that *make* makes of the claimed numbers, unreadable where they are not numbers that work."""
    origin = claim.origin or claims.norm_type.origin
    if claim.value is None:
        return Step(Opaque(claim.unread or "a value that norm_type needs is missing", _VALUES), origin)
    try:
        return Step(make(claim.value if len(claim.value) > 1 else claim.value[0]), origin)
    except ValueError as e:
        return Step(Opaque(str(e), _VALUES), origin)


def _color(claim: Claim[str]) -> Color | None:
    return _COLORS.get(claim.value or "")


def _range(claims: InputClaims) -> YuvRange:
    return "video" if claims.range.value == "bt601_video" else "full"
