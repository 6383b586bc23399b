"""A script of torch on tensors, without torchvision's transforms."""

from dialects.promise import UNIT, Dialect, Target, method, python

HEAD = """\
import random

import cv2
import numpy as np
import torch
import torch.nn.functional as F

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


"""
POINT = {"height": 224, "width": 224, "library": "torch", "antialias": False}
STRETCHED = Target(steps=({"Resize": POINT},), reader="opencv", domain="floats")
ONLY_UNIT = Target(steps=({"Resize": POINT},), reader="opencv", constants=UNIT, domain="floats")
CUT = Target(
    steps=({"Resize": {**POINT, "height": 256, "width": 256}}, {"Crop": {"top": 16, "left": 16, "height": 224, "width": 224}}),
    reader="opencv",
    domain="floats",
)
PADDED = Target(
    steps=({"Resize": {**POINT, "height": 480, "width": 640}}, {"Pad": {"top": 80, "bottom": 80, "fill": 127.5}}),
    reader="opencv",
    domain="floats",
)
spelled, wrong = python(HEAD, target=STRETCHED)
STEPS = """\
def t(path):
    picture = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
    tensor = torch.from_numpy(picture).permute(2, 0, 1).float() / 255
    tensor = F.interpolate(tensor[None], size=(224, 224), mode="bilinear")[0]
    tensor = (tensor - MEAN) / STD
    return tensor"""
NORM = "    tensor = (tensor - MEAN) / STD\n"
CROP = STEPS.replace("(224, 224)", "(256, 256)").replace(NORM, "    tensor = tensor[:, 16:240, 16:240]\n" + NORM)
BOX = STEPS.replace("(224, 224)", "(480, 640)").replace(NORM, "    tensor = F.pad(tensor, (0, 0, 80, 80), value=0.5)\n" + NORM)

DIALECT = Dialect(
    spellings=(
        spelled("step by step", STEPS),
        spelled("unsqueezed", STEPS.replace("tensor[None]", "tensor.unsqueeze(0)").replace("[0]\n", ".squeeze(0)\n")),
        spelled("said in full", STEPS.replace('mode="bilinear"', 'mode="bilinear", align_corners=False, antialias=False')),
        spelled("div", STEPS.replace(".float() / 255", ".float().div(255)")),
        spelled("in place", STEPS.replace(".float() / 255", ".float().div_(255.0)").replace(NORM, "    tensor.sub_(MEAN).div_(STD)\n")),
        spelled("to a type", STEPS.replace(".float()", ".to(torch.float32)")),
        spelled("tensor of an array", STEPS.replace("torch.from_numpy(picture)", "torch.tensor(picture)")),
        spelled(
            "a slice for the order",
            STEPS.replace("cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)", "cv2.imread(path)[:, :, ::-1].copy()"),
        ),
        spelled(
            "flipped later",
            STEPS.replace("cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)", "cv2.imread(path)").replace(
                NORM, "    tensor = tensor.flip(0)\n" + NORM
            ),
        ),
        spelled("a device", STEPS.replace("return tensor", "return tensor.unsqueeze(0).to('cuda')")),
        spelled(
            "a module",
            method("class Prepare(torch.nn.Module):\n    def forward(self, path):\n", STEPS),
            ":Prepare",
        ),
        spelled("a crop", CROP, target=CUT),
        spelled("a border", BOX, target=PADDED),
        spelled("only 0..1", STEPS.replace(NORM, ""), target=ONLY_UNIT),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "flip(0)", STEPS.replace("return tensor", "return tensor.flip(0)")),
        wrong("double normalisation", "PC301", "- MEAN", STEPS),
        wrong("missing normalisation", "PC303", "/ 255", STEPS.replace(NORM, "")),
        wrong("missing normalisation", "PC302", "cv2.imread", STEPS.replace(NORM, "").replace(" / 255", ""), id="levels"),
        wrong("std as scale", "PC304", "* STD", STEPS.replace("/ STD", "* STD")),
        wrong("times 255", "PC305", "- MEAN", STEPS.replace(" / 255", "")),
        wrong("other kernel", "PC403", "bicubic", STEPS.replace("bilinear", "bicubic")),
        wrong("other kernel", "PC404", "antialias=True", STEPS.replace('"bilinear"', '"bilinear", antialias=True'), id="smoothed"),
        wrong("crop off by one", "PC407", "17:241", CROP.replace("16:240, 16", "17:241, 16"), target=CUT),
        wrong("pad value", "PC405", "F.pad", BOX.replace("value=0.5", "value=0"), target=PADDED),
        wrong("other layout", "PC203", "permute(1", STEPS.replace("return tensor", "return tensor.permute(1, 2, 0)")),
        wrong(
            "other layout",
            "PC203",
            "view(3, 224",
            STEPS.replace("permute(2, 0, 1)", "view(3, 224, 224)")
            .replace('    tensor = F.interpolate(tensor[None], size=(224, 224), mode="bilinear")[0]\n', "")
            .replace(
                "cv2.imread(path), cv2.COLOR_BGR2RGB)",
                "cv2.imread(path), cv2.COLOR_BGR2RGB)\n    picture = cv2.resize(picture, (224, 224))",
            ),
            id="a view",
        ),
        wrong(
            "augmentation",
            "PC408",
            "random.random",
            STEPS.replace("    tensor = (t", "    if random.random() < 0.5:\n        tensor = tensor * 1.2\n    tensor = (t"),
        ),
        wrong(
            "augmentation",
            "PC408",
            "torch.rand(",
            STEPS.replace(
                "    tensor = (t", "    if torch.rand(1) < 0.5:\n        tensor = tensor + 0.1 * torch.randn_like(tensor)\n    tensor = (t"
            ),
            id="noise by chance",
        ),
    ),
    silent={
        "other size policy": "F.interpolate stretches to a size",
    },
)
