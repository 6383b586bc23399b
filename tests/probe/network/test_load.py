"""Whatever an ONNX file is, it runs, or one line says why not."""

import threading

import numpy as np
import pytest
from graphs import channels_mixed, external, model, saved, value
from onnx import AttributeProto, TensorProto, helper, numpy_helper

from fixtures import vendor_model
from pipecheck.errors import SourceError
from pipecheck.probe.network.load import load
from pipecheck.probe.network.network import unsteady

PICTURE = np.random.default_rng(2).normal(size=(1, 3, 4, 4)).astype(np.float32)


def relu(*, inputs=None, outputs=None, **more):
    return model(
        [helper.make_node("Relu", ["x"], ["y"])], inputs or [value("x", (1, 3, 4, 4))], outputs or [value("y", (1, 3, 4, 4))], **more
    )


def test_inputs_and_outputs_are_described(tmp_path):
    network = load(saved(channels_mixed("NHWC"), tmp_path / "m.onnx"))
    assert [(each.name, each.shape, each.dtype) for each in network.inputs] == [("x", (1, 4, 4, 3), "float32")]
    assert [(each.name, each.shape, each.dtype) for each in network.gives] == [("y", (1, 4, 4, 5), "float32")]
    assert network.outputs == ("y",)
    assert network.replaced == ()


@pytest.mark.parametrize(
    ("sides", "wanted"),
    [
        pytest.param(("n", 3, "h", "w"), ("n", 3, "h", "w"), id="named"),
        pytest.param((None, 3, -1, 4), ("?", 3, "?", 4), id="unnamed"),
        pytest.param(None, None, id="unknown"),
    ],
)
def test_sides_that_may_vary(tmp_path, sides, wanted):
    network = load(saved(relu(inputs=[value("x", sides)], outputs=[value("y", sides)]), tmp_path / "m.onnx"))
    assert network.inputs[0].shape == network.gives[0].shape == wanted
    np.testing.assert_array_equal(network.run({"x": PICTURE})["y"], np.maximum(PICTURE, 0))


def test_a_number_is_no_tensor_of_unknown_sides(tmp_path):
    built = model([helper.make_node("ReduceMax", ["x"], ["y"], keepdims=0)], [value("x", (1, 3, 4, 4))], [value("y", ())])
    assert load(saved(built, tmp_path / "m.onnx")).gives[0].shape == ()


def test_threads_may_share_a_network(tmp_path):
    network = load(saved(channels_mixed(side=64), tmp_path / "m.onnx"))
    pictures = [np.full((1, 3, 64, 64), index / 10, np.float32) for index in range(8)]
    alone, together = [network.run({"x": picture})["y"] for picture in pictures], {}
    workers = [threading.Thread(target=lambda i=i: together.update({i: network.run({"x": pictures[i]})["y"]})) for i in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert all(np.array_equal(alone[index], together[index]) for index in range(8))


def test_what_a_fixed_batch_makes_of_the_first_picture(tmp_path):
    one, eight = (load(saved(channels_mixed(batch=batch), tmp_path / f"{batch}.onnx")) for batch in (1, 8))
    assert eight.batch == 8
    np.testing.assert_allclose(eight.run({"x": np.repeat(PICTURE, 8, axis=0)})["y"], one.run({"x": PICTURE})["y"], atol=1e-6)


def test_a_dropout_in_training_mode_still_draws(tmp_path):
    built = model(
        [helper.make_node("Dropout", ["x", "ratio", "training"], ["y"])],
        [value("x", (1, 3, 4, 4))],
        [value("y", (1, 3, 4, 4))],
        {"ratio": np.float32(0.5), "training": np.bool_(True)},
    )
    assert unsteady(load(saved(built, tmp_path / "m.onnx")), {"x": PICTURE}) > 0.1


def test_intermediate_tensors_are_exposed_once(tmp_path):
    network = load(saved(channels_mixed(), tmp_path / "m.onnx"), expose=["mixed", "y", "mixed"])
    assert network.outputs == ("y", "mixed")
    made = network.run({"x": PICTURE})
    np.testing.assert_allclose(np.tanh(made["mixed"]), made["y"], atol=1e-6)


@pytest.mark.parametrize("name", ["nowhere", "x", ""])
def test_a_tensor_that_no_node_makes_is_not_exposed(tmp_path, name):
    with pytest.raises(SourceError, match=f"no node makes a tensor {name}$"):
        load(saved(channels_mixed(), tmp_path / "m.onnx"), expose=[name])


@pytest.mark.parametrize("ir", [3, 8])
def test_inputs_that_are_weights_need_not_be_fed(tmp_path, ir):
    built = model(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        [value("x", (1, 3, 4, 4)), value("w", (1,))],
        [value("y", (1, 3, 4, 4))],
        {"w": np.ones(1, np.float32)},
        ir=ir,
    )
    network = load(saved(built, tmp_path / "m.onnx"))
    assert [each.name for each in network.inputs] == ["x"]
    np.testing.assert_allclose(network.run({"x": PICTURE})["y"], PICTURE + 1)


def test_an_old_model_with_the_vendors_node(tmp_path):
    source = channels_mixed()
    source.ir_version = 3
    built = vendor_model.original_float(source, train="rgb", handed="rgb")
    built.graph.input.extend(value(each.name, tuple(each.dims)) for each in built.graph.initializer)
    network = load(saved(built, tmp_path / "m.onnx"))
    assert [each.name for each in network.inputs] == ["x"]
    assert network.run({"x": PICTURE})["y"].shape == (1, 5, 4, 4)


def test_outputs_that_are_no_tensors_are_left_out(tmp_path):
    sequence = helper.make_tensor_sequence_value_info("s", TensorProto.FLOAT, None)
    nodes = [helper.make_node("SequenceConstruct", ["x"], ["s"]), helper.make_node("Relu", ["x"], ["y"])]
    network = load(saved(model(nodes, [value("x", (1, 3, 4, 4))], [sequence, value("y", (1, 3, 4, 4))]), tmp_path / "m.onnx"))
    assert network.outputs == ("y",)
    with pytest.raises(SourceError, match="none of its outputs is a tensor"):
        load(saved(model(nodes, [value("x", (1, 3, 4, 4))], [sequence]), tmp_path / "s.onnx"))


def noisy():
    return model([helper.make_node("RandomNormalLike", ["x"], ["y"])], [value("x", (1, 3, 4, 4))], [value("y", (1, 3, 4, 4))])


@pytest.mark.parametrize(
    ("built", "steady"),
    [
        pytest.param(relu(), True, id="steady"),
        pytest.param(noisy(), False, id="noisy"),
        pytest.param(
            model([helper.make_node("Log", ["x"], ["y"])], [value("x", (1, 3, 4, 4))], [value("y", (1, 3, 4, 4))]), True, id="not numbers"
        ),
    ],
)
def test_two_runs_on_the_same_picture(tmp_path, built, steady):
    found = unsteady(load(saved(built, tmp_path / "m.onnx")), {"x": PICTURE})
    assert (found == 0.0) is steady


def test_weights_beside_the_model(tmp_path):
    source = channels_mixed()
    wanted = load(saved(source, tmp_path / "whole.onnx")).run({"x": PICTURE})["y"]
    network = load(external(source, tmp_path))
    np.testing.assert_array_equal(network.run({"x": PICTURE})["y"], wanted)


@pytest.mark.parametrize("told", [True, False], ids=["onnxruntime is told the folder", "onnxruntime is too old for that"])
def test_weights_beside_a_model_with_the_vendors_node(tmp_path, monkeypatch, told):
    from pipecheck.probe.network import opening

    if not told:
        monkeypatch.setattr(opening, "_KNOWS_FOLDERS", (99, 0))
    built = vendor_model.original_float(channels_mixed(), train="rgb", handed="rgb", scale=(0.01,))
    wanted = load(saved(built, tmp_path / "whole.onnx")).run({"x": PICTURE})["y"]
    network = load(external(built, tmp_path))
    assert network.replaced[0].by == "weights"
    np.testing.assert_array_equal(network.run({"x": PICTURE})["y"], wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.onnx", "weights.bin", "whole.onnx"]


def branches():
    """A model with a stored tensor in a branch."""
    held = numpy_helper.from_array(np.ones(1, np.float32), "held")
    inner = helper.make_graph([helper.make_node("Identity", ["held"], ["o"])], "inner", [], [value("o", (1,))], [held])
    node = helper.make_node("If", ["c"], ["y"], then_branch=inner, else_branch=inner)
    return model([node], [value("c", (), TensorProto.BOOL)], [value("y", (1,))])


def outside(built, location, tensor=None):
    found = tensor or built.graph.initializer[0]
    found.ClearField("raw_data")
    found.data_location = TensorProto.EXTERNAL
    del found.external_data[:]
    entry = found.external_data.add()
    entry.key, entry.value = "location", location
    return built


@pytest.mark.parametrize("location", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\weights", "..\\b", "*/_ORT_MEM_ADDR_/*"])
def test_weights_elsewhere_are_not_opened(tmp_path, location):
    path = saved(outside(channels_mixed(), location), tmp_path / "m.onnx")
    with pytest.raises(SourceError) as caught:
        load(path)
    assert str(caught.value) == str(
        SourceError(path, f"its weights are said to lie in {location}, outside of its folder, and are not opened")
    )


def test_weights_in_a_branch_are_looked_at_too(tmp_path):
    built = branches()
    attribute = next(each for each in built.graph.node[0].attribute if each.type == AttributeProto.GRAPH)
    path = saved(outside(built, "../b", attribute.g.initializer[0]), tmp_path / "m.onnx")
    with pytest.raises(SourceError, match="outside of its folder"):
        load(path)


def test_a_link_may_not_lead_out(tmp_path):
    (tmp_path / "secret").write_bytes(bytes(1000))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "weights.bin").symlink_to(tmp_path / "secret")
    path = saved(outside(channels_mixed(), "weights.bin"), tmp_path / "in" / "m.onnx")
    with pytest.raises(SourceError, match=r"its weights weights\.bin are a link that leads out of its folder"):
        load(path)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        pytest.param(lambda path: path.exists(), "are missing", id="missing"),
        pytest.param(lambda path: path.mkdir(), "are no regular file", id="a folder"),
        pytest.param(lambda path: path.symlink_to(path), "cannot be opened|are missing", id="a link to itself"),
        pytest.param(lambda path: path.write_bytes(b"123"), "end after 3 bytes, and 60 are needed", id="too short"),
    ],
)
def test_weights_that_are_not_there(tmp_path, prepare, reason):
    prepare(tmp_path / "weights.bin")
    built = outside(channels_mixed(), "weights.bin")
    entry = built.graph.initializer[0].external_data.add()
    entry.key, entry.value = "length", "60"
    with pytest.raises(SourceError, match=rf"its weights weights\.bin .*({reason})"):
        load(saved(built, tmp_path / "m.onnx"))


def test_a_huge_file_is_no_model(tmp_path):
    path = tmp_path / "m.onnx"
    with path.open("wb") as file:
        file.truncate(3 * 2**30)
    with pytest.raises(SourceError, match="2 GiB or more"):
        load(path)


def test_random_bytes_and_cut_files_never_crash(tmp_path):
    whole, rng, path = channels_mixed().SerializeToString(), np.random.default_rng(11), tmp_path / "m.onnx"
    tried = [whole[:end] for end in range(0, len(whole), 7)] + [rng.bytes(int(rng.integers(1, 400))) for _ in range(40)]
    for _ in range(60):
        flipped = bytearray(whole)
        flipped[int(rng.integers(len(whole)))] ^= int(rng.integers(1, 256))
        tried.append(bytes(flipped))
    said = [reason for content in tried if (reason := refusal(content, path)) is not None]
    assert len(said) > 40
    assert all(each.startswith(str(path)) and "\n" not in each for each in said)


def refusal(content, path):
    """Why a model of this *content* does not run; None where it does."""
    path.write_bytes(content)
    try:
        load(path).run({"x": PICTURE})
    except SourceError as e:
        return str(e)
    return None


def untyped():
    built = relu()
    built.graph.input[0].ClearField("type")
    return built


@pytest.mark.parametrize(
    ("built", "reason"),
    [
        pytest.param(
            model([helper.make_node("Relu", ["q"], ["y"]), helper.make_node("Relu", ["y"], ["q"])], [value("x", (1,))], [value("y", (1,))]),
            "acyclic",
            id="a circle",
        ),
        pytest.param(model([helper.make_node("Relu", ["q"], ["y"])], [value("x", (1,))], [value("y", (1,))]), "'q'", id="a weight missing"),
        pytest.param(model([helper.make_node("Relu", ["x"], ["y"])], [value("x", (1,))], []), "has no outputs", id="no outputs"),
        pytest.param(relu(opset=999), "Opset 999", id="an opset of the future"),
        pytest.param(relu(ir=999), "IR version", id="a format of the future"),
        pytest.param(
            model([helper.make_node("Own", ["x"], ["y"], domain="mine")], [value("x", (1,))], [value("y", (1,))], domains=["mine"]),
            "mine:Own",
            id="an operator of somebody's",
        ),
        pytest.param(untyped(), "", id="an input without type"),
    ],
)
def test_what_cannot_run_is_one_line(tmp_path, capfd, built, reason):
    path = saved(built, tmp_path / "m.onnx")
    with pytest.raises(SourceError) as caught:
        load(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert reason in said
    assert "onnxruntime_src" not in said
    assert "ONNXRuntimeError" not in said
    assert capfd.readouterr() == ("", "")


def test_an_output_that_is_not_made_is_one_line(tmp_path):
    nodes = [helper.make_node("BatchNormalization", ["x", "s", "s", "s", "s"], ["y", "mean", "var"], training_mode=100)]
    outputs = [value("y", (2, 3)), value("mean", (3,)), value("var", (3,))]
    network = load(saved(model(nodes, [value("x", (2, 3))], outputs, {"s": np.ones(3, np.float32)}, opset=15), tmp_path / "m.onnx"))
    with pytest.raises(SourceError, match="its output mean is not made, or is no tensor"):
        network.run({"x": np.zeros((2, 3), np.float32)})


def test_what_breaks_while_it_runs_is_one_line(tmp_path, capfd):
    nodes = [helper.make_node("Reshape", ["x", "r"], ["y"], name="shaper")]
    built = model(nodes, [value("x", ("n",)), value("r", (1,), TensorProto.INT64)], [value("y", ("m",))])
    network = load(saved(built, tmp_path / "m.onnx"))
    with pytest.raises(SourceError, match=r"m\.onnx: onnxruntime cannot run it: Reshape node shaper: ") as caught:
        network.run({"x": np.zeros(3, np.float32), "r": np.array([7])})
    assert "\n" not in str(caught.value)
    with pytest.raises(SourceError, match="onnxruntime cannot run it"):
        network.run({"x": np.zeros(3, np.float32)})
    assert capfd.readouterr() == ("", "")
