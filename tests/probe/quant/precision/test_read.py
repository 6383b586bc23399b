"""Nothing that stands in a configuration breaks the reading of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from precise import prepared, said

from pipecheck.probe.quant.plan import QTYPES
from pipecheck.probe.quant.precision.calibration import calibration
from pipecheck.probe.quant.precision.faults import faults
from pipecheck.probe.quant.precision.read import read
from pipecheck.probe.quant.precision.said import Said
from pipecheck.probe.quant.precision.taken import outputs, taken
from pipecheck.schema import quant
from pipecheck.sources import jsondoc, yamldoc

NETWORK = prepared()
KEYS = (
    "model_config",
    "op_config",
    "subgraph_config",
    "node_config",
    "all_node_type",
    "model_output_type",
    "activation",
    "weight",
    "modelwise_search",
    "layerwise_search",
    "calibration_type",
    "num_bin",
    "max_num_bin",
    "max_percentile",
    "per_channel",
    "asymmetric",
    "bias_correction",
    "num_sample",
    "metric",
    "similarity",
    "topk",
    "qtype",
    "ON",
    "InputType",
    "InputType0",
    "InputType1",
    "InputType7",
    "input1",
    "OutputType",
    "inputs",
    "outputs",
    "Conv",
    "MatMul",
    "Softmax",
    "Conv_0",
    "Relu_0",
    "Add_1",
    "MatMul_0",
    "ArgMax_0",
    "x",
    "t1",
    "other",
)
WORDS = st.sampled_from([*QTYPES, "dual-int16", "mxint8", "CPU", "BPU", "max", "kl", "mix", "default", "skip", "load", "mse", *KEYS, ""])
VALUES = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers(-2, 300) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4))
def test_every_table_is_read_and_every_unit_takes_as_many_types_as_it_has_inputs(tables):
    document = jsondoc.parse(json.dumps(tables, allow_nan=True).replace("NaN", "0").replace("Infinity", "9"), Path("quant.json"))
    assert all(fault.message for fault in quant.in_file(document))
    asked = read(None, document)
    found = taken(asked, NETWORK)
    assert all(len(found[unit.name].inputs) == len(unit.inputs) for unit in NETWORK.units if unit.name in found)
    assert {qtype for each in found.values() for qtype in (*each.inputs, each.weight)} <= set(QTYPES)
    assert set(outputs(asked, NETWORK)) <= {"out"}
    assert all(fault.place for fault in faults(asked, NETWORK))
    assert calibration(asked).search


@pytest.mark.parametrize(
    "text", ["", "[1]", "model_parameters: 3", "calibration_parameters: {optimization: [1], run_on_cpu: {a: 1}, quant_config: q.json}"]
)
def test_a_yaml_that_says_nothing_of_it_asks_for_nothing(text):
    asked = read(yamldoc.parse(text, Path("config.yaml")))
    assert asked.wishes == ()
    assert taken(asked, NETWORK) == taken(Said(), NETWORK)


def test_every_wish_knows_its_place():
    wish = said(node_config={"Conv_0": {"qtype": "int16"}}).wishes[0]
    assert (wish.origin.path.name, wish.origin.line, wish.place) == ("quant.json", 1, ("node_config", "Conv_0", "qtype"))


def test_a_file_stands_in_the_place_of_the_table_in_the_yaml():
    inline = "calibration_parameters: {quant_config: {model_config: {all_node_type: int16}}}"
    assert [wish.value for wish in said(inline).wishes] == ["int16"]
    assert [wish.value for wish in said(inline, op_config={"Conv": {"qtype": "int8"}}).wishes] == ["int8"]
