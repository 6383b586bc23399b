"""The keys of hb_mapper: X3 (bernoulli2), J5 and Ultra (bayes), X5 (bayes-e)."""

from __future__ import annotations

from pipecheck.schema.key import Key, Schema
from pipecheck.schema.kinds import Decimal, Table, Text, Whole, Word

MODEL = (
    Key(group="model_parameters", name="onnx_model", kind=Text(path=True)),
    Key(group="model_parameters", name="caffe_model", kind=Text(path=True)),
    Key(group="model_parameters", name="prototxt", kind=Text(path=True)),
    Key(group="model_parameters", name="march", kind=Word(("bernoulli2", "bayes", "bayes-e")), required=True),
    Key(group="model_parameters", name="output_model_file_prefix", kind=Text(), default="model"),
    Key(group="model_parameters", name="working_dir", kind=Text(), default="./model_output"),
    Key(group="model_parameters", name="layer_out_dump", kind="flag", default="False"),
    Key(group="model_parameters", name="output_nodes", kind=Text()),
    Key(
        group="model_parameters",
        name="remove_node_type",
        kind=Word(("Quantize", "Transpose", "Dequantize", "Cast", "Reshape", "Softmax", "DequantizeFilter"), several=True),
    ),
    Key(group="model_parameters", name="remove_node_name", kind=Text()),
    Key(group="model_parameters", name="node_info", kind=Table(also_text=True)),
    Key(group="model_parameters", name="set_node_data_type", kind=Table(also_text=True), idle="it is deprecated", instead="node_info"),
    Key(group="model_parameters", name="debug_mode", kind=Word(("dump_calibration_data",))),
    Key(group="model_parameters", name="log_level", kind=Text(), idle="the tool logs everything to its file"),
    Key(group="model_parameters", name="output_layout", kind=Text(), idle="only the first toolchain for X3 knew it"),
)
INPUT = (
    Key(group="input_parameters", name="input_name", kind=Text(), each=True),
    Key(
        group="input_parameters",
        name="input_type_rt",
        kind=Word(("nv12", "yuv444", "rgb", "bgr", "gray", "featuremap")),
        each=True,
        required=True,
    ),
    Key(
        group="input_parameters",
        name="input_type_train",
        kind=Word(("rgb", "bgr", "gray", "yuv444", "featuremap"), elsewhere=("nv12",)),
        each=True,
        required=True,
    ),
    Key(group="input_parameters", name="input_layout_train", kind=Word(("NHWC", "NCHW")), each=True, required=True),
    Key(group="input_parameters", name="input_layout_rt", kind=Word(("NHWC", "NCHW")), each=True),
    Key(group="input_parameters", name="input_space_and_range", kind=Word(("regular", "bt601_video")), each=True, default="regular"),
    Key(
        group="input_parameters",
        name="norm_type",
        kind=Word(("no_preprocess", "data_mean", "data_scale", "data_mean_and_scale", "mean_file", "mean_file_and_scale")),
        each=True,
        default="no_preprocess",
    ),
    Key(group="input_parameters", name="mean_value", kind="per channel", each=True),
    Key(group="input_parameters", name="scale_value", kind="per channel", each=True),
    Key(group="input_parameters", name="input_shape", kind="shape", each=True),
    Key(group="input_parameters", name="input_batch", kind=Whole(1, 4096)),
)
CALIBRATION = (
    Key(group="calibration_parameters", name="cal_data_dir", kind=Text(path=True), each=True),
    Key(group="calibration_parameters", name="cal_data_type", kind=Word(("float32", "uint8", "int32", "int16", "int8")), each=True),
    Key(
        group="calibration_parameters",
        name="calibration_type",
        kind=Word(("default", "mix", "kl", "max", "load", "skip")),
        default="default",
    ),
    Key(group="calibration_parameters", name="max_percentile", kind=Decimal(0, 1)),
    Key(group="calibration_parameters", name="per_channel", kind="flag", default="False"),
    Key(group="calibration_parameters", name="preprocess_on", kind="flag", default="False"),
    Key(group="calibration_parameters", name="run_on_cpu", kind=Text(), instead="node_info"),
    Key(group="calibration_parameters", name="run_on_bpu", kind=Text(), instead="node_info"),
    Key(group="calibration_parameters", name="optimization", kind=Text()),
    Key(group="calibration_parameters", name="enable_int16", kind="flag"),
)
COMPILER = (
    Key(group="compiler_parameters", name="compile_mode", kind=Word(("latency", "bandwidth", "balance")), default="latency"),
    Key(group="compiler_parameters", name="balance_factor", kind=Whole(0, 100)),
    Key(group="compiler_parameters", name="optimize_level", kind=Word(("O0", "O1", "O2", "O3"))),
    Key(group="compiler_parameters", name="debug", kind="flag"),
    Key(group="compiler_parameters", name="core_num", kind=Whole(1, 2)),
    Key(group="compiler_parameters", name="max_time_per_fc", kind=Whole(1000, 4294967295, also=(0,))),
    Key(group="compiler_parameters", name="jobs", kind=Whole(0, 1024)),
    Key(group="compiler_parameters", name="input_source", kind=Table()),
    Key(group="compiler_parameters", name="advice", kind=Whole(0, 2**31)),
    Key(group="compiler_parameters", name="ability_entry", kind=Text()),
)
CUSTOM_OP = (
    Key(group="custom_op", name="op_register_files", kind=Text()),
    Key(group="custom_op", name="custom_op_method", kind=Word(("register",))),
    Key(group="custom_op", name="custom_op_dir", kind=Text(path=True)),
)
SCHEMA = Schema(
    tool="hb_mapper",
    marches=("bernoulli2", "bayes", "bayes-e"),
    keys=(*MODEL, *INPUT, *CALIBRATION, *COMPILER, *CUSTOM_OP),
)
