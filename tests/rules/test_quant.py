"""PC808: what may be said of operators and nodes, in the YAML and in a file beside it."""

import json

import pytest
from linted import COMPILE, MAPPER, lint, yaml
from projects import STUBS, model

from pipecheck import api

INT16 = "{'ON': BPU, InputType: int16, InputType1: int8, OutputType: int16}"


def config(**tables):
    return yaml(COMPILE, calibration__quant_config=json.dumps(tables))


def words(text, march="bayes-e"):
    return yaml(march=march, calibration__optimization=f"'{text}'")


ACTIVATION = {
    "calibration_type": ["max", "kl"],
    "num_bin": [129, 1024],
    "max_num_bin": 16384,
    "max_percentile": [0.5, 0.9999, 1],
    "per_channel": [True, False],
    "asymmetric": True,
}
WEIGHT = {"bias_correction": {"num_sample": 1, "metric": "cosine-similarity"}}
MODELWISE = {"metric": "mse", "similarity": 0.995}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(yaml(model__node_info=f"{{Softmax_0: {INT16}}}"), id="node_info"),
        pytest.param(yaml(model__node_info="Conv_0:int16;/model/Softmax:int8"), id="the short form"),
        pytest.param(yaml(march="bernoulli2", model__node_info="{a: {'ON': CPU}}"), id="bernoulli2 without int16"),
        pytest.param(yaml(COMPILE, calibration__quant_config="./quant.json"), id="a file that lint does not open"),
        pytest.param(config(op_config={"Softmax": {"qtype": "int16"}, "Conv": {"InputType": "int8"}}), id="operators"),
        pytest.param(config(op_config={"MyOwnOperator": {"qtype": "int16"}}), id="an operator of one's own"),
        pytest.param(config(node_config={"/a/Softmax": {"qtype": "float16", "ON": "CPU", "InputType3": "int16"}}), id="nodes"),
        pytest.param(config(model_config={"all_node_type": "int16", "activation": {"calibration_type": ["max", "kl"]}}), id="the model"),
        pytest.param(config(subgraph_config={"head": {"inputs": ["a"], "outputs": ["b"], "qtype": "int16"}}), id="a subgraph"),
        pytest.param(config(op_config={"Conv": {"qtype": "mxint8"}}), id="a type of the mx family"),
        pytest.param(config(), id="empty"),
        pytest.param(config(model_config={"main": {"all_node_type": "int8"}}), id="the model under a name of one's own"),
        pytest.param(config(model_config={"all_node_type": "int16", "model_output_type": "float32"}), id="an output"),
        pytest.param(config(op_config={"Conv": {"qtype": "int16-ec"}, "MatMul": {"qtype": "dual-int16"}}), id="two factors"),
        pytest.param(config(op_config={"Conv": {"qtype": "nvfp4"}}), id="another type of blocks"),
        pytest.param(config(node_config={"a": {"input0": "int16", "activation": {"calibration_type": "kl"}}}), id="a newer form"),
        pytest.param(config(model_config={"activation": ACTIVATION, "weight": WEIGHT, "modelwise_search": MODELWISE}), id="calibration"),
        pytest.param(config(model_config={"layerwise_search": {"metric": "sqnr", "topk": 3, "qtype": "int16"}}), id="layer by layer"),
        pytest.param(config(model_config=None, op_config={}, node_config={}), id="empty tables"),
        pytest.param(words("set_all_nodes_int16"), id="a word of optimization"),
        pytest.param(words("set_Softmax_input_int8,set_Softmax_output_int8"), id="two, with a comma"),
        pytest.param(words("set_model_output_int8;asymmetric; bias_correction;run_fast;"), id="many, with semicolons"),
        pytest.param(words("set_MyOwn_input_int16"), id="an operator of one's own in a word"),
        pytest.param(words("set_model_output_int16", march="bernoulli2"), id="an output on bernoulli2"),
        pytest.param(words("None"), id="no word"),
        pytest.param(yaml(model__node_info="{a: {InputType: float32, 'ON': CPU}}"), id="float32 on bayes"),
        pytest.param(yaml(COMPILE, model__node_info="{a: {InputType: float16}}"), id="float16 on nash"),
        pytest.param(yaml(calibration__calibration_type="max", calibration__max_percentile="0.9999"), id="a percentile"),
    ],
)
def test_quiet(tmp_path, text):
    assert lint(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(yaml(model__node_info="{a: {'ON': GPU}}"), ["PC808 error 4:GPU"], id="another processor"),
        pytest.param(yaml(model__node_info="{a: {InputTyp: int16}}"), ["PC808 error 4:InputTyp"], id="a misspelled key"),
        pytest.param(yaml(model__node_info="{a: {Precision: int16}}"), ["PC808 warning 4:Precision"], id="a key that is not in the manual"),
        pytest.param(yaml(model__node_info="{a: {InputType: int32}}"), ["PC808 error 4:int32"], id="another type"),
        pytest.param(yaml(model__node_info="{a: int16}"), ["PC808 error 4:a"], id="no table for the node"),
        pytest.param(yaml(model__node_info="Conv_0=int16"), ["PC808 error 4:Conv_0=int16"], id="the short form misspelled"),
        pytest.param(yaml(march="bernoulli2", model__node_info=f"{{a: {INT16}}}"), ["PC808 error 4:InputType"], id="int16 on bernoulli2"),
        pytest.param(yaml(march="bernoulli2", model__node_info="a:int16"), ["PC808 error 4:a:int16"], id="int16 on bernoulli2, short"),
        pytest.param(config(op_config={"softmax": {"qtype": "int8"}}), ['PC808 warning 13:"softmax"'], id="an operator in lower case"),
        pytest.param(config(op_config={"Softmax": {"qtype": "int32"}}), ['PC808 error 13:"int32"'], id="a type that is none"),
        pytest.param(config(ops={"Softmax": {}}), ['PC808 warning 13:"ops"'], id="an unknown table"),
        pytest.param(config(op_configs={"Softmax": {}}), ['PC808 error 13:"op_configs"'], id="a misspelled table"),
        pytest.param(config(model_config={"all_node_type": "16"}), ['PC808 error 13:"16"'], id="a type for all nodes"),
        pytest.param(config(model_config="int16"), ['PC808 error 13:"model_config"'], id="no table for the model"),
        pytest.param(config(op_config={"Softmax": "int16"}), ['PC808 error 13:"Softmax"'], id="no table for an operator"),
        pytest.param(
            config(op_config={"Softmax": {"qtype": "int16-ec"}}), ['PC808 error 13:"int16-ec"'], id="int16-ec without two factors"
        ),
        pytest.param(config(node_config={"a": {"ON": "int16"}}), ['PC808 warning 13:"int16"'], id="a type for the processor"),
        pytest.param(config(subgraph_config={"head": {"qtype": "int16"}}), ['PC808 error 13:"head"'], id="a subgraph without ends"),
        pytest.param(
            config(subgraph_config={"head": {"input": ["a"], "outputs": ["b"]}}), ['PC808 error 13:"input"'], id="an end misspelled"
        ),
        pytest.param(yaml(model__node_info="{a: {InputType: float16}}"), ["PC808 warning 4:InputType"], id="float16 on bayes"),
        pytest.param(yaml(model__node_info="a:float16"), ["PC808 warning 4:a:float16"], id="float16 on bayes, short"),
        pytest.param(
            yaml(calibration__calibration_type="max", calibration__max_percentile="0.3"), ["PC808 error 16:0.3"], id="a percentile"
        ),
    ],
)
def test_found(tmp_path, text, expected):
    assert lint(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        pytest.param({"calibration_type": "kll"}, 'error "kll"', id="a misspelled method"),
        pytest.param({"calibration_type": ["max", "entropy"]}, "warning [", id="a method that is not in the manual"),
        pytest.param({"calibration_type": 7}, "error 7", id="no method"),
        pytest.param({"num_bin": 128}, "error 128", id="too few bins"),
        pytest.param({"num_bin": True}, "error true", id="no number of bins"),
        pytest.param({"max_num_bin": 257}, "error 257", id="too few bins at most"),
        pytest.param({"max_percentile": 0.4}, "error 0.4", id="too low a percentile"),
        pytest.param({"max_percentile": [0.9999, 99.99]}, "error [", id="a percentile in hundredths"),
        pytest.param({"max_percentile": "0.9999"}, 'error "0.9999"', id="a text"),
        pytest.param({"per_channel": "yes"}, 'error "yes"', id="no truth value"),
        pytest.param({"asymmetric": [True, 2]}, "error [", id="a list of something else"),
        pytest.param({"calibration": "max"}, 'error "calibration"', id="a misspelled key"),
        pytest.param({"observer": "ema"}, 'warning "observer"', id="a key that is not in the manual"),
    ],
)
def test_activations(tmp_path, activation, expected):
    severity, text = expected.split(" ")
    assert lint(tmp_path, config(model_config={"activation": activation})) == [f"PC808 {severity} 13:{text}"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        pytest.param({"activation": "max"}, 'error "activation"', id="no table"),
        pytest.param({"weight": {"bias_correction": 4}}, 'error "bias_correction"', id="no table for bias_correction"),
        pytest.param({"weight": {"bias_correction": {"num_sample": 0}}}, "error 0", id="no sample"),
        pytest.param({"weight": {"bias_correction": {"metric": "cosine"}}}, 'error "cosine"', id="part of a metric"),
        pytest.param({"weight": {"bias_correction": {"metric": "ssim"}}}, 'warning "ssim"', id="a metric that is not in the manual"),
        pytest.param({"weight": {"bias_corection": {}}}, 'error "bias_corection"', id="a misspelled key"),
        pytest.param({"modelwise_search": {"metric": "cosine_similarity"}}, 'error "cosine_similarity"', id="a misspelled metric"),
        pytest.param({"modelwise_search": {"similarity": 99.5}}, "error 99.5", id="a similarity in hundredths"),
        pytest.param({"modelwise_search": {"topk": 3}}, 'warning "topk"', id="a key of the other search"),
        pytest.param({"layerwise_search": {"topk": 0}}, "error 0", id="no layer"),
        pytest.param({"layerwise_search": {"topk": 0.5}}, "error 0.5", id="half a layer"),
        pytest.param({"layerwise_search": {"qtype": "int32"}}, 'error "int32"', id="another type"),
        pytest.param({"layerwise_search": ["mse"]}, 'error "layerwise_search"', id="no table for a search"),
    ],
)
def test_weights_and_searches(tmp_path, model, expected):
    severity, text = expected.split(" ")
    assert lint(tmp_path, config(model_config=model)) == [f"PC808 {severity} 13:{text}"]


@pytest.mark.parametrize(
    ("text", "march", "expected"),
    [
        pytest.param("set_all_node_int16", "bayes-e", "error", id="misspelled"),
        pytest.param("bias_corection", "nash-e", "error", id="a misspelled flag"),
        pytest.param("set_all_nodes_int32", "bayes-e", "error", id="another type"),
        pytest.param("set_softmax_input_int8", "bayes-e", "warning", id="an operator in lower case"),
        pytest.param("set_Softmax_input_int16-ec", "nash-e", "error", id="int16-ec without two factors"),
        pytest.param("balance_channels", "bayes-e", "warning", id="a word that is not in the manual"),
        pytest.param("set_all_nodes_int16", "bernoulli2", "error", id="int16 on bernoulli2"),
        pytest.param("set_all_nodes_float16", "bayes", "warning", id="float16 on bayes"),
    ],
)
def test_words_of_optimization(tmp_path, text, march, expected):
    base = COMPILE if march == "nash-e" else MAPPER
    found = lint(tmp_path, yaml(base, march=march, calibration__optimization=text))
    assert [each.partition(":")[0].rsplit(" ", 1)[0] for each in found] == [f"PC808 {expected}"]


def check(folder, text, quant=None):
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    (folder / "model.onnx").write_bytes(model("data"))
    for name in ("calibration", "calibration_f32"):
        (folder / name).mkdir()
        (folder / name / "0.bin").touch()
    if quant is not None:
        (folder / "quant.json").write_text(quant, encoding="utf-8")
    found = api.check(folder, ignore=STUBS).findings
    return [f"{each.code} {each.severity} {each.origin.path.name}:{each.origin.line}" for each in found]


@pytest.mark.parametrize(
    ("quant", "expected"),
    [
        pytest.param('{"op_config": {"Softmax": {"qtype": "int16"}}}', [], id="right"),
        pytest.param('{"op_config":\n {"softmax": {"qtype": "int16"}}}', ["PC808 warning quant.json:2"], id="lower case"),
        pytest.param('{"node_config":\n {"data out": {"qtype": "int16"}}}', ["PC808 note quant.json:2"], id="no such node"),
        pytest.param("[1]", ["PC808 error quant.json:1"], id="a list"),
        pytest.param("{", ["PC508 error config.yaml:13"], id="no JSON"),
        pytest.param(None, ["PC508 error config.yaml:13"], id="no file"),
    ],
)
def test_a_file_beside_the_yaml(tmp_path, quant, expected):
    assert check(tmp_path, yaml(COMPILE, calibration__quant_config="./quant.json"), quant) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Identity_0", [], id="a node of the model"),
        pytest.param("Identty_0", ["PC808 warning config.yaml:4"], id="misspelled"),
        pytest.param("HZ_PREPROCESS", ["PC808 note config.yaml:4"], id="perhaps one that the optimiser makes"),
    ],
)
def test_nodes_are_looked_up_in_the_model(tmp_path, name, expected):
    assert check(tmp_path, yaml(MAPPER, model__node_info=f"{{{name}: {{InputType: int16}}}}")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(yaml(model__node_info="Identity_0:int16"), [], id="of the short form"),
        pytest.param(
            yaml(model__node_info="'Identity_0:int16;Identty_0:int8'"), ["PC808 warning config.yaml:4"], id="one of the short form"
        ),
        pytest.param(yaml(calibration__run_on_cpu="Identity_0"), [], id="of run_on_cpu"),
        pytest.param(yaml(calibration__run_on_cpu="'Identity_0; Softmax_7'"), ["PC808 note config.yaml:15"], id="one of run_on_cpu"),
        pytest.param(yaml(calibration__run_on_bpu="Identiti_0"), ["PC808 warning config.yaml:15"], id="of run_on_bpu"),
        pytest.param(
            yaml(COMPILE, model__node_info="{Identity_0: {InputType: dual-int16}}"), ["PC808 error config.yaml:4"], id="a type it has not"
        ),
    ],
)
def test_nodes_in_lists_are_looked_up_as_well(tmp_path, text, expected):
    assert check(tmp_path, text) == expected
