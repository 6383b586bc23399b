"""In which number type each unit takes what it computes with, by all that may be said of it."""

import pytest
from precise import calibration, node_info, prepared, said

from pipecheck.probe.quant.precision.taken import outputs, taken

INT8 = {
    "Conv_0": "int8 / int8",
    "Conv_1": "int8 int8 / int8",
    "Softmax_0": "int8",
    "Transpose_0": "int8",
    "Reshape_0": "int8",
    "MatMul_0": "int8 int8",
    "Resize_0": "int8",
}
INT16 = {
    "Conv_0": "int16 / int8",
    "Conv_1": "int16 int16 / int8",
    "Softmax_0": "int16",
    "Transpose_0": "int8",
    "Reshape_0": "int8",
    "MatMul_0": "int16 int8",
    "Resize_0": "int8",
}
WIDE = {name: text.replace("int8", "float16") for name, text in INT8.items()}


def told(asked):
    network = prepared()
    weighed = {unit.name for unit in network.units if unit.weight is not None}
    return {name: " ".join(each.inputs) + f" / {each.weight}" * (name in weighed) for name, each in taken(asked, network).items()}


def nodes(**entries):
    return said(node_config=entries)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(said(), INT8, id="nothing is said"),
        pytest.param(said(calibration(optimization="set_all_nodes_int16")), INT16, id="set_all_nodes_int16"),
        pytest.param(said(calibration(optimization="run_fast;set_all_nodes_int16")), INT16, id="a word among others"),
        pytest.param(said(model_config={"all_node_type": "int16"}), INT16, id="all_node_type"),
        pytest.param(said(model_config={"main": {"all_node_type": "int16"}}), INT16, id="under a name of its own"),
        pytest.param(said(model_config={"all_node_type": "float16"}), WIDE, id="float16"),
        pytest.param(said(model_config={"all_node_type": "float32"}), {}, id="float32"),
        pytest.param(said(model_config={"all_node_type": "mxint8"}), INT8, id="what is not simulated"),
        pytest.param(said(model_config={"all_node_type": "int32"}), INT8, id="what is no type"),
        pytest.param(said(op_config={"softmax": {"qtype": "int16"}}), INT8, id="what is no operator"),
        pytest.param(said(model_config=[1], op_config="no", node_config={"Conv_0": "int16"}, subgraph_config=3), INT8, id="no tables"),
    ],
)
def test_the_model_as_a_whole(asked, expected):
    assert told(asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(said(op_config={"Softmax": {"qtype": "int16"}}), {"Softmax_0": "int16"}, id="an operator"),
        pytest.param(said(calibration(optimization="set_Softmax_input_int16")), {"Softmax_0": "int16"}, id="a word"),
        pytest.param(said(op_config={"Resize": {"qtype": "int16"}}), {"Resize_0": "int16"}, id="one that stays int8 otherwise"),
        pytest.param(
            said(op_config={"Conv": {"qtype": "int16"}}),
            {"Conv_0": "int16 / int8", "Conv_1": "int16 int16 / int8"},
            id="Conv, but its weight",
        ),
        pytest.param(nodes(Conv_0={"qtype": "dual-int16"}), {"Conv_0": "int16 / int16"}, id="dual-int16"),
        pytest.param(nodes(Conv_0={"qtype": "int16-ec"}), {"Conv_0": "int16 / int16-ec"}, id="int16-ec"),
        pytest.param(
            nodes(MatMul_0={"qtype": "int16-ec"}), {"MatMul_0": "int16 int16-ec", "Transpose_0": "int16", "Reshape_0": "int16"}, id="two"
        ),
        pytest.param(nodes(Softmax_0={"qtype": "int16-ec"}), {}, id="int16-ec of what is no product"),
        pytest.param(nodes(Conv_0={"qtype": "float16"}), {"Conv_0": "float16 / float16"}, id="float16"),
        pytest.param(nodes(Conv_0={"InputType": "int16"}), {"Conv_0": "int16 / int8"}, id="InputType"),
        pytest.param(nodes(Conv_0={"InputType1": "int16"}), {"Conv_0": "int8 / int16"}, id="InputType1 is the weight"),
        pytest.param(nodes(Conv_0={"input0": "int16", "input1": "int16"}), {"Conv_0": "int16 / int16"}, id="as newer manuals write it"),
        pytest.param(nodes(Conv_0={"InputType2": "int16"}), {}, id="the bias is not rounded"),
        pytest.param(nodes(Conv_0={"InputType9": "int16"}), {}, id="an input that is not there"),
        pytest.param(nodes(MatMul_0={"qtype": "int8", "InputType0": "int16"}), {"MatMul_0": "int16 int8"}, id="one of two inputs"),
        pytest.param(nodes(Add_1={"InputType1": "int16"}), {"Conv_1": "int8 int16 / int8"}, id="an input of a node within"),
        pytest.param(nodes(Add_1={"InputType": "int16"}), {"Conv_1": "int8 int16 / int8"}, id="all of a node within"),
        pytest.param(nodes(Relu_0={"qtype": "int16"}), {}, id="a node within does not lead"),
        pytest.param(nodes(Relu_0={"ON": "CPU"}), {}, id="a node within does not leave"),
        pytest.param(nodes(ArgMax_0={"qtype": "int16"}), {}, id="what stays float"),
        pytest.param(nodes(nowhere={"qtype": "int16"}), {}, id="no such node"),
        pytest.param(nodes(Conv_0={"ON": "CPU", "InputType": "int16"}), {"Conv_0": None}, id="on the CPU"),
        pytest.param(
            nodes(MatMul_0={"qtype": "int16"}, Reshape_0={"qtype": "int8"}), {"MatMul_0": "int16 int8"}, id="moved values say more"
        ),
    ],
)
def test_operators_and_nodes(asked, expected):
    wanted = {name: expected.get(name, text) for name, text in INT8.items()}
    assert told(asked) == {name: text for name, text in wanted.items() if text is not None}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(nodes(Conv_0={"OutputType": "int16"}), {"Conv_1": "int16 int8 / int8"}, id="the next one takes it"),
        pytest.param(nodes(Relu_0={"OutputType": "int16"}), {"Conv_1": "int16 int8 / int8"}, id="the last node of a unit"),
        pytest.param(nodes(Conv_1={"OutputType": "int16"}), {"Softmax_0": "int16", "MatMul_0": "int16 int8"}, id="all take it"),
        pytest.param(nodes(Softmax_0={"OutputType": "int16"}), {"Transpose_0": "int16"}, id="and hand it on as it is taken there"),
        pytest.param(
            nodes(Conv_0={"OutputType": "int16"}, Conv_1={"InputType0": "int8"}), {}, id="who takes it decides where both are asked"
        ),
        pytest.param(
            said(op_config={"Conv": {"qtype": "int8"}}, node_config={"Conv_0": {"OutputType": "int16"}}),
            {"Conv_1": "int16 int8 / int8"},
            id="the stronger word decides",
        ),
        pytest.param(nodes(Conv_0={"OutputType": "float32"}), {}, id="no int8 unit takes floats"),
        pytest.param(nodes(Conv_0={"OutputType": "int16"}, Conv_1={"ON": "CPU"}), {"Conv_1": None}, id="nor does the CPU take integers"),
        pytest.param(said(node_info("'Conv_0:int16'")), {"Conv_1": "int16 int8 / int8"}, id="the short form names what is given"),
        pytest.param(said(node_info("'Conv_0:int16;; Conv_9:int8'")), {"Conv_1": "int16 int8 / int8"}, id="with gaps"),
    ],
)
def test_what_is_given(asked, expected):
    wanted = {name: expected.get(name, text) for name, text in INT8.items()}
    assert told(asked) == {name: text for name, text in wanted.items() if text is not None}


CPU = calibration(run_on_cpu="Softmax_0;Conv_0")
TABLES = {
    "model_config": {"all_node_type": "float16"},
    "op_config": {"Softmax": {"qtype": "int8"}},
    "subgraph_config": {"attention": {"inputs": ["Softmax_0"], "outputs": ["MatMul_0"], "qtype": "int16"}},
    "node_config": {"Softmax_0": {"qtype": "float32"}},
}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(said(model_config=TABLES["model_config"]), "float16", id="the model"),
        pytest.param(said(**{key: TABLES[key] for key in ("model_config", "op_config")}), "int8", id="an operator"),
        pytest.param(said(**{key: TABLES[key] for key in ("model_config", "op_config", "subgraph_config")}), "int16", id="a subgraph"),
        pytest.param(said(**TABLES), None, id="a node"),
        pytest.param(
            said(calibration(optimization="set_Softmax_input_int8"), op_config={"Softmax": {"qtype": "int16"}}), "int16", id="table"
        ),
        pytest.param(said(CPU), None, id="run_on_cpu"),
        pytest.param(said(f"{CPU}  run_on_bpu: Softmax_0\n"), "int8", id="run_on_bpu takes it back"),
        pytest.param(said(CPU, node_config={"Softmax_0": {"qtype": "int16"}}), "int16", id="node_config over run_on_cpu"),
        pytest.param(said(node_info("{Softmax_0: {'ON': BPU, InputType: int16}}") + CPU), "int16", id="node_info over run_on_cpu"),
        pytest.param(
            said(node_info("{Softmax_0: {InputType: int16}}"), node_config={"Softmax_0": {"InputType": "int8"}}), "int16", id="over all"
        ),
        pytest.param(said(node_info("{Softmax_0: {'ON': CPU}}"), node_config={"Softmax_0": {"ON": "BPU"}}), None, id="the CPU over all"),
    ],
)
def test_who_speaks_last(asked, expected):
    assert told(asked).get("Softmax_0") == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        pytest.param({"inputs": ["Softmax_0"], "outputs": ["MatMul_0"]}, {"Softmax_0", "Transpose_0", "Reshape_0", "MatMul_0"}, id="nodes"),
        pytest.param({"inputs": ["s"], "outputs": ["flat"]}, {"Transpose_0", "Reshape_0"}, id="tensors"),
        pytest.param({"inputs": "x", "outputs": "t1"}, {"Conv_0", "Conv_1"}, id="a text"),
        pytest.param({"inputs": ["y"], "outputs": ["t1"]}, set(), id="an end within a unit that another node leads"),
        pytest.param(
            {"inputs": ["MatMul_0"]},
            {"Transpose_0", "Reshape_0", "MatMul_0", "Resize_0", "Reshape_1"},
            id="to the end, and what moves values there",
        ),
        pytest.param({"outputs": ["Conv_1"]}, {"Conv_0", "Conv_1"}, id="from the beginning"),
        pytest.param({"inputs": ["MatMul_0"], "outputs": ["Conv_0"]}, set(), id="against the stream"),
        pytest.param({"inputs": ["gone"], "outputs": ["MatMul_0"]}, set(), id="no such node"),
        pytest.param({"inputs": [], "outputs": None}, set(), id="no ends"),
    ],
)
def test_a_subgraph_is_what_lies_between_its_ends(ends, expected):
    found = told(said(subgraph_config={"part": {**ends, "qtype": "float16"}}))
    assert {name for name, text in found.items() if "float16" in text} == expected


def test_what_only_moves_values_is_not_rounded_where_nobody_takes_them_in_integers():
    assert "Reshape_1" not in told(said())
    assert told(nodes(MatMul_0={"ON": "CPU"})).keys() == {"Conv_0", "Conv_1", "Softmax_0", "Resize_0"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(said(), {}, id="float, if nothing is said"),
        pytest.param(said(calibration(optimization="set_model_output_int8")), {"out": "int8"}, id="set_model_output_int8"),
        pytest.param(said(model_config={"model_output_type": "int16"}), {"out": "int16"}, id="model_output_type"),
        pytest.param(
            said(calibration(optimization="set_model_output_int8"), model_config={"model_output_type": "int16"}),
            {"out": "int16"},
            id="both",
        ),
        pytest.param(said(model_config={"model_output_type": "float32"}), {}, id="float32"),
        pytest.param(said(model_config={"model_output_type": "nvfp4"}), {}, id="what is not simulated"),
        pytest.param(nodes(Reshape_1={"OutputType": "int16"}), {"out": "int16"}, id="of the last node"),
        pytest.param(nodes(Reshape_1={"OutputType": "int16", "ON": "CPU"}), {}, id="on the CPU"),
        pytest.param(
            said(calibration(optimization="set_model_output_int8"), model_config={"all_node_type": "float32"}), {}, id="all float"
        ),
    ],
)
def test_outputs(asked, expected):
    assert outputs(asked, prepared()) == expected


def test_an_output_that_is_quantised_is_taken_in_that_type_by_what_moves_it():
    assert told(said(calibration(optimization="set_model_output_int16")))["Reshape_1"] == "int16"
