"""torchvision's functions, called one after the other."""

from dialects.promise import BLUE_FIRST, PADDED, SQUARED, Dialect, method, python

HEAD = """\
import torch
import torchvision.transforms as T
import torchvision.transforms.functional as F
from PIL import Image
from torchvision.transforms.v2 import functional as F2

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


"""
spelled, wrong = python(HEAD)
STEPS = """\
def t(path):
    picture = Image.open(path).convert("RGB")
    picture = F.resize(picture, 256)
    picture = F.center_crop(picture, 224)
    tensor = F.to_tensor(picture)
    tensor = F.normalize(tensor, mean=MEAN, std=STD)
    return tensor"""
NORM = "    tensor = F.normalize(tensor, mean=MEAN, std=STD)\n"
CUT = STEPS.replace("256", "[256, 256]")
FIXED = STEPS.replace("256", "[480, 640]").replace("F.center_crop(picture, 224)", "F.pad(picture, [0, 80], fill=114)")
CLASS = """\
class Pictures(torch.utils.data.Dataset):
    def __init__(self, paths, size=224):
        self.paths = paths
        self.size = size

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        picture = Image.open(self.paths[index]).convert("RGB")
        picture = F.center_crop(F.resize(picture, 256), self.size)
        return F.normalize(F.to_tensor(picture), MEAN, STD), index"""
WHOLE = """\
def t(path):
    return F.normalize(F.to_tensor(F.center_crop(F.resize(Image.open(path), 256), 224)), MEAN, STD)"""

DIALECT = Dialect(
    spellings=(
        spelled("step by step", STEPS),
        spelled("in one", WHOLE),
        spelled(
            "a picture in hand",
            STEPS.replace("def t(path)", "def t(picture)").replace('    picture = Image.open(path).convert("RGB")\n', ""),
            said={"reader": "pil"},
        ),
        spelled("a data set", CLASS, ":Pictures"),
        spelled("lists", STEPS.replace("256", "[256]").replace("224", "[224, 224]")),
        spelled("the kernel said", STEPS.replace("256", "256, interpolation=T.InterpolationMode.BILINEAR")),
        spelled("bytes first", STEPS.replace("F.to_tensor(picture)", "F.convert_image_dtype(F.pil_to_tensor(picture), torch.float32)")),
        spelled(
            "v2",
            STEPS.replace("F.resize", "F2.resize").replace(
                "F.to_tensor(picture)", "F2.to_dtype(F2.to_image(picture), torch.float32, scale=True)"
            ),
        ),
        spelled("a class among functions", STEPS.replace("F.center_crop(picture, 224)", "T.CenterCrop(224)(picture)")),
        spelled(
            "a composition called",
            (
                "val = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), T.Normalize(MEAN, STD)])\n\n\n"
                "def t(path):\n    return val(Image.open(path).convert('RGB')).unsqueeze(0)"
            ),
        ),
        spelled(
            "a helper",
            "def load(path):\n    with open(path, 'rb') as file:\n        return Image.open(file).convert('RGB')\n\n\n"
            + STEPS.replace('Image.open(path).convert("RGB")', "load(path)"),
        ),
        spelled(
            "a method",
            method("class Prepare:\n    def __call__(self, path):\n", STEPS),
            ":Prepare",
        ),
        spelled(
            "a switch",
            STEPS.replace("def t(path)", "def t(path, train=False)").replace(
                "    tensor = F.to_tensor", "    if train:\n        picture = F.hflip(picture)\n    tensor = F.to_tensor"
            ),
        ),
        spelled("a square", CUT, target=SQUARED),
        spelled("a border", FIXED, target=PADDED),
        spelled(
            "blue first",
            STEPS.replace(
                "F.normalize(tensor, mean=MEAN, std=STD)", "F.normalize(tensor.flip(0) * 255, [103.939, 116.779, 123.68], [1.0, 1.0, 1.0])"
            ),
            target=BLUE_FIRST,
        ),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "flip(0)", STEPS.replace("    return tensor", "    return tensor.flip(0)")),
        wrong("double normalisation", "PC301", "F.normalize", STEPS),
        wrong(
            "double normalisation",
            "PC301",
            "again",
            STEPS.replace(NORM, NORM + NORM.replace("\n", "  # again\n")),
            march="nash-e",
            id="in a row",
        ),
        wrong("missing normalisation", "PC303", "to_tensor", STEPS.replace(NORM, "")),
        wrong(
            "missing normalisation", "PC302", "Image.open", STEPS.replace(NORM, "").replace("F.to_tensor", "F.pil_to_tensor"), id="levels"
        ),
        wrong("std as scale", "PC304", "1 / s", STEPS.replace("std=STD", "std=[1 / s for s in STD]")),
        wrong("times 255", "PC305", "* 255", STEPS.replace("return tensor", "return tensor * 255")),
        wrong("other kernel", "PC403", "NEAREST", STEPS.replace("256", "256, T.InterpolationMode.NEAREST")),
        wrong("other size policy", "PC402", "256, 256", CUT),
        wrong(
            "crop off by one",
            "PC407",
            "F.crop",
            CUT.replace("F.center_crop(picture, 224)", "F.crop(picture, 17, 16, 224, 224)"),
            target=SQUARED,
        ),
        wrong("pad value", "PC405", "fill=0", FIXED.replace("114", "0"), target=PADDED),
        wrong("other layout", "PC203", "permute", STEPS.replace("return tensor", "return tensor.permute(1, 2, 0)")),
        wrong("augmentation", "PC408", "T.RandomCrop", STEPS.replace("F.center_crop(picture, 224)", "T.RandomCrop(224)(picture)")),
    ),
)
