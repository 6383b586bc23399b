"""PC2: channel order, layout, YUV range, constants in the other order."""

import pytest
from projects import CUT, IMAGENET, RAW, TRAINING, check, config, told, write

from pipecheck import api

BGR_MEAN, BGR_SCALE = "103.53 116.28 123.675", "0.01742919 0.017507 0.01712475"

GRAY = {"input_type_rt": "gray", "input_type_train": "gray", "mean_value": "127.5", "scale_value": "0.0078125"}


def append(folder, line):
    with (folder / "pipecheck.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(line)


def chain(folder, *steps, read="{library: opencv, color: bgr, exif: true}"):
    (folder / "prep.yaml").write_text(f"read: {read}\nsteps: [{', '.join((CUT, *steps))}]\n", encoding="utf-8")
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
        pytest.param(config(**GRAY), None, ["PC303 error config.yaml:11 runtime", "PC207 warning config.yaml:7 runtime"], id="gray"),
    ],
)
def test_found(tmp_path, yaml, calibration, expected):
    assert told(check(tmp_path, yaml, calibration=calibration)) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(["{ToColor: {color: rgb, source: bgr}}", "{Transpose: {layout: chw}}"], [], id="swapped once"),
        pytest.param(["{Transpose: {layout: chw}}"], ["PC201 error prep.yaml:1 calibration"], id="never swapped"),
        pytest.param(
            ["{ToColor: {color: rgb, source: bgr}}", "{ToColor: {color: rgb, source: bgr}}", "{Transpose: {layout: chw}}"],
            ["PC201 error prep.yaml:2 calibration"],
            id="swapped twice",
        ),
        pytest.param(
            ["{ToColor: {color: rgb, source: bgr}}", "{Reinterpret: {layout: chw}}"],
            ["PC203 error prep.yaml:2 calibration"],
            id="reshaped instead of transposed",
        ),
        pytest.param(
            ["{ToColor: {color: rgb, source: bgr}}"], ["PC203 error prep.yaml:1 calibration"], id="left as height × width × channels"
        ),
        pytest.param(
            ["{ToColor: {color: gray}}", "{ToColor: {color: rgb}}", "{Transpose: {layout: chw}}"],
            ["PC207 warning prep.yaml:2 calibration"],
            id="gray repeated",
        ),
    ],
)
def test_a_calibration_chain(tmp_path, steps, expected):
    report = check(tmp_path, config(), manifest=chain(tmp_path, *steps))
    assert told(report) == expected


def test_a_wrong_order_is_told_without_any_training_source(tmp_path):
    report = check(tmp_path, config(), training=None, manifest=chain(tmp_path, "{Transpose: {layout: chw}}"))
    assert told(report) == ["PC201 error prep.yaml:1 calibration"]


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
    assert all(found.message.startswith("the camera hands over nv12") for found in report.findings if found.code == "PC204")


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


RGB_FILES = "{library: pil, color: rgb}"


def test_constants_cut_off_after_three_digits_do_not_double_a_swapped_order(tmp_path):
    report = check(tmp_path, config(input_type_train="bgr", scale_value="0.0171 0.0175 0.0174"))
    assert told(report) == ["PC201 error config.yaml:7 runtime"]


def test_the_hint_leaves_constants_alone_that_have_no_order(tmp_path):
    report = check(tmp_path, config(input_type_train="bgr", mean_value="0", scale_value="0.00392157"), training="transforms.ToTensor()")
    assert [found.hint for found in report.findings] == ["set input_type_train: rgb"]


def test_yuv_where_the_network_was_trained_on_rgb(tmp_path):
    (found,) = check(tmp_path, config(input_type_train="yuv444")).findings
    assert (found.code, found.message) == ("PC201", "the network gets yuv444 (full range), but was trained on rgb")


def test_without_training_a_script_is_held_against_input_type_train_where_no_nodes_follow(tmp_path):
    normalised = "{Affine: {std: 255.0}}, {Affine: {mean: [0.406, 0.456, 0.485], std: [0.225, 0.224, 0.229]}}"
    report = check(tmp_path, config("nash-e"), training=None, manifest=chain(tmp_path, normalised, "{Transpose: {layout: chw}}"))
    (found,) = (found for found in report.findings if str(found.severity) != "note")
    assert (found.code, found.message) == ("PC201", "this makes bgr, but the YAML says rgb")
    assert found.hint == "hand over rgb: swap the channels here once; or set input_type_train: bgr, if the network was trained on that"


@pytest.mark.parametrize(
    ("rt", "steps", "hint"),
    [
        pytest.param("rgb", "{Transpose: {layout: chw}}", "hand over rgb: swap the channels here once", id="rgb"),
        pytest.param(
            "nv12",
            "{ToColor: {color: yuv444, source: rgb}}, {Transpose: {layout: chw}}",
            "the conversion takes blue for red: name the order that the reader really gives",
            id="nv12",
        ),
    ],
)
def test_what_evaluation_hands_over_is_no_matter_of_input_type_train(tmp_path, rt, steps, hint):
    manifest = chain(tmp_path, steps).replace("[calibration]", "[evaluation]")
    (found,) = check(tmp_path, config(input_type_rt=rt), training=None, manifest=manifest).findings
    assert (found.code, found.hint) == ("PC201", hint)


@pytest.mark.parametrize(
    ("trained", "handed", "place"),
    [
        pytest.param("{Transpose: {layout: chw}}", "{Reinterpret: {layout: chw}}", "prep.yaml", id="in the script"),
        pytest.param("{Reinterpret: {layout: chw}}", "{Transpose: {layout: chw}}", "trained.yaml", id="in training"),
        pytest.param("{Reinterpret: {layout: chw}}", "{Reinterpret: {layout: chw}}", None, id="in both"),
    ],
)
def test_a_reshape_in_place_of_a_transpose(tmp_path, trained, handed, place):
    (tmp_path / "trained.yaml").write_text(f"read: {RGB_FILES}\nsteps: [{trained}]\n", encoding="utf-8")
    manifest = '[training]\nsource = "trained.yaml"\n' + chain(tmp_path, handed, read=RGB_FILES)
    said = {"norm_type": "no_preprocess", "mean_value": None, "scale_value": None, "input_type_rt": "rgb"}
    report = check(tmp_path, config(**said), training=None, manifest=manifest)
    found = [(each.message, each.hint, each.origin.path.name) for each in report.findings if each.code == "PC203"]
    message = "reshape moves no data: this is HWC memory read as CHW"
    assert found == ([(message, "use transpose(2, 0, 1) instead", place)] if place else [])


@pytest.mark.parametrize(
    ("march", "trained", "handed", "claimed", "expected"),
    [
        pytest.param("bayes-e", "hwc", "chw", "NCHW", [], id="trained in Keras, exported as NCHW"),
        pytest.param("nash-e", "hwc", "chw", "NCHW", [], id="the same where files meet no nodes"),
        pytest.param("nash-e", "chw", "hwc", "NHWC", [], id="exported as NHWC"),
        pytest.param("bayes-e", "chw", "hwc", "NCHW", ["PC203 error prep.yaml:1 calibration"], id="the script forgets to transpose"),
        pytest.param("nash-e", "hwc", "hwc", "NCHW", ["PC203 error prep.yaml:1 calibration"], id="the script does as Keras did"),
        pytest.param("bayes-e", "chw", "chw", "NHWC", ["PC203 error config.yaml:8 calibration"], id="the YAML stands alone"),
        pytest.param("nash-e", "chw", "chw", "NHWC", ["PC203 error config.yaml:8 calibration"], id="the YAML stands alone, no nodes"),
        pytest.param("nash-e", "hwc", "chw", None, [], id="the YAML says nothing, and exporters turn HWC into CHW"),
        pytest.param("nash-e", "chw", "hwc", None, ["PC203 error prep.yaml:1 calibration"], id="the YAML says nothing"),
    ],
)
def test_who_is_to_blame_for_the_layout(tmp_path, march, trained, handed, claimed, expected):
    said = {"input_layout_train": claimed, "norm_type": None, "mean_value": None, "scale_value": None}
    steps = {"chw": ["{Transpose: {layout: chw}}"], "hwc": []}
    (tmp_path / "trained.yaml").write_text(f"read: {RGB_FILES}\nsteps: [{', '.join(steps[trained])}]\n", encoding="utf-8")
    manifest = '[training]\nsource = "trained.yaml"\n' + chain(tmp_path, *steps[handed], read=RGB_FILES)
    assert told(check(tmp_path, config(march, **said), training=None, manifest=manifest)) == expected


def test_a_script_that_reads_gray_as_training_did_leaves_only_the_camera(tmp_path):
    gray = "transforms.Grayscale(3), transforms.ToTensor()"
    yaml = config(norm_type="data_scale", mean_value=None, scale_value="0.00392157")
    raw = "transforms.Grayscale(3), transforms.PILToTensor()"
    assert told(check(tmp_path, yaml, training=gray, calibration=raw)) == ["PC207 warning config.yaml:7 runtime"]


def test_a_reader_in_the_manifest_is_named_as_the_convention(tmp_path):
    folder = write(tmp_path, config(), training=f"transforms.ToTensor(), {IMAGENET}")
    append(folder, 'reader = "opencv"\n')
    (found,) = api.check(folder).findings
    assert (found.code, str(found.confidence)) == ("PC201", "likely")
    assert found.related[0].text == "bgr comes from here; by convention: opencv reads bgr"


@pytest.mark.parametrize(
    ("rt", "train", "line", "hint"),
    [
        ("gray", "rgb", 6, "with input_type_train: rgb, input_type_rt is one of: bgr, nv12, rgb, yuv444"),
        ("nv12", "nv12", 7, "input_type_train is what the network was trained on: rgb, bgr, gray, yuv444 or featuremap"),
    ],
)
def test_the_key_to_change_where_nothing_can_be_converted(tmp_path, rt, train, line, hint):
    (found,) = check(tmp_path, config(input_type_rt=rt, input_type_train=train), training=None).findings
    assert (found.code, found.origin.line, found.hint) == ("PC202", line, hint)


@pytest.mark.parametrize(
    ("yaml", "hint"),
    [
        pytest.param(
            config(input_type_train="bgr"),
            "set input_type_train: rgb; mean_value: 123.675 116.28 103.53; scale_value: 0.0171248 0.017507 0.0174292",
            id="hb_mapper",
        ),
        pytest.param(
            config("nash-e", input_type_train="bgr"),
            "set input_type_train: rgb; mean_value: 123.675 116.28 103.53; scale_value: 0.0171248 0.017507 0.0174292 "
            "(or std_value: 58.395 57.12 57.375)",
            id="hb_compile",
        ),
        pytest.param(
            config(input_type_train="bgr", mean_value="127.5", scale_value="0.0078125"), "set input_type_train: rgb", id="one for all"
        ),
    ],
)
def test_the_constants_of_the_other_order_are_spelled_out(tmp_path, yaml, hint):
    (found, *_) = [each for each in check(tmp_path, yaml).findings if each.code == "PC201"]
    assert found.hint == hint


@pytest.mark.parametrize(
    ("source", "manifest", "where"),
    [
        pytest.param("import cv2\ndef t(path):\n    return cv2.imread(path).transpose(2, 0, 1)\n", "", "here", id="the line that reads"),
        pytest.param(
            "from transformer import *\ndef t():\n    return [HWC2CHWTransformer()]\n",
            'reader = "opencv"\n',
            "in the source",
            id="the manifest names the reader",
        ),
    ],
)
def test_where_the_channels_are_to_be_swapped(tmp_path, source, manifest, where):
    write(tmp_path, config())
    (tmp_path / "prep.py").write_text(source, encoding="utf-8")
    append(tmp_path, f'[calibration]\nsource = "prep.py:t"\n{manifest}')
    (found,) = [each for each in api.check(tmp_path).findings if each.code == "PC201"]
    assert found.hint == f"hand over rgb: swap the channels {where} once"
