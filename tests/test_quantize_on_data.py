"""What quantisation makes of trained networks on real pictures: hardly anything is lost, scales are those of a peer, wrong samples cost."""

import json

import numpy as np
import pytest
import quantised_on_data as data
from quantised_on_data import LARGE, SMALL, Case, cosine, scales

pytestmark = pytest.mark.skipif(not data.CIFAR.is_dir(), reason="the data does not lie beside the checkout")
SEARCHED = pytest.param({"per_channel": True}, id="searched")
METHODS = [pytest.param({"calibration_type": kind, "per_channel": True}, id=kind) for kind in ("max", "kl")]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """A network by its name, with its pictures."""
    made = {}

    def give(name):
        if name not in made:
            made[name] = Case(name, tmp_path_factory.mktemp(name))
        return made[name]

    return give


def lost(found):
    """How many points of accuracy are gone."""
    return 100 * (found.loss.before.value - found.loss.after.value)


def right(one, outputs):
    """How many of the pictures that judge are told rightly."""
    return int((outputs.argmax(axis=1) == one.truths).sum())


@pytest.mark.parametrize("words", [SEARCHED, *METHODS])
@pytest.mark.parametrize("net", SMALL)
def test_a_small_network_loses_next_to_nothing(case, net, words):
    """Half a point is two or three of 500 pictures, which a single method may lose by chance: the search is held to it."""
    one = case(net)
    found = one.quantised(**words)
    assert found.per_channel
    assert (found.loss.before.count, round(500 * found.loss.before.value)) == (500, right(one, one.outputs(one.model)))
    assert found.least > 0.999
    assert lost(found) <= (1.0 if "calibration_type" in words else 0.5)


@pytest.mark.parametrize("net", SMALL)
def test_the_scales_of_max_are_those_of_onnxruntime_bit_for_bit(case, net):
    one = case(net)
    written = one.quantised(calibration_type="max", per_channel=True, output=one.folder / "max", judged=False).written
    (tensors, weights), theirs = scales(written[0]), one.largest()
    _, their_weights = scales(one.by_onnxruntime("MinMax", symmetric=True))
    both = tensors.keys() & theirs.keys()
    assert len(both) > 10
    assert {name: tensors[name] for name in both} == {name: theirs[name] for name in both}
    assert len(weights) == 9
    for name, each in weights.items():
        np.testing.assert_array_equal(each, their_weights[name])


@pytest.mark.parametrize(
    ("words", "method", "told", "bins"),
    [
        pytest.param(
            {"calibration_type": "max", "max_percentile": 0.9999}, "Percentile", {"CalibPercentile": 99.99}, 2048, id="percentile"
        ),
        pytest.param({}, "Entropy", {}, 128, id="kl"),
    ],
)
def test_the_scales_of_other_methods_are_within_a_bin_of_those_of_onnxruntime(case, words, method, told, bins):
    """Its bins reach from the largest absolute value to its negative, 128 of them for kl if it is not told otherwise."""
    one = case("w24")
    table = one.folder / "table.json"
    table.write_text(json.dumps({"model_config": {"activation": {"calibration_type": "kl", "num_bin": 129}}}), encoding="utf-8")
    asked = words or {"quant_config": table}
    tensors, _ = scales(one.quantised(**asked, output=one.folder / method, judged=False).written[0])
    most, _ = scales(one.by_onnxruntime("MinMax", symmetric=True))
    theirs, _ = scales(one.by_onnxruntime(method, symmetric=True, **told))
    both = tensors.keys() & theirs.keys()
    assert len(both) > 10
    assert all(abs(tensors[name] - theirs[name]) <= 2 * most[name] / bins * 1.001 for name in both)


def test_sixteen_bits_are_next_to_exact(case):
    assert all(case(net).quantised(all_node_type="dual-int16", judged=False).least >= 0.9999 for net in SMALL)


@pytest.mark.parametrize("net", SMALL)
def test_a_correction_takes_the_mean_error_out_of_every_layer(case, net):
    corrected = case(net).quantised(calibration_type="max", bias_correction=True, judged=False).corrected
    assert corrected.mean_after < corrected.mean_before / 5


@pytest.mark.peers
@pytest.mark.parametrize("words", [SEARCHED, METHODS[0]])
@pytest.mark.parametrize("net", LARGE)
def test_a_large_network_loses_less_than_a_point(case, net, words):
    """Of 133 pictures, on which a point is one or two: what a search by the first sample comes to may lose them by chance."""
    one = case(net)
    found = one.quantised(**words)
    assert found.per_channel
    assert (found.loss.before.count, round(133 * found.loss.before.value)) == (133, right(one, one.outputs(one.model)))
    assert found.least > 0.96
    least = 100 * found.loss.low * found.loss.before.value
    assert (lost(found) if "calibration_type" in words else least) <= 1.0


@pytest.mark.peers
@pytest.mark.parametrize("net", LARGE)
def test_a_large_network_is_as_accurate_as_by_onnxruntime(case, net):
    """By how close the outputs are to the float ones, which tells methods apart on far fewer pictures than hits do."""
    one = case(net)
    wanted = one.outputs(one.model)
    made = one.outputs(one.quantised(per_channel=True, output=one.folder / "searched", judged=False).written[0], fused=False)
    theirs = [
        one.outputs(one.by_onnxruntime(method, symmetric=symmetric, **told), fused=False)
        for method, symmetric, told in (("MinMax", False, {}), ("Percentile", True, {"CalibPercentile": 99.99}))
    ]
    assert cosine(wanted, made) > max(cosine(wanted, each) for each in theirs) - 0.001
    # Of 133 pictures fewer than 4 by chance.
    assert right(one, made) > max(right(one, each) for each in theirs) - 4


@pytest.mark.peers
def test_a_correction_takes_the_mean_error_out_of_the_layers_of_a_large_network(case):
    corrected = case("MobileNetV2").quantised(calibration_type="max", per_channel=False, bias_correction=True, judged=False).corrected
    assert corrected.mean_after < corrected.mean_before / 5
    assert corrected.after > corrected.before


@pytest.mark.peers
@pytest.mark.parametrize("net", LARGE)
def test_sixteen_bits_are_next_to_exact_for_a_large_network(case, net):
    assert case(net).quantised(all_node_type="dual-int16", judged=False).least >= 0.9999


DRAW = np.random.default_rng(0)
WRONG = {
    "twice": lambda one, pixels: one.right(255 * one.right(pixels)),
    "bgr": lambda one, pixels: one.right(pixels[..., ::-1]),
    "0..1": lambda _, pixels: pixels / 255,
    "0..255": lambda _, pixels: pixels,
    "noise": lambda _, pixels: DRAW.normal(size=pixels.shape),
}


@pytest.mark.peers
def test_wrong_samples_cost_what_is_known(case):
    """All is right but the samples: what makes a range too small costs far more than what makes it too large, and BGR next to nothing.

    Noise resembles nothing, so that no output is large: it costs all where outputs are quantised, and little where they are float.
    """
    one = case("MobileNetV2")
    table = one.folder / "outputs.json"
    table.write_text(json.dumps({"model_config": {"model_output_type": "int8"}}), encoding="utf-8")
    words = {"calibration_type": "max", "per_channel": True, "quant_config": table}
    costs = {"right": lost(one.quantised(**words))}
    for name, make in WRONG.items():
        costs[name] = lost(one.quantised(one.samples(lambda pixels, make=make: make(one, pixels), name), **words))
    assert max(costs["right"], costs["bgr"], costs["twice"]) < 5
    assert 10 < costs["0..1"] < min(costs["0..255"], costs["noise"])
    assert min(costs["0..255"], costs["noise"]) > 50
    noise = one.quantised(one.folder / "noise", calibration_type="max", per_channel=True)
    assert lost(noise) < 10
