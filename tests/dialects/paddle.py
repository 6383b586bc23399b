"""PaddlePaddle's YAML: detection, classification, text, segmentation."""

from dialects.promise import SIGNED, Dialect, Mistake, Spelling, Target

MEAN, STD = "mean: [0.485, 0.456, 0.406]", "std: [0.229, 0.224, 0.225]"
CONSTANTS = f"{MEAN}, {STD}"
STRETCHED = Target(steps=({"Resize": {"height": 416, "width": 416}},), reader="opencv")
CUT = Target(
    steps=(
        {"ResizeShort": {"size": 256, "rounding": "half-even", "order": "ratio"}},
        {"CenterCrop": {"height": 224, "width": 224, "rounding": "floor"}},
    ),
    reader="opencv",
)
SIZED_TEXT = Target(steps=({"Resize": {"height": 736, "width": 1280}},), reader="opencv", color="bgr", constants=SIGNED)
SEGMENTED = Target(steps=({"Resize": {"height": 512, "width": 1024}},), reader="opencv", constants=SIGNED)
DETECTION = f"""\
TestReader:
  sample_transforms:
  - Decode: {{}}
  - Resize: {{target_size: [416, 416], keep_ratio: False}}
  - NormalizeImage: {{is_scale: true, {CONSTANTS}}}
  - Permute: {{}}
"""
DEPLOYED = f"""\
mode: paddle
Preprocess:
- interp: 1
  keep_ratio: false
  target_size: [416, 416]
  type: Resize
- is_scale: true
  {MEAN}
  {STD}
  type: NormalizeImage
- type: Permute
"""
CLASSIFIED = f"""\
DataLoader:
  Eval:
    dataset:
      transform_ops:
        - DecodeImage:
            to_rgb: True
            channel_first: False
        - ResizeImage:
            resize_short: 256
        - CropImage:
            size: 224
        - NormalizeImage:
            scale: 1.0/255.0
            {MEAN}
            {STD}
            order: ''
        - ToCHWImage:
"""
INFERRED = f"""\
PreProcess:
  transform_ops:
    - ResizeImage:
        resize_short: 256
    - CropImage:
        size: 224
    - NormalizeImage: {{scale: 0.00392157, {CONSTANTS}, order: ''}}
    - ToCHWImage:
"""
TEXT = """\
Eval:
  dataset:
    transforms:
      - DecodeImage:
          img_mode: BGR
          channel_first: False
      - DetLabelEncode:
      - DetResizeForTest:
          image_shape: [736, 1280]
      - NormalizeImage:
          scale: 1./255.
          mean: [0.5, 0.5, 0.5]
          std: [0.5, 0.5, 0.5]
          order: 'hwc'
      - ToCHWImage:
      - KeepKeys:
          keep_keys: ['image', 'shape']
"""
SEGMENTATION = """\
val_dataset:
  type: Dataset
  transforms:
    - type: Resize
      target_size: [1024, 512]
    - type: Normalize
      mean: [0.5, 0.5, 0.5]
      std: [0.5, 0.5, 0.5]
"""


def spelled(id_, text, target=CUT, source="config.yml"):
    return Spelling(id=id_, files={"config.yml": text}, source=source, target=target)


def wrong(kind, code, at, text, target=CUT, id_=None):
    march = {"march": "bayes-e", "roads": ("calibration",)} if kind == "double normalisation" else {}
    return Mistake(id=id_ or kind, kind=kind, code=code, at=at, files={"config.yml": text}, source="config.yml", target=target, **march)


def without(text, *lines):
    return "".join(line for line in text.splitlines(keepends=True) if not any(part in line for part in lines))


DIALECT = Dialect(
    spellings=(
        spelled("classified", CLASSIFIED),
        spelled("classified, by its section", CLASSIFIED, source="config.yml:DataLoader.Eval.dataset.transform_ops"),
        spelled("classified, a text for the scale", CLASSIFIED.replace("1.0/255.0", "'1./255.'")),
        spelled("classified, two sides", CLASSIFIED.replace("size: 224", "size: [224, 224]")),
        spelled(
            "classified, planes first",
            without(CLASSIFIED, "ToCHWImage")
            .replace("        - NormalizeImage", "        - ToCHWImage:\n        - NormalizeImage")
            .replace("order: ''", "order: 'chw'"),
        ),
        spelled("inferred", INFERRED),
        spelled(
            "inferred, in words",
            INFERRED.replace("resize_short: 256", "resize_short: 256\n        interpolation: bilinear\n        backend: cv2"),
        ),
        spelled("detection", DETECTION, STRETCHED),
        spelled("detection, for validation", DETECTION.replace("TestReader", "EvalReader"), STRETCHED),
        spelled("detection, beside training", "TrainReader:\n  sample_transforms:\n  - RandomCrop: {}\n" + DETECTION, STRETCHED),
        spelled("detection, its own constants", DETECTION.replace(f"is_scale: true, {CONSTANTS}", ""), STRETCHED),
        spelled("deployed", DEPLOYED, STRETCHED),
        spelled("text", TEXT, SIZED_TEXT),
        spelled("segmentation", SEGMENTATION, SEGMENTED),
        spelled("segmentation, for testing", SEGMENTATION.replace("val_", "test_"), SEGMENTED),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "DecodeImage", CLASSIFIED.replace("to_rgb: True", "to_rgb: False")),
        wrong(
            "swapped order", "PC201", "DecodeImage", TEXT.replace("img_mode: BGR", "img_mode: RGB"), SIZED_TEXT, "text in the other order"
        ),
        wrong("double normalisation", "PC301", "NormalizeImage", CLASSIFIED),
        wrong("double normalisation", "PC301", "NormalizeImage", DETECTION, STRETCHED, "detection, twice"),
        wrong("missing normalisation", "PC302", "Decode", without(DETECTION, "NormalizeImage"), STRETCHED),
        wrong("std as scale", "PC304", "NormalizeImage", DETECTION.replace("0.229, 0.224, 0.225", "4.367, 4.464, 4.444"), STRETCHED),
        wrong("times 255", "PC305", "NormalizeImage", CLASSIFIED.replace("1.0/255.0", "1.0")),
        wrong("times 255", "PC305", "NormalizeImage", DETECTION.replace("is_scale: true", "is_scale: false"), STRETCHED, "is_scale"),
        wrong(
            "other kernel",
            "PC403",
            "ResizeImage",
            CLASSIFIED.replace("resize_short: 256", "resize_short: 256\n            interpolation: nearest"),
        ),
        wrong(
            "other kernel", "PC403", "Resize:", DETECTION.replace("keep_ratio: False", "keep_ratio: False, interp: 0"), STRETCHED, "interp"
        ),
        wrong("other size policy", "PC402", "ResizeImage", CLASSIFIED.replace("resize_short: 256", "size: 256")),
        wrong("other layout", "PC203", "transform_ops", without(INFERRED, "ToCHWImage")),
        wrong("augmentation", "PC408", "RandCropImage", CLASSIFIED.replace("CropImage", "RandCropImage")),
        wrong(
            "augmentation",
            "PC408",
            "RandomDistort",
            DETECTION.replace("  - Normalize", "  - RandomDistort: {}\n  - Normalize"),
            STRETCHED,
            "colors",
        ),
    ),
    silent={"crop off by one": "a crop is in the middle", "pad value": "a letterbox has a fill of its own"},
)
