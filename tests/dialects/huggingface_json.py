"""Hugging Face's `preprocessor_config.json`."""

import json

from dialects.promise import SIGNED, Dialect, Mistake, Spelling, Target

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
SIDE = {"height": 224, "width": 224}
VIT = Target(steps=({"Resize": {"height": 224, "width": 224, "library": "pil"}},), constants=SIGNED)
CROPPED = Target(
    steps=(
        {"ResizeShort": {"size": 256, "library": "pil", "interpolation": "cubic"}},
        {"CenterCrop": {"height": 224, "width": 224, "rounding": "floor"}},
    )
)
SQUARE = {
    "image_processor_type": "ViTImageProcessor",
    "do_resize": True,
    "size": SIDE,
    "resample": 2,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}
CLIP = {
    **SQUARE,
    "image_processor_type": "CLIPImageProcessor",
    "size": {"shortest_edge": 256},
    "resample": 3,
    "do_center_crop": True,
    "crop_size": SIDE,
    "image_mean": MEAN,
    "image_std": STD,
}


def row(cls, settings, target, *, name="preprocessor_config.json", source=None, nested=False, **changes):
    data = {key: value for key, value in {**settings, **changes.pop("changes", {})}.items() if value is not ...}
    text = json.dumps({"image_processor": data} if nested else data, indent=1)
    return cls(files={name: text}, source=source or name, target=target, **changes)


def vit(id_, **changes):
    return row(Spelling, SQUARE, VIT, id=id_, changes=changes)


def clip(id_, **changes):
    return row(Spelling, CLIP, CROPPED, id=id_, changes=changes)


def wrong(kind, code, at, settings=CLIP, target=CROPPED, id_=None, **changes):
    march = {"march": "bayes-e", "roads": ("calibration",)} if kind == "double normalisation" else {}
    return row(Mistake, settings, target, id=id_ or kind, kind=kind, code=code, at=at, changes=changes, **march)


DIALECT = Dialect(
    spellings=(
        vit("in full"),
        vit("a bare number", size=224),
        vit("a list", size=[224, 224]),
        vit("one number for all", image_mean=0.5, image_std=0.5),
        vit("a feature extractor", image_processor_type=..., feature_extractor_type="ViTFeatureExtractor"),
        vit("digits", rescale_factor=0.00392156862745098),
        vit("the family alone", **(dict.fromkeys(SQUARE, ...) | {"image_processor_type": "ViTImageProcessor"})),
        vit("steps that are not taken", do_convert_rgb=True, do_center_crop=False, crop_size=384),
        vit("an unknown family", image_processor_type="MyImageProcessor"),
        vit("no family", image_processor_type=...),
        vit("a fast one", image_processor_type="ViTImageProcessorFast"),
        vit("channels first", data_format="channels_first"),
        clip("a crop"),
        clip("a crop in bare numbers", size=256, crop_size=224),
        clip("the family's crop", do_center_crop=..., crop_size=...),
        clip("Levit", image_processor_type="LevitImageProcessor", size=224),
        row(Spelling, SQUARE, VIT, id="nested", nested=True),
        row(Spelling, SQUARE, VIT, id="a folder", name="model/preprocessor_config.json", source="model"),
        row(Spelling, SQUARE, VIT, id="the newer name", name="processor_config.json", nested=True),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "do_flip_channel_order", do_flip_channel_order=True),
        wrong("double normalisation", "PC301", "image_mean"),
        wrong("missing normalisation", "PC303", "rescale_factor", do_normalize=False),
        wrong(
            "missing normalisation",
            "PC302",
            "{",
            SQUARE,
            VIT,
            "levels",
            do_normalize=False,
            do_rescale=False,
            size=224,
            image_mean=0.5,
            image_std=0.5,
        ),
        wrong("std as scale", "PC304", "image_mean", image_std=[1 / part for part in STD]),
        wrong("times 255", "PC305", "image_mean", do_rescale=False),
        wrong("other kernel", "PC403", '"size"', resample=0),
        wrong("other size policy", "PC402", '"size"', size={"height": 256, "width": 256}),
        wrong("other layout", "PC203", "data_format", data_format="channels_last"),
    ),
    silent={
        "crop off by one": "a processor crops in the middle",
        "pad value": "a processor pads with 0 at the end",
        "augmentation": "a processor has no random step",
    },
)
