import networks
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from pipecheck.probe.hypotheses import exposed, probe, signals
from pipecheck.probe.hypotheses.signals import Norm, Sign
from pipecheck.probe.network.load import load

NORM = Norm(tensor="x", mean=np.array([0.0, 1.0]), variance=np.array([1.0, 4.0]))


def answers(*shares):
    return [Sign(scores=np.log(np.maximum(each, 1e-30)), moments=()) for each in shares]


def flowing(*pairs):
    """Signs of pictures whose channels have these means and variances."""
    moments = [np.array([mean, np.square(mean) + variance]) for mean, variance in pairs]
    return [Sign(scores=None, moments=(each,)) for each in moments]


@pytest.mark.parametrize(
    ("signs", "signal"),
    [
        pytest.param(answers([1, 0], [0, 1]), 1.0, id="each picture another answer"),
        pytest.param(answers([1, 0], [1, 0]), 0.0, id="sure, and always the same"),
        pytest.param(answers([0.5, 0.5], [0.5, 0.5]), 0.0, id="never sure"),
        pytest.param(flowing(([0.0, 1.0], [1.0, 4.0])), 1.0, id="just what was learned"),
        pytest.param([Sign(scores=None, moments=())], 0.0, id="nothing to tell"),
    ],
)
def test_what_a_signal_is(signs, signal):
    assert signals.signal(signs, [NORM]) == pytest.approx(signal, abs=1e-4)


def test_what_flows_in_counts_less_the_farther_it_is_from_what_was_learned():
    near, far, absurd = (signals.signal(flowing((mean, [1.0, 4.0])), [NORM]) for mean in ([0.1, 1.1], [2.0, 5.0], [1e30, np.inf]))
    assert 1 > near > far > absurd >= 0


def test_pictures_amount_to_about_the_signal():
    chance = np.random.default_rng(1)
    signs = answers(*chance.dirichlet([0.2] * 5, 40))
    each = signals.per_picture(signs, ())
    assert each.shape == (2, 40)
    assert each[0].mean() == pytest.approx(signals.signal(signs, ()), abs=0.05)
    assert each[0].std() > 0


def test_surer_answers_that_are_the_same_confirm_nothing():
    logits = np.random.default_rng(1).normal(size=(40, 5))
    doubtful, sure = ([Sign(scores=scale * each, moments=()) for each in logits] for scale in (1, 4))
    assert signals.signal(sure, ()) > 2 * signals.signal(doubtful, ())
    assert signals.per_picture(sure, ())[1] == pytest.approx(signals.per_picture(doubtful, ())[1])


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        pytest.param({"y": np.array([[0.1, 0.7, 0.2]])}, [0.1, 0.7, 0.2], id="probabilities"),
        pytest.param({"y": np.log([[0.1, 0.7, 0.2]]) + 9}, [0.1, 0.7, 0.2], id="logits"),
        pytest.param({"y": np.array([[1.0, np.nan, 0.0]])}, [1 / 3] * 3, id="no numbers"),
        pytest.param({"y": np.zeros((1, 3, 4, 4))}, None, id="a picture of answers"),
        pytest.param({"y": np.zeros((1, 3)), "z": np.zeros((1, 3))}, None, id="two lists"),
    ],
)
def test_what_is_taken_for_probabilities(outputs, told):
    found = signals.sign(outputs, (), classes=True).scores
    assert (found is None) == (told is None)
    if told is not None:
        assert np.exp(found) / np.exp(found).sum() == pytest.approx(told)


@pytest.fixture
def normed(tmp_path):
    """A network whose first layer is followed by a batch norm that learned from pictures as `networks.wanted` makes them."""
    paths = networks.pictures(tmp_path / "pictures", 10)
    made = np.stack([networks.wanted()(path) for path in paths])
    kernel = np.random.default_rng(3).normal(0, 1, (8, 3, 1, 1)).astype(np.float32)
    seen = np.einsum("nchw,fc->nfhw", made, kernel[:, :, 0, 0])
    held = {
        "kernel": kernel,
        "gain": np.ones(8),
        "shift": np.zeros(8),
        "mean": seen.mean(axis=(0, 2, 3)),
        "variance": seen.var(axis=(0, 2, 3)),
    }
    nodes = [
        helper.make_node("Conv", ["data", "kernel"], ["seen"]),
        helper.make_node("BatchNormalization", ["seen", "gain", "shift", "mean", "variance"], ["map"]),
    ]
    graph = helper.make_graph(
        nodes,
        "normed",
        [helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 3, 32, 32])],
        [helper.make_tensor_value_info("map", TensorProto.FLOAT, [1, 8, 32, 32])],
        [numpy_helper.from_array(np.asarray(array, np.float32), name) for name, array in held.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), tmp_path / "model.onnx")
    return tmp_path


def test_batch_norms_know_which_values_they_learned_from(normed):
    model, root = normed / "model.onnx", normed / "pictures"
    assert exposed(model) == ("seen",)
    network = load(model, expose=exposed(model))
    found = probe(network, "data", sorted(root.rglob("*.png")), root, declared=networks.mistakes()["-1..1"])
    (declared,) = (each for each in found.ranking if each.declared)
    told = [dict(each.parts)["values"] for each in found.ranking if each.tied or each is found.ranking[0]]
    assert "ImageNet mean and std" in told
    assert "x / 127.5 − 1" not in told
    assert found.ranking[0].signal > 0.9
    assert not declared.tied


@pytest.mark.parametrize("broken", ["mean", "variance"])
def test_a_batch_norm_with_broken_weights_is_passed_over(normed, broken):
    model = onnx.load(normed / "model.onnx")
    (held,) = (tensor for tensor in model.graph.initializer if tensor.name == broken)
    held.raw_data = held.raw_data[:5]
    onnx.save(model, normed / "broken.onnx")
    assert exposed(normed / "broken.onnx") == ()


def test_a_batch_norm_of_the_picture_itself_is_passed_over(normed):
    model = onnx.load(normed / "model.onnx")
    model.graph.node[0].CopyFrom(helper.make_node("Relu", ["seen"], ["after"]))
    model.graph.input[0].name = "seen"
    onnx.save(model, normed / "bare.onnx")
    assert exposed(normed / "bare.onnx") == ()


def test_batch_norms_that_nobody_exposed_tell_nothing(normed):
    root = normed / "pictures"
    found = probe(load(normed / "model.onnx"), "data", sorted(root.rglob("*.png")), root)
    assert found.ranking == ()
