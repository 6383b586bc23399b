"""torchvision's first transforms: compositions of classes."""

from dialects.promise import BLUE_FIRST, PADDED, SQUARED, STRETCHED, Dialect, python

HEAD = """\
import numpy as np
import torch
import torchvision.transforms as T
import torchvision.transforms.functional as F
from PIL import Image
from torch import nn
from torchvision import transforms
from torchvision.transforms import InterpolationMode

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
NORM = T.Normalize(MEAN, STD)
"""
spelled, wrong = python(HEAD)
PLAIN = "t = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), NORM])"
STEPS = """\
t = T.Compose([
    T.Resize(256),
    T.CenterCrop(224),
    T.ToTensor(),
    T.Normalize(mean=MEAN, std=STD),
])"""
FIXED = "t = T.Compose([T.Resize((480, 640)), T.Pad((0, 80), fill=114), T.ToTensor(), NORM])"
CUT = "t = T.Compose([T.Resize((256, 256)), T.CenterCrop(224), T.ToTensor(), NORM])"

DIALECT = Dialect(
    spellings=(
        spelled("plain", PLAIN),
        spelled("by its package", PLAIN.replace("T.", "transforms.")),
        spelled("lists", PLAIN.replace("256", "[256]").replace("224", "(224, 224)")),
        spelled(
            "words", "t = T.Compose(transforms=[T.Resize(size=256), T.CenterCrop(size=224), T.ToTensor(), T.Normalize(mean=MEAN, std=STD)])"
        ),
        spelled("the kernel said", PLAIN.replace("256", "256, InterpolationMode.BILINEAR")),
        spelled("Pillow's kernel", PLAIN.replace("256", "256, interpolation=Image.BILINEAR")),
        spelled("antialias said", PLAIN.replace("256", "256, antialias=True")),
        spelled("computed size", PLAIN.replace("256", "int(224 / 0.875)")),
        spelled("bytes first", PLAIN.replace("T.ToTensor()", "T.PILToTensor(), T.ConvertImageDtype(torch.float32)")),
        spelled("arrays", PLAIN.replace("NORM", "T.Normalize(np.array(MEAN), torch.tensor(STD))")),
        spelled("a module", "t = nn.Sequential(T.Resize(256), T.CenterCrop(224), T.ToTensor(), NORM)"),
        spelled(
            "a list that grows",
            "steps = [T.Resize(256), T.CenterCrop(224)]\nsteps.append(T.ToTensor())\nsteps += [NORM]\nt = T.Compose(steps)",
        ),
        spelled("one in another", "head = T.Compose([T.Resize(256), T.CenterCrop(224)])\nt = T.Compose([head, T.ToTensor(), NORM])"),
        spelled(
            "a factory",
            "def build(size, train=False):\n"
            "    if train:\n"
            "        return T.Compose([T.RandomResizedCrop(size), T.ToTensor(), NORM])\n"
            "    return T.Compose([T.Resize(int(size * 256 / 224)), T.CenterCrop(size), T.ToTensor(), NORM])\n\n\nt = build(224)",
        ),
        spelled("a dictionary", f"t = {{'train': T.RandomResizedCrop(224), 'val': {PLAIN[4:]}}}['val']"),
        spelled(
            "a data set",
            f"class Data:\n    def __init__(self, paths):\n        self.paths = paths\n        self.transform = {PLAIN[4:]}\n\n"
            "    def __getitem__(self, index):\n        return self.transform(Image.open(self.paths[index]).convert('RGB'))",
            ":Data",
        ),
        spelled("converted", PLAIN.replace("[T.Resize", "[T.Lambda(lambda p: p.convert('RGB')), T.Resize")),
        spelled("lambdas", PLAIN.replace("T.ToTensor(), NORM", "T.Lambda(F.to_tensor), T.Lambda(lambda x: F.normalize(x, MEAN, STD))")),
        spelled(
            "by hand",
            PLAIN.replace("NORM", "T.Lambda(lambda x: (x - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None])"),
        ),
        spelled("stretched", "t = T.Compose([T.Resize((224, 224)), T.ToTensor(), NORM])", target=STRETCHED),
        spelled("cut out of a square", CUT, target=SQUARED),
        spelled("a fixed border", FIXED, target=PADDED),
        spelled(
            "blue first",
            PLAIN.replace("NORM", "T.Lambda(lambda x: x[[2, 1, 0]] * 255), T.Normalize([103.939, 116.779, 123.68], [1.0, 1.0, 1.0])"),
            target=BLUE_FIRST,
        ),
    ),
    mistakes=(
        wrong(
            "swapped order",
            "PC201",
            "x[[2, 1, 0]]",
            STEPS.replace("    T.Normalize", "    T.Lambda(lambda x: x[[2, 1, 0]]),\n    T.Normalize"),
        ),
        wrong(
            "swapped order", "PC201", "x.flip(0)", STEPS.replace("\n])", "\n    T.Lambda(lambda x: x.flip(0)),\n])"), id="swapped at last"
        ),
        wrong("double normalisation", "PC301", "T.Normalize(mean", STEPS),
        wrong(
            "double normalisation",
            "PC301",
            "again",
            STEPS.replace("\n])", "\n    T.Normalize(MEAN, STD),  # again\n])"),
            march="nash-e",
            id="twice in a row",
        ),
        wrong(
            "missing normalisation",
            "PC302",
            "t = T.Compose",
            STEPS.replace("ToTensor", "PILToTensor").replace("    T.Normalize(mean=MEAN, std=STD),\n", ""),
        ),
        wrong(
            "missing normalisation",
            "PC303",
            "ToTensor",
            STEPS.replace("    T.Normalize(mean=MEAN, std=STD),\n", ""),
            id="no more than /255",
        ),
        wrong("std as scale", "PC304", "1 / s", STEPS.replace("std=STD", "std=[1 / s for s in STD]")),
        wrong("times 255", "PC305", "x * 255", STEPS.replace("\n])", "\n    T.Lambda(lambda x: x * 255),\n])")),
        wrong(
            "times 255",
            "PC305",
            "T.Normalize(mean",
            STEPS.replace("T.ToTensor(),", "T.PILToTensor(),\n    T.Lambda(lambda x: x.float()),"),
            id="never divided",
        ),
        wrong("other kernel", "PC403", "NEAREST", STEPS.replace("256", "256, interpolation=InterpolationMode.NEAREST")),
        wrong("other size policy", "PC402", "(256, 256)", STEPS.replace("256", "(256, 256)")),
        wrong(
            "crop off by one",
            "PC407",
            "F.crop",
            STEPS.replace("256", "(256, 256)").replace("T.CenterCrop(224)", "T.Lambda(lambda p: F.crop(p, 17, 16, 224, 224))"),
            target=SQUARED,
        ),
        wrong("pad value", "PC405", "fill=0", FIXED.replace("114", "0"), target=PADDED),
        wrong("other layout", "PC203", "permute", STEPS.replace("\n])", "\n    T.Lambda(lambda x: x.permute(1, 2, 0)),\n])")),
        wrong("augmentation", "PC408", "RandomResizedCrop", STEPS.replace("T.Resize(256)", "T.RandomResizedCrop(224)")),
        wrong(
            "augmentation",
            "PC408",
            "ColorJitter",
            STEPS.replace("    T.ToTensor", "    T.ColorJitter(0.4),\n    T.ToTensor"),
            id="colors at random",
        ),
    ),
)
