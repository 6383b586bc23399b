"""Hugging Face's image processors: `preprocessor_config.json`, and the processors that code makes or loads from a folder."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower import said
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.huggingface.families import FAMILIES, PATCHES
from pipecheck.lower.huggingface.steps import LIMITED, OFFSET, STAGES, Processor, Stage
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import Said
from pipecheck.sources import jsondoc, pins
from pipecheck.sources.pyvalues import Call, Constant, Value, spelled
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import ASPECTS, Decoded, Program
from pipecheck_transformers.ops import CenterCrop, Layout, Op, ResizeShort, Sampled, Transpose

PICTURE = "Hugging Face's processors are handed a PIL picture, which is RGB and not turned by EXIF"
BACKEND = "transformers 4 resizes with Pillow unless the processor is a fast one; 5 resizes with torchvision"
FILES = ("preprocessor_config.json", "processor_config.json")
_TYPES = ("image_processor_type", "feature_extractor_type")
_CLASS = re.compile(r"transformers\.(?:\w+\.)*(\w*?)(ImageProcessor|FeatureExtractor|Processor)(Fast|Pil)?(\.from_pretrained)?")
_BEYOND_THE_PICTURE = frozenset(ASPECTS) - {"decode"}


def sniff(data: object) -> bool:
    """Whether *data* is the configuration of a processor."""
    if not isinstance(data, dict):
        return False
    own = any(key in data for key in (*_TYPES, "video_processor_type")) or {"do_normalize", "image_mean"} <= data.keys()
    return own or isinstance(data.get("image_processor"), dict)


def lower(source: Document | Value) -> Program:
    """The program of the processor that *source* configures, makes or loads."""
    return run(source, begin(source)).program


def begin(source: Document | Value) -> Picture:
    """The picture that Hugging Face's own code hands a processor."""
    origin = Origin(source.path, 1) if isinstance(source, Document) else source.origin
    return Picture(program=Program(Decoded(library="pil", exif=False, color="rgb", origin=origin, assumed=PICTURE)), kind="pil")


def speaks(value: Value) -> bool:
    """Whether *value* is an image processor that is made, or loaded by `from_pretrained`."""
    found = _CLASS.fullmatch(value.name) if isinstance(value, Call) else None
    return found is not None and (found[2] != "Processor" or found[4] is not None)


def run(source: Document | Value, picture: Picture) -> Picture:
    """*picture* after the processor."""
    try:
        return _processed(_processor(source), picture)
    except (NotReadError, SourceError):
        text = spelled(source) if not isinstance(source, Document) else f"the processor of {source.path.name}"
        origin = Origin(source.path, 1) if isinstance(source, Document) else source.origin
        return picture.lose(text, origin, _BEYOND_THE_PICTURE)


def apply(call: Call, picture: Picture) -> Picture:
    """*picture* after `processor(picture, …)`, whose own arguments count more than the processor's."""
    try:
        processor = _processor(call.args[0])
        return _processed(replace(processor, said=processor.said.updated(said.by(replace(call, args=())))), picture)
    except (NotReadError, SourceError):
        return picture.lose(call.text, call.origin, _BEYOND_THE_PICTURE)


def _processor(source: Document | Value) -> Processor:
    if isinstance(source, Document):
        nested = isinstance(source.data, dict) and isinstance(source.data.get("image_processor"), dict)
        return _configured(said.at(source, "image_processor") if nested else said.at(source))
    found = _CLASS.fullmatch(source.name) if isinstance(source, Call) else None
    if not isinstance(source, Call) or found is None:
        raise NotReadError("no processor")
    if found[4] is None:
        return _named(found[1], found[3], said.by(source))
    return _loaded(source, found[1], found[3])


def _configured(settings: Said) -> Processor:
    stated = next((settings.values[key] for key in _TYPES if settings.has(key)), None)
    found = _CLASS.fullmatch(f"transformers.{stated}")
    if "video_processor_type" in settings.values:
        raise NotReadError("pictures are read, videos are not")
    return _named(found[1] if found else None, found[3] if found else None, settings)


def _named(family: str | None, kind: str | None, settings: Said) -> Processor:
    if family in PATCHES:
        raise NotReadError(f"{family} makes patches of a picture")
    old = _older(settings)
    torch = kind == "Fast" or (kind is None and old is False)
    sure = kind is not None or old is not None
    return Processor(said=settings, family=family, library="torch" if torch else "pil", sure=sure, new=None if old is None else not old)


def _older(settings: Said) -> bool | None:
    """Whether transformers is older than 5: of a live processor it is known, else the project may pin it."""
    running = settings.values.get("__version__")
    if isinstance(running, str):
        return running.startswith(tuple("01234"))
    pin = pins.pinned(settings.origin.path, "transformers")
    return None if pin is None else pin.before((5,))


def _loaded(call: Call, family: str, kind: str | None) -> Processor:
    """The processor of a folder, or of a file in it; a name on the hub would have to be downloaded."""
    match call.args[:1]:
        case (Constant(value=str(name)),):
            path = _file(call.origin.path.parent / name)
        case _:
            raise NotReadError("from where is not said")
    processor = _processor(jsondoc.load(path))
    given = said.by(replace(call, args=call.args[1:]))
    processor = replace(processor, said=processor.said.updated(given), family=processor.family or (family if family in FAMILIES else None))
    match given.values.get("use_fast"), given.values.get("backend"), kind:
        case (True, _, _) | (_, "torchvision", _) | (_, _, "Fast"):
            return replace(processor, library="torch", sure=True)
        case (False, _, _) | (_, "pil", _) | (_, _, "Pil"):
            return replace(processor, library="pil", sure=True)
        case _:
            return processor


def _file(path: Path) -> Path:
    return next((path / name for name in FILES if (path / name).is_file()), path)


def _processed(processor: Processor, picture: Picture) -> Picture:
    whole = processor.said.origin
    if picture.dtype != "uint8":
        picture = picture.lose("an image processor, given other numbers than 8-bit levels", whole, frozenset({"values", "dtype"}))
    for stage in STAGES:
        picture = _stage(stage, processor, picture)
    first = processor.said.values.get("data_format") in (None, "channels_first")
    layout: Layout = "chw" if first else "hwc"
    picture = picture.do(Transpose(layout), origin=processor.said.place("data_format"), layout=layout)
    return replace(picture, kind="tensor", batched=True)  # one picture too is answered by a batch


def _stage(stage: Stage, processor: Processor, picture: Picture) -> Picture:
    settings = processor.said
    try:
        ops = list(stage.make(processor))
    except (NotReadError, ValueError, ZeroDivisionError, OverflowError):
        text = settings.text(*stage.keys) or f"{stage.keys[0]} of {processor.family or 'a processor'}"
        return picture.lose(text, settings.place(*stage.keys[1:], stage.keys[0]), stage.touches)
    for op in ops:
        dtype = "float32" if "dtype" in stage.touches else picture.dtype
        why, place = _why(op, stage, processor), settings.place(*stage.keys[1:], *stage.keys)
        picture = picture.do(op, origin=place, assumed=why, kernel_only=why == BACKEND, dtype=dtype)
    return picture


def _why(op: Op, stage: Stage, processor: Processor) -> str | None:
    """The conventions that *op* rests on."""
    limited = LIMITED if isinstance(op, ResizeShort) and op.longest is not None else None
    backend = BACKEND if isinstance(op, Sampled) and not processor.sure else None
    offset = OFFSET if isinstance(op, CenterCrop) and processor.library == "torch" and processor.new is None else None
    return "; ".join(filter(None, (processor.assumed(stage.keys), backend, offset, limited))) or None
