"""PC306, 504, 507, 509, 512, 616: values that contradict one another."""

import pytest
from linted import COMPILE, lint, report, yaml

TWO = {
    "input_name": "a;b",
    "input_type_rt": "nv12;featuremap",
    "input_type_train": "rgb;featuremap",
    "input_layout_train": "NCHW;NCHW",
    "norm_type": "data_mean_and_scale;no_preprocess",
    "mean_value": "123.675 116.28 103.53;None",
    "scale_value": "0.0171 0.0175 0.0174;None",
    "cal_data_dir": "a_f32;b_f32",
    "cal_data_type": "float32;float32",
}
FEATURES = {"input_type_rt": "featuremap", "input_type_train": "featuremap", "norm_type": None, "mean_value": None, "scale_value": None}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(yaml(**TWO), id="two inputs"),
        pytest.param(yaml(**{**TWO, "input_layout_train": "NCHW"}), id="one layout serves both"),
        pytest.param(
            yaml(COMPILE, **{key: value for key, value in TWO.items() if key not in ("norm_type", "cal_data_type")}), id="hb_compile"
        ),
        pytest.param(yaml(COMPILE, input_name="[a, b]", input_type_rt="[nv12, rgb]", cal_data_dir="[x, y]"), id="YAML lists on hb_compile"),
        pytest.param(yaml(norm_type="data_scale", mean_value="0.0"), id="a mean of 0 may be ignored"),
        pytest.param(yaml(norm_type="data_mean", scale_value="1 1 1"), id="a scale of 1 may be ignored"),
        pytest.param(yaml(norm_type=None, mean_value=None, scale_value=None), id="nothing is normalised"),
        pytest.param(yaml(norm_type="data_scale", mean_value="''"), id="empty is left out"),
        pytest.param(yaml(mean_value="127.5", scale_value="0.00784"), id="one number for all channels"),
        pytest.param(yaml(**FEATURES), id="a feature map"),
        pytest.param(yaml(**{**FEATURES, "norm_type": "no_preprocess"}), id="a feature map that says so"),
        pytest.param(yaml(input__input_shape="1x3x224x224"), id="a shape"),
        pytest.param(yaml(input__input_shape="1x224x224x3", input_layout_train="NHWC"), id="a shape the other way round"),
        pytest.param(yaml(**FEATURES, input__input_shape="1x7x3x3"), id="a feature map of any shape"),
        pytest.param(yaml(input__input_shape="1x3x225x224", input_type_rt="rgb", input__input_layout_rt="NHWC"), id="odd without nv12"),
        pytest.param(yaml(input__input_space_and_range="bt601_video"), id="video range with nv12"),
        pytest.param(yaml(compiler__balance_factor="0"), id="a balance of 0"),
        pytest.param(yaml(compiler__compile_mode="balance", compiler__balance_factor="50"), id="a balance"),
        pytest.param(yaml(calibration__calibration_type="max", calibration__max_percentile="0.9999"), id="a percentile"),
        pytest.param(yaml(COMPILE, calibration__max_percentile="0.9999"), id="a percentile on hb_compile"),
        pytest.param(yaml(calibration__calibration_type="skip", cal_data_dir=None), id="no calibration"),
        pytest.param(yaml(COMPILE, calibration__calibration_type="skip", cal_data_dir=None), id="no calibration on hb_compile"),
        pytest.param(yaml(input__input_batch="8"), id="a batch"),
        pytest.param(yaml(cal_data_dir="./data_rgb_f32_640"), id="a size after the type in the name"),
        pytest.param(yaml(cal_data_type=None), id="the name gives the type"),
        pytest.param(yaml(cal_data_type=None, cal_data_dir="./data_u8"), id="the name gives the other type"),
        pytest.param(yaml(COMPILE, cal_data_dir="./data"), id="hb_compile needs no type"),
        pytest.param(yaml(cal_data_dir="./bgr_to_rgb_f32"), id="a name with both orders"),
        pytest.param(yaml(input__input_name="'on'").replace("  input_name: data\n", ""), id="on in quotes"),
        pytest.param(yaml(model__node_info="{a: {'ON': CPU}}"), id="ON in quotes"),
        pytest.param(yaml(norm_type="data_scale", mean_value=None, scale_value="1e-3"), id="an exponent where texts are read"),
    ],
)
def test_quiet(tmp_path, text):
    found = [each for each in lint(tmp_path, text) if "PC506" not in each]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(yaml(norm_type="data_scale"), ["PC306 error 9:data_scale"], id="the mean is ignored"),
        pytest.param(yaml(norm_type="no_preprocess"), ["PC306 error 9:no_preprocess"], id="both are ignored"),
        pytest.param(yaml(norm_type=None), ["PC306 error 9:123.675 116.28 103.53"], id="without norm_type"),
        pytest.param(yaml(mean_value=None), ["PC306 error 9:data_mean_and_scale"], id="the mean is missing"),
        pytest.param(yaml(mean_value="''"), ["PC306 error 9:data_mean_and_scale"], id="the mean is empty"),
        pytest.param(
            yaml(**{**TWO, "norm_type": "data_scale;no_preprocess"}), ["PC306 error 9:data_scale;no_preprocess"], id="of two inputs"
        ),
    ],
)
def test_norm_type(tmp_path, text, expected):
    assert lint(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(yaml(mean_value="1 2 3;4 5 6"), ["PC504 error 10:1 2 3;4 5 6"], id="two means for one input"),
        pytest.param(
            yaml(**{**TWO, "input_type_train": "rgb;rgb;featuremap"}), ["PC504 error 7:rgb;rgb;featuremap"], id="three types for two"
        ),
        pytest.param(yaml(**{**TWO, "cal_data_dir": "a_f32"}), ["PC504 error 13:a_f32"], id="one folder for two inputs"),
        pytest.param(yaml(**{**TWO, "cal_data_type": "float32"}), ["PC504 warning 14:float32"], id="one file type for two inputs"),
        pytest.param(yaml(mean_value="1 2", scale_value="1"), ["PC504 error 10:1 2"], id="two numbers for three channels"),
        pytest.param(yaml(mean_value="1 2", scale_value="3 4"), ["PC504 error 10:1 2"], id="both, which is one finding"),
        pytest.param(
            yaml(input_type_rt="gray", input_type_train="gray", input__input_layout_rt="NHWC"),
            ["PC504 error 10:123.675 116.28 103.53"],
            id="three numbers for gray",
        ),
        pytest.param(yaml(input__input_shape="1x224x224x3"), ["PC504 error 12:1x224x224x3"], id="a shape in the other layout"),
        pytest.param(yaml(input__input_shape="1x1x224x224"), ["PC504 error 12:1x1x224x224"], id="a gray shape"),
        pytest.param(yaml(input__input_shape="3x224x224"), ["PC503 error 12:3x224x224"], id="a shape without batch"),
        pytest.param(yaml(input__input_shape="1x3x225x224"), ["PC503 error 12:1x3x225x224"], id="an odd height for nv12"),
        pytest.param(yaml(march="bernoulli2", input__input_batch="256"), ["PC503 error 12:256"], id="a batch too large for bernoulli2"),
        pytest.param(
            yaml(march="bernoulli2", input_type_rt="yuv444", input__input_layout_rt="NCHW"),
            ["PC503 error 12:NCHW"],
            id="yuv444 on bernoulli2",
        ),
        pytest.param(yaml(input__input_batch="4", input__input_shape="4x3x224x224"), ["PC507 error 12:4"], id="a batch twice"),
    ],
)
def test_counts(tmp_path, text, expected):
    assert lint(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(yaml(**{**FEATURES, "norm_type": "data_scale"}), ["PC507 error 9:data_scale"], id="a feature map is scaled"),
        pytest.param(yaml(COMPILE, **{**FEATURES, "mean_value": "1"}), ["PC507 error 9:1"], id="on hb_compile"),
        pytest.param(
            yaml(**{**TWO, "norm_type": "data_mean_and_scale;data_scale"}),
            ["PC507 error 9:data_mean_and_scale;data_scale"],
            id="one of two",
        ),
        pytest.param(yaml(COMPILE, input__std_value="58.4"), ["PC507 error 11:58.4"], id="scale and std"),
        pytest.param(yaml(COMPILE, input__separate_batch="True", input__separate_name="a"), ["PC507 error 12:a"], id="separated twice"),
        pytest.param(
            yaml(input_type_rt="rgb", input__input_layout_rt="NHWC", input__input_space_and_range="bt601_video"),
            ["PC507 error 13:bt601_video"],
            id="video range without nv12",
        ),
        pytest.param(
            yaml(input_type_train="yuv444", input__input_space_and_range="bt601_video"),
            ["PC507 error 12:bt601_video"],
            id="video range for a network that was trained on YUV",
        ),
        pytest.param(yaml(calibration__max_percentile="0.9999"), ["PC507 note 15:0.9999"], id="a percentile that does not count"),
        pytest.param(yaml(compiler__balance_factor="40"), ["PC507 note 17:40"], id="a balance that does not count"),
        pytest.param(yaml(calibration__calibration_type="skip"), ["PC507 note 13:./calibration_f32"], id="files that nobody reads"),
        pytest.param(
            yaml(COMPILE, cal_data_dir=None), ["PC507 note 11:calibration_parameters"], id="hb_compile calibrates with random data"
        ),
        pytest.param(yaml(onnx_model=None), ["PC502 error 1:model_parameters"], id="no model"),
        pytest.param(
            yaml(onnx_model=None, model__caffe_model="m.caffemodel"),
            ["PC502 error 1:model_parameters"],
            id="a caffe model without its prototxt",
        ),
        pytest.param(yaml(**{**TWO, "input_name": None}), ["PC502 error 4:input_parameters"], id="two inputs without names"),
        pytest.param(yaml(input_type_rt="bgr"), ["PC502 error 4:input_parameters"], id="bgr without a layout"),
        pytest.param(yaml(compiler__compile_mode="balance"), ["PC502 error 15:compiler_parameters"], id="balance without a factor"),
        pytest.param(
            yaml(input_type_rt="featuremap", norm_type="data_scale", mean_value=None), ["PC202 error 6:featuremap"], id="PC202 speaks"
        ),
    ],
)
def test_conflicts(tmp_path, text, expected):
    assert lint(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(yaml(model__node_info="{a: {ON: BPU}}"), ["PC509 warning 4:ON"], id="ON"),
        pytest.param(yaml(input_name="on"), ["PC509 warning 5:on"], id="a name that is a truth value"),
        pytest.param(yaml(model__output_model_file_prefix="010"), ["PC509 warning 4:010"], id="octal"),
        pytest.param(yaml(compiler__jobs="010"), ["PC509 warning 17:010"], id="octal for a number"),
        pytest.param(yaml(model__output_model_file_prefix="12:30"), ["PC509 warning 4:12:30"], id="a time"),
        pytest.param(
            yaml(calibration__calibration_type="max", calibration__max_percentile="9999e-4"), ["PC509 warning 16:9999e-4"], id="a text"
        ),
        pytest.param(
            yaml(calibration__calibration_type="max", calibration__max_percentile="0.9"), ["PC512 note 16:0.9"], id="a low percentile"
        ),
        pytest.param(yaml(calibration__run_on_cpu="a;b;c;d;e;f"), ["PC512 note 15:a;b;c;d;e;f"], id="many nodes on the CPU"),
        pytest.param(yaml(model__layer_out_dump="True"), ["PC512 note 4:True"], id="layers are dumped"),
        pytest.param(yaml(cal_data_type=None, cal_data_dir="./calib_data"), ["PC616 warning 13:./calib_data"], id="read as bytes"),
        pytest.param(yaml(cal_data_type="uint8"), ["PC616 warning 13:./calibration_f32"], id="the name says floats"),
        pytest.param(yaml(cal_data_dir="./data_u8"), ["PC616 warning 13:./data_u8"], id="the name says bytes"),
        pytest.param(yaml(cal_data_dir="./data_bgr_f32"), ["PC616 note 13:./data_bgr_f32"], id="the name says bgr"),
    ],
)
def test_traps_hints_and_names(tmp_path, text, expected):
    assert lint(tmp_path, text) == expected


def test_a_conflict_of_norm_type_says_both_values_and_the_way_out(tmp_path):
    (found,) = report(tmp_path, yaml(norm_type="data_scale")).findings
    assert found.message == "norm_type: data_scale ignores mean_value 123.675 116.28 103.53"
    assert found.hint == "set norm_type: data_mean_and_scale, or leave mean_value out"
    assert [other.origin.line for other in found.related] == [10]
