"""Hugging Face's processors, made or loaded in Python."""

import json

from dialects.huggingface_json import CLIP, CROPPED, SQUARE, VIT
from dialects.promise import Dialect, python

HEAD = """\
import transformers
from PIL import Image
from transformers import AutoImageProcessor, AutoProcessor, CLIPImageProcessor, ViTFeatureExtractor, ViTImageProcessor

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

"""
SAVED = {"model/preprocessor_config.json": json.dumps(CLIP, indent=1), "vit/preprocessor_config.json": json.dumps(SQUARE, indent=1)}
CALL = """\
t = CLIPImageProcessor(
    size={'shortest_edge': 256},
    resample=3,
    crop_size=224,
    image_mean=MEAN,
    image_std=STD,
)"""
spelled, wrong = python(HEAD, target=CROPPED, also=SAVED)

DIALECT = Dialect(
    spellings=(
        spelled("made", CALL),
        spelled("a kernel by name", CALL.replace("resample=3", "resample=Image.BICUBIC")),
        spelled("a kernel of the enumeration", CALL.replace("resample=3", "resample=Image.Resampling.BICUBIC")),
        spelled("a bare number", CALL.replace("{'shortest_edge': 256}", "256")),
        spelled(
            "a dictionary",
            "options = dict(size=dict(shortest_edge=256), image_mean=MEAN, image_std=STD)\nt = CLIPImageProcessor(**options)",
        ),
        spelled("by Pillow", CALL.replace("resample=3", "do_rescale=True, rescale_factor=1 / 255")),
        spelled("loaded", "t = AutoImageProcessor.from_pretrained('model')"),
        spelled("loaded by its class", "t = CLIPImageProcessor.from_pretrained('./model')"),
        spelled("loaded with Pillow", "t = AutoImageProcessor.from_pretrained('model', use_fast=False)"),
        spelled("loaded from a file", "t = AutoProcessor.from_pretrained('model/preprocessor_config.json')"),
        spelled(
            "loaded and changed",
            (
                "t = AutoImageProcessor.from_pretrained('vit', size=dict(shortest_edge=256), resample=3, do_center_crop=True,"
                " crop_size=224, image_mean=MEAN, image_std=STD)"
            ),
        ),
        spelled("by the package", "t = transformers.CLIPImageProcessor(size=256, image_mean=MEAN, image_std=STD)"),
        spelled("in a function", "def make(folder):\n    return AutoImageProcessor.from_pretrained(folder)\n\n\nt = make('model')"),
        spelled(
            "called in a function",
            "processor = AutoImageProcessor.from_pretrained('model')\n\n\ndef t(path):\n"
            "    picture = Image.open(path).convert('RGB')\n    return processor(images=picture, return_tensors='pt')['pixel_values'][0]",
        ),
        spelled("a square", "t = ViTImageProcessor()", target=VIT),
        spelled("an old square", "t = ViTFeatureExtractor(size=224, image_mean=[0.5] * 3, image_std=[0.5] * 3)", target=VIT),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "do_flip", CALL.replace("resample=3", "resample=3,\n    do_flip_channel_order=True")),
        wrong("double normalisation", "PC301", "t = CLIP", CALL),
        wrong("missing normalisation", "PC303", "t = CLIP", CALL.replace("image_std=STD", "image_std=STD,\n    do_normalize=False")),
        wrong(
            "missing normalisation",
            "PC302",
            "t = CLIP",
            CALL.replace("image_std=STD", "image_std=STD,\n    do_normalize=False,\n    do_rescale=False"),
            id="levels",
        ),
        wrong("std as scale", "PC304", "t = CLIP", CALL.replace("image_std=STD", "image_std=[1 / s for s in STD]")),
        wrong("times 255", "PC305", "t = CLIP", CALL.replace("image_std=STD", "image_std=STD,\n    do_rescale=False")),
        wrong("other kernel", "PC403", "shortest_edge", CALL.replace("resample=3", "resample=0")),
        wrong("other size policy", "PC402", "size={", CALL.replace("{'shortest_edge': 256}", "{'height': 256, 'width': 256}")),
        wrong("other layout", "PC203", "channels_last", CALL.replace("resample=3", "resample=3,\n    data_format='channels_last'")),
        wrong(
            "other layout",
            "PC203",
            "return_tensors",
            (
                "processor = AutoImageProcessor.from_pretrained('model')\n\n\ndef t(path):\n"
                "    picture = Image.open(path).convert('RGB')\n"
                "    return processor(picture, return_tensors='np')['pixel_values'][0].transpose(1, 2, 0)"
            ),
            id="turned back",
        ),
    ),
    silent={
        "crop off by one": "a processor crops in the middle",
        "pad value": "a processor pads with 0 at the end",
        "augmentation": "a processor has no random step",
    },
)
