"""Ultralytics: what its tasks do to a picture, told by name, by its YAML, by its calls, or by the metadata of an export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower import said, ultralytics_steps
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.said import Said
from pipecheck.lower.ultralytics_steps import SIZES, Size
from pipecheck.sources.pyvalues import Call, Constant, Value
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import Aspect, Decoded, Program, Step
from pipecheck_transformers.tensor_ops import Affine, ToColor, Transpose

CONVENTION = "Ultralytics reads with OpenCV, trains on RGB and divides by 255"
_SILENT: frozenset[Aspect] = frozenset({"geometry"})
_BEYOND: frozenset[Aspect] = frozenset({"geometry", "color", "values", "layout", "dtype"})
_NAME = re.compile(r"([\w.-]+)(?:@(\d+)(?:x(\d+))?)?")
_WEIGHTS = {"-cls": "classify", "-seg": "segment", "-pose": "pose", "-obb": "obb"}
_CALLS = ("LetterBox", "classify_transforms", "YOLO")


def training(metadata: Mapping[str, str], origin: Origin) -> Program | None:
    """How the network was trained, None where *metadata* is not that of an Ultralytics export; the size of its pictures is not told."""
    if metadata.get("author") != "Ultralytics" or "task" not in metadata:
        return None
    ops = (ToColor("rgb", source="bgr"), Affine(std=255.0), Transpose("chw"))
    return Program(_decoded(origin), tuple(Step(op, origin, CONVENTION) for op in ops), _SILENT)


def named(name: str) -> Program:
    """The program of the task *name*, such as `detect`, or of one at a size, as in `detect@384x640`, height first."""
    found, source = _NAME.fullmatch(name), f"ultralytics:{name}"
    if found is None or found[1] not in SIZES:
        raise SourceError(source, f"not ultralytics:TASK or ultralytics:TASK@HEIGHTxWIDTH, where a task is {', '.join(SIZES)}")
    origin = Origin(Path(source))
    size = (int(found[2]), int(found[3] or found[2])) if found[2] else None
    if size is not None and min(size) < 1:
        raise SourceError(source, "a picture has at least one pixel")
    return ultralytics_steps.task(found[1], Size(size, origin), _picture(origin), origin).program


def sniff(data: object) -> bool:
    """Whether *data* is the `args.yaml` of a training, or the `metadata.yaml` of an export."""
    if not isinstance(data, dict) or data.get("task") not in SIZES:
        return False
    return data.get("author") == "Ultralytics" or {"mode", "imgsz"} <= data.keys()


def lower(source: Document | Value) -> Program:
    """The program of Ultralytics' YAML, or of a call of its code."""
    if not isinstance(source, Document):
        return run(source, begin(source)).program
    settings = said.at(source)
    origin = settings.place("task")
    picture = _picture(origin)
    task = str(settings.values["task"])
    try:
        return ultralytics_steps.task(task, _size(settings), picture, origin).program
    except NotReadError:
        lost = picture.lose(settings.text("imgsz") or "a size", settings.place("imgsz"), _SILENT)
        return ultralytics_steps.task(task, Size(None, origin), lost, origin).program


def speaks(value: Value) -> bool:
    """Whether *value* is Ultralytics' letterbox, its transforms for classification, or a model of it."""
    return isinstance(value, Call) and value.name.startswith("ultralytics.") and value.name.rsplit(".", 1)[-1] in _CALLS


def begin(value: Value) -> Picture:
    """What Ultralytics' own data sets hand the first step."""
    picture = _picture(value.origin)
    if isinstance(value, Call) and value.name.endswith("classify_transforms"):
        return picture.do(ToColor("rgb", source="bgr"), origin=value.origin, assumed=CONVENTION)
    return picture


def run(value: Value, picture: Picture) -> Picture:
    """*picture* after *value*."""
    if not isinstance(value, Call):
        return picture.lose("what Ultralytics does", value.origin)
    short = value.name.rsplit(".", 1)[-1]
    try:
        match short:
            case "LetterBox":
                return picture.do(ultralytics_steps.letterbox(value), origin=value.origin)
            case "classify_transforms":
                return ultralytics_steps.transforms(value, picture)
            case _:
                return _model(value, picture)
    except (NotReadError, ValueError):
        return picture.lose(value.text, value.origin, frozenset({"geometry"}) if short == "LetterBox" else _BEYOND)


def apply(call: Call, picture: Picture) -> Picture:
    """*picture* after YOLOv5's function `letterbox(picture, …)`."""
    try:
        return picture.do(ultralytics_steps.letterbox_function(call), origin=call.origin)
    except (NotReadError, ValueError):
        return picture.lose(call.text, call.origin, frozenset({"geometry"}))


def _model(call: Call, picture: Picture) -> Picture:
    """What `YOLO("yolov8n.pt")` does to an array, which it takes for BGR, at the size that its weights were trained for."""
    match call.args[:1]:
        case (Constant(value=str(weights)),):
            stem = Path(weights).stem
        case _:
            raise NotReadError("which model is not said")
    if not re.match(r"yolo(v?\d+)", stem):
        raise NotReadError("what its own weights were trained for is not said")
    task = next((task for ending, task in _WEIGHTS.items() if ending in stem), "detect")
    if picture.kind == "pil":
        picture = picture.do(ToColor("bgr", source="rgb"), origin=call.origin, assumed=CONVENTION)
    return ultralytics_steps.task(task, Size(None, call.origin), picture, call.origin)


def _size(settings: Said) -> Size:
    match settings.values.get("imgsz"):
        case int(side) if not isinstance(side, bool) and side > 0:
            return Size((side, side), settings.place("imgsz"))
        case (int(height), int(width)) if min(height, width) > 0:
            return Size((height, width), settings.place("imgsz"))
        case _:
            raise NotReadError("no size")


def _picture(origin: Origin) -> Picture:
    return Picture(program=Program(_decoded(origin)), kind="array")


def _decoded(origin: Origin) -> Decoded:
    return Decoded(library="opencv", exif=True, color="bgr", origin=origin, assumed=CONVENTION)
