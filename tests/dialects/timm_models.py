"""timm: its factories, its models, the JSON of its models, and models by their name."""

import json

from dialects.promise import Dialect, Mistake, Spelling, Target, python

HEAD = """\
import timm
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD, create_transform, resolve_data_config
from timm.data.transforms import CenterCropOrPad, MaybeToTensor, ResizeKeepRatio
from timm.data.transforms_factory import transforms_imagenet_eval
from torchvision import transforms as T

"""
A1 = Target(
    steps=(
        {"ResizeShort": {"size": 235, "library": "pil", "interpolation": "cubic"}},
        {"CenterCrop": {"height": 224, "width": 224}},
    )
)
SQUARE = Target(
    steps=(
        {"Resize": {"height": 256, "width": 256, "library": "pil", "interpolation": "cubic"}},
        {"CenterCrop": {"height": 224, "width": 224}},
    )
)
BORDERED = Target(
    steps=(
        {"ResizeLong": {"size": 224, "library": "pil", "interpolation": "cubic", "rounding": "half-even", "order": "ratio"}},
        {"PadTo": {"height": 224, "width": 224, "fill": [124.0, 116.0, 104.0]}},
    )
)
spelled, wrong = python(HEAD, target=A1)
CALL = """\
t = create_transform(
    224,
    interpolation='bicubic',
    crop_pct=0.95,
)"""
CROPPED = CALL.replace("0.95", "0.875,\n    crop_mode='squash'")
BORDER = CALL.replace("0.95", "1.0,\n    crop_mode='border'")
BY_HAND = """\
t = T.Compose([
    ResizeKeepRatio(224, longest=1.0, interpolation='bicubic'),
    CenterCropOrPad(224, fill=0),
    MaybeToTensor(),
    T.Normalize(IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD),
])"""
CFG = {
    "architecture": "resnet50",
    "input_size": [3, 224, 224],
    "interpolation": "bicubic",
    "crop_pct": 0.95,
    "crop_mode": "center",
    "mean": [0.485, 0.456, 0.406],
    "std": [0.229, 0.224, 0.225],
}
HUB = {"architecture": "resnet50", "num_classes": 1000, "pretrained_cfg": {key: CFG[key] for key in CFG if key != "architecture"}}


def config(data):
    return {"files": {"config.json": json.dumps(data, indent=1)}, "source": "config.json"}


def in_config(kind, code, at, **changes):
    march = {"march": "bayes-e", "roads": ("calibration",)} if kind == "double normalisation" else {}
    given = config({**HUB, "pretrained_cfg": {**HUB["pretrained_cfg"], **changes}})
    return Mistake(id=f"{kind} in JSON", kind=kind, code=code, at=at, target=A1, **given, **march)


DIALECT = Dialect(
    spellings=(
        spelled("written out", CALL),
        spelled("three numbers", CALL.replace("224", "input_size=(3, 224, 224)")),
        spelled("constants", CALL.replace("224", "224,\n    mean=IMAGENET_DEFAULT_MEAN,\n    std=IMAGENET_DEFAULT_STD")),
        spelled("evaluation's factory", "t = transforms_imagenet_eval(224, interpolation='bicubic', crop_pct=0.95)"),
        spelled(
            "a dictionary", "cfg = dict(input_size=(3, 224, 224), interpolation='bicubic', crop_pct=0.95)\nt = create_transform(**cfg)"
        ),
        spelled("a model", "model = timm.create_model('resnet50.a1_in1k')\nt = create_transform(**resolve_data_config({}, model=model))"),
        spelled(
            "a model, evaluated",
            "model = timm.create_model('resnet50.a1_in1k', pretrained=True).eval()\n"
            "cfg = timm.data.resolve_model_data_config(model)\nt = timm.data.create_transform(**cfg, is_training=False)",
        ),
        spelled(
            "a model's configuration", "t = create_transform(**resolve_data_config(timm.create_model('resnet50.a1_in1k').pretrained_cfg))"
        ),
        spelled(
            "entry by entry",
            "cfg = resolve_data_config({}, model=timm.create_model('resnet50.a1_in1k'))\n"
            "t = T.Compose([T.Resize(235, T.InterpolationMode.BICUBIC), T.CenterCrop(cfg['input_size'][-1]), T.ToTensor(),"
            " T.Normalize(cfg['mean'], cfg['std'])])",
        ),
        spelled(
            "timm's among torchvision's",
            "t = T.Compose([T.Resize(235, 3), T.CenterCrop(224), MaybeToTensor(),"
            " T.Normalize(IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)])",
        ),
        spelled("a square", CROPPED, target=SQUARE),
        spelled("a border", BORDER, target=BORDERED),
        Spelling(id="by its name", files={}, source="timm:resnet50.a1_in1k", target=A1),
        Spelling(id="the JSON of the hub", target=A1, **config(HUB)),
        Spelling(id="a configuration in JSON", target=A1, **config(CFG)),
    ),
    mistakes=(
        wrong(
            "swapped order", "PC201", "T.Lambda", f"{CALL.replace('t =', 'p =')}\nt = T.Compose([p,\n    T.Lambda(lambda x: x[[2, 1, 0]])])"
        ),
        wrong("double normalisation", "PC301", "t = create", CALL),
        wrong("missing normalisation", "PC302", "t = create", CALL.replace("\n)", "\n    normalize=False,\n)")),
        wrong(
            "missing normalisation",
            "PC303",
            "t = create",
            CALL.replace("\n)", "\n    mean=(0, 0, 0), std=(1, 1, 1),\n)"),
            id="idle constants",
        ),
        wrong("std as scale", "PC304", "t = create", CALL.replace("\n)", "\n    std=[1 / s for s in IMAGENET_DEFAULT_STD],\n)")),
        wrong("times 255", "PC305", "t = create", CALL.replace("\n)", "\n    std=[s / 255 for s in IMAGENET_DEFAULT_STD],\n)")),
        wrong("other kernel", "PC403", "t = create", CALL.replace("bicubic", "bilinear")),
        wrong("other size policy", "PC402", "t = create", CALL.replace("0.95", "0.95,\n    crop_mode='squash'")),
        wrong("pad value", "PC405", "fill=0", BY_HAND, target=BORDERED),
        wrong("augmentation", "PC408", "t = create", CALL.replace("0.95", "0.95,\n    is_training=True")),
        in_config("double normalisation", "PC301", '"mean"'),
        in_config("std as scale", "PC304", '"mean"', std=[4.367, 4.464, 4.444]),
        in_config("other kernel", "PC403", '"crop_pct"', interpolation="nearest"),
        in_config("other size policy", "PC402", '"crop_pct"', crop_mode="squash"),
    ),
    silent={
        "crop off by one": "timm's factories crop in the middle",
        "other layout": "timm's tensors are CHW",
    },
)
