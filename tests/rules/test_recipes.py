"""What the numbers of a YAML say by themselves, without a training source."""

import pytest
from projects import RAW, TRAINING, check, config, told

from pipecheck import api, fixing

BGR = "103.53 116.28 123.675"
STD = "58.395 57.12 57.375"
UNIT = {"mean_value": "0.4914 0.4822 0.4465", "scale_value": "4.94 5.01 4.98"}


def alone(folder, **changes):
    march = changes.pop("march", "bayes-e")
    return [line for line in told(check(folder, config(march, **changes), training=None)) if line[:5] in ("PC206", "PC304", "PC305")]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="ImageNet in order"),
        pytest.param(
            {"input_type_train": "bgr", "mean_value": BGR, "scale_value": "0.01742919 0.017507 0.01712475"}, id="reversed with the order"
        ),
        pytest.param(
            {"input_type_train": "bgr", "mean_value": "104 117 123", "norm_type": "data_mean", "scale_value": None}, id="SSD in BGR order"
        ),
        pytest.param({"mean_value": "127.5", "scale_value": "0.0078125"}, id="alike for all channels"),
        pytest.param({"mean_value": "120 110 100", "scale_value": "0.02 0.02 0.02"}, id="a mean of one's own, falling"),
        pytest.param({"mean_value": "100 110 120"}, id="a mean of one's own, rising"),
        pytest.param({"mean_value": BGR, "norm_type": "no_preprocess", "scale_value": None}, id="a mean that does not count"),
        pytest.param({"mean_value": "0", "scale_value": "1"}, id="nothing"),
        pytest.param({"mean_value": "0.0", "scale_value": "2"}, id="twice the pixels"),
        pytest.param({"mean_value": "120 110 100", "scale_value": "5 6 7"}, id="five times the pixels, which somebody may want"),
        pytest.param({"mean_value": None, "norm_type": "data_scale", "scale_value": "0.00392"}, id="only a division"),
        pytest.param({"march": "nash-e", "norm_type": None, "scale_value": None, "std_value": STD}, id="a deviation that divides"),
        pytest.param(
            {"input_type_rt": "featuremap", "input_type_train": "featuremap", "norm_type": None, "mean_value": None, "scale_value": None},
            id="a feature map",
        ),
        pytest.param({"input_type_rt": "gray", "input_type_train": "gray", "mean_value": "0.1307", "scale_value": "0.0127"}, id="gray"),
    ],
)
def test_quiet(tmp_path, changes):
    assert alone(tmp_path, **changes) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"input_type_train": "bgr"}, ["PC206 error config.yaml:10 "], id="ImageNet's RGB mean for bgr"),
        pytest.param({"mean_value": BGR}, ["PC206 error config.yaml:10 "], id="ImageNet's BGR mean for rgb"),
        pytest.param(
            {"mean_value": "103.939 116.779 123.68", "norm_type": "data_mean", "scale_value": None},
            ["PC206 error config.yaml:10 "],
            id="Caffe's mean for rgb",
        ),
        pytest.param({"scale_value": STD}, ["PC304 error config.yaml:11 "], id="the deviation of 0..255"),
        pytest.param({"scale_value": "0.229 0.224 0.225"}, ["PC304 error config.yaml:11 "], id="the deviation of 0..1"),
        pytest.param({"mean_value": "127.5", "scale_value": "127.5"}, ["PC304 error config.yaml:11 "], id="a deviation alike for all"),
        pytest.param({"mean_value": "120 110 100", "scale_value": "6 7 8"}, ["PC304 error config.yaml:11 "], id="more than any scale"),
        pytest.param(UNIT, ["PC305 error config.yaml:10 "], id="constants of 0..1"),
        pytest.param({"march": "nash-e", **UNIT}, ["PC305 error config.yaml:10 "], id="constants of 0..1 on hb_compile"),
        pytest.param({"mean_value": "0.5", "scale_value": "2"}, ["PC305 error config.yaml:10 "], id="0.5 and 2"),
    ],
)
def test_found(tmp_path, changes, expected):
    assert alone(tmp_path, **changes) == expected


@pytest.mark.parametrize("changes", [{"input_type_train": "bgr"}, {"mean_value": BGR}, {"scale_value": STD}, UNIT])
def test_what_is_found_by_itself_is_likely_and_can_be_mended(tmp_path, changes):
    report = check(tmp_path, config(**changes), training=None)
    (found,) = (found for found in report.findings if found.code in ("PC206", "PC304", "PC305"))
    assert str(found.confidence) == "likely"
    assert not found.fix.safe
    ((path, (_, after)),) = fixing.mend([tmp_path / "config.yaml"], unsafe=True).items()
    path.write_text(after, encoding="utf-8")
    assert told(api.check(tmp_path)) == []
    assert fixing.mend([path], unsafe=True) == {}


def test_where_training_is_named_its_numbers_count_and_not_what_is_well_known(tmp_path):
    odd = "transforms.ToTensor(), transforms.Normalize([0.406, 0.456, 0.485], [0.225, 0.224, 0.229])"
    yaml = config(mean_value=BGR, scale_value="0.01742919 0.017507 0.01712475")
    assert told(check(tmp_path, yaml, training=odd)) == []


def test_numbers_in_doubt_are_not_held_against_a_script(tmp_path):
    assert told(check(tmp_path, config("nash-e", **UNIT), training=None, calibration=TRAINING)) == ["PC305 error config.yaml:10 "]
    assert told(check(tmp_path, config(**UNIT), training=None, calibration=RAW)) == ["PC305 error config.yaml:10 "]
