"""What albumentations does to the values of a picture: its normalisation, and the ways to floats and back."""

from __future__ import annotations

from pipecheck.lower.albumentations import versions
from pipecheck.lower.arguments import Arguments, NotReadError, number, numbers
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call, Constant, Table
from pipecheck_transformers.ops import Affine, Cast, DType, Numbers, Transpose

_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_LARGEST: dict[DType, float] = {"uint8": 255.0, "uint16": 65535.0, "float32": 1.0}
_INTEGERS: dict[object, DType] = {"uint8": "uint8", "uint16": "uint16"}


def changed(call: Call, name: str, picture: Picture) -> Picture:
    """*picture* after *call* of one of the transforms that are read here."""
    match name:
        case "Normalize":
            return picture.do(_normalize(call), origin=call.origin, dtype="float32")
        case "ToFloat":
            return _to_float(call, picture)
        case "FromFloat":
            return _from_float(call, picture)
        case "InvertImg":
            return _inverted(call, picture)
        case _:
            return _to_tensor(call, picture)


def _normalize(call: Call) -> Affine:
    """`(x − mean · max) / (std · max)`; every other normalisation looks at the picture."""
    given = _arguments(call, "mean", "std", "max_pixel_value", "normalization", positional=3)
    if given.value("normalization", "standard") != "standard":
        raise NotReadError("a normalisation by the picture itself")
    largest = number(given.value("max_pixel_value", 255.0))
    mean, std = numbers(given.value("mean", _MEAN)), numbers(given.value("std", _STD))
    return Affine(mean=_times(mean, largest), std=_times(std, largest))


def _times(part: Numbers, factor: float) -> Numbers:
    """*part* times *factor*, without the dust of binary fractions."""
    return tuple(_clean(each * factor) for each in part) if isinstance(part, tuple) else _clean(part * factor)


def _clean(value: float) -> float:
    return float(f"{value:.12g}")


def _to_float(call: Call, picture: Picture) -> Picture:
    """0..1 from what the dtype can hold, or from *max_value*; floats stay."""
    largest = _largest(_arguments(call, "max_value"), picture.dtype)
    if picture.dtype == "float32":
        return picture
    return picture.do(Affine(std=largest), origin=call.origin, dtype="float32")


def _from_float(call: Call, picture: Picture) -> Picture:
    given = _arguments(call, "dtype", "max_value", positional=0)
    dtype = _INTEGERS.get(given.word("dtype", "", ("numpy.",)))
    if dtype is None or picture.dtype != "float32":
        raise NotReadError("to a dtype that changed from version to version, or from one that is not known")
    old, said = versions.before(call, (1, 4, 12))
    cast = Cast(dtype) if old else Cast(dtype, rounding="half-even", overflow="clip")
    assumed = versions.ROUNDS if old is None else f"{said} {'cuts down' if old else 'rounds'} what becomes an integer"
    return picture.do(Affine(scale=_largest(given, dtype)), cast, origin=call.origin, assumed=assumed, dtype=dtype)


def _inverted(call: Call, picture: Picture) -> Picture:
    """255 minus the picture."""
    _arguments(call)
    if picture.dtype != "uint8":
        raise NotReadError("a dtype whose largest value changed from version to version")
    return picture.do(Affine(scale=-1.0, bias=255.0), Cast("uint8"), origin=call.origin)


def _to_tensor(call: Call, picture: Picture) -> Picture:
    """The transform of version 0.5 and before: bytes to 0..1, and a normalisation where one is given."""
    given = _arguments(call, "num_classes", "sigmoid", "normalize")
    if picture.dtype not in ("uint8", "float32"):
        raise NotReadError("a dtype that is not known")
    ops = [Affine(std=255.0)] if picture.dtype == "uint8" else []
    match given.raw("normalize"):
        case None | Constant(value=None):
            pass
        case Table(pairs={"mean": mean, "std": std}):
            named = Arguments(Call(call.name, (mean, std), {}, call.origin, call.text), ("mean", "std"))
            ops.append(Affine(mean=numbers(named.value("mean")), std=numbers(named.value("std"))))
        case _:
            raise NotReadError("a normalisation that is not written out")
    return picture.do(*ops, Transpose("chw"), origin=call.origin, kind="tensor", dtype="float32", layout="chw")


def _largest(given: Arguments, dtype: DType | None) -> float:
    stated = given.value("max_value")
    if stated is not None:
        return number(stated)
    if dtype not in _LARGEST:
        raise NotReadError("a dtype that is not known")
    return _LARGEST[dtype]


def _arguments(call: Call, *names: str, positional: int | None = None) -> Arguments:
    if len(call.args) > (len(names) if positional is None else positional):
        raise NotReadError("an argument whose position changed from version to version")
    return Arguments(call, (*names, "always_apply", "p"))
