"""Which nodes stand in front of the model, by toolchain generation and road."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import config
from spelled import step_told

from pipecheck.lower.toolchain import conversion, horizon
from pipecheck.sources import yamldoc
from pipecheck.spec import canonical

MEAN = {"mean_value": 128}
SCALE = {"scale_value": 0.5}
STD = {"std_value": 2}
ROADS = {"runtime": horizon.runtime, "calibration": horizon.calibration, "evaluation": horizon.evaluation}


def read(march="bayes-e", **changes):
    """The conversion and the claims of its one input; keys that are not given are absent."""
    given = {"norm_type": None, "mean_value": None, "scale_value": None, **changes}
    found = conversion.read(yamldoc.parse(config(march, **given), Path("deploy.yaml")))
    return found, found.inputs["data"]


def nodes(road, march="bayes-e", **changes):
    return ROADS[road](*read(march, **changes))


def values(*args, **changes):
    """The steps of the nodes that touch values."""
    told = [step_told(step) for step in nodes(*args, **changes).steps]
    return [step for step in told if step.startswith("Affine") or step.endswith(" values")]


@pytest.mark.parametrize(
    ("norm_type", "expected"),
    [
        pytest.param(None, ["Affine()"], id="unsaid"),
        pytest.param("no_preprocess", ["Affine()"], id="none"),
        pytest.param("data_mean", ["Affine(mean=128.0)"], id="mean"),
        pytest.param("data_scale", ["Affine(scale=0.5)"], id="scale"),
        pytest.param("data_mean_and_scale", ["Affine(mean=128.0)", "Affine(scale=0.5)"], id="both"),
        pytest.param("'DATA_MEAN'", ["Affine(mean=128.0)"], id="capitals and quotes"),
        pytest.param("data_mean_scale", ["?norm_type: data_mean_scale values"], id="a word that hb_mapper does not know"),
        pytest.param("data_mean_and_std", ["?norm_type: data_mean_and_std values"], id="a word of hb_compile"),
        pytest.param("mean_file", ["?norm_type: mean_file values"], id="a mean from a file"),
    ],
)
@pytest.mark.parametrize("march", ["bernoulli2", "bayes", "bayes-e"])
def test_hb_mapper_uses_what_norm_type_names(march, norm_type, expected):
    for road in ROADS:
        assert values(road, march, norm_type=norm_type, **MEAN, **SCALE, **STD) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, ["Affine()"], id="nothing"),
        pytest.param(MEAN, ["Affine(mean=128.0)"], id="mean"),
        pytest.param(SCALE, ["Affine(scale=0.5)"], id="scale"),
        pytest.param(STD, ["Affine(std=2.0)"], id="std"),
        pytest.param(MEAN | SCALE, ["Affine(mean=128.0)", "Affine(scale=0.5)"], id="mean and scale"),
        pytest.param(MEAN | STD, ["Affine(mean=128.0)", "Affine(std=2.0)"], id="mean and std"),
        pytest.param(SCALE | STD, ["?scale_value and std_value at once values"], id="scale and std exclude each other"),
        pytest.param(MEAN | {"norm_type": "no_preprocess"}, ["Affine(mean=128.0)"], id="norm_type has no effect"),
        pytest.param(SCALE | {"norm_type": "data_mean"}, ["Affine(scale=0.5)"], id="nor has another"),
        pytest.param({"mean_value": "None"}, ["Affine()"], id="None"),
        pytest.param({"std_value": "1 2 0"}, ["?std holds a zero values"], id="a std of zero"),
    ],
)
@pytest.mark.parametrize("march", ["nash-e", "nash-b-plus", "starry-p"])
def test_hb_compile_uses_what_is_given(march, given, expected):
    assert values("runtime", march, **given) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"norm_type": "data_mean"}, "?a value that norm_type needs is missing values", id="missing"),
        pytest.param({"norm_type": "data_mean", "mean_value": "a b"}, "?a b values", id="words"),
        pytest.param({"norm_type": "data_mean", "mean_value": "1 2 3 x"}, "?1 2 3 x values", id="a word among numbers"),
        pytest.param({"norm_type": "data_mean", "mean_value": "1;2"}, "?1;2 values", id="two inputs' worth"),
    ],
)
def test_a_value_that_cannot_be_read_is_unknown_where_it_stands(changes, expected):
    program = nodes("runtime", **changes)
    (step,) = (step for step in program.steps if step_told(step) == expected)
    line = config("bayes-e", **{"norm_type": None, "mean_value": None, "scale_value": None, **changes}).splitlines()[step.origin.line - 1]
    assert line.split(":")[0].strip() == ("mean_value" if "mean_value" in changes else "norm_type")
    assert canonical(program).values.value is None


def test_an_unknown_march_leaves_the_values_unknown():
    assert values("runtime", "x5", norm_type="data_mean", **MEAN) == ["?norm_type values"]


@pytest.mark.parametrize(
    ("road", "march", "rt", "handed"),
    [
        pytest.param("runtime", "bayes-e", "nv12", "nv12 (full range) hwc", id="camera"),
        pytest.param("runtime", "nash-e", "nv12", "nv12 (full range) hwc", id="camera of hb_compile"),
        pytest.param("runtime", "bayes-e", "rgb", "rgb chw", id="rgb at run time, in its own layout"),
        pytest.param("runtime", "bayes-e", "yuv444", "yuv444 (full range) chw", id="yuv at run time"),
        pytest.param("runtime", "bayes-e", "yuv444_128", "yuv444 (full range) chw", id="signed yuv"),
        pytest.param("runtime", "bayes-e", "nv21", "None chw", id="a word that is not known"),
        pytest.param("calibration", "bayes-e", "nv12", "bgr chw", id="files are what the network was trained on"),
        pytest.param("calibration", "nash-e", "nv12", None, id="files of hb_compile meet no nodes"),
        pytest.param("evaluation", "bayes-e", "nv12", "yuv444 (full range) chw", id="NV12 is unpacked before the model"),
        pytest.param("evaluation", "bayes-e", "bgr", "bgr chw", id="bgr stays"),
        pytest.param("evaluation", "nash-e", "nv12", None, id="the float model of hb_compile has no nodes"),
        pytest.param("runtime", "bayes-e", "featuremap", None, id="feature map"),
        pytest.param("calibration", "bernoulli2", "featuremap", None, id="feature map, calibration"),
        pytest.param("evaluation", "bayes", "featuremap", None, id="feature map, evaluation"),
    ],
)
def test_what_is_handed_over(road, march, rt, handed):
    found = nodes(road, march, input_type_rt=rt, input_type_train="bgr", input_layout_rt="NCHW")
    if found is None:
        assert handed is None
    else:
        spec = canonical(found.__class__(found.decoded))
        assert f"{spec.color.value} {spec.layout.value}" == handed


@pytest.mark.parametrize(
    ("changes", "color"),
    [
        pytest.param({}, "rgb", id="nv12 to rgb"),
        pytest.param({"input_type_train": "bgr"}, "bgr", id="nv12 to bgr"),
        pytest.param({"input_type_train": "yuv444"}, "yuv444 (full range)", id="nv12 to yuv444"),
        pytest.param({"input_space_and_range": "bt601_video"}, "rgb", id="video range is understood"),
        pytest.param({"input_type_rt": "bgr"}, "rgb", id="bgr to rgb"),
        pytest.param({"input_type_rt": "gray", "input_type_train": "gray"}, "gray", id="gray"),
        pytest.param({"input_type_rt": "nv21"}, "rgb", id="from an unknown word"),
        pytest.param({"input_type_train": "hsv"}, "None", id="to an unknown word"),
        pytest.param({"input_type_train": None}, "None", id="to nothing"),
    ],
)
def test_the_network_gets_what_it_was_trained_on(changes, color):
    assert str(canonical(nodes("runtime", **changes)).color.value) == color


@pytest.mark.parametrize(
    ("stated", "layout"),
    [("NCHW", "chw"), ("NHWC", "hwc"), ("nhwc", "hwc"), ("HWC", None), (None, None)],
)
def test_the_network_gets_the_trained_layout(stated, layout):
    assert canonical(nodes("runtime", input_layout_train=stated)).layout.value == layout


@pytest.mark.parametrize(("stated", "expected"), [(None, "full"), ("regular", "full"), ("bt601_video", "video"), ("BT601_VIDEO", "video")])
def test_the_range_of_the_camera(stated, expected):
    assert canonical(nodes("runtime", input_space_and_range=stated)).decode.value is None
    assert nodes("runtime", input_space_and_range=stated).decoded.range == expected
    assert nodes("evaluation", input_space_and_range=stated).decoded.range == expected


@pytest.mark.parametrize("road", list(ROADS))
def test_the_yaml_is_silent_about_reading_and_geometry(road):
    spec = canonical(nodes(road))
    assert (spec.decode.value, spec.geometry.value) == (None, None)


@pytest.mark.parametrize(
    ("rt", "train", "possible"),
    [
        ("nv12", "rgb", True), ("yuv444", "bgr", True), ("bgr", "rgb", True), ("nv12", "yuv444", True), ("gray", "gray", True),
        ("nv12", "gray", False), ("rgb", "yuv444", False), ("nv12", "nv12", False), ("rgb", "featuremap", False),
        ("featuremap", "rgb", False), ("mystery", "rgb", True), ("rgb", "mystery", True),
    ],
)  # fmt: skip
def test_which_types_can_be_converted(rt, train, possible):
    assert horizon.convertible(read(input_type_rt=rt, input_type_train=train)[1]) is possible
