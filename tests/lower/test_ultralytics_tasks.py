"""What Ultralytics' tasks do, told by name, by YAML and by calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told
from told_apart import told_apart

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower import ultralytics, ultralytics_steps
from pipecheck.lower.picture import Picture
from pipecheck.sources import pycalls, yamldoc
from pipecheck.spec import Decoded, Program
from pipecheck_transformers import Affine, CenterCrop, CropFraction, Letterbox, Resize, ResizeShort, ToColor, Transpose, opencv, pil

RGB = ToColor("rgb", source="bgr")
UNIT = [Affine(std=255.0), Transpose("chw")]
BOX = [Letterbox(640, 640), RGB, *UNIT]
CUT = [RGB, ResizeShort(224, library="pil"), CenterCrop(224, 224), *UNIT]
OLD = [RGB, CropFraction(1.0), Resize(224, 224), *UNIT]
IMAGENET = Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))


def written(source):
    head = "import cv2\nfrom ultralytics import YOLO\nfrom ultralytics.data.augment import LetterBox, classify_transforms\n"
    return pycalls.find(pycalls.parse(f"{head}from utils.augmentations import letterbox\nt = {source}\n", Path("val.py")), "t")


@pytest.mark.parametrize(
    ("name", "ops"),
    [
        pytest.param("detect", BOX, id="detect"),
        pytest.param("detect@640", BOX, id="one side"),
        pytest.param("segment@640x640", BOX, id="both sides"),
        pytest.param("pose", BOX, id="pose"),
        pytest.param("obb", [Letterbox(1024, 1024), *BOX[1:]], id="obb"),
        pytest.param("detect@384x640", [Letterbox(384, 640), *BOX[1:]], id="height first"),
        pytest.param("classify", CUT, id="classify"),
        pytest.param("classify@224x160", [RGB, Resize(224, 160, library="pil"), *UNIT], id="not square"),
        pytest.param("classify-v8.0@224", OLD, id="as it was"),
        pytest.param("classify-v5", [*OLD, IMAGENET], id="as YOLOv5 does"),
    ],
)
def test_named(name, ops):
    program = ultralytics.named(name)
    assert told_apart(program, ops, opencv(exif=True)) == ""
    assert program.steps[0].origin == Origin(Path(f"ultralytics:{name}"))
    assert all(step.assumed for step in program.steps)


@pytest.mark.parametrize("name", ["", "detct", "detect@", "detect@640x", "detect@0"])
def test_names_that_are_none(name):
    with pytest.raises(SourceError, match=f"^ultralytics:{name}: "):
        ultralytics.named(name)


def test_a_size_that_nobody_told_is_assumed():
    assert ultralytics.named("detect").steps[0].assumed.endswith("at 640 pixels where no size is told")
    assert ultralytics.named("detect@640").steps[0].assumed == ultralytics_steps.LETTERBOX


@pytest.mark.parametrize(
    ("source", "ops"),
    [
        pytest.param("task: detect\nmode: train\nimgsz: 640\n", BOX, id="args.yaml"),
        pytest.param("author: Ultralytics\ntask: segment\nimgsz:\n- 640\n- 640\n", BOX, id="metadata.yaml"),
        pytest.param("author: Ultralytics\ntask: detect\nimgsz: [384, 640]\n", [Letterbox(384, 640), *BOX[1:]], id="height first"),
        pytest.param("task: classify\nmode: train\nimgsz: 224\n", CUT, id="classify"),
    ],
)
def test_yaml(source, ops):
    document = yamldoc.parse(source, Path("args.yaml"))
    assert ultralytics.sniff(document.data)
    program = ultralytics.lower(document)
    assert told_apart(program, ops, opencv(exif=True)) == ""
    resize = next(step for step in program.steps if isinstance(step.op, Letterbox | ResizeShort))
    assert resize.origin == document.keys["imgsz",]


@pytest.mark.parametrize("size", ["null", "'640'", "[1, 2, 3]", "true", "0", "{a: 1}"])
def test_a_size_that_is_none(size):
    document = yamldoc.parse(f"task: detect\nmode: train\nimgsz: {size}\n", Path("args.yaml"))
    assert told_apart(ultralytics.lower(document), BOX, opencv(exif=True)) == "geometry?"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"task": "detect", "imgsz": 640}, id="too little"),
        pytest.param({"task": "train", "mode": "x", "imgsz": 640}, id="another task"),
        pytest.param({"path": "coco", "names": {}}, id="a data set"),
        pytest.param(["task"], id="a list"),
    ],
)
def test_what_is_not_theirs(data):
    assert not ultralytics.sniff(data)


@pytest.mark.parametrize(
    ("source", "op"),
    [
        pytest.param("LetterBox()", Letterbox(640, 640), id="by default"),
        pytest.param("LetterBox(640)", Letterbox(640, 640), id="one side"),
        pytest.param("LetterBox((384, 640), auto=False, stride=32)", Letterbox(384, 640), id="both sides"),
        pytest.param("LetterBox(new_shape=[640, 640], scaleup=False)", Letterbox(640, 640, grow=False), id="only shrunk"),
        pytest.param("LetterBox(640, center=False)", Letterbox(640, 640, position="corner"), id="at the top left"),
        pytest.param("LetterBox(640, padding_value=0)", Letterbox(640, 640, fill=0.0), id="black"),
        pytest.param("LetterBox(640, interpolation=cv2.INTER_AREA)", Letterbox(640, 640, interpolation="area"), id="area"),
        pytest.param("LetterBox(640, interpolation=2)", Letterbox(640, 640, interpolation="cubic"), id="cubic by number"),
        pytest.param("LetterBox(640, False, True)", Resize(640, 640), id="stretched"),
        pytest.param("LetterBox(640, scaleFill=True)", Resize(640, 640), id="stretched, in the older word"),
    ],
)
def test_letterbox(source, op):
    value = written(source)
    assert ultralytics.speaks(value)
    assert told_apart(ultralytics.lower(value), [op], opencv(exif=True, color="bgr")) == ""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("LetterBox(640, auto=True)", id="the smallest rectangle"),
        pytest.param("LetterBox(size)", id="a size from elsewhere"),
        pytest.param("LetterBox((1, 2, 3))", id="three sides"),
        pytest.param("LetterBox(640, interpolation=True)", id="a truth as a kernel"),
        pytest.param("LetterBox(640, color=3)", id="an argument that does not exist"),
    ],
)
def test_a_letterbox_that_cannot_be_read(source):
    assert told_apart(ultralytics.lower(written(source)), [], opencv(exif=True, color="bgr")) == "geometry?"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param("(640, 640), auto=False", "", id="in full"),
        pytest.param("640, (114, 114, 114), False", "", id="by position"),
        pytest.param("640, color=(0, 0, 0), auto=False", "geometry", id="black"),
        pytest.param("640, color=(0, 0, 255), auto=False", "geometry", id="red"),
        pytest.param("640, auto=False, scaleFill=True", "geometry", id="stretched"),
        pytest.param("640", "geometry?", id="the smallest rectangle"),
    ],
)
def test_the_function_of_yolov5(arguments, expected):
    call = written(f"letterbox(x, {arguments})")
    picture = ultralytics.begin(call)
    assert told_apart(ultralytics.apply(call, picture).program, [Letterbox(640, 640)], opencv(exif=True, color="bgr")) == expected


@pytest.mark.parametrize(
    ("source", "ops"),
    [
        pytest.param("classify_transforms()", CUT, id="by default"),
        pytest.param("classify_transforms(224, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))", CUT, id="spelled out"),
        pytest.param("classify_transforms(size=(224, 224), crop_fraction=1.0)", CUT, id="both sides"),
        pytest.param("classify_transforms(224, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))", [*CUT, IMAGENET], id="ImageNet"),
    ],
)
def test_transforms_for_classification(source, ops):
    assert told_apart(ultralytics.lower(written(source)), ops, opencv(exif=True)) == ""


@pytest.mark.parametrize(
    ("source", "ops"),
    [
        pytest.param("YOLO('yolov8n.pt')", BOX, id="detect"),
        pytest.param("YOLO('weights/yolo11s-seg.onnx')", BOX, id="segment"),
        pytest.param("YOLO('yolov8n-obb.pt')", [Letterbox(1024, 1024), *BOX[1:]], id="obb"),
        pytest.param("YOLO('yolov8n-cls.pt')", CUT, id="classify"),
    ],
)
def test_models(source, ops):
    assert told_apart(ultralytics.lower(written(source)), ops, opencv(exif=True)) == ""


@pytest.mark.parametrize("source", ["YOLO('best.pt')", "YOLO(path)", "YOLO()", "classify_transforms(224, crop_fraction=0.5)"])
def test_models_that_are_not_known(source):
    assert [step_told(step)[0] for step in ultralytics.lower(written(source)).steps][-1] == "?"


def test_a_model_takes_a_pil_picture_for_what_it_is():
    picture = Picture(program=Program(Decoded(library="pil", exif=False, color="rgb")), kind="pil")
    assert told_apart(ultralytics.run(written("YOLO('yolov8n.pt')"), picture).program, BOX[:1] + UNIT, pil()) == ""


@pytest.mark.parametrize("source", ["3", "letterbox(x)", "YOLO", "YOLO('yolov8n.pt').predict('a.jpg')"])
def test_what_is_not_a_step(source):
    assert not ultralytics.speaks(written(source))
