"""Ultralytics: tasks by name, its YAML, its letterbox, its transforms, and its models."""

from dialects.promise import DETECTOR, IMAGENET, UNIT, Dialect, Mistake, Spelling, Target, method, python

HEAD = """\
import cv2
import numpy as np
import torch
from ultralytics import YOLO
from ultralytics.data.augment import LetterBox, classify_transforms
from utils.augmentations import letterbox

"""
CUT = ({"ResizeShort": {"size": 224, "library": "pil"}}, {"CenterCrop": {"height": 224, "width": 224}})
CLASSIFY = Target(steps=CUT, constants=UNIT, reader="opencv")
TRAINED_ON_IMAGENET = Target(steps=CUT, constants=IMAGENET)
WIDE = Target(steps=({"Letterbox": {"height": 384, "width": 640}},), constants=UNIT, reader="opencv")
SQUARE = Target(steps=({"CropFraction": {"fraction": 1.0}}, {"Resize": {"height": 224, "width": 224}}), constants=IMAGENET, reader="opencv")
spelled, wrong = python(HEAD, target=DETECTOR)
FUNCTION = """\
def t(path):
    picture = cv2.imread(path)
    picture = LetterBox((640, 640), auto=False)(image=picture)
    picture = picture[:, :, ::-1].transpose(2, 0, 1)
    picture = np.ascontiguousarray(picture)
    tensor = torch.from_numpy(picture).float()
    tensor /= 255
    return tensor[None]"""
OLDER = FUNCTION.replace("LetterBox((640, 640), auto=False)(image=picture)", "letterbox(picture, (640, 640), auto=False)[0]")
ARGS = "task: detect\nmode: train\nmodel: yolo11n.pt\nimgsz: 640\nfliplr: 0.5\n"
METADATA = "description: a model\nauthor: Ultralytics\ntask: detect\nimgsz:\n- 640\n- 640\n"


def named(cls, name, target, **rest):
    return cls(files={}, source=f"ultralytics:{name}", target=target, **({"id": name} | rest))


def yaml(id_, text, name="args.yaml", target=DETECTOR):
    return Spelling(id=id_, files={name: text}, source=name, target=target)


def wrong_yaml(kind, code, at, text, **rest):
    return Mistake(
        id=f"{kind} in YAML", kind=kind, code=code, at=at, files={"args.yaml": text}, source="args.yaml", target=DETECTOR, **rest
    )


DIALECT = Dialect(
    spellings=(
        named(Spelling, "detect", DETECTOR),
        named(Spelling, "segment@640", DETECTOR),
        named(Spelling, "pose@640x640", DETECTOR),
        named(Spelling, "detect@384x640", WIDE),
        named(Spelling, "classify", CLASSIFY),
        named(Spelling, "classify-v5", SQUARE),
        yaml("args.yaml", ARGS),
        yaml("metadata.yaml", METADATA, "metadata.yaml"),
        yaml("args.yaml of a classifier", ARGS.replace("detect", "classify").replace("640", "224"), target=CLASSIFY),
        yaml("a wide metadata.yaml", METADATA.replace("- 640\n- 640", "- 384\n- 640"), "metadata.yaml", target=WIDE),
        spelled("a model", "t = YOLO('yolov8n.pt')"),
        spelled("a classifier", "t = YOLO('yolo11n-cls.pt')", target=CLASSIFY),
        spelled("its transforms", "t = classify_transforms(224)", target=CLASSIFY),
        spelled(
            "its transforms with constants",
            "t = classify_transforms(224, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))",
            target=TRAINED_ON_IMAGENET,
        ),
        spelled("the letterbox", FUNCTION),
        spelled("YOLOv5's letterbox", OLDER),
        spelled("the letterbox in the function", FUNCTION.replace("LetterBox((640, 640), auto=False)", "LetterBox(new_shape=640)")),
        spelled(
            "a data set",
            method(
                "class Images:\n    def __init__(self, files):\n        self.files = files\n\n    def __getitem__(self, i):\n",
                FUNCTION.replace("(path)", "(self.files[i])"),
            ),
            ":Images",
        ),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "cv2.imread", FUNCTION.replace("[:, :, ::-1]", "")),
        wrong("double normalisation", "PC305", "/= 255", FUNCTION),
        wrong("missing normalisation", "PC305", "cv2.imread", FUNCTION.replace("    tensor /= 255\n", "")),
        wrong(
            "std as scale",
            "PC304",
            "t = ",
            "t = classify_transforms(224, mean=(0.485, 0.456, 0.406), std=(4.367, 4.464, 4.444))",
            target=TRAINED_ON_IMAGENET,
        ),
        wrong("std as scale", "PC304", "*= 255", FUNCTION.replace("/= 255", "*= 255"), id="multiplied"),
        wrong("times 255", "PC305", "again", FUNCTION.replace("    tensor /= 255\n", "    tensor /= 255\n    tensor /= 255  # again\n")),
        wrong("other kernel", "PC403", "INTER_AREA", FUNCTION.replace("auto=False", "auto=False, interpolation=cv2.INTER_AREA")),
        wrong("other size policy", "PC402", "scaleFill", FUNCTION.replace("auto=False", "auto=False, scaleFill=True")),
        wrong("pad value", "PC405", "padding_value", FUNCTION.replace("auto=False", "auto=False, padding_value=0")),
        wrong("pad value", "PC405", "color=", OLDER.replace("auto=False", "color=(0, 0, 0), auto=False"), id="YOLOv5's color"),
        wrong("other layout", "PC203", "cv2.imread", FUNCTION.replace(".transpose(2, 0, 1)", "")),
        wrong_yaml("double normalisation", "PC305", "task:", ARGS, march="bayes-e", roads=("calibration",)),
    ),
    silent={
        "crop off by one": "a letterbox crops nothing",
        "augmentation": "its sources are those of validation",
    },
)
