"""OpenMMLab's configs, of the older and of the newer generation."""

from dialects.promise import CAFFE, UNIT, Dialect, Target, python

ROUNDED = {"rounding": "half-up", "order": "ratio"}
CUT = ({"ResizeShort": {"size": 256}}, {"CenterCrop": {"height": 224, "width": 224, "rounding": "half-even"}})
CLASSIFIER = Target(steps=CUT, reader="opencv")
BLUE = Target(steps=CUT, reader="opencv", color="bgr", constants=CAFFE)
STRETCHED = Target(steps=({"Resize": {"height": 512, "width": 512}},), reader="opencv")
BOX = Target(steps=({"Letterbox": {"height": 640, "width": 640, "position": "corner", **ROUNDED}},), constants=UNIT, reader="opencv")
spelled, wrong = python("", name="config.py", of="", target=CLASSIFIER)

OLD = """\
img_norm_cfg = dict(
    mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', size=(256, -1)),
    dict(type='CenterCrop', crop_size=224),
    dict(type='Normalize', **img_norm_cfg),
    dict(type='ImageToTensor', keys=['img']),
    dict(type='Collect', keys=['img'])
]
data = dict(samples_per_gpu=32, test=dict(type='ImageNet', pipeline=test_pipeline))
"""
NEW = """\
data_preprocessor = dict(
    num_classes=1000,
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    to_rgb=True)
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='ResizeEdge', scale=256, edge='short'),
    dict(type='CenterCrop', crop_size=224),
    dict(type='PackInputs')
]
test_dataloader = dict(dataset=dict(type='ImageNet', pipeline=test_pipeline))
"""
LETTERBOX = """\
model = dict(data_preprocessor=dict(
    type='DetDataPreprocessor', mean=[0., 0., 0.], std=[255., 255., 255.], bgr_to_rgb=True))
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=(640, 640), keep_ratio=True),
    dict(type='Pad', size=(640, 640), pad_val=dict(img=(114, 114, 114))),
    dict(type='PackDetInputs')
]
"""
SQUARE = NEW.replace(
    "dict(type='ResizeEdge', scale=256, edge='short'),\n    dict(type='CenterCrop', crop_size=224)", "dict(type='Resize', scale=(512, 512))"
)
OLD_SQUARE = OLD.replace(
    "dict(type='Resize', size=(256, -1)),\n    dict(type='CenterCrop', crop_size=224)",
    "dict(type='Resize', img_scale=(512, 512), keep_ratio=False)",
)
LOADER = "test_dataloader = dict(dataset=dict(type='ImageNet', pipeline=test_pipeline))\n"
BASE = {"base.py": NEW, "norm.py": OLD}


def without(text, *lines):
    return "".join(line for line in text.splitlines(keepends=True) if not any(part in line for part in lines))


def inherited(id_, text):
    return spelled(id_, text, files={**BASE, "config.py": text})


DIALECT = Dialect(
    spellings=(
        spelled("older", OLD),
        spelled(
            "older, written out", OLD.replace("**img_norm_cfg", "mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True")
        ),
        spelled(
            "older, a bare number", OLD.replace("crop_size=224", "crop_size=(224, 224)").replace("(256, -1)", "(256, -1), backend='cv2'")
        ),
        spelled("older, DefaultFormatBundle", OLD.replace("dict(type='ImageToTensor', keys=['img'])", "dict(type='DefaultFormatBundle')")),
        spelled("older, by name", OLD, ":test_pipeline"),
        spelled("older, by its place", OLD, ":data.test"),
        spelled("newer", NEW),
        spelled(
            "newer, bgr_to_rgb",
            NEW.replace("num_classes=1000,\n    ", "").replace("to_rgb=True", "type='ImgDataPreprocessor', bgr_to_rgb=True"),
        ),
        spelled(
            "newer, in the model",
            NEW.replace("data_preprocessor = dict(", "model = dict(data_preprocessor=dict(").replace("to_rgb=True)", "to_rgb=True))"),
        ),
        spelled("newer, with its package", NEW.replace("'ResizeEdge'", "'mmpretrain.ResizeEdge'")),
        spelled("newer, the kernel said", NEW.replace("edge='short'", "edge='short', interpolation='bilinear', backend='cv2'")),
        spelled("newer, by its loader", NEW, ":test_dataloader"),
        spelled(
            "newer, a flip that never happens",
            NEW.replace("    dict(type='PackInputs')", "    dict(type='RandomFlip', prob=0.0),\n    dict(type='PackInputs')"),
        ),
        spelled(
            "newer, types imported",
            "from mmcv.transforms import CenterCrop, LoadImageFromFile\nfrom mmpretrain.datasets import PackInputs, ResizeEdge\n\n"
            + NEW.replace("'LoadImageFromFile'", "LoadImageFromFile")
            .replace("'ResizeEdge'", "ResizeEdge")
            .replace("'CenterCrop'", "CenterCrop")
            .replace("'PackInputs'", "PackInputs"),
        ),
        inherited("inherited", "_base_ = './base.py'\n"),
        inherited("inherited by import", "from mmengine.config import read_base\n\nwith read_base():\n    from .base import *\n"),
        inherited("inherited from the older", "_base_ = ['./norm.py']\nmodel = dict(type='ImageClassifier')\n"),
        spelled("a square", SQUARE, target=STRETCHED),
        spelled("an older square", OLD_SQUARE, target=STRETCHED),
        spelled("a letterbox", LETTERBOX, target=BOX),
        spelled(
            "blue first",
            NEW.replace("to_rgb=True", "to_rgb=False")
            .replace("[123.675, 116.28, 103.53]", "[103.939, 116.779, 123.68]")
            .replace("[58.395, 57.12, 57.375]", "[1, 1, 1]"),
            target=BLUE,
        ),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "type='LoadImageFromFile'", OLD.replace("to_rgb=True", "to_rgb=False"), id="older swapped"),
        wrong("swapped order", "PC201", "type='LoadImageFromFile'", NEW.replace("to_rgb=True", "to_rgb=False"), id="newer swapped"),
        wrong("double normalisation", "PC301", "dict(type='Normalize'", OLD, id="older double"),
        wrong("double normalisation", "PC301", "mean=[", NEW, id="newer double"),
        wrong("missing normalisation", "PC302", "type='LoadImageFromFile'", without(NEW, "mean=", "std=")),
        wrong(
            "std as scale",
            "PC304",
            "dict(type='Normalize'",
            OLD.replace("std=[58.395, 57.12, 57.375]", "std=[1 / 58.395, 1 / 57.12, 1 / 57.375]"),
        ),
        wrong(
            "std as scale",
            "PC304",
            "mean=[",
            NEW.replace("std=[58.395, 57.12, 57.375]", "std=[0.01712475, 0.017507, 0.01742919]"),
            id="newer std",
        ),
        wrong(
            "times 255",
            "PC305",
            "mean=[",
            NEW.replace("[123.675, 116.28, 103.53]", "[0.485, 0.456, 0.406]").replace("[58.395, 57.12, 57.375]", "[0.229, 0.224, 0.225]"),
        ),
        wrong("other kernel", "PC403", "ResizeEdge", NEW.replace("edge='short'", "edge='short', interpolation='nearest'")),
        wrong("other kernel", "PC404", "type='Resize'", OLD.replace("(256, -1)", "(256, -1), backend='pillow'"), id="Pillow"),
        wrong(
            "other size policy",
            "PC402",
            "type='Resize'",
            NEW.replace("'ResizeEdge', scale=256, edge='short'", "'Resize', scale=(256, 256)"),
        ),
        wrong("pad value", "PC405", "type='Pad'", LETTERBOX.replace("(114, 114, 114)", "(0, 0, 0)"), target=BOX),
        wrong("other layout", "PC203", "type='LoadImageFromFile'", without(OLD, "ImageToTensor")),
        wrong(
            "augmentation",
            "PC408",
            "RandomResizedCrop",
            NEW.replace("dict(type='CenterCrop', crop_size=224)", "dict(type='RandomResizedCrop', scale=224)"),
        ),
        wrong(
            "augmentation",
            "PC408",
            "PhotoMetricDistortion",
            OLD.replace("    dict(type='Normalize'", "    dict(type='PhotoMetricDistortion'),\n    dict(type='Normalize'"),
            id="colors",
        ),
    ),
    silent={"crop off by one": "a config crops in the middle"},
)
