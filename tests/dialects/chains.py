"""The toolkit's own chains, in YAML and in JSON."""

import json

import yaml
from dialects.promise import BLUE_FIRST, CLASSIFIER, DETECTOR, SQUARED, Dialect, Mistake, Spelling

RESIZE, CROP = "- ResizeShort: {size: 256, library: pil}", "- CenterCrop: {height: 224, width: 224}"
UNIT, NORM = "- Affine: {std: 255.0}", "- Affine: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}"
TURN = "- Transpose: {layout: chw}"
LEVELS = "- Affine: {mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375]}"
PIL, OPENCV = "{library: pil, color: rgb}", "{library: opencv, color: bgr, exif: true}"
STRETCH = "- Resize: {height: 256, width: 256, library: pil}"
BOX = "- Letterbox: {height: 640, width: 640}"


def chain(*steps, read=PIL):
    return "\n".join([f"read: {read}", "steps:", *(f"  {step}" for step in steps)]) + "\n"


def spelled(id_, *steps, read=PIL, target=CLASSIFIER, name="chain.yaml", text=None):
    return Spelling(id=id_, files={name: text or chain(*steps, read=read)}, source=name, target=target)


def wrong(kind, code, at, *steps, read=PIL, target=CLASSIFIER, id_=None, **rest):
    march = {"march": "bayes-e", "roads": ("calibration",)} if kind == "double normalisation" and not rest else {}
    made = {"files": {"chain.yaml": chain(*steps, read=read)}, "source": "chain.yaml", "target": target}
    return Mistake(id=id_ or kind, kind=kind, code=code, at=at, **made, **march, **rest)


PLAIN = (RESIZE, CROP, UNIT, NORM, TURN)

DIALECT = Dialect(
    spellings=(
        spelled("plain", *PLAIN),
        spelled("levels", RESIZE, CROP, LEVELS, TURN),
        spelled("turned first", RESIZE, CROP, TURN, LEVELS),
        spelled("turned before it is cut", RESIZE, TURN, CROP, UNIT, NORM),
        spelled(
            "a scale", RESIZE, CROP, "- Affine: {mean: [123.675, 116.28, 103.53], scale: [0.0171247538, 0.0175070028, 0.0174291939]}", TURN
        ),
        spelled(
            "step by step",
            RESIZE,
            CROP,
            "- Cast: {dtype: float32}",
            UNIT,
            "- Affine: {mean: [0.485, 0.456, 0.406]}",
            "- Affine: {std: [0.229, 0.224, 0.225]}",
            TURN,
        ),
        spelled("OpenCV reads", RESIZE, CROP, "- ToColor: {color: rgb}", *PLAIN[2:], read=OPENCV),
        spelled(
            "OpenCV reads, swapped at last",
            RESIZE,
            CROP,
            UNIT,
            "- Affine: {mean: [0.406, 0.456, 0.485], std: [0.225, 0.224, 0.229]}",
            "- ToColor: {color: rgb}",
            TURN,
            read=OPENCV,
        ),
        spelled("torch resizes", TURN, "- ResizeShort: {size: 256, library: torch, antialias: true}", CROP, UNIT, NORM),
        spelled("a flip and back", RESIZE, "- Flip: {}", "- Flip: {}", *PLAIN[1:]),
        spelled("an idle border", RESIZE, CROP, "- Pad: {}", *PLAIN[2:]),
        spelled("JSON", name="chain.json", text=json.dumps(yaml.safe_load(chain(*PLAIN)), indent=1)),
        spelled(
            "blue first", RESIZE, CROP, "- ToColor: {color: bgr}", "- Affine: {mean: [103.939, 116.779, 123.68]}", TURN, target=BLUE_FIRST
        ),
        spelled("a letterbox", BOX, "- ToColor: {color: rgb}", UNIT, TURN, read=OPENCV, target=DETECTOR),
        spelled(
            "a letterbox in two steps",
            "- ResizeLong: {size: 640, rounding: half-even, order: ratio}",
            "- PadTo: {height: 640, width: 640, fill: 114.0}",
            "- ToColor: {color: rgb}",
            UNIT,
            TURN,
            read=OPENCV,
            target=DETECTOR,
        ),
        spelled("a square", STRETCH, *PLAIN[1:], target=SQUARED),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "ToColor", *PLAIN, "- ToColor: {color: bgr}"),
        wrong("swapped order", "PC201", "read:", BOX, UNIT, TURN, read=OPENCV, target=DETECTOR, id_="never swapped"),
        wrong("double normalisation", "PC301", "mean:", *PLAIN),
        wrong("double normalisation", "PC301", "123.675", RESIZE, CROP, UNIT, NORM, LEVELS, TURN, id_="twice in a row", march="nash-e"),
        wrong("missing normalisation", "PC302", "read:", RESIZE, CROP, TURN),
        wrong("missing normalisation", "PC303", "std: 255", RESIZE, CROP, UNIT, TURN, id_="no more than /255"),
        wrong(
            "std as scale",
            "PC304",
            "scale:",
            RESIZE,
            CROP,
            "- Affine: {mean: [123.675, 116.28, 103.53], scale: [58.395, 57.12, 57.375]}",
            TURN,
        ),
        wrong("times 255", "PC305", "scale: 255", *PLAIN, "- Affine: {scale: 255.0}"),
        wrong("times 255", "PC305", "mean:", RESIZE, CROP, NORM, TURN, id_="never divided"),
        wrong("other kernel", "PC403", "nearest", RESIZE.replace("pil", "pil, interpolation: nearest"), *PLAIN[1:]),
        wrong("other kernel", "PC404", "opencv", RESIZE.replace("pil", "opencv"), *PLAIN[1:], id_="OpenCV"),
        wrong("other size policy", "PC402", "- Resize:", STRETCH, *PLAIN[1:]),
        wrong(
            "crop off by one",
            "PC407",
            "- Crop:",
            STRETCH,
            "- Crop: {top: 17, left: 16, height: 224, width: 224}",
            *PLAIN[2:],
            target=SQUARED,
        ),
        wrong(
            "pad value",
            "PC405",
            "fill",
            BOX.replace("640}", "640, fill: 127.0}"),
            "- ToColor: {color: rgb}",
            UNIT,
            TURN,
            read=OPENCV,
            target=DETECTOR,
        ),
        wrong("other layout", "PC203", "read:", *PLAIN[:-1]),
        wrong("other layout", "PC203", "hwc", *PLAIN, "- Transpose: {layout: hwc}", id_="turned back"),
    ),
    silent={"augmentation": "a chain has no random step"},
)
