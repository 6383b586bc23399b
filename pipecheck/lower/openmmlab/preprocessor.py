"""The `data_preprocessor` of a model: what it does to a batch after the pipeline, in 0..255 and in the order that it makes."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.findings import Origin
from pipecheck.lower.arguments import Arguments, NotReadError, number, numbers, plain, whole
from pipecheck.lower.openmmlab.entry import Entry, entry
from pipecheck.lower.picture import Picture
from pipecheck.sources.mmvalues import table
from pipecheck.sources.pyvalues import Value
from pipecheck.spec import Aspect
from pipecheck_transformers.ops import Affine, Cast, Op, PadToMultiple, ToColor

DEFAULT = "ClsDataPreprocessor"
_KNOWN = (
    DEFAULT, "ImgDataPreprocessor", "MultiModalDataPreprocessor",
    "SelfSupDataPreprocessor", "DetDataPreprocessor", "YOLOv5DetDataPreprocessor",
    "PPYOLOEDetDataPreprocessor", "SegDataPreProcessor", "PoseDataPreprocessor", "TextDetDataPreprocessor", "TextRecogDataPreprocessor",
)  # fmt: skip
_SWAPS = ("bgr_to_rgb", "to_rgb", "rgb_to_bgr")
_NAMES = (
    "mean", "std", *_SWAPS, "pad_size_divisor", "pad_value", "pad_val", "test_cfg", "size", "size_divisor", "seg_pad_val",
    "pad_mask", "mask_pad_value", "pad_seg", "seg_pad_value", "boxtype2tensor", "batch_augments", "non_blocking", "num_classes",
    "to_onehot",
)  # fmt: skip
_TOUCHES: frozenset[Aspect] = frozenset({"values", "dtype", "color", "geometry"})


def run(value: Value | None, picture: Picture) -> Picture:
    """*picture* after the model's own preprocessing, where it has one."""
    if value is None:
        return picture
    step = entry(value, DEFAULT)
    if step.name == "BaseDataPreprocessor":
        return picture
    try:
        made = list(_ops(step, picture))
    except (NotReadError, ValueError):
        return picture.lose(step.call.text, step.origin, _TOUCHES)
    for op, origin in made:
        picture = picture.do(op, origin=origin, dtype="float32")
    return picture


def _ops(step: Entry, picture: Picture) -> Iterator[tuple[Op, Origin]]:
    if step.name not in _KNOWN:
        raise NotReadError(step.call.text)
    given = step.given(_NAMES)
    swaps = [name for name in _SWAPS if given.value(name, False) is True]
    if swaps and not picture.gray:
        op = ToColor("bgr", source="rgb") if swaps == ["rgb_to_bgr"] else ToColor("rgb", source="bgr")
        yield op, step.place(swaps[0])
    yield Cast("float32"), step.origin
    if given.value("mean") is not None:
        yield Affine(mean=numbers(given.value("mean")), std=numbers(given.value("std"))), step.place("mean")
    divisor = _divisor(step, given)
    if divisor > 1:
        yield PadToMultiple(divisor, fill=number(given.value("pad_value", given.value("pad_val", 0)))), step.origin


def _divisor(step: Entry, given: Arguments) -> int:
    """The number to whose multiple a single picture is padded; a segmenter does so only where `test_cfg` says it."""
    if step.name != "SegDataPreProcessor":
        return whole(given.value("pad_size_divisor", 1))
    raw = given.raw("test_cfg")
    pairs = None if raw is None else table(raw)
    if pairs is None or not pairs:
        return 1
    if set(pairs) != {"size_divisor"}:
        raise NotReadError("it pads to a size")
    return whole(plain(pairs["size_divisor"]))
