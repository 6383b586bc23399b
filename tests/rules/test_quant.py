"""PC808: what may be said of operators and nodes, in the YAML and in a file beside it."""

import json

import pytest
from linted import COMPILE, MAPPER, lint, yaml
from projects import STUBS, model

from pipecheck import api

INT16 = "{'ON': BPU, InputType: int16, InputType1: int8, OutputType: int16}"


def config(**tables):
    return yaml(COMPILE, calibration__quant_config=json.dumps(tables))


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
    ],
)
def test_found(tmp_path, text, expected):
    assert lint(tmp_path, text) == expected


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
