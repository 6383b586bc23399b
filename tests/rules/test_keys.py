"""PC501, 502, 503, 505, 506, 511: the keys of a YAML, each by itself."""

import pytest
from linted import COMPILE, MAPPER, lint, report, yaml

from pipecheck import mending
from pipecheck.errors import SourceError
from pipecheck.findings import Severity


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(yaml(), id="hb_mapper"),
        pytest.param(yaml(COMPILE), id="hb_compile"),
        pytest.param(yaml(march="'Bayes-E'", input_type_rt="NV12", optimize_level="o3"), id="capitals"),
        pytest.param(yaml(input_name="''", input__input_shape="''", input__input_batch=None), id="empty is left out"),
        pytest.param(
            yaml(COMPILE, model__output_nodes="''", input__std_value="''", calibration__quant_config="{}"), id="empty on hb_compile"
        ),
        pytest.param(yaml(model__caffe_model="m.caffemodel", model__prototxt="m.prototxt", onnx_model=None), id="caffe"),
        pytest.param(yaml(COMPILE, mean_value="[123.675, 116.28, 103.53]"), id="a list of numbers on hb_compile"),
    ],
)
def test_quiet(tmp_path, text):
    assert lint(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(yaml(mean_value=None, input__mean_values="1 2 3"), ["PC501 error 11:mean_values"], id="plural"),
        pytest.param(yaml(input__onnx_model="m.onnx"), ["PC501 error 12:onnx_model"], id="another group"),
        pytest.param(yaml() + "build_parameters: {}\n", ["PC501 error 17:build_parameters"], id="a group"),
        pytest.param(yaml(COMPILE, calibration__num_bins="3"), ["PC501 warning 13:num_bins"], id="where hb_compile is open"),
        pytest.param(
            yaml(input_type_rt=None, input_layout_train=None), ["PC502 error 4:input_parameters"], id="two missing keys are one finding"
        ),
        pytest.param(yaml(march=None), ["PC502 error 1:model_parameters"], id="no march"),
        pytest.param("input_parameters: {input_type_rt: nv12}\n", ["PC502 error -"], id="no group for the march"),
        pytest.param(yaml(march="bayes_e"), ["PC503 error 3:bayes_e"], id="a march with an underscore"),
        pytest.param(yaml(march="x5"), ["PC503 error 3:x5"], id="an unknown march, and nothing else is judged"),
        pytest.param(yaml(mean_value="a b c"), ["PC503 error 10:a b c"], id="words for numbers"),
        pytest.param(yaml(input_type_rt="nv21"), ["PC503 error 6:nv21"], id="a type that is none"),
        pytest.param(yaml(optimize_level="O4"), ["PC503 error 16:O4"], id="a level"),
        pytest.param(yaml(COMPILE, optimize_level="O3"), ["PC503 error 14:O3"], id="O3 on hb_compile"),
        pytest.param(yaml(mean_value="[1, 2, 3]"), ["PC503 error 10:["], id="a list on hb_mapper"),
        pytest.param(yaml().replace("  norm", "  scale_value: 1\n  norm"), ["PC505 error 12:scale_value"], id="twice"),
        pytest.param(yaml(model__log_level="debug"), ["PC506 note 4:log_level"], id="without effect"),
        pytest.param(yaml(COMPILE, input__norm_type="data_mean_and_scale"), ["PC506 note 11:norm_type"], id="says what happens"),
        pytest.param(yaml(COMPILE, input__norm_type="data_scale"), ["PC506 warning 11:norm_type"], id="says something else"),
        pytest.param(yaml(COMPILE, input__norm_type="no_preprocess"), ["PC506 warning 11:norm_type"], id="says nothing"),
        pytest.param(yaml(COMPILE, calibration__preprocess_on="True"), ["PC506 warning 13:preprocess_on"], id="pictures"),
        pytest.param(yaml(scale_value=None, norm_type="data_mean", input__std_value="58"), ["PC511 error 11:std_value"], id="std on bayes"),
    ],
)
def test_found(tmp_path, text, expected):
    assert lint(tmp_path, text) == expected


def test_the_march_that_decides_is_shown(tmp_path):
    (found,) = report(tmp_path, yaml(scale_value=None, norm_type="data_mean", input__std_value="58")).findings
    assert [(each.origin.line, each.text) for each in found.related] == [(3, "the march that decides")]


@pytest.mark.parametrize("march", ["bayes_e", "Bayes-e", "bayese"])
def test_a_misspelled_march_counts_for_what_was_meant(tmp_path, march):
    found = report(tmp_path, yaml(march=march, input__std_value="58.4")).findings
    assert "PC511" in [each.code for each in found]


@pytest.mark.parametrize(
    ("text", "line", "mended"),
    [
        pytest.param(yaml(march="'bayes_e'"), 3, "  march: bayes-e", id="march"),
        pytest.param(yaml(input_type_rt="nv21"), 6, "  input_type_rt: nv12", id="a word"),
        pytest.param(yaml(mean_value=None, input__mean_values="1 2 3"), 11, "  mean_value: 1 2 3", id="a key"),
        pytest.param(yaml(norm_type="data_scale"), 9, "  norm_type: data_mean_and_scale", id="norm_type"),
        pytest.param(yaml(COMPILE, input__norm_type="data_mean_and_scale"), 11, "  # norm_type: data_mean_and_scale", id="no effect"),
        pytest.param(yaml(model__node_info="{a: {ON: BPU}}"), 4, "  node_info: {a: {'ON': BPU}}", id="a trap"),
    ],
)
def test_a_fix_mends_what_it_says_and_leaves_nothing_to_say(tmp_path, text, line, mended):
    (found,) = report(tmp_path, text).findings
    repaired = mending.apply(text, found.fix.edits)
    assert repaired.splitlines()[line - 1] == mended
    assert lint(tmp_path, repaired) == []


@pytest.mark.parametrize(
    "norm_type",
    [
        pytest.param("{march: nash-e, log_level: debug}", id="flow style"),
        pytest.param("\n  march: nash-e\n  onnx_model: m\n  log_level: 'a\n    b'", id="over two lines"),
    ],
)
def test_what_cannot_be_commented_out_is_left_to_the_user(tmp_path, norm_type):
    found = report(tmp_path, f"model_parameters: {norm_type}\n").findings
    assert [each.fix for each in found if each.code == "PC506"] == [None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a conversion YAML"),
        ("- a\n", "not a conversion YAML"),
        ("jobs: {build: 3}\n", "not a conversion YAML"),
        (yaml(onnx_model="@WORK@/m.onnx"), ":2:15: an unfilled placeholder @WORK@: this is a template"),
        (yaml(march="__MARCH__"), ":3:10: an unfilled placeholder __MARCH__: this is a template"),
        (yaml(march="{{ march }}"), ":3:10: an unfilled placeholder {{ march }}: this is a template"),
        (yaml(march="<march>"), ":3:10: an unfilled placeholder <march>: this is a template"),
        (yaml(onnx_model="${MODEL}/m.onnx"), ":2:15: an unfilled placeholder ${MODEL}: this is a template"),
        (yaml().replace("  march", "\tmarch"), "there is a tab in the indentation"),
        (yaml().replace("input_type_rt: ", "input_type_rt："), "： is not the colon of YAML"),
        (yaml().replace("input_type_rt: ", "input_type_rt:"), "a space belongs after the colon"),
        (yaml().replace("  march", " march"), "is it indented like its neighbours?"),
    ],
)
def test_what_cannot_be_read_at_all_says_why(tmp_path, text, reason):
    with pytest.raises(SourceError) as refusal:
        lint(tmp_path, text)
    assert reason in str(refusal.value)


def test_a_value_that_is_wrong_is_unknown_to_everything_else(tmp_path):
    for key, value in {"input_type_train": "rbg", "mean_value": "1 x", "norm_type": "scale", "input_layout_train": "HWC"}.items():
        findings = report(tmp_path, yaml(MAPPER, **{key: value})).findings
        assert [found.code for found in findings] == ["PC503"], key
        assert findings[0].severity is Severity.ERROR
