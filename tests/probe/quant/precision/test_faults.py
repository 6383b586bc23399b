"""What is asked for and the network at hand cannot be given."""

from dataclasses import replace

import pytest
from precise import calibration, node_info, prepared, said

from pipecheck.findings import Severity
from pipecheck.probe.quant.precision.faults import faults


def found(asked):
    severities = {None: Severity.ERROR}
    return [
        f"{severities.get(each.severity, each.severity)} {each.origin.path.name}:{'/'.join(each.place)}"
        for each in faults(asked, prepared())
    ]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(said(), id="nothing"),
        pytest.param(
            said(calibration(run_on_cpu="ArgMax_0;Conv_0", optimization="set_all_nodes_int16;set_Gelu_input_int8")), id="the YAML"
        ),
        pytest.param(said(node_info("{MatMul_0: {'ON': BPU, InputType0: int16, InputType1: int8, OutputType: int16}}")), id="a node"),
        pytest.param(said(node_info("'Conv_0:int16;MatMul_0:int16'")), id="the short form"),
        pytest.param(said(node_config={"Conv_0": {"InputType1": "int16", "OutputType": "int16"}}), id="a weight"),
        pytest.param(said(node_config={"Relu_0": {"OutputType": "int16"}, "Add_1": {"InputType1": "int16"}}), id="the ends of a unit"),
        pytest.param(said(node_config={"ArgMax_0": {"qtype": "float32"}}), id="float for what is"),
        pytest.param(said(node_config={"MatMul_0": {"qtype": "int16-ec"}, "Conv_0": {"qtype": "dual-int16"}}), id="two factors"),
        pytest.param(said(op_config={"Softmax": {"qtype": "int16"}, "LSTM": {"qtype": "int16"}}), id="an operator that is not there"),
        pytest.param(said(subgraph_config={"a": {"inputs": ["x", "y"], "outputs": ["MatMul_0"], "qtype": "int16"}}), id="a subgraph"),
        pytest.param(said(model_config={"all_node_type": "int16-ec"}), id="int16-ec where it can be"),
        pytest.param(said(subgraph_config={"a": {"outputs": ["out"], "qtype": "int16-ec"}}), id="in a subgraph likewise"),
    ],
)
def test_quiet(asked):
    assert found(asked) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(
            said(node_config={"Con_0": {"qtype": "int16", "ON": "BPU"}}),
            ["warning quant.json:node_config/Con_0/qtype"],
            id="misspelled, once",
        ),
        pytest.param(
            said(node_config={"BatchNormalization_7": {"qtype": "int16"}}),
            ["note quant.json:node_config/BatchNormalization_7/qtype"],
            id="gone",
        ),
        pytest.param(said(node_info("'Conv_9:int16'")), ["warning config.yaml:model_parameters/node_info"], id="of the short form"),
        pytest.param(said(calibration(run_on_cpu="Pool")), ["note config.yaml:calibration_parameters/run_on_cpu"], id="of run_on_cpu"),
        pytest.param(said(node_config={"Relu_0": {"qtype": "int16"}}), ["warning quant.json:node_config/Relu_0/qtype"], id="within a unit"),
        pytest.param(
            said(calibration(run_on_cpu="Add_1")), ["warning config.yaml:calibration_parameters/run_on_cpu"], id="to leave its unit"
        ),
        pytest.param(said(node_config={"ArgMax_0": {"qtype": "int16"}}), ["warning quant.json:node_config/ArgMax_0/qtype"], id="float"),
        pytest.param(
            said(calibration(run_on_bpu="ArgMax_0")), ["warning config.yaml:calibration_parameters/run_on_bpu"], id="float on the BPU"
        ),
        pytest.param(
            said(node_config={"Softmax_0": {"InputType0": "int16", "InputType1": "int16"}}),
            ["error quant.json:node_config/Softmax_0/InputType1"],
            id="more inputs than there are",
        ),
        pytest.param(said(node_config={"Conv_0": {"InputType2": "int16"}}), ["note quant.json:node_config/Conv_0/InputType2"], id="a bias"),
        pytest.param(
            said(node_config={"Reshape_0": {"InputType1": "int8"}}), ["note quant.json:node_config/Reshape_0/InputType1"], id="a shape"
        ),
        pytest.param(
            said(node_config={"Softmax_0": {"qtype": "int16-ec"}}),
            ["error quant.json:node_config/Softmax_0/qtype"],
            id="int16-ec without factors",
        ),
        pytest.param(
            said(op_config={"Relu": {"qtype": "int16"}}), ["note quant.json:op_config/Relu/qtype"], id="an operator within others"
        ),
        pytest.param(
            said(op_config={"ArgMax": {"qtype": "int16"}}), ["note quant.json:op_config/ArgMax/qtype"], id="an operator that stays float"
        ),
        pytest.param(
            said(subgraph_config={"a": {"inputs": ["Conv0"], "outputs": ["s"], "qtype": "int16"}}),
            ["warning quant.json:subgraph_config/a"],
            id="no end",
        ),
        pytest.param(
            said(subgraph_config={"a": {"inputs": ["s"], "outputs": ["t0"], "qtype": "int16"}}),
            ["warning quant.json:subgraph_config/a"],
            id="no way",
        ),
        pytest.param(
            said(model_config={"all_node_type": "mxint8"}, node_config={"Conv_0": {"qtype": "mxint8"}, "Add_1": {"qtype": "int4"}}),
            ["note quant.json:model_config/all_node_type", "note quant.json:node_config/Add_1/qtype"],
            id="not simulated, each type once",
        ),
        pytest.param(said(model_config={"model_output_type": "int4"}), ["note quant.json:model_config/model_output_type"], id="an output"),
        pytest.param(
            said(model_config={"activation": {"max_num_bin": 512}}, op_config={"Conv": {"activation": {"calibration_type": "kl"}}}),
            ["note quant.json:op_config/Conv/activation", "note quant.json:model_config/activation/max_num_bin"],
            id="calibration that is not simulated",
        ),
    ],
)
def test_found(asked, expected):
    assert found(asked) == expected


def test_the_unit_is_named_that_a_node_is_computed_within():
    message = next(faults(said(node_config={"Add_1": {"qtype": "int16"}}), prepared())).message
    assert message == "Add_1 (Add) is computed within Conv_1 (Conv), without rounding in between: int16 has no effect"


def test_a_float_node_comes_with_its_reason():
    message = next(faults(said(node_config={"ArgMax_0": {"qtype": "int16"}}), prepared())).message
    assert message == "ArgMax_0 stays float, though int16 is asked for: gives an index and no value"


def test_what_was_found_before_is_not_said_again():
    asked = said(node_config={"Con_0": {"qtype": "int16"}, "Relu_0": {"qtype": "int16"}})
    known = [replace(next(faults(asked, prepared())), place=("node_config", "Con_0"))]
    assert [each.place for each in faults(asked, prepared(), known)] == [("node_config", "Relu_0", "qtype")]
