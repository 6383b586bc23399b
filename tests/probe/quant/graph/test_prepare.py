"""A prepared network computes what the file's does, and its units are all of it."""

from collections import Counter

import drawn_networks
import numpy as np
import pytest
from float_networks import CLOSE, apart, fed
from graphs import external, model, saved, value
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph.prepare import prepare, session

RNG = np.random.default_rng(3)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_prepared_network_computes_the_same(seed, tmp_path_factory):
    path = saved(drawn_networks.network(seed), tmp_path_factory.mktemp("drawn") / "m.onnx")
    prepared = prepare(path)
    assert apart(path, prepared, fed(prepared, seed)) < CLOSE


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_units_are_the_whole_network_each_node_once(seed, tmp_path_factory):
    path = saved(drawn_networks.network(seed), tmp_path_factory.mktemp("drawn") / "m.onnx")
    prepared = prepare(path)
    nodes = [node.name for node in prepared.model.graph.node]
    within = Counter(name for unit in prepared.units for name in unit.nodes)
    assert len(set(nodes)) == len(nodes)
    assert max(within.values(), default=1) == 1
    assert set(within) <= set(nodes)
    assert not prepared.floats
    made = {each.name for each in prepared.inputs}
    for unit in prepared.units:
        assert set(unit.inputs) <= made, unit
        made |= {unit.output, *unit.also}
        assert unit.name in unit.nodes
    assert set(prepared.outputs) <= made


def test_every_tensor_of_the_float_network_can_be_exposed(tmp_path):
    path = saved(drawn_networks.network(11, batch=1), tmp_path / "m.onnx")
    prepared = prepare(path)
    found = session(prepared, expose=prepared.activations).run(fed(prepared))
    assert set(prepared.activations) <= set(found)


def test_a_tensor_that_is_not_there_is_named(tmp_path):
    prepared = prepare(saved(drawn_networks.network(1), tmp_path / "m.onnx"))
    with pytest.raises(SourceError, match="no node makes a tensor nothing"):
        session(prepared, expose=["nothing"])


def test_weights_beside_the_model_stay_there_unless_they_change(tmp_path):
    weights = {name: RNG.normal(size=shape).astype(np.float32) for name, shape in {"v": (4, 3, 3, 3), "w": (4, 4, 1, 1)}.items()}
    norm = dict(zip("abcd", RNG.uniform(0.5, 1, (4, 4)).astype(np.float32), strict=True))
    nodes = [
        helper.make_node("Conv", ["x", "v"], ["first"]),
        helper.make_node("Relu", ["first"], ["bent"]),
        helper.make_node("Conv", ["bent", "w"], ["second"]),
        helper.make_node("BatchNormalization", ["second", *"abcd"], ["y"]),
    ]
    path = external(
        model(nodes, [value("x", (1, 3, 6, 6))], [value("y", (1, 4, 4, 4))], {**weights, **norm}), tmp_path, location="apart.bin"
    )
    prepared = prepare(path)
    stored = {tensor.name: tensor for tensor in prepared.model.graph.initializer}
    assert len(stored["v"].external_data) > 0
    assert not stored["w"].external_data
    assert apart(path, prepared, fed(prepared)) < CLOSE


@pytest.mark.parametrize(
    ("nodes", "weights", "message"),
    [
        pytest.param([helper.make_node("Relu", ["nothing"], ["y"])], {}, "nothing", id="a tensor that nothing makes"),
        pytest.param([helper.make_node("HzLut", ["x"], ["y"], domain="horizon")], {}, "HzLut", id="an operator of the vendor"),
    ],
)
def test_what_cannot_run_is_said_in_one_line(tmp_path, nodes, weights, message):
    path = saved(model(nodes, [value("x", (1, 3))], [value("y", (1, 3))], weights, domains=["horizon"]), tmp_path / "m.onnx")
    with pytest.raises(SourceError, match=message):
        session(prepare(path))


def test_a_network_that_hands_on_what_it_takes_is_one_too(tmp_path):
    path = saved(model([helper.make_node("Dropout", ["x"], ["y"])], [value("x", (1, 3))], [value("y", (1, 3))]), tmp_path / "m.onnx")
    prepared = prepare(path)
    assert [(unit.op, unit.shared) for unit in prepared.units] == [("Identity", True)]
    assert apart(path, prepared, fed(prepared)) == 0
