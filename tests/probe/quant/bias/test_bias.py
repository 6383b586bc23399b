"""Biases that take up what quantisation does to the mean of a layer."""

import time
from dataclasses import replace

import numpy as np
import pytest
from onnx import helper
from searched import SIDE, everything, samples, weight
from simulated import network

from pipecheck.errors import PipecheckError
from pipecheck.probe.quant.bias import passes
from pipecheck.probe.quant.bias.bias import correct
from pipecheck.probe.quant.bias.layers import layers, needed
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.judging.metric import METRICS
from pipecheck.probe.quant.method import MAX
from pipecheck.probe.quant.observe import observe
from pipecheck.probe.quant.plan import Plan, Taken
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.thresholds import thresholds

SIDES = (1, 4, SIDE, SIDE)


def layered(tmp_path):
    """Every kind of layer, with and without a bias, along two branches."""
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b1"], ["a"], name="conv", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Relu", ["a"], ["r"], name="relu"),
        helper.make_node("Conv", ["r", "w2"], ["b"], name="bare", kernel_shape=[1, 1]),
        helper.make_node("ConvTranspose", ["r", "w3", "b3"], ["c"], name="up", kernel_shape=[1, 1], group=2),
        helper.make_node("Mul", ["b", "c"], ["m"], name="product"),
        helper.make_node("GlobalAveragePool", ["m"], ["g"], name="pool"),
        helper.make_node("Flatten", ["g"], ["f"], name="flat"),
        helper.make_node("Gemm", ["f", "w4", "b4"], ["h"], name="gemm", transB=1, beta=0.5),
        helper.make_node("Tanh", ["h"], ["t"], name="tanh"),
        helper.make_node("MatMul", ["t", "w5"], ["u"], name="matmul"),
        helper.make_node("Add", ["u", "b5"], ["y"], name="plus"),
    ]
    shapes = {"w1": (6, 4, 3, 3), "b1": (6,), "w2": (8, 6, 1, 1), "w3": (6, 4, 1, 1), "b3": (8,)}
    shapes |= {"w4": (10, 8), "b4": (10,), "w5": (10, 5), "b5": (5,)}
    weights = {name: weight(*shape, seed=seed) for seed, (name, shape) in enumerate(shapes.items())}
    return network(tmp_path, nodes, weights, inputs=(("x", SIDES),))


def reshaped(tmp_path):
    """Two pictures at once, in a network that counts on it."""
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["a"], name="conv", kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Reshape", ["a", "sides"], ["r"], name="reshape"),
        helper.make_node("Conv", ["r", "w2"], ["y"], name="second", kernel_shape=[1, 1]),
    ]
    weights = {"w1": weight(6, 4, 3, 3), "w2": weight(5, 3, 1, 1, seed=1), "sides": np.array([4, 3, SIDE, SIDE], np.int64)}
    return network(tmp_path, nodes, weights, inputs=(("x", (2, 4, SIDE, SIDE)),))


def skewed(rng):
    return {"x": rng.exponential(1, SIDES)}


def coarse(prepared, given):
    """A plan with ranges that clip so much that means move."""
    seen = observe.observe(prepared, given, threads=1)
    ranges = thresholds.ranges(seen, MAX, asymmetric=False)
    clipped = {name: replace(covered, low=covered.low / 3, high=covered.high / 3) for name, covered in ranges.items()}
    taken = {unit.name: Taken(inputs=("int8",) * len(unit.inputs), weight="int8") for unit in prepared.units}
    return Plan(ranges=clipped, taken=taken)


def means(run, tensors, given, names):
    """The mean of every channel, by tensor; the channels are along the second axis."""
    made = [run(given.load(name)) for name in names]
    return {name: np.mean([np.moveaxis(each[name], 1, 0).reshape(each[name].shape[1], -1).mean(1) for each in made], 0) for name in tensors}


def test_afterwards_every_layer_has_the_mean_of_the_float_one(tmp_path):
    prepared, given = layered(tmp_path), samples(skewed)
    plan = coarse(prepared, given)
    found = correct(prepared, plan, given, num_sample=6)
    tensors = [each.tensor for each in layers(prepared, plan)]
    wanted = means(prepare.session(prepared, expose=tensors).run, tensors, given, found.used)
    before = means(build.session(prepared, plan, expose=tensors).run, tensors, given, found.used)
    after = means(build.session(prepared, found.plan, expose=tensors).run, tensors, given, found.used)
    assert len(tensors) == len(found.plan.biases) == 5
    for name in tensors:
        assert np.abs(after[name] - wanted[name]).max() < np.abs(before[name] - wanted[name]).max() / 50
    assert found.after < found.before / 100
    assert found.left == ()
    assert set(found.used) == {str(number) for number in range(6)}


def test_what_is_kept_of_the_layers_before_gives_the_same_as_starting_over(tmp_path, monkeypatch):
    prepared, given = layered(tmp_path), samples(skewed)
    plan = coarse(prepared, given)
    kept = correct(prepared, plan, given).plan.biases
    size = 6 * SIDE * SIDE * 4
    for room in (0, 3 * size):
        monkeypatch.setattr(passes, "_TENSORS", room)
        again = correct(prepared, plan, given).plan.biases
        assert kept.keys() == again.keys()
        for name, bias in kept.items():
            np.testing.assert_allclose(again[name], bias, rtol=1e-5, atol=1e-6)


def test_layers_that_do_not_depend_on_each_other_go_together(tmp_path):
    prepared = layered(tmp_path)
    found = layers(prepared, coarse(prepared, samples(skewed)))
    assert [(each.name, each.level) for each in found] == [("conv", 0), ("bare", 1), ("up", 1), ("gemm", 2), ("matmul", 3)]
    last = needed(prepared, found)
    assert [last[each.tensor] for each in found] == [1, 2, 2, 3, 3]


def test_only_what_is_quantised_is_corrected(tmp_path):
    prepared, given = layered(tmp_path), samples(skewed)
    plan = coarse(prepared, given)
    without = replace(plan, taken={name: each for name, each in plan.taken.items() if name != "conv"})
    assert set(correct(prepared, without, given).plan.biases) == {"bare", "up", "gemm", "matmul"}
    nothing = correct(prepared, replace(plan, taken={}), given)
    assert nothing.plan.biases == {}
    assert nothing.better


def test_biases_of_the_plan_are_corrected_further(tmp_path):
    prepared, given = layered(tmp_path), samples(skewed)
    plan = replace(coarse(prepared, given), biases={"conv": np.full(6, 7, np.float32)})
    found = correct(prepared, plan, given)
    assert found.after < found.before / 100


def test_the_samples_that_judge_are_others_where_there_are_any(tmp_path):
    prepared, given = layered(tmp_path), samples(skewed, count=5)
    plan = coarse(prepared, given)
    found = correct(prepared, plan, given, num_sample=2)
    assert len(found.used) == 2
    assert set(found.checked.samples) == set(given.names) - set(found.used)
    assert not found.seen
    assert correct(prepared, plan, given, num_sample=50).seen


def test_a_correction_by_a_sample_like_no_other_makes_it_worse(tmp_path):
    prepared = layered(tmp_path)
    given = samples(skewed, count=5)
    plan = Plan(ranges=coarse(prepared, given).ranges, taken=everything(prepared))
    odd = samples(lambda rng: {"x": rng.normal(20, 30, SIDES)}, count=5)
    mixed = replace(given, load=lambda name: (odd if name == "2" else given).load(name))
    found = correct(prepared, plan, mixed, num_sample=1)
    assert found.used == ("2",)
    assert not found.better
    assert found.words[-1] == "Bias correction makes the outputs worse here."
    assert set(found.plan.biases) >= {"conv", "bare"}


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_sees_it(tmp_path, metric):
    prepared, given = layered(tmp_path), samples(skewed)
    found = correct(prepared, coarse(prepared, given), given, metric=metric)
    assert found.better
    assert any(word.startswith(f"The {metric} of output y is ") for word in found.words)
    assert len(found.checked.nodes) == len(prepared.units)


def test_when_there_is_no_time_the_rest_is_left(tmp_path):
    prepared, given = layered(tmp_path), samples(skewed)
    found = correct(prepared, coarse(prepared, given), given, deadline=time.monotonic() - 1)
    assert found.plan.biases == {}
    assert found.left == ("conv", "bare", "up", "gemm", "matmul")
    assert "There was no time for 5 layers, from conv on." in found.words


def test_progress_counts_the_levels(tmp_path):
    prepared, given, seen = layered(tmp_path), samples(skewed), []
    correct(prepared, coarse(prepared, given), given, progress=lambda *at: seen.append(at))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_samples_that_cannot_be_read_are_left_out(tmp_path):
    prepared, given = layered(tmp_path), samples(skewed)
    plan = coarse(prepared, given)
    found = correct(prepared, plan, samples(skewed, broken=(1, 4)))
    assert found.used == ("0", "2", "3", "5")
    assert found.broken == {"1": "1: is no array", "4": "4: is no array"}
    with pytest.raises(PipecheckError, match="is no array"):
        correct(prepared, plan, samples(skewed, count=2, broken=(0, 1)))
    with pytest.raises(PipecheckError, match=r"net\.onnx: there is no sample"):
        correct(prepared, plan, samples(skewed, count=0))


def test_a_sample_that_goes_away_in_the_middle_is_forgotten(tmp_path, monkeypatch):
    prepared, given = layered(tmp_path), samples(skewed)
    plan = coarse(prepared, given)
    monkeypatch.setattr(passes, "_FEEDS", 0)
    monkeypatch.setattr(passes, "_TENSORS", 0)
    times = {"3": 2}

    def load(name):
        times[name] = times.get(name, 100) - 1
        return samples(skewed, broken=(3,) if times["3"] < 0 else ()).load(name)

    found = correct(prepared, plan, replace(given, load=load), threads=1)
    assert found.used == ("0", "1", "2", "4", "5")
    assert found.after < found.before


def test_a_network_that_takes_several_pictures_at_once_starts_over(tmp_path):
    prepared = reshaped(tmp_path)
    given = samples(lambda rng: {"x": np.repeat(skewed(rng)["x"], 2, axis=0)})
    found = correct(prepared, coarse(prepared, given), given)
    assert found.broken == {}
    assert found.after < found.before / 100


def test_values_that_are_no_numbers_move_nothing(tmp_path):
    prepared, given = layered(tmp_path), samples(skewed)
    plan = coarse(prepared, given)

    def strange(rng):
        found = skewed(rng)
        found["x"][0, 0, 0, 0] = np.nan
        return found

    found = correct(prepared, plan, samples(strange))
    assert all(np.isfinite(bias).all() for bias in found.plan.biases.values())
