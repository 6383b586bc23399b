"""Settings in JSON: by hand, for OpenVINO, as a list of steps, for onnxruntime-extensions."""

import json

from dialects.promise import IMAGENET, MANIFEST, Dialect, Mistake, Spelling, Target

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
LEVELS, WIDTHS = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]
SAID = {"reader": "pil"}
CUBIC = Target(
    steps=({"ResizeShort": {"size": 256, "library": "pil", "interpolation": "cubic"}}, {"CenterCrop": {"height": 224, "width": 224}})
)
SQUARE = Target(
    steps=(
        {"Resize": {"height": 256, "width": 256, "library": "pil"}},
        {"CenterCrop": {"height": 224, "width": 224, "rounding": "floor"}},
    )
)
CV2 = Target(steps=({"Resize": {"height": 224, "width": 224}},), reader="opencv", constants=IMAGENET)
BY_HAND = {
    "input_size": [3, 224, 224],
    "interpolation": "bicubic",
    "crop_pct": 0.875,
    "mean": MEAN,
    "std": STD,
    "color": "rgb",
    "layout": "NCHW",
}
OPENVINO = {"mean_values": LEVELS, "scale_values": WIDTHS, "color_format": "RGB", "layout": "NCHW"}
EXTENSIONS = {
    "DecodeImage": {"color_space": "RGB"},
    "Resize": {"height": 256, "width": 256, "interpolation": "LINEAR", "keep_aspect_ratio": "false"},
    "CenterCrop": {"height": 224, "width": 224},
    "Rescale": {"scale": 1 / 255},
    "Normalize": {"mean": MEAN, "std": STD},
    "Permute3D": {"dims": [2, 0, 1]},
}
LISTED = [
    {"name": "to_rgb"},
    {"name": "resize", "size": [224, 224], "interpolation": "bilinear", "backend": "cv2"},
    {"name": "to_float"},
    {"name": "normalize", "mean": MEAN, "std": STD},
    {"name": "to_chw"},
]


def row(cls, data, target, said=SAID, **rest):
    return cls(files={"config.json": json.dumps(data, indent=1)}, source="config.json", target=target, said=said, **rest)


def by_hand(id_, **changes):
    data = {key: value for key, value in {**BY_HAND, **changes}.items() if value is not ...}
    return row(Spelling, data, CUBIC, id=id_)


def openvino(id_, **changes):
    data = {key: value for key, value in {**OPENVINO, **changes}.items() if value is not ...}
    return row(Spelling, data, CUBIC, id=id_, silent=("geometry",))


def operations(entries):
    steps = [{"operation": {"name": name.lower(), "type": name, "attrs": attrs}} for name, attrs in entries.items() if attrs is not ...]
    return {"processor": {"name": "image_processing", "transforms": steps}}


def wrong(kind, code, at, data, target, id_=None, said=SAID):
    march = {"march": "bayes-e", "roads": ("calibration",)} if kind == "double normalisation" else {}
    return row(Mistake, data, target, id=id_ or kind, kind=kind, code=code, at=at, said=said, **march)


DIALECT = Dialect(
    spellings=(
        by_hand("by hand"),
        by_hand("in levels", mean=LEVELS, std=WIDTHS),
        by_hand("in other words", mean=..., std=..., image_mean=MEAN, image_std=STD, color=..., channel_order="RGB"),
        by_hand("a factor", rescale_factor=1 / 255),
        by_hand("the mode said", crop_mode="center", labels=["a", "b"]),
        by_hand("one side", input_size=224, layout="channels_first"),
        row(Spelling, {"name": "net", "preprocess": BY_HAND}, CUBIC, id="under a word"),
        openvino("OpenVINO"),
        openvino("OpenVINO's texts", mean_values="[123.675,116.28,103.53]", scale_values="(58.395,57.12,57.375)"),
        openvino("OpenVINO by input", mean_values={"data": LEVELS}, scale_values={"data": WIDTHS}),
        row(Spelling, operations(EXTENSIONS), SQUARE, id="onnxruntime-extensions"),
        row(Spelling, LISTED, CV2, id="a list", said={"reader": "opencv", "color": "bgr"}),
        row(Spelling, {"steps": LISTED}, CV2, id="steps", said={"reader": "opencv", "color": "bgr"}),
        row(Spelling, {"preprocessing": LISTED}, CV2, id="steps in other words", said={"reader": "opencv"}),
    ),
    mistakes=(
        wrong("swapped order", "PC201", '"color"', {**BY_HAND, "color": "bgr", "mean": MEAN[::-1], "std": STD[::-1]}, CUBIC),
        wrong(
            "swapped order",
            "PC201",
            "DecodeImage",
            operations({**EXTENSIONS, "DecodeImage": {"color_space": "BGR"}, "Normalize": {"mean": MEAN[::-1], "std": STD[::-1]}}),
            SQUARE,
            "decoded in the other order",
        ),
        wrong("double normalisation", "PC301", '"mean"', BY_HAND, CUBIC),
        wrong("missing normalisation", "PC302", MANIFEST, operations({**EXTENSIONS, "Rescale": ..., "Normalize": ...}), SQUARE),
        wrong(
            "missing normalisation",
            "PC303",
            '"to_float"',
            [step for step in LISTED if step["name"] != "normalize"],
            CV2,
            "no more than floats",
            {"reader": "opencv"},
        ),
        wrong(
            "std as scale",
            "PC304",
            '"Normalize"',
            operations({**EXTENSIONS, "Normalize": {"mean": MEAN, "std": [1 / part for part in STD]}}),
            SQUARE,
        ),
        wrong("times 255", "PC305", '"Normalize"', operations({**EXTENSIONS, "Rescale": {"scale": 1.0}}), SQUARE),
        wrong("other kernel", "PC403", '"input_size"', {**BY_HAND, "interpolation": "bilinear"}, CUBIC),
        wrong("other size policy", "PC402", '"input_size"', {**BY_HAND, "crop_mode": "squash"}, CUBIC),
        wrong("other layout", "PC203", '"layout"', {**BY_HAND, "layout": "NHWC"}, CUBIC),
        wrong("other layout", "PC203", MANIFEST, operations({**EXTENSIONS, "Permute3D": ...}), SQUARE, "never turned"),
    ),
    silent={
        "crop off by one": "settings crop in the middle",
        "pad value": "settings have no border",
        "augmentation": "settings have no random step",
    },
)
