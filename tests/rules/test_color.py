"""PC2: channel order, layout, YUV range, constants in the other order."""

import pytest
from projects import IMAGENET, RAW, TRAINING, check, config, told, write

from pipecheck import api

BGR_MEAN, BGR_SCALE = "103.53 116.28 123.675", "0.01742919 0.017507 0.01712475"


def append(folder, line):
    with (folder / "pipecheck.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(line)


def chain(folder, *steps, read="{library: opencv, color: bgr, exif: true}"):
    (folder / "prep.yaml").write_text(f"read: {read}\nsteps: [{', '.join(steps)}]\n", encoding="utf-8")
    return '[calibration]\nsource = "prep.yaml"\n'


@pytest.mark.parametrize(
    ("yaml", "calibration"),
    [
        pytest.param(config(), None, id="rgb everywhere"),
        pytest.param(config(), RAW, id="raw calibration files on hb_mapper"),
        pytest.param(config("nash-e", input_type_train="rgb"), TRAINING, id="normalised calibration files on hb_compile"),
        pytest.param(config(input_type_rt="rgb", input_layout_rt="NHWC"), RAW, id="rgb at run time"),
        pytest.param(config(input_type_rt="bgr", input_layout_rt="NHWC"), RAW, id="bgr at run time is swapped by a node"),
        pytest.param(config(input_type_rt="yuv444", input_layout_rt="NCHW"), RAW, id="yuv444 at run time"),
        pytest.param(config(input_type_train="'RGB'"), None, id="capitals and quotes"),
    ],
)
def test_quiet(tmp_path, yaml, calibration):
    assert told(check(tmp_path, yaml, calibration=calibration)) == []


def test_a_network_trained_on_bgr_is_quiet_once_the_manifest_says_so(tmp_path):
    folder = write(tmp_path, config(input_type_train="bgr"), training=f"transforms.ToTensor(), {IMAGENET}")
    assert told(api.check(folder)) == ["PC201 error config.yaml:7 runtime"]
    append(folder, 'reader = "opencv"\n')
    assert told(api.check(folder)) == []


@pytest.mark.parametrize(
    ("yaml", "calibration", "expected"),
    [
        pytest.param(
            config(input_type_train="bgr"), None, ["PC201 error config.yaml:7 runtime"], id="yaml says bgr, constants as in training"
        ),
        pytest.param(
            config(input_type_train="bgr", mean_value=BGR_MEAN, scale_value=BGR_SCALE),
            None,
            ["PC201 error config.yaml:7 runtime"],
            id="yaml says bgr, constants reversed with it",
        ),
        pytest.param(
            config(input_type_train="bgr"),
            RAW,
            ["PC201 error config.yaml:7 calibration+runtime"],
            id="one mistake in the yaml, seen on two roads",
        ),
        pytest.param(
            config(mean_value=BGR_MEAN, scale_value=BGR_SCALE), None, ["PC206 error config.yaml:11 runtime"], id="constants reversed"
        ),
        pytest.param(config(input_type_train="gray"), None, ["PC202 error config.yaml:6 "], id="a type that cannot be converted"),
        pytest.param(config(input_type_rt="gray", input_type_train="gray"), None, ["PC207 warning config.yaml:7 runtime"], id="gray"),
    ],
)
def test_found(tmp_path, yaml, calibration, expected):
    assert told(check(tmp_path, yaml, calibration=calibration)) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(["{ToColor: {color: rgb, source: bgr}}", "{Transpose: {layout: chw}}"], [], id="swapped once"),
        pytest.param(["{Transpose: {layout: chw}}"], ["PC201 error prep.yaml:None calibration"], id="never swapped"),
        pytest.param(
            ["{ToColor: {color: rgb, source: bgr}}", "{ToColor: {color: rgb, source: bgr}}", "{Transpose: {layout: chw}}"],
            ["PC201 error prep.yaml:None calibration"],
            id="swapped twice",
        ),
        pytest.param(
            ["{ToColor: {color: rgb, source: bgr}}"], ["PC203 error prep.yaml:None calibration"], id="left as height × width × channels"
        ),
        pytest.param(
            ["{ToColor: {color: gray}}", "{ToColor: {color: rgb}}", "{Transpose: {layout: chw}}"],
            ["PC207 warning prep.yaml:None calibration"],
            id="gray repeated",
        ),
    ],
)
def test_a_calibration_chain(tmp_path, steps, expected):
    report = check(tmp_path, config(), manifest=chain(tmp_path, *steps))
    assert told(report) == expected


def test_a_wrong_order_is_told_without_any_training_source(tmp_path):
    report = check(tmp_path, config(), training=None, manifest=chain(tmp_path, "{Transpose: {layout: chw}}"))
    assert told(report) == ["PC201 error prep.yaml:None calibration"]


@pytest.mark.parametrize(
    ("said", "setting", "expected"),
    [
        ("full", None, []),
        ("full", "regular", []),
        ("video", "bt601_video", []),
        ("video", None, ["PC204 error pipecheck.toml:4 runtime"]),
        ("full", "bt601_video", ["PC204 error pipecheck.toml:4 runtime"]),
    ],
)
def test_the_range_that_the_camera_makes(tmp_path, said, setting, expected):
    report = check(tmp_path, config(input_space_and_range=setting), manifest=f'[runtime]\nnv12 = "{said}"\n')
    assert told(report) == expected


@pytest.mark.parametrize(
    ("rt", "train", "legal"),
    [("nv12", "rgb", True), ("nv12", "yuv444", True), ("yuv444", "bgr", True), ("gray", "gray", True), ("featuremap", "featuremap", True),
     ("nv12", "gray", False), ("rgb", "yuv444", False), ("featuremap", "rgb", False), ("gray", "rgb", False)],
)  # fmt: skip
def test_which_runtime_types_can_be_converted(tmp_path, rt, train, legal):
    report = check(tmp_path, config(input_type_rt=rt, input_type_train=train), training=None)
    assert [found.code for found in report.findings if found.code == "PC202"] == ([] if legal else ["PC202"])


def test_a_finding_that_rests_on_a_convention_is_likely_and_names_it(tmp_path):
    (found,) = check(tmp_path, config(input_type_train="bgr")).findings
    assert str(found.confidence) == "likely"
    assert "torchvision transforms a PIL picture" in found.related[0].text


def test_a_finding_on_a_stated_order_is_certain(tmp_path):
    folder = write(tmp_path, config(input_type_train="bgr"))
    append(folder, 'color = "rgb"\n')
    (found,) = api.check(folder).findings
    assert str(found.confidence) == "certain"
