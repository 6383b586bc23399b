"""One of the toolchain samples' transformers each: its arguments bound as the class binds them, and the operations that it means."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from pipecheck.lower.arguments import NotReadError, plain
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call, Items, Reference, Value
from pipecheck.spec import Aspect, canonical
from pipecheck_transformers import vendor
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Op, TakeChannel, ToColor, Transpose
from pipecheck_transformers.vendor import Transformer
from pipecheck_transformers.words import Layout

_FORMAT = "data_format"
FORMAT = "the samples' data_format is CHW unless told otherwise"
_SUFFIX = "Transformer"
_OTHER_NAMES = {"ShortLongResize": "ShortLongResizeTransformer", "ReduceChannel": "ReduceChannelTransformer"}
_PIL = {"NEAREST": 0, "LANCZOS": 1, "ANTIALIAS": 1, "BILINEAR": 2, "BICUBIC": 3, "BOX": 4, "HAMMING": 5}
_COLORS: frozenset[Aspect] = frozenset({"color", "values", "dtype", "layout"})
_VALUES: frozenset[Aspect] = frozenset({"values", "dtype"})
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry", "dtype"})
_NUMERIC = ("AddTransformer", "MeanTransformer", "ScaleTransformer", "NormalizeTransformer", "F32ToS8Transformer", "F32ToU8Transformer")
_AXES: frozenset[Aspect] = frozenset({"layout"})


def known(name: str) -> bool:
    """Whether the dotted *name* is that of one of the samples' classes, whatever module it comes from."""
    return _class(name) is not None


def run(call: Call, picture: Picture) -> Picture:
    """*picture* after the transformer that *call* makes."""
    name = _class(call.name) or call.name
    try:
        made, assumed = _made(name, call)
        ops = made.after(picture.layout or made.layout or "hwc")
    except (NotReadError, ValueError, TypeError, ToolkitError):
        return picture.lose(call.text, call.origin, _touches(name))
    after = picture.do(*ops, origin=call.origin, assumed=assumed, layout=_layout(ops, picture.layout or made.layout))
    return after.do(origin=None, dtype=canonical(after.program).dtype.value, gray=_gray(ops, picture.gray))


def _class(name: str) -> str | None:
    short = name.rsplit(".", 1)[-1]
    full = _OTHER_NAMES.get(short, short)
    return full if full.endswith(_SUFFIX) and full != _SUFFIX and full in vendor.__all__ else None


def _made(name: str, call: Call) -> tuple[Transformer, str | None]:
    """The transformer, and the convention on which it rests where an argument is left out that some versions ask for."""
    function = getattr(vendor, name)
    signature = inspect.signature(function)
    given = dict(signature.bind_partial(*call.args, **call.kwargs).arguments)
    assumed = FORMAT if _FORMAT in signature.parameters and _FORMAT not in given else None
    if name == "NV12ToYUV444Transformer" and not isinstance(given.get("target_size"), Items):
        given.pop("target_size")  # computed; what counts is the size of the plane
        return function((2, 2), **_arguments(given)), assumed
    if assumed is not None and signature.parameters[_FORMAT].default is inspect.Parameter.empty:
        return function(**_arguments(given), data_format="CHW"), assumed
    return function(**_arguments(given)), assumed


def _arguments(given: Mapping[str, Value]) -> dict[str, Any]:
    return {word: _argument(value) for word, value in given.items()}


def _argument(value: Value) -> Any:
    """*value* as what the class is given: Pillow's filters as their numbers, an array of 32 bits as one."""
    match value:
        case Reference(name=name) if name.startswith("PIL.Image.") and name.rsplit(".", 1)[-1] in _PIL:
            return _PIL[name.rsplit(".", 1)[-1]]
        case Call(kwargs={"dtype": Reference(name="numpy.float32")}):
            import numpy as np  # the precision of what the class is given counts

            return np.asarray(plain(value), np.float32)
        case _:
            return plain(value)


def _touches(name: str) -> frozenset[Aspect]:
    if name in _NUMERIC:
        return _VALUES
    if name in ("TransposeTransformer", "HWC2CHWTransformer", "CHW2HWCTransformer"):
        return _AXES
    resizes = "Resize" in name or "Crop" in name or "Pad" in name or "Warp" in name
    return _GEOMETRY if resizes else _COLORS


def _layout(ops: tuple[Op, ...], before: Layout | None) -> Layout | None:
    return next((op.layout for op in reversed(ops) if isinstance(op, Transpose)), before)


def _gray(ops: tuple[Op, ...], before: bool) -> bool:
    for op in ops:
        if isinstance(op, TakeChannel):
            before = True
        if isinstance(op, ToColor):
            before = op.color == "gray"
    return before
