"""What the YAML of PaddlePaddle's kits means: detection, classification, text, segmentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told
from told_apart import told_apart

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower import paddle
from pipecheck.sources import yamldoc
from pipecheck_transformers import Affine, CenterCrop, Letterbox, Resize, ResizeShort, ToColor, Transpose, opencv
from pipecheck_transformers.ops import PadTo, ResizeHeight, ResizeToMultiple

FILE = Path("config.yml")
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CONSTANTS = f"mean: {MEAN}, std: {STD}"
RGB = ToColor("rgb", source="bgr")
NUMBERS = [Affine(std=255.0), Affine(mean=MEAN, std=STD), Transpose("chw")]
SQUARE = [RGB, Resize(416, 416), *NUMBERS]
CROPPED = [RGB, ResizeShort(256, rounding="half-even", order="ratio"), CenterCrop(224, 224, rounding="floor"), *NUMBERS]


def lower(source, section=None):
    return paddle.lower(yamldoc.parse(source, FILE), section)


def detection(entries, *, head="EvalReader:\n  sample_transforms:"):
    return lower(f"{head}\n" + "".join(f"  - {entry}\n" for entry in entries))


def classification(entries):
    return lower("PreProcess:\n  transform_ops:\n" + "".join(f"    - {entry}\n" for entry in entries))


DETECTION = [
    "Decode: {}",
    "Resize: {target_size: [416, 416], keep_ratio: False}",
    f"NormalizeImage: {{is_scale: true, {CONSTANTS}}}",
    "Permute: {}",
]
DEPLOYED = [
    "{type: Resize, interp: 1, keep_ratio: false, target_size: [416, 416]}",
    f"{{type: NormalizeImage, is_scale: true, {CONSTANTS}}}",
    "type: Permute",
]
CLASSIFICATION = [
    "ResizeImage: {resize_short: 256}",
    "CropImage: {size: 224}",
    f"NormalizeImage: {{scale: 1.0/255.0, {CONSTANTS}, order: ''}}",
    "ToCHWImage:",
]


def changed(entries, index, entry):
    return [*entries[:index], *([entry] if entry else []), *entries[index + 1 :]]


@pytest.mark.parametrize(
    ("head", "entries"),
    [
        pytest.param("EvalReader:\n  sample_transforms:", DETECTION, id="EvalReader"),
        pytest.param("TestReader:\n  sample_transforms:", DETECTION, id="TestReader"),
        pytest.param("Preprocess:", DEPLOYED, id="exported"),
        pytest.param("Preprocess:", [*DEPLOYED[:2], "{type: Permute, to_bgr: false}"], id="exported long ago"),
        pytest.param("Preprocess:", [*DEPLOYED, "{type: PadStride, stride: 0}"], id="no stride"),
        pytest.param("EvalReader:\n  sample_transforms:", changed(DETECTION, 0, "Decode"), id="a bare name"),
        pytest.param(
            "EvalReader:\n  sample_transforms:",
            changed(DETECTION, 1, "Resize: {target_size: 416, keep_ratio: False, interp: 1}"),
            id="one side",
        ),
        pytest.param("EvalReader:\n  sample_transforms:", changed(DETECTION, 2, "NormalizeImage: {}"), id="its own constants"),
        pytest.param("EvalReader:\n  sample_transforms:", changed(DETECTION, 2, "NormalizeImage: {norm_type: mean_std}"), id="by name"),
        pytest.param("EvalReader:\n  sample_transforms:", [*DETECTION[:2], "Permute", DETECTION[2]], id="planes first"),
        pytest.param("EvalReader:\n  sample_transforms:", [*DETECTION, "NormalizeBox: {}", "PadBox: {num_max_boxes: 50}"], id="boxes"),
        pytest.param(
            "TrainReader:\n  sample_transforms: [RandomCrop]\nEvalReader:\n  sample_transforms:", DETECTION, id="not the training one"
        ),
    ],
)
def test_spellings_of_a_detection_config(head, entries):
    assert told_apart(detection(entries, head=head), SQUARE, opencv()) == ""


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(CLASSIFICATION, id="in full"),
        pytest.param(changed(CLASSIFICATION, 2, "NormalizeImage: {order: hwc}"), id="its own constants"),
        pytest.param(changed(CLASSIFICATION, 2, f"NormalizeImage: {{scale: 0.00392157, {CONSTANTS}, order: ''}}"), id="in digits"),
        pytest.param(changed(CLASSIFICATION, 2, f"NormalizeImage: {{scale: '1./255.', {CONSTANTS}, order: ''}}"), id="a text"),
        pytest.param(changed(CLASSIFICATION, 2, f"NormalizeImage: {{scale: 3.9215686e-3, {CONSTANTS}, order: ''}}"), id="with an exponent"),
        pytest.param(changed(CLASSIFICATION, 2, f"NormalizeImage: {{scale: null, {CONSTANTS}, order: '', channel_num: 3}}"), id="null"),
        pytest.param([*CLASSIFICATION[:2], "ToCHWImage: {}", "NormalizeImage: {}"], id="planes first"),
        pytest.param(changed(CLASSIFICATION, 0, "ResizeImage: {resize_short: 256, interpolation: bilinear, backend: cv2}"), id="how"),
        pytest.param(changed(CLASSIFICATION, 0, "ResizeImage: {resize_short: 256, size: [9, 9]}"), id="the short side counts"),
        pytest.param(changed(CLASSIFICATION, 1, "CropImage: {size: [224, 224]}"), id="two sides"),
    ],
)
def test_spellings_of_a_classification_config(entries):
    assert told_apart(classification(entries), CROPPED, opencv()) == ""
    decoded = ["DecodeImage: {to_rgb: True, channel_first: False}", *entries]
    listed = "".join(f"        - {entry}\n" for entry in decoded)
    assert told_apart(lower(f"DataLoader:\n  Eval:\n    dataset:\n      transform_ops:\n{listed}"), CROPPED, opencv()) == ""
    assert told_apart(lower(f"Infer:\n  transforms:\n{listed}"), CROPPED, opencv()) == ""


@pytest.mark.parametrize(
    ("index", "entry", "expected"),
    [
        pytest.param(1, "Resize: {target_size: [416, 416], keep_ratio: False, interp: 2}", "geometry", id="another kernel"),
        pytest.param(1, "Resize: {target_size: [416, 415], keep_ratio: False}", "geometry", id="another size"),
        pytest.param(1, "LetterBoxResize: {target_size: 416}", "geometry", id="another policy"),
        pytest.param(1, "Resize: {target_size: [416, 416], keep_ratio: True}", "geometry?", id="by a factor"),
        pytest.param(1, None, "geometry", id="no resize"),
        pytest.param(2, f"NormalizeImage: {{is_scale: false, {CONSTANTS}}}", "values", id="not divided"),
        pytest.param(2, f"NormalizeImage: {{mean: {MEAN[::-1]}, std: {STD[::-1]}}}", "values", id="constants in the other order"),
        pytest.param(2, f"NormalizeImage: {{mean: {STD}, std: {MEAN}}}", "values", id="mean and std exchanged"),
        pytest.param(2, "NormalizeImage: {norm_type: none}", "values", id="only divided"),
        pytest.param(2, None, "values dtype", id="not normalised"),
        pytest.param(2, "RandomDistort: {}", "geometry? color? values? dtype", id="augmentation left in"),
        pytest.param(3, "Permute: {to_bgr: true}", "color", id="bgr"),
        pytest.param(3, None, "layout", id="no planes"),
        pytest.param(3, "PadStride: {stride: 64}", "geometry layout", id="padded"),
    ],
)
def test_one_mistake_is_one_aspect(index, entry, expected):
    assert told_apart(detection(changed(DETECTION, index, entry)), SQUARE, opencv()) == expected


@pytest.mark.parametrize(
    ("index", "entry", "expected"),
    [
        pytest.param(0, "ResizeImage: {resize_short: 256, interpolation: bicubic}", "geometry", id="another kernel"),
        pytest.param(0, "ResizeImage: {resize_short: 256, backend: pil}", "geometry", id="another library"),
        pytest.param(0, "ResizeImage: {size: 256}", "geometry", id="stretched"),
        pytest.param(0, "ResizeImage: {size: [256, 240]}", "geometry", id="width first"),
        pytest.param(1, "CropImage: {size: 223}", "geometry", id="a crop off by one"),
        pytest.param(2, "NormalizeImage: {scale: 1.0, order: ''}", "values", id="not divided"),
        pytest.param(2, "NormalizeImage: {output_fp16: true, order: ''}", "dtype", id="half"),
        pytest.param(2, "NormalizeImage: {}", "values? dtype?", id="constants for planes"),
        pytest.param(2, "NormalizeImage: {scale: 1.0/0, order: ''}", "values? dtype?", id="divided by nothing"),
        pytest.param(2, "NormalizeImage: {scale: __import__('os'), order: ''}", "values? dtype?", id="code"),
        pytest.param(3, None, "layout", id="no planes"),
    ],
)
def test_one_mistake_of_a_classification_config(index, entry, expected):
    assert told_apart(classification(changed(CLASSIFICATION, index, entry)), CROPPED, opencv()) == expected


def ocr(*entries):
    return lower("Eval:\n  dataset:\n    transforms:\n" + "".join(f"    - {entry}\n" for entry in entries))


TEXT = "NormalizeImage: {scale: 1./255., mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], order: hwc}"
HALF = [Affine(std=255.0), Affine(mean=0.5, std=0.5), Transpose("chw")]


@pytest.mark.parametrize(
    ("resize", "expected"),
    [
        pytest.param("DetResizeForTest: {image_shape: [736, 1280]}", Resize(736, 1280), id="a size"),
        pytest.param("DetResizeForTest:", ResizeToMultiple(736, limit="shortest"), id="by default"),
        pytest.param("DetResizeForTest: {limit_side_len: 960, limit_type: max}", ResizeToMultiple(960, limit="longest"), id="a limit"),
        pytest.param("DetResizeForTest: {limit_side_len: 9, limit_type: resize_long}", ResizeToMultiple(9, limit="exact"), id="exact"),
        pytest.param("DetResizeForTest: {resize_long: 960}", None, id="other multiples"),
    ],
)
def test_text_is_found(resize, expected):
    entries = ["DecodeImage: {img_mode: BGR}", "DetLabelEncode: null", resize, TEXT, "ToCHWImage: null", "KeepKeys: {keep_keys: [image]}"]
    geometry = [] if expected is None else [expected]
    assert told_apart(ocr(*entries), [*geometry, *HALF], opencv()) == ("geometry?" if expected is None else "")


@pytest.mark.parametrize(
    ("arguments", "before", "after"),
    [
        pytest.param(
            "{image_shape: [3, 48, 320]}",
            ResizeHeight(48, widest=320, rounding="ceil", order="aspect"),
            [PadTo(48, 320, fill=0.0, position="corner")],
            id="zeros behind it",
        ),
        pytest.param("{image_shape: [3, 48, 320], padding: false}", Resize(48, 320), [], id="stretched"),
    ],
)
def test_text_is_recognised(arguments, before, after):
    assert told_apart(ocr("DecodeImage: {img_mode: BGR}", f"RecResizeImg: {arguments}"), [before, *HALF, *after], opencv()) == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param("{image_shape: [3, 48, 320], eval_mode: true}", "geometry?", id="as wide as the picture"),
        pytest.param("{image_shape: [3, 48, 320], infer_mode: true}", "geometry?", id="inference"),
        pytest.param("{image_shape: [1, 48, 320]}", "geometry? color? values? layout? dtype?", id="gray"),
    ],
)
def test_text_that_is_not_read(arguments, expected):
    assert told_apart(ocr("DecodeImage: {img_mode: BGR}", f"RecResizeImg: {arguments}"), HALF, opencv()) == expected


@pytest.mark.parametrize(
    ("decode", "expected"),
    [
        pytest.param("{img_mode: BGR, channel_first: False}", "", id="bgr"),
        pytest.param("{img_mode: RGB}", "color", id="rgb"),
        pytest.param("{}", "color", id="rgb by default"),
        pytest.param("{img_mode: BGR, ignore_orientation: true}", "decode", id="not turned"),
        pytest.param("{img_mode: GRAY}", "color?", id="gray"),
        pytest.param("{backend: pil, to_rgb: False}", "decode", id="read by Pillow"),
        pytest.param("{img_mode: BGR, channel_first: True}", "values? dtype?", id="planes before the constants"),
    ],
)
def test_what_is_decoded(decode, expected):
    program = ocr(f"DecodeImage: {decode}", "DetResizeForTest: {image_shape: [736, 1280]}", TEXT, "ToCHWImage: null")
    assert told_apart(program, [Resize(736, 1280), *HALF], opencv()) == expected


SEGMENTATION = [RGB, Resize(512, 1024), Affine(std=255.0), Affine(mean=0.5, std=0.5), Transpose("chw")]


def segmentation(*entries, head="val_dataset"):
    return lower(f"{head}:\n  transforms:\n" + "".join(f"  - {entry}\n" for entry in entries))


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(["{type: Resize, target_size: [1024, 512]}", "{type: Normalize}"], "", id="width first"),
        pytest.param(
            ["{type: Resize, target_size: [1024, 512], interp: LINEAR}", "{type: Normalize, mean: [0.5, 0.5, 0.5]}"], "", id="in words"
        ),
        pytest.param(["{type: Resize, target_size: [1000, 500], size_divisor: 512}", "{type: Normalize}"], "", id="a divisor"),
        pytest.param(["{type: Resize, target_size: [512, 1024]}", "{type: Normalize}"], "geometry", id="height first"),
        pytest.param(["{type: Resize, target_size: [1024, 512], keep_ratio: true}", "{type: Normalize}"], "geometry", id="the shape kept"),
        pytest.param(["{type: Resize, target_size: [1024, 512], interp: RANDOM}", "{type: Normalize}"], "geometry?", id="a random kernel"),
        pytest.param(["{type: Resize, target_size: [1024, 512]}", "{type: Normalize, std: [1.0]}"], "values", id="another std"),
        pytest.param(["{type: ResizeByShort, short_size: 512}", "{type: Normalize}"], "geometry", id="the short side"),
        pytest.param(["{type: ResizeByLong, long_size: 512}", "{type: Normalize}"], "geometry", id="the long side"),
        pytest.param(
            ["{type: ResizeByLong, long_size: 512}", "{type: Padding, target_size: [512, 512]}", "{type: Normalize}"],
            "geometry",
            id="padded",
        ),
        pytest.param(["{type: ResizeStepScaling}", "{type: Normalize}"], "geometry? color? values?", id="random"),
    ],
)
def test_segmentation(entries, expected):
    assert told_apart(segmentation(*entries), SEGMENTATION, opencv()) == expected
    assert told_apart(segmentation(*entries, head="Deploy"), SEGMENTATION, opencv()) == expected


def test_borders_of_half_gray():
    made = detection(["Decode: {}", "LetterBoxResize: {target_size: [416, 320]}"])
    assert told_apart(made, [RGB, Letterbox(416, 320, fill=128.0, interpolation="area")], opencv()) == ""
    made = detection(["{type: Pad, size: [640, 640], fill_value: [114.0, 114.0, 114.0]}", *DEPLOYED[1:]], head="Preprocess:")
    assert told_apart(made, [RGB, PadTo(640, 640, fill=114.0, position="corner"), *NUMBERS], opencv()) == ""


def test_the_list_that_is_meant():
    resize = "{Resize: {target_size: 3, keep_ratio: false}}"
    both = f"TestReader: {{sample_transforms: [Decode, Permute]}}\nTrainReader: {{sample_transforms: [Decode, {resize}]}}\n"
    assert step_told(lower(both).steps[1]) == "Transpose('chw')"
    assert step_told(lower(both, "TrainReader").steps[1]) == "Resize(3, 3)"
    assert step_told(lower(both, "TrainReader.sample_transforms").steps[1]) == "Resize(3, 3)"
    with pytest.raises(SourceError, match=r"config\.yml: no transforms called 'TestRader'; it has TestReader.*did you mean 'TestReader'\?"):
        lower(both, "TestRader")
    with pytest.raises(SourceError, match="no list of transforms"):
        lower("EvalReader: {sample_transforms: 3}\n")


def test_a_file_builds_on_others(tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "reader.yml").write_text("EvalReader:\n  sample_transforms:\n  - Decode\n  - Permute\n", encoding="utf-8")
    (tmp_path / "old.yml").write_text("EvalReader:\n  sample_transforms: []\n", encoding="utf-8")
    (tmp_path / "model.yml").write_text("_BASE_: [old.yml, missing.yml, base/reader.yml]\nmetric: COCO\n", encoding="utf-8")
    document = yamldoc.load(tmp_path / "model.yml")
    assert paddle.sniff(document.data)
    assert paddle.lower(document).steps[-1].origin == Origin(tmp_path / "base" / "reader.yml", 4, 5, 7)


def test_entries_stand_where_they_are_named():
    assert [step.origin.line for step in detection(DETECTION).steps] == [3, 4, 5, 5, 5, 6]
    program = detection(DETECTION)
    assert program.decoded.assumed == paddle.DECODES
    assert program.steps[1].origin == Origin(FILE, 4, 5, 6)
    assert detection(DEPLOYED, head="Preprocess:").steps[0].origin == Origin(FILE, 2, 12, 6)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        pytest.param("Brandnew: {a: 1}", "?{'Brandnew': {'a': 1}} color+dtype+geometry+layout+values", id="not known"),
        pytest.param("{a: 1, b: 2}", "?{'a': 1, 'b': 2} color+decode+dtype+geometry+layout+values", id="two names"),
        pytest.param("Resize: {target_size: big, keep_ratio: False}", None, id="a size in words"),
        pytest.param("Resize: {target_size: [1, 2, 3], keep_ratio: False}", None, id="three sides"),
        pytest.param("Resize: {target_size: 8, keep_ratio: 'no'}", None, id="a truth in words"),
        pytest.param("Resize: {target_size: 8, keep_ratio: False, interp: 9}", None, id="a kernel that is none"),
        pytest.param("Resize: {target_size: 8, keep_ratio: False, mode: 1}", None, id="an argument that is not known"),
        pytest.param("Resize: 3", None, id="no arguments"),
        pytest.param("NormalizeImage: {norm_type: minmax}", None, id="a norm that is none"),
        pytest.param("Pad: {size: 640}", None, id="a border of nothing"),
    ],
)
def test_what_cannot_be_read(entry, told):
    (lost,) = [step_told(step) for step in detection(["Decode", entry, "Permute"]).steps if step_told(step).startswith("?")]
    assert told in (lost, None)


def test_a_list_that_does_not_decode_begins_with_the_unknown():
    assert detection(["Permute"]).decoded.library is None
    assert lower("EvalReader: {sample_transforms: []}\n").decoded.color is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"EvalReader": {"sample_transforms": []}}, True, id="detection"),
        pytest.param({"Deploy": {"transforms": [{"type": "Normalize"}]}}, True, id="segmentation"),
        pytest.param({"_BASE_": ["a.yml"]}, True, id="in another file"),
        pytest.param({"steps": []}, False, id="a chain"),
        pytest.param({"val_dataset": {"transforms": ["a"]}}, False, id="another val_dataset"),
        pytest.param([], False, id="a list"),
    ],
)
def test_sniff(data, expected):
    assert paddle.sniff(data) is expected
