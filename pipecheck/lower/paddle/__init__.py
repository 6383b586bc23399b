"""The YAML of PaddlePaddle's kits: PaddleDetection, PaddleClas, PaddleOCR and PaddleSeg."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pipecheck.findings import Origin
from pipecheck.lower import said
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.paddle import sections
from pipecheck.lower.paddle.sections import Found
from pipecheck.lower.paddle.steps import readings
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import Said
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import ASPECTS, Aspect, Decoded, Opaque, Program, Random
from pipecheck_transformers.ops import Affine, Cast, Op, Transpose

DECODES = "PaddlePaddle's kits decode with OpenCV, which turns a picture upright and gives BGR"
HANDS_RGB = "PaddlePaddle's kits read with OpenCV and hand over RGB where no step decodes"
PLANES = "PaddlePaddle's data set brings the channels to the front"
_PIXELS: frozenset[Aspect] = frozenset({"geometry", "values", "color"})
_LABELS = re.compile(r"\w*LabelEncode|KeepKeys|NormalizeBox|PadBox|PadGT|BboxXYXY2XYWH|Gt2\w+|Poly2Mask|RemoveFields|PadMaskBatch")
_RANDOM = re.compile(
    r"(Batch)?Rand\w*|Mix[uU]p\w*|Mosaic\w*|Cut[mM]ix\w*|AutoAugment|TimmAutoAugment|\w*Augment|ColorJitter|ResizeStepScaling"
)
_FLIP = re.compile(r"Rand\w*Flip\w*")
_UNREAD_OPTIONS = frozenset({"backend", "to_np", "ignore_orientation"})


def sniff(data: object) -> bool:
    """Whether *data* is a configuration of one of the kits."""
    return sections.sniff(data)


def lower(document: Document, section: str | None = None) -> Program:
    """The program of the list called *section*, else of the one for evaluation."""
    found = sections.find(document, section)
    picture = _begin(found)
    for place in sections.listed(found):
        picture = _entry(found, place, picture)
    if found.section.transposes:
        origin = found.document.keys.get(found.section.place, Origin(found.document.path, 1))
        picture = picture.do(Transpose("chw"), origin=origin, assumed=PLANES, layout="chw")
    return picture.program


def _begin(found: Found) -> Picture:
    """What the first entry is handed."""
    document, section = found.document, found.section
    origin = document.keys.get(section.place, Origin(document.path, 1))
    entries = sections.value(document.data, section.place)
    if not section.decodes:
        decoded = Decoded(library="opencv", exif=True, color="rgb", origin=origin, assumed=HANDS_RGB)
    elif not entries or _name(entries[0]) not in ("Decode", "DecodeImage"):
        decoded = Decoded(layout=None, dtype=None, origin=origin)
    else:
        decoded = Decoded(library="opencv", exif=True, color="bgr", origin=_place(document, (*section.place, 0)), assumed=DECODES)
    picture = Picture(program=Program(decoded), kind="array")
    if section.kit == "segmentation":
        return picture.do(Cast("float32"), origin=origin, assumed=HANDS_RGB, dtype="float32")
    return picture


def _entry(found: Found, place: tuple[Any, ...], picture: Picture) -> Picture:
    entry = sections.value(found.document.data, place)
    name, origin = _name(entry), _place(found.document, place)
    told = str(entry)[:200] or "an empty entry"
    if name is None:
        return picture.lose(told, origin)
    if _LABELS.fullmatch(name):
        return picture
    if _RANDOM.fullmatch(name):
        return picture.chance(Random(name, frozenset() if _FLIP.fullmatch(name) else _PIXELS), origin)
    reading = readings(found.section.kit).get(name)
    if reading is None:
        return picture.lose(told, origin, frozenset(ASPECTS) - {"decode"})
    given = _arguments(found.document, place, entry, name)
    if name == "DecodeImage" and not _UNREAD_OPTIONS.isdisjoint(given.values):
        picture = _by_other_means(given, picture)
    try:
        for step in list(reading(given, picture)):
            picture = picture.lose(told, origin, step.touches) if isinstance(step, Opaque) else _done(step, picture, origin)
    except (NotReadError, ValueError, KeyError, TypeError, ArithmeticError):
        return picture.lose(told, origin, _touched(name))
    return picture


def _done(op: Op, picture: Picture, origin: Origin) -> Picture:
    match op:
        case Transpose(layout=layout):
            return picture.do(op, origin=origin, layout=layout)
        case Cast(dtype=dtype):
            return picture.do(op, origin=origin, dtype=dtype)
        case Affine():
            return picture.do(op, origin=origin, dtype="float32")
        case _:
            return picture.do(op, origin=origin)


def _by_other_means(given: Said, picture: Picture) -> Picture:
    """*picture* where DecodeImage is told to read by Pillow, or not to turn it."""
    decoded = picture.program.decoded
    if str(given.values.get("backend", "cv2")).lower() == "pil":
        decoded = replace(decoded, library="pil", exif=False, assumed=None)
    if given.values.get("ignore_orientation") is True:
        decoded = replace(decoded, exif=False)
    return replace(picture, program=replace(picture.program, decoded=decoded))


def _touched(name: str) -> frozenset[Aspect]:
    if name.startswith("Normalize"):
        return frozenset({"values", "dtype"})
    if name.startswith("Decode"):
        return frozenset({"color", "layout"})
    return frozenset({"geometry"}) if re.match(r"Resize|Crop|Pad|LetterBox|DetResize", name) else frozenset(ASPECTS) - {"decode"}


def _name(entry: Any) -> str | None:
    """What an entry is called: `Name`, `Name: {…}`, or `type: Name` beside its arguments."""
    match entry:
        case str(name) | {"type": str(name)}:
            return name
        case dict() if len(entry) == 1:
            return str(next(iter(entry)))
        case _:
            return None


def _arguments(document: Document, place: tuple[Any, ...], entry: Any, name: str) -> Said:
    if isinstance(entry, dict) and "type" not in entry:
        return said.at(document, *place, name)
    return said.at(document, *place)


def _place(document: Document, place: tuple[Any, ...]) -> Origin:
    """Where the entry at *place* is named."""
    entry = sections.value(document.data, place)
    if isinstance(entry, dict) and "type" in entry:
        return document.origin(*place, "type")
    name = _name(entry)
    return document.keys.get((*place, name), document.origin(*place))
