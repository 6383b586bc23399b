"""Every key of both schemas, with a value that is right and one that is wrong."""

from pathlib import Path

import pytest
import yaml

from pipecheck.schema import hb_compile, hb_mapper
from pipecheck.schema.check import check
from pipecheck.sources import yamldoc

BASE = {
    "hb_mapper": {
        "model_parameters": {"march": "bayes-e", "onnx_model": "m.onnx"},
        "input_parameters": {"input_type_rt": "nv12", "input_type_train": "rgb", "input_layout_train": "NCHW"},
    },
    "hb_compile": {"model_parameters": {"march": "nash-e", "onnx_model": "m.onnx"}, "input_parameters": {}},
}
A_TEXT, A_LIST = "anything", {"a": 1}
EXAMPLES = {
    "onnx_model": (["model.onnx", "./a/b.onnx"], [A_LIST]),
    "caffe_model": (["m.caffemodel"], [A_LIST]),
    "prototxt": (["m.prototxt"], [A_LIST]),
    "output_model_file_prefix": (["yolov5s", 5], [A_LIST]),
    "working_dir": (["./out"], [A_LIST]),
    "layer_out_dump": ([True, False, "True", "false"], ["yes please", 3]),
    "output_nodes": (["a;b"], [A_LIST]),
    "remove_node_type": (["Quantize;Dequantize", "Softmax", "Cast;Reshape;Transpose"], ["Conv", "Quantize;Sotfmax"]),
    "remove_node_name": (["Quantize_0;Transpose_3"], [A_LIST]),
    "node_info": ([{"Softmax_0": {"ON": "BPU"}}, "Conv_0:int16"], [3]),
    "debug_mode": (["dump_calibration_data"], ["dump"]),
    "input_name": (["images", "a;b"], [A_LIST]),
    "input_type_rt": (["nv12", "'rgb'", "nv12;rgb", "featuremap"], ["nv21", "yuv444_128", "nv12;jpeg"]),
    "input_type_train": (["rgb", "bgr;gray", "featuremap", "yuv444"], ["nv21", "RGBA"]),
    "input_layout_train": (["NCHW", "NHWC;NCHW"], ["HWC", "NCWH"]),
    "input_layout_rt": (["NHWC", "NHWC;NCHW"], ["CHW"]),
    "input_space_and_range": (["regular", "bt601_video"], ["bt709", "full"]),
    "norm_type": (["data_mean_and_scale", "no_preprocess", "data_mean;data_scale"], ["mean_and_scale", "data_std_and_mean"]),
    "mean_value": (["123.675 116.28 103.53", "127.5", 127.5, "1,2,3;4", "0.0"], ["a b c", "1;x", [["1"]], "nan", "inf"]),
    "scale_value": (["0.017 0.0175 0.0174", 0.0039, "1e-3"], ["0.01 0.02 o.03"]),
    "std_value": (["58.395 57.12 57.375"], ["sigma"]),
    "input_shape": (["1x3x224x224", "1x3x224x224;1x8"], ["1,3,224,224", "1x3x224x", "ax3"]),
    "input_batch": ([1, 8, "16"], [0, 5000, 1.5, "many"]),
    "separate_batch": ([True], ["perhaps"]),
    "separate_name": (["a;b"], [A_LIST]),
    "cal_data_dir": (["./calibration", "a;b"], [A_LIST]),
    "cal_data_type": (["float32", "uint8;float32"], ["float", "double"]),
    "calibration_type": (["default", "max", "kl", "skip"], ["minmax", "entropy"]),
    "max_percentile": ([0.99995, 1, 0], [99.99, -1, "most"]),
    "per_channel": ([True], ["both"]),
    "preprocess_on": ([False], ["maybe"]),
    "run_on_cpu": (["Softmax_0;Conv_1"], [A_LIST]),
    "run_on_bpu": (["Softmax_0"], [A_LIST]),
    "optimization": (["set_all_nodes_int16", "asymmetric,bias_correction"], [A_LIST]),
    "enable_int16": ([True], ["16"]),
    "quant_config": ([{"model_config": {}}, "quant.json"], [3]),
    "compile_mode": (["latency", "bandwidth", "balance"], ["fast"]),
    "balance_factor": ([0, 50, 100], [101, -1, "half"]),
    "optimize_level": (["O0", "O2"], ["O4", "2", "03"]),
    "debug": ([True, False], ["verbose"]),
    "core_num": ([1, 2], [0, 8, "two"]),
    "max_time_per_fc": ([0, 1000, 4000000], [1, 999]),
    "jobs": ([16], ["all", -1]),
    "input_source": ([{"data": "pyramid"}], ["pyramid"]),
    "advice": ([0, 1], ["good"]),
    "ability_entry": (["x"], [A_LIST]),
    "cache_mode": (["disable", "enable", "force_overwrite"], ["on"]),
    "cache_path": (["./cache"], [A_LIST]),
    "max_l2m_size": ([0, 6291456], ["6MB"]),
    "enable_vpu": ([True], ["sometimes"]),
    "enable_spu": ([False], ["never mind"]),
    "extra_params": ([{"input_no_padding": True}], ["padding"]),
    "op_register_files": (["ops.py"], [A_LIST]),
    "custom_op_method": (["register"], ["import"]),
    "custom_op_dir": (["./ops"], [A_LIST]),
}
MARCH = {
    "hb_mapper": (["bernoulli2", "bayes", "bayes-e"], ["bayes_e", "x5"]),
    "hb_compile": (["nash-e", "nash-m", "nash-b-plus"], ["nash_e", "nash"]),
}
SCHEMAS = {"hb_mapper": (hb_mapper.SCHEMA, hb_compile.SCHEMA), "hb_compile": (hb_compile.SCHEMA, hb_mapper.SCHEMA)}
KEYS = [(tool, key) for tool, (schema, _) in SCHEMAS.items() for key in schema.keys]


def faults(tool, group, name, value):
    data = {part: dict(entries) for part, entries in BASE[tool].items()}
    data.setdefault(group, {})[name] = value
    document = yamldoc.parse(yaml.safe_dump(data), Path("config.yaml"))
    return list(check(document, *SCHEMAS[tool]))


def examples(tool, key):
    return MARCH[tool] if key.name == "march" else EXAMPLES[key.name]


@pytest.mark.parametrize(("tool", "key"), KEYS, ids=[f"{tool} {key.name}" for tool, key in KEYS])
def test_a_key_takes_what_is_right_and_refuses_what_is_wrong(tool, key):
    if key.idle is not None:
        (fault,) = faults(tool, key.group, key.name, "anything")
        assert fault.kind == "idle"
        assert key.idle in fault.message
        return
    right, wrong = examples(tool, key)
    for value in right:
        assert faults(tool, key.group, key.name, value) == [], value
    for value in wrong:
        (fault,) = faults(tool, key.group, key.name, value)
        assert (fault.kind, fault.place) == ("bad value", (key.group, key.name)), value
        assert fault.message.startswith(f"{key.name} is ")


@pytest.mark.parametrize(("tool", "key"), KEYS, ids=[f"{tool} {key.name}" for tool, key in KEYS])
@pytest.mark.parametrize("nothing", ["", None, "None", "''"])
def test_a_key_without_a_value_is_a_key_left_out(tool, key, nothing):
    found = faults(tool, key.group, key.name, nothing)
    assert [fault.kind for fault in found] == (["missing"] if key.required else [])


@pytest.mark.parametrize(
    ("tool", "group", "name", "kind", "hint"),
    [
        ("hb_mapper", "input_parameters", "mean_values", "unknown", "did you mean mean_value?"),
        ("hb_mapper", "input_parameters", "scale_values", "unknown", "did you mean scale_value?"),
        ("hb_mapper", "input_parameters", "onnx_model", "unknown", "it belongs to model_parameters"),
        ("hb_mapper", "input_parameters", "reverse_channels", "unknown", None),
        ("hb_mapper", "input_parameters", "std_value", "other generation", None),
        ("hb_mapper", "calibration_parameters", "quant_config", "other generation", None),
        ("hb_compile", "compiler_parameters", "ability_entry", "other generation", None),
        ("hb_compile", "model_parameters", "output_layout", "other generation", None),
    ],
)
def test_unknown_keys(tool, group, name, kind, hint):
    (fault,) = faults(tool, group, name, "anything")
    assert (fault.kind, fault.hint) == (kind, hint)


def test_a_group_that_nobody_knows_and_one_that_is_no_mapping():
    text = "model_parameters: {march: bayes-e}\ninput_parameter: {}\ncalibration_parameters: 3\n"
    found = list(check(yamldoc.parse(text, Path("c.yaml")), *SCHEMAS["hb_mapper"]))
    assert [(fault.kind, fault.hint, fault.origin.line) for fault in found] == [
        ("unknown", "did you mean input_parameters?", 2),
        ("bad value", None, 3),
    ]


def test_a_misspelled_key_is_not_missing_as_well():
    text = "model_parameters: {march: bayes-e}\ninput_parameters: {input_type_rt: nv12, input_typ_train: rgb, input_layout_train: NCHW}\n"
    found = list(check(yamldoc.parse(text, Path("c.yaml")), *SCHEMAS["hb_mapper"]))
    assert [(fault.kind, fault.guess) for fault in found] == [("unknown", "input_type_train")]


def test_every_key_has_an_example():
    assert {key.name for _, key in KEYS} - {"march"} <= set(EXAMPLES) | {key.name for _, key in KEYS if key.idle}
