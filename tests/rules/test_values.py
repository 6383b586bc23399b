"""PC3: mean, scale and range."""

import pytest
from projects import CUT, IMAGENET, MEAN, RAW, TRAINING, UNIT, check, config, told

UNIT_YAML = {"mean_value": "0.485 0.456 0.406", "scale_value": "4.3668 4.4643 4.4444"}
STD = "58.395 57.12 57.375"
OTHER = f"{UNIT}, transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5])"
ALONE = "transforms.ToTensor()"
FEATURE_MAP = {**dict.fromkeys(("norm_type", "mean_value", "scale_value")), "input_type_rt": "featuremap", "input_type_train": "featuremap"}
RGB = {"input_type_rt": "rgb", "input_layout_rt": "NHWC"}


def graver(report):
    return [found for found in report.findings if str(found.severity) != "note"]


def nothing(**changes):
    return config(norm_type="no_preprocess", mean_value=None, scale_value=None, **changes)


@pytest.mark.parametrize(
    ("yaml", "training", "calibration"),
    [
        pytest.param(config(), TRAINING, RAW, id="spaces"),
        pytest.param(config(mean_value="'123.675,116.28,103.53'"), TRAINING, RAW, id="commas and quotes"),
        pytest.param(config(scale_value="0.0171 0.0175 0.0174"), TRAINING, RAW, id="three digits are enough"),
        pytest.param(config(mean_value="127.5", scale_value="0.0078431372549"), OTHER, None, id="one number for all channels"),
        pytest.param(config(norm_type="data_scale", mean_value=None, scale_value="0.003921568627451"), ALONE, None, id="only a scale"),
        pytest.param(
            config(norm_type="data_scale", mean_value="0.0", scale_value="0.003921568627451"), ALONE, None, id="a mean of nothing, dropped"
        ),
        pytest.param(config("nash-e", norm_type=None), TRAINING, TRAINING, id="hb_compile derives the type"),
        pytest.param(
            config("nash-e", norm_type=None, scale_value=None, std_value=STD), TRAINING, TRAINING, id="hb_compile divides by std_value"
        ),
        pytest.param(nothing(**RGB), "transforms.PILToTensor()", "transforms.PILToTensor()", id="a network trained on 0..255"),
        pytest.param(config(**FEATURE_MAP), TRAINING, TRAINING, id="a feature map meets no nodes"),
        pytest.param(config(), "transforms.Lambda(mystery)", RAW, id="unreadable training is not judged"),
    ],
)
def test_quiet(tmp_path, yaml, training, calibration):
    assert told(check(tmp_path, yaml, training=training, calibration=calibration)) == []


MEAN_OR_SCALE = "config.yaml:10"
FILES = "calibration.py:3"
FOUND = [
    ("script and yaml normalise", config(), TRAINING, TRAINING, [f"PC301 error {FILES} calibration"]),
    ("the same without a training source", config(), None, TRAINING, [f"PC301 error {FILES} calibration"]),
    ("Normalize twice in the script", config("nash-e"), TRAINING, f"{TRAINING}, {IMAGENET}", [f"PC301 error {FILES} calibration"]),
    ("nobody normalises at run time", nothing(**RGB), TRAINING, None, ["PC302 error config.yaml:9 runtime"]),
    ("the script does, so only the runtime misses it", nothing(**RGB), TRAINING, TRAINING, ["PC302 error config.yaml:9 runtime"]),
    ("nobody normalises on two roads", nothing(**RGB), TRAINING, RAW, ["PC302 error config.yaml:9 calibration+runtime"]),
    ("raw files where no nodes follow", config("nash-e"), TRAINING, RAW, [f"PC302 error {FILES} calibration"]),
    ("another recipe in the script", config("nash-e"), TRAINING, OTHER, [f"PC303 error {FILES} calibration"]),
    ("another recipe", config(mean_value="127.5", scale_value="0.00784"), TRAINING, None, [f"PC303 error {MEAN_OR_SCALE} runtime"]),
    ("a neighbouring recipe", config(mean_value="123.68 116.779 103.939"), TRAINING, None, [f"PC303 warning {MEAN_OR_SCALE} runtime"]),
    ("one and a half levels away", config(mean_value="125.175 117.78 105.03"), TRAINING, None, [f"PC303 warning {MEAN_OR_SCALE} runtime"]),
    ("two and a half levels away", config(mean_value="126.175 118.78 106.03"), TRAINING, None, [f"PC303 error {MEAN_OR_SCALE} runtime"]),
    ("std of 0..255 as scale", config(scale_value=STD), TRAINING, None, [f"PC304 error {MEAN_OR_SCALE} runtime"]),
    ("std of 0..1 as scale", config(scale_value="0.229 0.224 0.225"), TRAINING, None, [f"PC304 error {MEAN_OR_SCALE} runtime"]),
    ("0..1 constants", config(**UNIT_YAML), TRAINING, None, [f"PC305 error {MEAN_OR_SCALE} runtime"]),
    ("0..1 constants and files", config(**UNIT_YAML), TRAINING, UNIT, [f"PC305 error {MEAN_OR_SCALE} runtime"]),
    ("files of 0..1 where 0..255 is expected", config(), TRAINING, UNIT, [f"PC305 error {FILES} calibration"]),
    ("files of 0..1 where training normalises", config("nash-e"), TRAINING, UNIT, [f"PC303 error {FILES} calibration"]),
    ("unreadable numbers are unknown, not wrong", config(mean_value="one two three"), TRAINING, RAW, [f"PC503 error {MEAN_OR_SCALE} "]),
    ("an unknown generation is not judged", config("some-march"), TRAINING, TRAINING, ["PC503 error config.yaml:3 "]),
    ("hb_mapper drops the mean", config(norm_type="data_scale"), TRAINING, None, ["PC306 error config.yaml:9 "]),
    (
        "two mistakes in the values",
        config("nash-e"),
        ALONE,
        RAW,
        [f"PC303 error {MEAN_OR_SCALE} runtime", f"PC305 error {FILES} calibration"],
    ),
    (
        "two mistakes of two kinds",
        config(input_type_train="bgr"),
        TRAINING,
        TRAINING,
        [f"PC301 error {FILES} calibration", "PC201 error config.yaml:7 calibration+runtime"],
    ),
]


@pytest.mark.parametrize(("yaml", "training", "calibration", "expected"), [pytest.param(*row, id=name) for name, *row in FOUND])
def test_found(tmp_path, yaml, training, calibration, expected):
    report = check(tmp_path, yaml, training=training, calibration=calibration)
    places = [line.replace("config.yaml:11", MEAN_OR_SCALE) for line in told(report)]  # mean and scale share a finding
    assert places == expected


def test_the_message_says_what_the_network_sees(tmp_path):
    (found,) = check(tmp_path, config(), calibration=TRAINING).findings
    assert found.message == (
        "the picture is normalised twice, here and again by the nodes from the YAML: the network sees −2.15..−1.76 instead of −2.12..2.64"
    )
    assert [(related.origin.line, related.text) for related in found.related][:2] == [
        (10, "the nodes compute with this"),
        (11, "the nodes compute with this"),
    ]


def test_the_hint_can_be_pasted(tmp_path):
    (found,) = check(tmp_path, config(scale_value=STD)).findings
    assert found.hint == f"in the order r g b: mean_value: {MEAN}; scale_value: 0.0171248 0.017507 0.0174292"
    assert told(check(tmp_path, config(scale_value="0.0171248 0.017507 0.0174292"))) == []


def shifted(folder, *more):
    steps = ", ".join((CUT, "{Affine: {bias: -128}}", *more, "{Transpose: {layout: chw}}"))
    (folder / "prep.yaml").write_text(f"read: {{library: pil, color: rgb}}\nsteps: [{steps}]\n", encoding="utf-8")


def test_shifted_pixels_are_found(tmp_path):
    shifted(tmp_path)
    report = check(tmp_path, config(), manifest='[calibration]\nsource = "prep.yaml"\n')
    assert told(report) == ["PC307 error prep.yaml:2 calibration"]
    evaluation = check(tmp_path, config(input_type_rt="rgb", input_layout_rt="NHWC"), manifest='[evaluation]\nsource = "prep.yaml"\n')
    assert told(evaluation) == []


def test_a_cast_that_wraps_is_found(tmp_path):
    shifted(tmp_path, "{Cast: {dtype: uint8}}")
    report = check(tmp_path, config(), manifest='[calibration]\nsource = "prep.yaml"\n')
    assert told(report) == ["PC307 error prep.yaml:2 calibration"]


BGR = {"input_type_train": "bgr", "mean_value": "103.53 116.28 123.675", "scale_value": "0.0174292 0.017507 0.0171248"}
ON_BGR = "[training]\nsource = 'training.py:t'\ncolor = 'bgr'\n"
MIRRORED = "transforms.ToTensor(), transforms.Normalize([0.406, 0.456, 0.485], [0.225, 0.224, 0.229])"


def on_bgr(folder, yaml):
    """The report on a network that was trained on BGR."""
    (folder / "training.py").write_text(f"from torchvision import transforms\n\nt = transforms.Compose([{MIRRORED}])\n", encoding="utf-8")
    return check(folder, yaml, training=None, manifest=ON_BGR)


def test_a_line_that_takes_part_is_named_once(tmp_path):
    (found,) = graver(check(tmp_path, config("nash-e"), training=TRAINING, calibration=f"{TRAINING}, {IMAGENET}"))
    beside = [(related.origin.path.name, related.origin.line) for related in found.related if related.text == "part of the same arithmetic"]
    assert beside == [("calibration.py", 3)]


def test_numbers_are_said_in_the_order_in_which_the_file_has_them(tmp_path):
    assert told(on_bgr(tmp_path, config(**BGR))) == []
    (found,) = on_bgr(tmp_path, config(**{**BGR, "mean_value": "127.5"})).findings
    assert found.origin.line == 10
    assert found.message.startswith("(x − 127.5) · 0.0174292, 0.017507, 0.0171248 instead of (x − 103.53, 116.28, 123.675) · ")
    assert found.hint == "in the order b g r: mean_value: 103.53 116.28 123.675; scale_value: 0.0174292 0.017507 0.0171248"
    assert [(related.origin.path.name, related.text) for related in found.related] == [
        ("config.yaml", "part of the same arithmetic"),
        ("training.py", "training computes with this"),
    ]


@pytest.mark.parametrize(
    ("yaml", "training", "hint"),
    [
        pytest.param(
            nothing(), OTHER, "norm_type: data_mean_and_scale; mean_value: 127.5; scale_value: 0.00784314", id="hb_mapper needs the type"
        ),
        pytest.param(
            config("nash-e", norm_type=None, mean_value=None, scale_value=None),
            OTHER,
            "mean_value: 127.5; scale_value: 0.00784314 (or std_value: 127.5)",
            id="hb_compile takes either",
        ),
        pytest.param(
            config(),
            "transforms.PILToTensor()",
            "set norm_type: no_preprocess; remove mean_value and scale_value",
            id="hb_mapper, trained on 0..255",
        ),
        pytest.param(
            config("nash-e"),
            "transforms.PILToTensor()",
            "remove mean_value and scale_value, or std_value",
            id="hb_compile, trained on 0..255",
        ),
        pytest.param(
            config("nash-e", norm_type=None), ALONE, "scale_value: 0.00392157 (or std_value: 255); no mean_value", id="a mean too many"
        ),
    ],
)
def test_the_hint_names_every_key_that_must_change(tmp_path, yaml, training, hint):
    (found,) = graver(check(tmp_path, yaml, training=training))
    assert found.hint == hint


@pytest.mark.parametrize(
    ("training", "message"),
    [
        pytest.param(TRAINING, "training normalises, this road does not: the network sees 0..255 instead of −2.12..2.64", id="raw"),
        pytest.param(None, "the YAML normalises, this road does not: the network sees 0..255 instead of −2.12..2.64", id="no training"),
        pytest.param(ALONE, "nothing divides the pixels by 255: the network sees 0..255 instead of 0..1", id="no division"),
    ],
)
def test_a_script_that_no_nodes_follow(tmp_path, training, message):
    report = check(tmp_path, config("nash-e", norm_type=None), training=training, calibration=RAW)
    assert message in [found.message for found in report.findings if found.roads == ("calibration",)]


def test_a_contradiction_without_training_names_both_ways_out(tmp_path):
    (found,) = graver(check(tmp_path, config("nash-e", norm_type=None), training=None, calibration=OTHER))
    assert (found.code, str(found.confidence), found.origin.path.name) == ("PC303", "likely", "calibration.py")
    assert found.hint.endswith("; or correct the YAML, if the network was trained like this")
    assert {related.origin.path.name for related in found.related} == {"config.yaml", "calibration.py"}


def test_a_script_that_normalises_alone_may_be_the_one_that_knows(tmp_path):
    (found,) = check(tmp_path, nothing(), training=None, calibration=OTHER).findings
    assert (found.code, str(found.confidence)) == ("PC303", "likely")
    assert found.message == "(x − 127.5) · 0.00784314 where the nodes expect 0..255 as they are: up to 254 levels away"
    assert found.hint == "hand over pixels 0..255, and leave the rest to mean_value and scale_value, if the network was trained like this"


def test_what_a_cast_does_is_said_as_it_is(tmp_path):
    steps = "{Affine: {mean: 127.5, std: 127.5}}, {Cast: {dtype: uint8}}, {Transpose: {layout: chw}}"
    chain = f"read: {{library: pil, color: rgb}}\nsteps: [{steps}]\n"
    (tmp_path / "prep.yaml").write_text(chain, encoding="utf-8")
    report = check(tmp_path, nothing(**RGB), training="transforms.PILToTensor()", manifest='[calibration]\nsource = "prep.yaml"\n')
    (found,) = report.findings
    assert (found.code, found.message) == ("PC307", "values of −1..1 are cast to uint8, which cannot hold them")


def test_two_inputs_with_their_own_mistakes_on_one_line_are_two_findings(tmp_path):
    both = {
        "input_name": "a;b",
        "input_type_rt": "rgb;rgb",
        "input_type_train": "rgb;rgb",
        "input_layout_train": "NCHW;NCHW",
        "norm_type": "data_mean_and_scale;data_mean_and_scale",
    }
    signed = {"mean_value": "127.5;127.5", "scale_value": "0.0078431;0.0078431"}
    assert told(check(tmp_path, config(**both, **signed), training=OTHER)) == []
    report = check(tmp_path, config(**both, **{**signed, "scale_value": "127.5;2"}), training=OTHER)
    assert [(found.code, found.input) for found in report.findings] == [("PC304", "a"), ("PC305", "b")]
    report = check(tmp_path, config(**both, **{**signed, "mean_value": "120;110"}), training=OTHER)
    assert [(found.code, found.input) for found in report.findings] == [("PC303", "a"), ("PC303", "b")]
    report = check(tmp_path, config(**both, **{**signed, "mean_value": "110;110"}), training=OTHER)
    assert [(found.code, found.input) for found in report.findings] == [("PC303", None)]
