"""A list of named steps in JSON, as onnxruntime-extensions keeps its image processors and as many write their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.lower import said
from pipecheck.lower.arguments import NotReadError, number, numbers, whole
from pipecheck.lower.kernels import WORDS
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import Said
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import ASPECTS, Aspect, Decoded, Program
from pipecheck_transformers.ops import Affine, Cast, CenterCrop, Library, Op, Resize, ToColor, Transpose

EXTENSIONS = "onnxruntime-extensions resizes as Pillow does"
HALVES = "a crop begins at half the difference, rounded down"
_LIBRARIES: dict[object, Library] = {"opencv": "opencv", "cv2": "opencv", "pil": "pil", "pillow": "pil"}
_TOUCHES: tuple[tuple[str, frozenset[Aspect]], ...] = (
    ("resize", frozenset({"geometry"})), ("crop", frozenset({"geometry"})), ("pad", frozenset({"geometry"})),
    ("letterbox", frozenset({"geometry"})), ("normal", frozenset({"values", "dtype"})), ("scale", frozenset({"values", "dtype"})),
    ("float", frozenset({"values", "dtype"})), ("decode", frozenset({"decode", "color"})), ("rgb", frozenset({"color"})),
    ("bgr", frozenset({"color"})), ("transpose", frozenset({"layout"})), ("permute", frozenset({"layout"})),
)  # fmt: skip
_NAMES = ("type", "name", "op", "operation")
_ARGUMENTS = ("attrs", "params", "args", "kwargs", "arguments", "options")


def named(data: object) -> bool:
    """Whether *data* is a list of steps, each with its name, one of which is known."""
    if not isinstance(data, list) or not data:
        return False
    names = [_name(entry) for entry in data]
    return all(names) and any(word in _plain(name) for name in names for word, _ in _TOUCHES)


def lower(document: Document, place: tuple[str, ...]) -> Program:
    """The program of the list at *place*; who reads the file is told by its first step, if at all."""
    origin = document.origin(*place)
    picture = Picture(program=Program(Decoded(layout=None, dtype="uint8", origin=origin)), kind="array", layout=None)
    steps: Any = document.data
    for key in place:
        steps = steps[key]
    for index, entry in enumerate(steps):
        inner = ("operation",) if isinstance(entry.get("operation"), dict) else ()
        picture = _step(document, (*place, index, *inner), picture, extensions=bool(inner) or place[:1] == ("processor",))
    return picture.program


def _name(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    if isinstance(inner := entry.get("operation"), dict):
        return _name(inner)
    return next((str(entry[key]) for key in _NAMES if isinstance(entry.get(key), str)), "")


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _step(document: Document, place: tuple[Any, ...], picture: Picture, *, extensions: bool) -> Picture:
    here = said.at(document, *place)
    key = next(key for key in _NAMES if isinstance(here.values.get(key), str))
    name, origin = here.values[key], document.origin(*place, key)
    inner = next((key for key in _ARGUMENTS if isinstance(here.values.get(key), dict)), None)
    given = said.at(document, *place, inner) if inner else here
    try:
        for op, assumed in _ops(_plain(name), given, picture, extensions=extensions):
            layout = op.layout if isinstance(op, Transpose) else picture.layout
            dtype = "float32" if isinstance(op, Affine) else picture.dtype
            picture = picture.do(op, origin=origin, assumed=assumed, layout=layout, dtype=dtype)
    except (NotReadError, ValueError):
        touches = next((touches for word, touches in _TOUCHES if word in _plain(name)), frozenset(ASPECTS))
        told = given.text(*(key for key in given.values if key not in _NAMES))
        return picture.lose(f"{name}: {told}" if told else name, origin, touches)
    return picture


def _ops(name: str, given: Said, picture: Picture, *, extensions: bool) -> Iterator[tuple[Op, str | None]]:
    match name:
        case "decodeimage" | "convertimagetorgb" | "convertimagetobgr" | "torgb" | "tobgr" | "convertrgb":
            yield ToColor("bgr" if _asks_for_bgr(name, given) else "rgb"), None
        case "resize":
            yield _resize(given, extensions=extensions), EXTENSIONS if extensions else None
        case "centercrop":
            height, width = _sides(given)
            yield CenterCrop(height, width, rounding="floor"), EXTENSIONS if extensions else HALVES
        case "rescale" | "imagebytestofloat" | "tofloat" | "scale":
            yield from ((op, None) for op in _rescale(name, given))
        case "normalize":
            yield from _normalize(given, picture)
        case "permute3d" | "permute" | "transpose" | "channelslasttochannelsfirst" | "tochw" | "hwc2chw":
            dims = next((given.values[key] for key in ("dims", "axes", "perm", "order") if key in given.values), (2, 0, 1))
            if dims != (2, 0, 1):
                raise NotReadError(f"{dims!r}")
            yield Transpose("chw"), None
        case "unsqueeze" | "addbatch" | "identity":
            return
        case _:
            raise NotReadError(name)


def _asks_for_bgr(name: str, given: Said) -> bool:
    stated = str(given.values.get("color_space", given.values.get("color", "bgr" if "bgr" in name else "rgb"))).lower()
    if stated not in ("rgb", "bgr"):
        raise NotReadError(stated)
    return stated == "bgr"


def _sides(given: Said) -> tuple[int, int]:
    if "height" in given.values:
        return whole(given.values["height"]), whole(given.values.get("width"))
    size = given.values.get("size")
    if not isinstance(size, tuple) or len(size) != 2:
        raise NotReadError("height and width are not told")
    return whole(size[0]), whole(size[1])


def _resize(given: Said, *, extensions: bool) -> Op:
    """A stretch, where the library is told."""
    stated = next((given.values[key] for key in ("library", "backend", "engine") if key in given.values), None)
    library: Library | None = "pil" if extensions else _LIBRARIES.get(str(stated).lower())
    kernel = WORDS.get(str(given.values.get("interpolation", "cubic" if extensions else "")).lower())
    keeps = str(given.values.get("keep_aspect_ratio", extensions)).lower()
    if library is None or kernel is None or keeps != "false":
        raise NotReadError("the library, the kernel or the policy is not told")
    height, width = _sides(given)
    return Resize(height, width, interpolation=kernel, library=library)


def _rescale(name: str, given: Said) -> Iterator[Op]:
    key = next((key for key in ("scale", "factor", "rescale_factor", "rescale_value") if key in given.values), None)
    if key is None and name == "scale":
        raise NotReadError("by how much is not told")
    yield Affine(std=255.0) if key is None else Affine(scale=number(given.values[key]))
    yield Cast("float32")


def _normalize(given: Said, picture: Picture) -> Iterator[tuple[Op, str | None]]:
    """The constants; before any division by 255, those below 1 fit no picture."""
    mean, std = numbers(given.values.get("mean")), numbers(given.values.get("std"))
    largest = max(map(abs, mean)) if isinstance(mean, tuple) else abs(mean)
    if picture.dtype == "uint8" and 0 < largest <= 1:
        raise NotReadError("whether it divides by 255 first is not told")
    yield Affine(mean=mean, std=std), None
