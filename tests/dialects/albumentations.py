"""albumentations, whose pictures are arrays of which the manifest says who reads them."""

from dialects.promise import CAFFE, MANIFEST, UNIT, Dialect, Target, python

HEAD = """\
import albumentations as A
import cv2
import numpy as np
from albumentations.pytorch import ToTensorV2

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""
ROUNDED = {"rounding": "half-even", "order": "ratio"}
CUT = Target(
    steps=({"ResizeShort": {"size": 256, **ROUNDED}}, {"CenterCrop": {"height": 224, "width": 224, "rounding": "floor"}}), reader="opencv"
)
SQUARE = Target(
    steps=({"Resize": {"height": 256, "width": 256}}, {"CenterCrop": {"height": 224, "width": 224, "rounding": "floor"}}), reader="opencv"
)
BOX = Target(
    steps=({"ResizeLong": {"size": 640, **ROUNDED}}, {"PadTo": {"height": 640, "width": 640, "fill": 114.0}}),
    reader="opencv",
    constants=UNIT,
)
BLUE = Target(steps=CUT.steps, reader="opencv", color="bgr", constants=CAFFE)
SAID = {"reader": "opencv", "color": "rgb"}
spelled, wrong = python(HEAD, target=CUT, said=SAID)
PLAIN = "t = A.Compose([A.SmallestMaxSize(256), A.CenterCrop(224, 224), A.Normalize(MEAN, STD), ToTensorV2()])"
STEPS = """\
t = A.Compose([
    A.SmallestMaxSize(max_size=256),
    A.CenterCrop(height=224, width=224),
    A.Normalize(mean=MEAN, std=STD),
    ToTensorV2(),
])"""
NORM = "    A.Normalize(mean=MEAN, std=STD),\n"
LETTERBOX = """\
t = A.Compose([
    A.LongestMaxSize(max_size=640),
    A.PadIfNeeded(640, 640, border_mode=cv2.BORDER_CONSTANT, fill=114),
    A.ToFloat(max_value=255.0),
    ToTensorV2(),
])"""
FIXED = STEPS.replace("A.SmallestMaxSize(max_size=256)", "A.Resize(256, 256)")

DIALECT = Dialect(
    spellings=(
        spelled("plain", PLAIN),
        spelled("words", STEPS),
        spelled("defaults", PLAIN.replace("MEAN, STD", "")),
        spelled("255 said", PLAIN.replace("MEAN, STD", "mean=MEAN, std=STD, max_pixel_value=255.0")),
        spelled("constants of 0..255", PLAIN.replace("MEAN, STD", "np.array(MEAN) * 255, np.array(STD) * 255, max_pixel_value=1.0")),
        spelled("floats first", PLAIN.replace("A.Normalize(MEAN, STD)", "A.ToFloat(255), A.Normalize(MEAN, STD, max_pixel_value=1.0)")),
        spelled("the kernel said", PLAIN.replace("256", "256, interpolation=cv2.INTER_LINEAR")),
        spelled("always", PLAIN.replace("256", "256, p=1").replace("224, 224", "224, 224, always_apply=True")),
        spelled("a sum", "t = A.Compose([A.SmallestMaxSize(256), A.CenterCrop(224, 224)] + [A.Normalize(), ToTensorV2()])"),
        spelled(
            "nested",
            "head = A.Compose([A.SmallestMaxSize(256), A.CenterCrop(224, 224)])\nt = A.Compose([head, A.Normalize(), ToTensorV2()])",
        ),
        spelled("boxes too", PLAIN.replace("])", "], bbox_params=A.BboxParams(format='pascal_voc', label_fields=['labels']))")),
        spelled("never", PLAIN.replace("A.Normalize", "A.RandomBrightnessContrast(p=0.0), A.Normalize")),
        spelled("by the package", PLAIN.replace("A.", "albumentations.").replace("t =", "import albumentations\n\nt =")),
        spelled("a dictionary", f"PIPELINES = {{'train': A.RandomCrop(224, 224), 'val': {PLAIN[4:]}}}\nt = PIPELINES['val']"),
        spelled(
            "a function",
            "def transforms(train):\n    if train:\n        return A.Compose([A.RandomResizedCrop((224, 224))])\n"
            f"    return {PLAIN[4:]}\n\n\nt = transforms(train=False)",
        ),
        spelled("a letterbox", LETTERBOX, target=BOX),
        spelled(
            "a letterbox, normalised",
            LETTERBOX.replace("A.ToFloat(max_value=255.0)", "A.Normalize(mean=(0, 0, 0), std=(1, 1, 1))"),
            target=BOX,
        ),
        spelled("a square", FIXED, target=SQUARE),
        spelled(
            "blue first",
            PLAIN.replace("MEAN, STD", "(103.939, 116.779, 123.68), (1, 1, 1), max_pixel_value=1.0"),
            target=BLUE,
            said={"reader": "opencv"},
        ),
    ),
    mistakes=(
        wrong("swapped order", "PC201", MANIFEST, STEPS, said={"reader": "opencv"}),
        wrong("double normalisation", "PC301", "A.Normalize", STEPS),
        wrong(
            "double normalisation",
            "PC301",
            "again",
            STEPS.replace("    ToTensorV2", "    A.Normalize(max_pixel_value=1.0),  # again\n    ToTensorV2"),
            march="nash-e",
            id="in a row",
        ),
        wrong("missing normalisation", "PC302", MANIFEST, STEPS.replace(NORM, "")),
        wrong("missing normalisation", "PC303", "A.ToFloat", STEPS.replace(NORM, "    A.ToFloat(255),\n"), id="only floats"),
        wrong("std as scale", "PC304", "A.Normalize", STEPS.replace("std=STD", "std=[1 / s for s in STD]")),
        wrong("times 255", "PC305", "A.Normalize", STEPS.replace("std=STD", "std=STD, max_pixel_value=1.0")),
        wrong("other kernel", "PC403", "INTER_NEAREST", STEPS.replace("256", "256, interpolation=cv2.INTER_NEAREST")),
        wrong("other size policy", "PC402", "A.Resize", FIXED),
        wrong(
            "crop off by one",
            "PC407",
            "A.Crop",
            FIXED.replace("A.CenterCrop(height=224, width=224)", "A.Crop(16, 17, 240, 241)"),
            target=SQUARE,
        ),
        wrong("pad value", "PC405", "fill=0", LETTERBOX.replace("114", "0"), target=BOX),
        wrong("other layout", "PC203", MANIFEST, STEPS.replace("    ToTensorV2(),\n", "")),
        wrong(
            "augmentation",
            "PC408",
            "RandomResizedCrop",
            STEPS.replace("A.SmallestMaxSize(max_size=256)", "A.RandomResizedCrop((256, 256))"),
        ),
        wrong(
            "augmentation",
            "PC408",
            "A.OneOf",
            STEPS.replace("    A.Normalize", "    A.OneOf([A.CLAHE(), A.RandomGamma()]),\n    A.Normalize"),
            id="one of several",
        ),
    ),
)
