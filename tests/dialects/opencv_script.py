"""A script of OpenCV and NumPy."""

from dialects.promise import CAFFE, DETECTOR, IMAGENET, Dialect, Target, method, python

HEAD = """\
import random

import cv2
import numpy as np

MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
STD = np.array([0.229, 0.224, 0.225], dtype=np.float32)
SIZE = 224


"""
STRETCHED = Target(steps=({"Resize": {"height": 224, "width": 224}},), reader="opencv")
CUT = Target(
    steps=({"Resize": {"height": 256, "width": 256}}, {"Crop": {"top": 16, "left": 16, "height": 224, "width": 224}}), reader="opencv"
)
BLUE = Target(steps=STRETCHED.steps, reader="opencv", color="bgr", constants=CAFFE)
FLOATS = Target(steps=STRETCHED.steps, reader="opencv", constants=IMAGENET)
spelled, wrong = python(HEAD, target=STRETCHED)
STEPS = """\
def t(path):
    picture = cv2.imread(path)
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    picture = cv2.resize(picture, (SIZE, SIZE))
    tensor = picture.astype(np.float32) / 255.0
    tensor = (tensor - MEAN) / STD
    return tensor.transpose(2, 0, 1)"""
BOX = """\
def letterbox(picture, size=640, fill=114):
    height, width = picture.shape[:2]
    ratio = min(size / height, size / width)
    new_width, new_height = int(round(width * ratio)), int(round(height * ratio))
    dw, dh = (size - new_width) / 2, (size - new_height) / 2
    if (width, height) != (new_width, new_height):
        picture = cv2.resize(picture, (new_width, new_height), interpolation=cv2.INTER_LINEAR)
    top, bottom = int(round(dh - 0.1)), int(round(dh + 0.1))
    left, right = int(round(dw - 0.1)), int(round(dw + 0.1))
    return cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(fill, fill, fill))


def t(path):
    picture = letterbox(cv2.imread(path), 640)
    picture = picture[:, :, ::-1].transpose(2, 0, 1)
    return np.ascontiguousarray(picture, dtype=np.float32) / 255"""
SQUARE = STEPS.replace("(SIZE, SIZE))", "(256, 256))\n    picture = picture[16:240, 16:240]")
SAVED = STEPS.replace("    return tensor.transpose(2, 0, 1)", "    tensor.transpose(2, 0, 1).tofile(path + '.bin')")

DIALECT = Dialect(
    spellings=(
        spelled("step by step", STEPS),
        spelled("reversed by a slice", STEPS.replace("cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)", "picture[:, :, ::-1]")),
        spelled("reversed by an ellipsis", STEPS.replace("cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)", "picture[..., ::-1]")),
        spelled("reversed by a list", STEPS.replace("cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)", "picture[..., [2, 1, 0]]")),
        spelled(
            "planes merged",
            STEPS.replace(
                "picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)", "b, g, r = cv2.split(picture)\n    picture = cv2.merge([r, g, b])"
            ),
        ),
        spelled(
            "resized first",
            STEPS.replace("    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)\n", "").replace(
                "(SIZE, SIZE))", "(SIZE, SIZE))\n    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)"
            ),
        ),
        spelled("the kernel said", STEPS.replace("(SIZE, SIZE)", "dsize=(SIZE, SIZE), interpolation=cv2.INTER_LINEAR")),
        spelled("in levels", STEPS.replace(" / 255.0", "").replace("(tensor - MEAN) / STD", "(tensor - MEAN * 255) / (STD * 255)")),
        spelled(
            "in place",
            STEPS.replace("picture.astype(np.float32) / 255.0\n", "np.float32(picture)\n    tensor /= 255.0\n").replace(
                "tensor = (tensor - MEAN) / STD", "tensor -= MEAN\n    tensor /= STD"
            ),
        ),
        spelled(
            "channel by channel",
            STEPS.replace(
                "tensor = (tensor - MEAN) / STD", "for c in range(3):\n        tensor[:, :, c] = (tensor[:, :, c] - MEAN[c]) / STD[c]"
            ),
        ),
        spelled(
            "planes first",
            STEPS.replace(
                "    tensor = (tensor - MEAN) / STD\n    return tensor.transpose(2, 0, 1)",
                "    tensor = np.transpose(tensor, (2, 0, 1))\n    return (tensor - MEAN[:, None, None]) / STD[:, None, None]",
            ),
        ),
        spelled(
            "a batch of one", STEPS.replace("return tensor.transpose(2, 0, 1)", "return np.expand_dims(np.moveaxis(tensor, -1, 0), 0)")
        ),
        spelled(
            "a blob",
            (
                "def t(path):\n    picture = cv2.imread(path)\n"
                "    blob = cv2.dnn.blobFromImage(picture, 1 / 255.0, (224, 224), swapRB=True)\n"
                "    return (blob - MEAN.reshape(1, 3, 1, 1)) / STD.reshape(1, 3, 1, 1)"
            ),
            target=FLOATS,
        ),
        spelled("saved", SAVED),
        spelled(
            "a class",
            method(
                (
                    "class Pictures:\n    def __init__(self, files):\n        self.files = files\n\n"
                    "    def __getitem__(self, i):\n        path = self.files[i]\n"
                ),
                STEPS,
            ),
            ":Pictures",
        ),
        spelled("bytes decoded", STEPS.replace("cv2.imread(path)", "cv2.imdecode(np.fromfile(path, dtype=np.uint8), cv2.IMREAD_COLOR)")),
        spelled("a letterbox", BOX, target=DETECTOR),
        spelled("a crop", SQUARE, target=CUT),
        spelled(
            "a crop from the middle",
            SQUARE.replace(
                "    picture = picture[16:240, 16:240]",
                (
                    "    h, w = picture.shape[:2]\n    top, left = (h - SIZE) // 2, (w - SIZE) // 2\n"
                    "    picture = picture[top:top + SIZE, left:left + SIZE]"
                ),
            ),
            target=CUT,
        ),
        spelled(
            "blue first",
            STEPS.replace("    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)\n", "")
            .replace(" / 255.0", "")
            .replace("(tensor - MEAN) / STD", "tensor - np.array([103.939, 116.779, 123.68], dtype=np.float32)"),
            target=BLUE,
        ),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "cv2.imread", STEPS.replace("    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)\n", "")),
        wrong(
            "swapped order",
            "PC201",
            "[::-1]",
            STEPS.replace("    return tensor.transpose(2, 0, 1)", "    return tensor.transpose(2, 0, 1)[::-1]"),
            id="swapped back",
        ),
        wrong("double normalisation", "PC301", "- MEAN", STEPS),
        wrong(
            "double normalisation",
            "PC301",
            "again",
            STEPS.replace(
                "    tensor = (tensor - MEAN) / STD\n", "    tensor = (tensor - MEAN) / STD\n    tensor = (tensor - MEAN) / STD  # again\n"
            ),
            march="nash-e",
            id="in a row",
        ),
        wrong("missing normalisation", "PC303", "/ 255", STEPS.replace("    tensor = (tensor - MEAN) / STD\n", "")),
        wrong(
            "missing normalisation",
            "PC302",
            "cv2.imread",
            STEPS.replace("    tensor = (tensor - MEAN) / STD\n", "").replace(" / 255.0", ""),
            id="levels",
        ),
        wrong("std as scale", "PC304", "* STD", STEPS.replace("/ STD", "* STD")),
        wrong("times 255", "PC305", "- MEAN", STEPS.replace(" / 255.0", "")),
        wrong("other kernel", "PC403", "INTER_NEAREST", STEPS.replace("(SIZE, SIZE)", "(SIZE, SIZE), interpolation=cv2.INTER_NEAREST")),
        wrong(
            "other size policy",
            "PC402",
            "cv2.resize(p",
            BOX.replace(
                "    picture = letterbox(cv2.imread(path), 640)",
                "    picture = cv2.imread(path)\n    picture = cv2.resize(picture, (640, 640))",
            ).replace("picture = cv2.resize(picture, (new", "picture = cv2.resize( picture, (new"),
            target=DETECTOR,
        ),
        wrong("crop off by one", "PC407", "[17:241", SQUARE.replace("[16:240, 16", "[17:241, 16"), target=CUT),
        wrong("pad value", "PC405", "copyMakeBorder", BOX.replace("fill=114", "fill=127"), target=DETECTOR),
        wrong("other layout", "PC203", "cv2.imread", STEPS.replace(".transpose(2, 0, 1)", "")),
        wrong("other layout", "PC203", "reshape", STEPS.replace("transpose(2, 0, 1)", "reshape(3, SIZE, SIZE)"), id="a reshape"),
        wrong(
            "augmentation",
            "PC408",
            "random.random",
            STEPS.replace(
                "    tensor = pic",
                "    if random.random() < 0.5:\n        picture = cv2.convertScaleAbs(picture, alpha=1.2)\n    tensor = pic",
            ),
        ),
        wrong(
            "augmentation",
            "PC408",
            "top:top + SIZE",
            STEPS.replace(
                "(SIZE, SIZE))",
                (
                    "(256, 256))\n    top, left = np.random.randint(0, 33, 2)\n"
                    "    picture = picture[top:top + SIZE, left:left + SIZE]\n"
                    "    picture = cv2.resize(picture, (picture.shape[1] // 2 * 2, SIZE))"
                ),
            ),
            id="a random crop",
        ),
        wrong(
            "augmentation",
            "PC408",
            "[..., 2] *=",
            STEPS.replace(
                "    tensor = pic",
                (
                    "    hues = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV).astype(np.float32)\n"
                    "    hues[..., 2] *= random.uniform(0.7, 1.3)\n"
                    "    picture = cv2.cvtColor(np.clip(hues, 0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB)\n    tensor = pic"
                ),
            ),
            id="random hues",
        ),
        wrong(
            "augmentation",
            "PC408",
            "random.uniform",
            STEPS.replace(
                "    tensor = pic",
                "    picture = np.clip(picture * random.uniform(0.8, 1.2), 0, 255).astype(np.uint8)\n    tensor = pic",
            ),
            id="random brightness",
        ),
    ),
)
