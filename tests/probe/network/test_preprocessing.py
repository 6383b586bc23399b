"""The vendor's preprocessing node is replaced by what it computes, and said to disagree only where it does."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from graphs import channels_mixed, configuration, model, saved, value
from onnx import TensorProto, helper

from fixtures import vendor_model
from pipecheck.errors import SourceError
from pipecheck.probe.network.load import load
from pipecheck.probe.network.network import offset

MODELS = Path(__file__).parents[3] / "fixtures" / "models"
NORMS = [
    pytest.param({"mean": (123.675, 116.28, 103.53), "scale": (0.01712475, 0.017507, 0.01742919)}, id="mean and scale"),
    pytest.param({"scale": (1 / 255,)}, id="scale"),
    pytest.param({}, id="nothing"),
]


def handed_over(tensor, *, train, handed, mean=(0.0,), scale=(1.0,), layout):
    """What has to be given to the node so that the network gets *tensor*, unrounded."""
    weight, bias = vendor_model.node(train=train, handed=handed, mean=mean, scale=scale)
    last = np.moveaxis(tensor, 1, -1) if layout == "NCHW" else tensor
    pixels = (last.astype(np.float64) - bias) @ np.linalg.inv(weight).T
    return (np.moveaxis(pixels, -1, 1) if layout == "NCHW" else pixels).astype(np.float32)


def picture(layout="NCHW", channels=3, side=4, *, mean=(0.0,), scale=(1.0,)):
    """What training would have made of a picture of random pixels."""
    pixels = np.random.default_rng(3).uniform(0, 255, (1, side, side, channels))
    last = ((pixels - np.array(mean)) * np.array(scale)).astype(np.float32)
    return np.moveaxis(last, -1, 1) if layout == "NCHW" else last


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("handed", ["yuv444", "video", "rgb", "bgr"])
@pytest.mark.parametrize("train", ["rgb", "bgr"])
@pytest.mark.parametrize("norm", NORMS)
def test_a_replaced_node_changes_nothing(tmp_path, layout, handed, train, norm):
    source = channels_mixed(layout)
    there = saved(vendor_model.original_float(source, train=train, handed=handed, layout=layout, **norm), tmp_path / "v.onnx")
    tensor = picture(layout, **norm)
    wanted = load(saved(source, tmp_path / "s.onnx")).run({"x": tensor})["y"]
    network = load(there)
    pixels = handed_over(tensor, train=train, handed=handed, layout=layout, **norm)
    np.testing.assert_allclose(network.run({"x": pixels})["y"], wanted, atol=2e-5 if not norm else 2e-6)
    assert [(each.input, each.node, each.by, each.disagrees) for each in network.replaced] == [("x", "HZ_PREPROCESS_FOR_x", "weights", ())]
    assert offset(network, "x") == -128.0
    assert offset(network, "y") == 0.0


def test_gray_stays_gray(tmp_path):
    source = channels_mixed(channels=1)
    norm = {"train": "gray", "handed": "gray", "mean": (128.0,), "scale": (0.01,)}
    network = load(saved(vendor_model.original_float(source, **norm), tmp_path / "v.onnx"))
    tensor = picture(channels=1, mean=(128.0,), scale=(0.01,))
    wanted = load(saved(source, tmp_path / "s.onnx")).run({"x": tensor})["y"]
    np.testing.assert_allclose(network.run({"x": handed_over(tensor, layout="NCHW", **norm)})["y"], wanted, atol=2e-6)


def test_the_fixture_computes_what_its_source_does():
    source, network = load(MODELS / "classifier.onnx"), load(MODELS / "classifier_original_float_model.onnx")
    norm = {"mean": vendor_model.MEAN, "scale": vendor_model.SCALE}
    tensor = picture(side=32, **norm)
    pixels = handed_over(tensor, train="rgb", handed="yuv444", layout="NCHW", **norm)
    np.testing.assert_allclose(network.run({"data": pixels})["scores"], source.run({"data": tensor})["scores"], atol=5e-6)


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((3, 1, 1, 1), id="one number for each channel"),
        pytest.param((1, 3, 1, 1), id="along the channels"),
        pytest.param((3,), id="a list"),
    ],
)
def test_weights_of_other_shapes_are_read(tmp_path, shape):
    built = vendor_model.original_float(channels_mixed(), train="rgb", handed="rgb")
    weight = built.graph.initializer[-2]
    scales = np.array([0.01, 0.02, 0.03], np.float32)
    weight.CopyFrom(onnx.numpy_helper.from_array(scales.reshape(shape), weight.name))
    network = load(saved(built, tmp_path / "v.onnx"), expose=["HZ_PREPROCESS_FOR_x"])
    made = network.run({"x": np.ones((1, 3, 4, 4), np.float32)})["HZ_PREPROCESS_FOR_x"]
    np.testing.assert_allclose(made[0, :, 0, 0], 128 + scales, rtol=1e-6)


def test_bare_networks_take_what_the_node_would_have_made(tmp_path):
    source = channels_mixed()
    network = load(saved(vendor_model.original_float(source, scale=(1 / 255,)), tmp_path / "v.onnx"), bare=True)
    tensor = picture(scale=(1 / 255,))
    wanted = load(saved(source, tmp_path / "s.onnx")).run({"x": tensor})["y"]
    np.testing.assert_array_equal(network.run({"x": tensor})["y"], wanted)
    assert network.replaced == ()
    assert offset(network, "x") == 0.0


def test_a_node_that_takes_bytes_gets_floats(tmp_path):
    built = vendor_model.original_float(channels_mixed(), train="rgb", handed="rgb", scale=(0.5,))
    built.graph.input[0].type.tensor_type.elem_type = TensorProto.INT8
    network = load(saved(built, tmp_path / "v.onnx"), expose=["HZ_PREPROCESS_FOR_x"])
    made = network.run({"x": np.full((1, 3, 4, 4), -128, np.int8)})["HZ_PREPROCESS_FOR_x"]
    np.testing.assert_allclose(made, 0.0, atol=1e-6)


CLAIMS = "  norm_type: data_mean_and_scale\n  mean_value: 123.675 116.28 103.53\n  scale_value: 0.01712475 0.017507 0.01742919"
HALF = CLAIMS.replace("0.01712475 0.017507 0.01742919", "0.0078125")
OTHER_MEAN = CLAIMS.replace("123.675 116.28 103.53", "103.53 116.28 123.675")


def agreeing(**more):
    return {"mean": (123.675, 116.28, 103.53), "scale": (0.01712475, 0.017507, 0.01742919), **more}


@pytest.mark.parametrize(
    ("node", "claims"),
    [
        pytest.param(agreeing(), {"text": CLAIMS}, id="nv12"),
        pytest.param(agreeing(), {"text": CLAIMS, "rt": "yuv444"}, id="yuv444"),
        pytest.param(agreeing(handed="video"), {"text": CLAIMS + "\n  input_space_and_range: bt601_video"}, id="video range"),
        pytest.param(agreeing(handed="bgr"), {"text": CLAIMS, "rt": "bgr"}, id="swapped"),
        pytest.param(agreeing(train="bgr"), {"text": CLAIMS, "train": "bgr"}, id="trained on bgr"),
        pytest.param({"scale": (1 / 255,)}, {"text": "  norm_type: data_scale\n  scale_value: 0.00392"}, id="rounded scale"),
        pytest.param({"scale": (1 / 255,)}, {"text": "  norm_type: data_scale\n  scale_value: nonsense"}, id="unreadable"),
    ],
)
def test_quiet_where_weights_and_configuration_agree(tmp_path, node, claims):
    built = vendor_model.original_float(channels_mixed(), **{"train": "rgb", "handed": "yuv444", **node})
    network = load(saved(built, tmp_path / "v.onnx"), configuration(tmp_path, **claims))
    assert network.replaced[0].by == "weights"
    assert network.replaced[0].disagrees == ()


@pytest.mark.parametrize(
    ("node", "claims", "found"),
    [
        pytest.param(
            agreeing(),
            {"text": CLAIMS, "train": "bgr"},
            ["makes rgb of full-range yuv444, and by the configuration it makes bgr of full-range yuv444"],
            id="other order",
        ),
        pytest.param(
            agreeing(),
            {"text": CLAIMS + "\n  input_space_and_range: bt601_video"},
            ["makes rgb of full-range yuv444, and by the configuration it makes rgb of video-range yuv444"],
            id="other range",
        ),
        pytest.param(
            agreeing(),
            {"text": HALF},
            ["multiplies by 0.01712 0.01751 0.01743, and the configuration says 0.007812"],
            id="other scale",
        ),
        pytest.param(
            agreeing(),
            {"text": OTHER_MEAN},
            ["subtracts 123.7 116.3 103.5, and the configuration says 103.5 116.3 123.7"],
            id="other mean",
        ),
        pytest.param(
            agreeing(handed="rgb"),
            {"text": CLAIMS, "rt": "bgr"},
            [
                "takes rgb, and the configuration hands over bgr",
                "keeps the channels as they are, and by the configuration it swaps red and blue",
            ],
            id="other type",
        ),
        pytest.param(
            agreeing(),
            {"text": "", "train": "featuremap", "rt": "featuremap"},
            ["stands in the model, and the configuration puts no preprocessing there"],
            id="feature map",
        ),
        pytest.param(
            agreeing(),
            {"text": CLAIMS, "march": "nash-e"},
            ["stands in the model, and the configuration puts no preprocessing there"],
            id="the other toolchain",
        ),
    ],
)
def test_found_where_weights_and_configuration_disagree(tmp_path, node, claims, found):
    built = vendor_model.original_float(channels_mixed(), **{"train": "rgb", "handed": "yuv444", **node})
    network = load(saved(built, tmp_path / "v.onnx"), configuration(tmp_path, **claims))
    assert [each.removeprefix("HZ_PREPROCESS_FOR_x ") for each in network.replaced[0].disagrees][: len(found)] == found


def unreadable(built):
    """*built* with a node whose weights come out of another node."""
    built.graph.node.insert(0, helper.make_node("Identity", ["HZ_PREPROCESS_FOR_x_weight"], ["elsewhere"]))
    built.graph.node[1].input[1] = "elsewhere"
    return built


def test_the_configuration_speaks_where_weights_cannot_be_read(tmp_path):
    whole = vendor_model.original_float(channels_mixed(), train="bgr", handed="yuv444", **agreeing())
    pixels = np.random.default_rng(1).integers(-128, 128, (1, 3, 4, 4)).astype(np.float32)
    wanted = load(saved(whole, tmp_path / "w.onnx")).run({"x": pixels})["y"]
    config = configuration(tmp_path, CLAIMS, train="bgr")
    network = load(saved(unreadable(whole), tmp_path / "v.onnx"), config)
    assert network.replaced[0].by == "config"
    np.testing.assert_allclose(network.run({"x": pixels})["y"], wanted, atol=2e-3)  # four digits of its matrix against three


def test_a_filter_is_no_mixture_of_channels(tmp_path):
    built = vendor_model.original_float(channels_mixed(), train="rgb", handed="rgb")
    weight = built.graph.initializer[-2]
    weight.CopyFrom(onnx.numpy_helper.from_array(np.ones((1, 3, 3, 1), np.float32), weight.name))
    with pytest.raises(SourceError, match="cannot be read from its weights"):
        load(saved(built, tmp_path / "v.onnx"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(None, "no configuration says it either", id="no configuration"),
        pytest.param("  norm_type: data_mean\n", "the configuration does not say it either", id="mean missing"),
    ],
)
def test_what_nobody_says_is_not_guessed(tmp_path, text, reason):
    config = None if text is None else configuration(tmp_path, text)
    path = saved(unreadable(vendor_model.original_float(channels_mixed())), tmp_path / "v.onnx")
    with pytest.raises(SourceError, match=f"v.onnx: what HZ_PREPROCESS_FOR_x computes cannot be read from its weights, and {reason}"):
        load(path, config)


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        pytest.param(["0.005497", "0.003922", "0.00695"], 0, id="the same"),
        pytest.param(["0.00695", "0.003922", "0.005497"], 1, id="the other order"),
    ],
)
def test_the_report_beside_the_model_is_compared(tmp_path, weights, found):
    report = {"HZ_PREPROCESS_FOR_x": {"type": "HzPreprocess", "thresholds": [["127.0"], weights, []], "cosine_similarity": "1.0"}}
    (tmp_path / "net_quant_info.json").write_text(json.dumps(report), encoding="utf-8")
    built = vendor_model.original_float(channels_mixed(), scale=(1 / 255,))
    network = load(saved(built, tmp_path / "net_original_float_model.onnx"))
    assert len(network.replaced[0].disagrees) == found


def test_a_broken_report_says_nothing(tmp_path):
    (tmp_path / "net_quant_info.json").write_bytes(b"\xff{")
    built = vendor_model.original_float(channels_mixed())
    assert load(saved(built, tmp_path / "net_original_float_model.onnx")).replaced[0].disagrees == ()


def test_two_pictures_have_two_nodes(tmp_path):
    shape = (1, 3, 2, 2)
    nodes = [
        helper.make_node(
            "HzPreprocess", [name, "w", f"{name}_b"], [f"HZ_PREPROCESS_FOR_{name}"], name=f"HZ_PREPROCESS_FOR_{name}", domain="horizon"
        )
        for name in ("left", "right")
    ]
    nodes.append(helper.make_node("Sub", [f"HZ_PREPROCESS_FOR_{name}" for name in ("left", "right")], ["y"]))
    weights = {
        "w": np.eye(3, dtype=np.float32)[:, :, None, None],
        "left_b": np.zeros(3, np.float32),
        "right_b": np.full(3, 8.0, np.float32),
    }
    built = model(nodes, [value(name, shape) for name in ("left", "right")], [value("y", shape)], weights, domains=["horizon"])
    network = load(saved(built, tmp_path / "v.onnx"))
    ones = np.ones(shape, np.float32)
    np.testing.assert_allclose(network.run({"left": 3 * ones, "right": ones})["y"], -6.0)
    assert [each.input for each in network.replaced] == ["left", "right"]
