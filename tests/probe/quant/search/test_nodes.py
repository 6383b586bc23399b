"""Calibration nodes that get a method of their own."""

import time

import numpy as np
import pytest
from onnx import helper
from searched import SIDE, samples, tried, weight
from simulated import network

from pipecheck.probe.quant.method import MAX, Method
from pipecheck.probe.quant.search import choices, nodes, search

SHARES = choices.choices([MAX, Method("percentile", 0.9)], [False], [False])


def two(tmp_path):
    """Two convolutions of two inputs, and their sum."""
    made = [
        helper.make_node("Conv", ["x", "w1"], ["a"], name="left", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Conv", ["z", "w2"], ["b"], name="right", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Mul", ["a", "b"], ["y"], name="product"),
    ]
    sides = (1, 4, SIDE, SIDE)
    return network(tmp_path, made, {"w1": weight(5, 4, 3, 3), "w2": weight(5, 4, 3, 3, seed=1)}, inputs=(("x", sides), ("z", sides)))


def calm(rng):
    """Evenly spread values in *x* and *z*: what clips them loses."""
    return {name: rng.uniform(-1, 1, (1, 4, SIDE, SIDE)) for name in ("x", "z")}


def spiked(rng):
    """The same with a value in *z* that is far outside."""
    found = calm(rng)
    found["z"][0, 0, 0, 0] = 300
    return found


def test_a_node_that_is_sensitive_to_the_method_gets_another_one(tmp_path):
    trying = tried(two(tmp_path), samples(spiked, first=calm), judged=1)
    found = nodes.layerwise(trying, SHARES)
    chosen = {each.tensor: each.method.kind for each in found.nodes}
    assert chosen["x"] == "max"
    assert chosen["z"] == "percentile"
    assert found.plan.ranges["x"].high == pytest.approx(1, abs=0.01)
    assert found.plan.ranges["z"].high < 2
    assert found.outputs["y"] > search.modelwise(trying, SHARES).outputs["y"]


def test_the_nodes_that_lose_most_take_more_bits(tmp_path):
    trying = tried(two(tmp_path), samples(spiked, first=calm), judged=1)
    base = search.modelwise(trying, SHARES[:1])
    found = nodes.layerwise(trying, SHARES[:1], topk=1, qtype="int16")
    assert [each.tensor for each in found.nodes if each.qtype] == ["z"]
    assert found.plan.taken["right"].inputs == ("int16",)
    assert found.plan.taken["left"].inputs == ("int8",)
    assert found.outputs["y"] > base.outputs["y"] + 0.1
    assert found.words[-1] == "1 calibration node takes more bits: z int16."


def test_mixing_looks_only_at_what_is_sensitive(tmp_path):
    trying = tried(two(tmp_path), samples(spiked, first=calm), judged=1)
    found = nodes.mix(trying)
    base = search.modelwise(trying, choices.choices(choices.DEFAULT, [False], [False]))
    assert any(word.endswith(f"calibration nodes are sensitive to the {found.choice.method} method.") for word in found.words)
    assert found.outputs["y"] >= base.outputs["y"]


def test_where_all_methods_come_to_the_same_nothing_is_mixed(tmp_path):
    def flat(_):
        return {name: np.ones((1, 4, SIDE, SIDE)) for name in ("x", "z")}

    found = nodes.mix(tried(two(tmp_path), samples(flat)))
    assert found.nodes == () or {each.method for each in found.nodes} == {found.choice.method}


def test_when_there_is_no_time_the_one_method_stays(tmp_path):
    trying = tried(two(tmp_path), samples(spiked, first=calm), judged=1, deadline=time.monotonic() - 1)
    found = nodes.layerwise(trying, SHARES)
    assert found.nodes == ()
    assert found.plan == trying.plan(found.choice)
    assert any(word.startswith("There was no time for ") for word in found.words)
