"""A script of scikit-image and NumPy."""

from dialects.promise import CAFFE, UNIT, Dialect, Target, method, python

HEAD = """\
import random

import numpy as np
from skimage import img_as_float, io, transform, util

MEAN = np.array([0.485, 0.456, 0.406])
STD = np.array([0.229, 0.224, 0.225])


"""
SQUARE = ({"Resize": {"height": 224, "width": 224, "library": "skimage"}},)
STRETCHED = Target(steps=SQUARE, domain="floats")
ONLY_UNIT = Target(steps=SQUARE, constants=UNIT, domain="floats")
BLUE = Target(steps=SQUARE, color="bgr", constants=CAFFE, domain="floats")
CUT = Target(
    steps=(
        {"Resize": {"height": 256, "width": 256, "library": "skimage"}},
        {"Crop": {"top": 16, "left": 16, "height": 224, "width": 224}},
    ),
    domain="floats",
)
PADDED = Target(
    steps=({"Resize": {"height": 480, "width": 640, "library": "skimage"}}, {"Pad": {"top": 80, "bottom": 80, "fill": 127.5}}),
    domain="floats",
)
spelled, wrong = python(HEAD, target=STRETCHED)
STEPS = """\
def t(path):
    picture = io.imread(path)
    picture = transform.resize(picture, (224, 224))
    tensor = (picture - MEAN) / STD
    return tensor.astype(np.float32).transpose(2, 0, 1)"""
CROP = STEPS.replace("(224, 224))", "(256, 256))\n    picture = picture[16:240, 16:240]")
BOX = STEPS.replace(
    "(224, 224))", "(480, 640))\n    canvas = np.full((640, 640, 3), 0.5)\n    canvas[80:560, 0:640] = picture\n    picture = canvas"
)

DIALECT = Dialect(
    spellings=(
        spelled("resized to 0..1", STEPS),
        spelled("floats first", STEPS.replace("io.imread(path)", "img_as_float(io.imread(path))")),
        spelled("floats by util", STEPS.replace("io.imread(path)", "util.img_as_float32(io.imread(path))")),
        spelled("divided by hand", STEPS.replace("io.imread(path)", "io.imread(path) / 255.0")),
        spelled(
            "the range kept",
            STEPS.replace("(224, 224))", "(224, 224), preserve_range=True)").replace("- MEAN) / STD", "- MEAN * 255) / (STD * 255)"),
        ),
        spelled("the order said", STEPS.replace("(224, 224))", "(224, 224), order=1, anti_aliasing=True)")),
        spelled("with the channels", STEPS.replace("(224, 224))", "(224, 224, 3))")),
        spelled(
            "by the package",
            STEPS.replace("io.imread", "skimage.io.imread")
            .replace("transform.resize", "skimage.transform.resize")
            .replace("def t", "import skimage.io\nimport skimage.transform\n\n\ndef t"),
        ),
        spelled("step by step", STEPS.replace("tensor = (picture - MEAN) / STD", "tensor = picture - MEAN\n    tensor = tensor / STD")),
        spelled(
            "planes first",
            STEPS.replace(
                "    tensor = (picture - MEAN) / STD\n    return tensor.astype(np.float32).transpose(2, 0, 1)",
                (
                    "    tensor = np.transpose(picture, (2, 0, 1)).astype(np.float32)\n"
                    "    return (tensor - MEAN[:, None, None]) / STD[:, None, None]"
                ),
            ),
        ),
        spelled(
            "saved",
            STEPS.replace(
                "return tensor.astype(np.float32).transpose(2, 0, 1)", "tensor.astype(np.float32).transpose(2, 0, 1).tofile('0.bin')"
            ),
        ),
        spelled(
            "a class",
            method(
                (
                    "class Data:\n    def __init__(self, paths):\n        self.paths = paths\n\n"
                    "    def __getitem__(self, i):\n        path = self.paths[i]\n"
                ),
                STEPS,
            ),
            ":Data",
        ),
        spelled("a crop", CROP, target=CUT),
        spelled("a border", BOX, target=PADDED),
        spelled("only 0..1", STEPS.replace("(picture - MEAN) / STD", "picture"), target=ONLY_UNIT),
        spelled(
            "blue first",
            STEPS.replace("(picture - MEAN) / STD", "picture[..., ::-1] * 255 - np.array([103.939, 116.779, 123.68])"),
            target=BLUE,
        ),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "[::-1]", STEPS.replace("transpose(2, 0, 1)", "transpose(2, 0, 1)[::-1]")),
        wrong("double normalisation", "PC301", "- MEAN", STEPS),
        wrong("missing normalisation", "PC303", "transform.resize", STEPS.replace("(picture - MEAN) / STD", "picture")),
        wrong(
            "missing normalisation",
            "PC302",
            "io.imread",
            STEPS.replace("(224, 224))", "(224, 224), preserve_range=True)").replace("(picture - MEAN) / STD", "picture"),
            id="levels",
        ),
        wrong("std as scale", "PC304", "* STD", STEPS.replace("/ STD", "* STD")),
        wrong("times 255", "PC102", "- MEAN", STEPS.replace("(224, 224))", "(224, 224), preserve_range=True)")),
        wrong("other kernel", "PC403", "order=3", STEPS.replace("(224, 224))", "(224, 224), order=3)")),
        wrong(
            "other kernel",
            "PC404",
            "anti_aliasing=False",
            STEPS.replace("(224, 224))", "(224, 224), anti_aliasing=False)"),
            id="not smoothed",
        ),
        wrong("crop off by one", "PC407", "[17:241", CROP.replace("[16:240, 16", "[17:241, 16"), target=CUT),
        wrong("pad value", "PC405", "canvas[", BOX.replace("0.5)", "0.0)"), target=PADDED),
        wrong("other layout", "PC203", "io.imread", STEPS.replace(".transpose(2, 0, 1)", "")),
        wrong(
            "augmentation",
            "PC408",
            "random.random",
            STEPS.replace(
                "    tensor = (", "    if random.random() < 0.5:\n        picture = transform.rotate(picture, 10)\n    tensor = ("
            ),
        ),
    ),
    silent={
        "other size policy": "skimage stretches to a size",
    },
)
