"""torchvision's second transforms: on Pillow pictures, and on tensors made of them."""

from dialects.promise import PADDED, SQUARED, STRETCHED, Dialect, python

HEAD = """\
import torch
import torchvision.transforms.v2 as v2
from torch import nn
from torchvision import transforms as T
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as F

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
"""
spelled, wrong = python(HEAD)
PLAIN = "t = v2.Compose([v2.Resize(256), v2.CenterCrop(224), v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, STD)])"
STEPS = """\
t = v2.Compose([
    v2.ToImage(),
    v2.Resize(256),
    v2.CenterCrop(224),
    v2.ToDtype(torch.float32, scale=True),
    v2.Normalize(mean=MEAN, std=STD),
])"""
NORM = "    v2.Normalize(mean=MEAN, std=STD),\n"
FIXED = STEPS.replace("v2.Resize(256)", "v2.Resize((480, 640))").replace("v2.CenterCrop(224)", "v2.Pad([0, 80], fill=114)")

DIALECT = Dialect(
    spellings=(
        spelled("on pictures", PLAIN),
        spelled("on tensors", STEPS),
        spelled("words", PLAIN.replace("256", "size=[256]").replace("224", "size=[224, 224]")),
        spelled("a kernel by its name", PLAIN.replace("256", "256, interpolation='bilinear'")),
        spelled("a kernel of the enumeration", STEPS.replace("256", "256, interpolation=InterpolationMode.BILINEAR, antialias=True")),
        spelled("by its position", PLAIN.replace("scale=True", "True")),
        spelled("of the package", PLAIN.replace("v2.", "T.v2.")),
        spelled("PILToTensor", PLAIN.replace("ToImage", "PILToTensor")),
        spelled("ToTensor", PLAIN.replace("v2.ToImage(), v2.ToDtype(torch.float32, scale=True)", "v2.ToTensor()")),
        spelled("bytes said", PLAIN.replace("v2.ToImage(),", "v2.ToImage(), v2.ToDtype(torch.uint8, scale=True),")),
        spelled("a tensor in the end", STEPS.replace("\n])", "\n    v2.ToPureTensor(),\n])")),
        spelled("no composition", "t = nn.Sequential(" + PLAIN[len("t = v2.Compose([") : -2] + ")"),
        spelled("the first transforms between", PLAIN.replace("v2.CenterCrop", "T.CenterCrop")),
        spelled("a type per kind", PLAIN.replace("v2.RGB(), ", "").replace("v2.Resize", "v2.RGB(), v2.Resize", 1)),
        spelled(
            "made by a function",
            "def make(train, size=224):\n"
            "    steps = [v2.RandomResizedCrop(size)] if train else [v2.Resize(256), v2.CenterCrop(size)]\n"
            "    return v2.Compose([*steps, v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, STD)])\n\n\n"
            "t = make(False)",
        ),
        spelled("stretched", PLAIN.replace("256", "(224, 224)").replace(" v2.CenterCrop(224),", ""), target=STRETCHED),
        spelled("a square", PLAIN.replace("256", "(256, 256)"), target=SQUARED),
        spelled("a border", FIXED, target=PADDED),
    ),
    mistakes=(
        wrong(
            "swapped order",
            "PC201",
            "PermuteChannels",
            STEPS.replace("    v2.ToDtype", "    v2.PermuteChannels([2, 1, 0]),\n    v2.ToDtype"),
        ),
        wrong("double normalisation", "PC301", "v2.Normalize", STEPS),
        wrong(
            "double normalisation",
            "PC301",
            "again",
            STEPS.replace("\n])", "\n    v2.Normalize(MEAN, STD),  # again\n])"),
            march="nash-e",
            id="in a row",
        ),
        wrong("missing normalisation", "PC303", "v2.ToDtype", STEPS.replace(NORM, "")),
        wrong(
            "missing normalisation",
            "PC302",
            "t = v2.Compose",
            STEPS.replace(NORM, "").replace("scale=True", "scale=False"),
            id="bytes as they are",
        ),
        wrong("std as scale", "PC304", "1 / s", STEPS.replace("std=STD", "std=[1 / s for s in STD]")),
        wrong("times 255", "PC305", "v2.Normalize", STEPS.replace(", scale=True", "")),
        wrong("other kernel", "PC403", "NEAREST", STEPS.replace("256", "256, interpolation=InterpolationMode.NEAREST")),
        wrong("other kernel", "PC404", "antialias=False", STEPS.replace("256", "256, antialias=False"), id="not smoothed"),
        wrong("other size policy", "PC402", "256, 256", STEPS.replace("256", "[256, 256]")),
        wrong(
            "crop off by one",
            "PC407",
            "F.crop",
            STEPS.replace("256", "[256, 256]").replace("v2.CenterCrop(224)", "v2.Lambda(lambda x: F.crop(x, 17, 16, 224, 224))"),
            target=SQUARED,
        ),
        wrong("pad value", "PC405", "fill=0", FIXED.replace("114", "0"), target=PADDED),
        wrong("other layout", "PC203", "permute", STEPS.replace("\n])", "\n    v2.Lambda(lambda x: x.permute(1, 2, 0)),\n])")),
        wrong("augmentation", "PC408", "RandomResizedCrop", STEPS.replace("v2.Resize(256)", "v2.RandomResizedCrop(224)")),
        wrong(
            "augmentation",
            "PC408",
            "RandomPhotometricDistort",
            STEPS.replace("    v2.ToDtype", "    v2.RandomPhotometricDistort(),\n    v2.ToDtype"),
            id="colors",
        ),
    ),
)
