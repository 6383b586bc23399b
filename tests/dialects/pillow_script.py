"""A script of Pillow and NumPy."""

from dialects.promise import BLUE_FIRST, SQUARED, STRETCHED, Dialect, Target, method, python

HEAD = """\
import random

import numpy as np
from PIL import Image, ImageEnhance

MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
STD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


"""
BLUE = Target(steps=STRETCHED.steps, color="bgr", constants=BLUE_FIRST.constants)
PADDED = Target(steps=({"Resize": {"height": 480, "width": 640, "library": "pil"}}, {"Pad": {"top": 80, "bottom": 80, "fill": 114.0}}))
spelled, wrong = python(HEAD, target=STRETCHED)
STEPS = """\
def t(path):
    picture = Image.open(path).convert("RGB")
    picture = picture.resize((224, 224), Image.BILINEAR)
    tensor = np.array(picture, dtype=np.float32) / 255.0
    tensor = (tensor - MEAN) / STD
    return tensor.transpose(2, 0, 1)"""
CUT = STEPS.replace("(224, 224), Image.BILINEAR)", "(256, 256), Image.BILINEAR)\n    picture = picture.crop((16, 16, 240, 240))")
BOX = STEPS.replace(
    "(224, 224), Image.BILINEAR)",
    (
        '(640, 480), Image.BILINEAR)\n    canvas = Image.new("RGB", (640, 640), (114, 114, 114))\n'
        "    canvas.paste(picture, (0, 80))\n    picture = canvas"
    ),
)

DIALECT = Dialect(
    spellings=(
        spelled("step by step", STEPS),
        spelled("asarray", STEPS.replace("np.array(picture, dtype=np.float32)", "np.asarray(picture).astype(np.float32)")),
        spelled("the newer names", STEPS.replace("Image.BILINEAR", "resample=Image.Resampling.BILINEAR")),
        spelled("in levels", STEPS.replace(" / 255.0", "").replace("(tensor - MEAN) / STD", "(tensor - 255 * MEAN) / (255 * STD)")),
        spelled("in place", STEPS.replace("tensor = (tensor - MEAN) / STD", "tensor -= MEAN\n    tensor /= STD")),
        spelled("as a list", STEPS.replace("- MEAN) / STD", "- [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]")),
        spelled(
            "planes first",
            STEPS.replace(
                "    tensor = (tensor - MEAN) / STD\n    return tensor.transpose(2, 0, 1)",
                "    tensor = tensor.transpose((2, 0, 1))\n    return (tensor - MEAN.reshape(3, 1, 1)) / STD.reshape(3, 1, 1)",
            ),
        ),
        spelled("a batch", STEPS.replace("return tensor.transpose(2, 0, 1)", "return tensor.transpose(2, 0, 1)[np.newaxis]")),
        spelled(
            "with an open file",
            STEPS.replace(
                '    picture = Image.open(path).convert("RGB")', '    with Image.open(path) as file:\n        picture = file.convert("RGB")'
            ),
        ),
        spelled(
            "a method",
            method("class Prepare:\n    size = (224, 224)\n\n    def __call__(self, path):\n", STEPS.replace("(224, 224)", "self.size")),
            ":Prepare",
        ),
        spelled(
            "a helper",
            "def normalise(tensor, mean=MEAN, std=STD):\n    return (tensor - mean) / std\n\n\n"
            + STEPS.replace("(tensor - MEAN) / STD", "normalise(tensor)"),
        ),
        spelled(
            "saved",
            STEPS.replace("return tensor.transpose(2, 0, 1)", "np.save(path + '.npy', np.ascontiguousarray(tensor.transpose(2, 0, 1)))"),
        ),
        spelled("a crop", CUT, target=SQUARED),
        spelled("a canvas", BOX, target=PADDED),
        spelled(
            "blue first",
            STEPS.replace(" / 255.0", "").replace(
                "tensor = (tensor - MEAN) / STD", "tensor = tensor[:, :, ::-1] - np.array([103.939, 116.779, 123.68])"
            ),
            target=BLUE,
        ),
    ),
    mistakes=(
        wrong(
            "swapped order",
            "PC201",
            ":, ::-1",
            STEPS.replace("    tensor = (tensor", "    tensor = tensor[:, :, ::-1]\n    tensor = (tensor").replace(
                "- MEAN) / STD", "- MEAN[::-1]) / STD[::-1]"
            ),
        ),
        wrong("double normalisation", "PC301", "- MEAN", STEPS),
        wrong("missing normalisation", "PC303", "/ 255", STEPS.replace("    tensor = (tensor - MEAN) / STD\n", "")),
        wrong(
            "missing normalisation",
            "PC302",
            "Image.open",
            STEPS.replace("    tensor = (tensor - MEAN) / STD\n", "").replace(" / 255.0", ""),
            id="levels",
        ),
        wrong("std as scale", "PC304", "* STD", STEPS.replace("/ STD", "* STD")),
        wrong("times 255", "PC305", "- MEAN", STEPS.replace(" / 255.0", "")),
        wrong("other kernel", "PC403", "picture.resize", STEPS.replace(", Image.BILINEAR", "")),
        wrong("other kernel", "PC403", "NEAREST", STEPS.replace("BILINEAR", "NEAREST"), id="nearest"),
        wrong(
            "other size policy",
            "PC402",
            "round(w * s)",
            CUT.replace(
                "picture.resize((256, 256), Image.BILINEAR)", "picture.resize((round(w * s), round(h * s)), Image.BILINEAR)"
            ).replace("    picture = picture.resize", "    w, h = picture.size\n    s = 256 / min(w, h)\n    picture = picture.resize"),
            target=SQUARED,
        ),
        wrong("crop off by one", "PC407", "picture.crop", CUT.replace("16, 16, 240, 240", "16, 17, 240, 241"), target=SQUARED),
        wrong("pad value", "PC405", "canvas.paste", BOX.replace("(114, 114, 114)", "(0, 0, 0)"), target=PADDED),
        wrong("other layout", "PC203", "Image.open", STEPS.replace(".transpose(2, 0, 1)", "")),
        wrong("other layout", "PC203", "reshape", STEPS.replace("transpose(2, 0, 1)", "reshape(3, 224, 224)"), id="a reshape"),
        wrong(
            "augmentation",
            "PC408",
            "random.random",
            STEPS.replace("    tensor = np", "    if random.random() < 0.5:\n        picture = picture.rotate(10)\n    tensor = np", 1),
        ),
        wrong(
            "augmentation",
            "PC408",
            "random.uniform",
            STEPS.replace(
                "    tensor = np", "    picture = ImageEnhance.Brightness(picture).enhance(random.uniform(0.8, 1.2))\n    tensor = np", 1
            ),
            id="random brightness",
        ),
    ),
)
