"""A picture's tensor goes into an input as it is, with exact casts only, or one line says why not."""

import numpy as np
import pytest
from graphs import channels_mixed, model, saved, value
from onnx import TensorProto, helper

from pipecheck.errors import SourceError
from pipecheck.probe.network.feed import given
from pipecheck.probe.network.load import load

CHW = np.arange(48, dtype=np.float32).reshape(3, 4, 4)
KINDS = {
    "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE,
    "float16": TensorProto.FLOAT16,
    "uint8": TensorProto.UINT8,
    "int8": TensorProto.INT8,
    "int64": TensorProto.INT64,
}


def taking(tmp_path, shape, kind=TensorProto.FLOAT, name="x"):
    built = model([helper.make_node("Identity", [name], ["y"])], [value(name, shape, kind)], [value("y", shape, kind)])
    return load(saved(built, tmp_path / "m.onnx"))


def test_nothing_is_copied_where_nothing_changes(tmp_path):
    found = given(load(saved(channels_mixed(), tmp_path / "m.onnx")), "x", CHW)
    assert list(found) == ["x"]
    assert np.shares_memory(found["x"], CHW)
    assert found["x"].shape == (1, 3, 4, 4)


@pytest.mark.parametrize(
    ("shape", "tensor", "wanted"),
    [
        pytest.param((1, 3, 4, 4), CHW, (1, 3, 4, 4), id="batch of one"),
        pytest.param((1, 3, 4, 4), CHW[None], (1, 3, 4, 4), id="with its batch"),
        pytest.param((1, 4, 4, 3), CHW.transpose(1, 2, 0), (1, 4, 4, 3), id="channels last"),
        pytest.param((8, 3, 4, 4), CHW, (8, 3, 4, 4), id="fixed batch"),
        pytest.param((8, 3, 4, 4), np.repeat(CHW[None], 8, axis=0), (8, 3, 4, 4), id="a whole batch"),
        pytest.param(("n", 3, "h", "w"), CHW, (1, 3, 4, 4), id="sides that vary"),
        pytest.param(None, CHW, (1, 3, 4, 4), id="any sides"),
        pytest.param((3, 4, 4), CHW, (3, 4, 4), id="no batch at all"),
        pytest.param((1, 6, 4, 1), np.zeros((6, 4, 1), np.float32), (1, 6, 4, 1), id="one plane of nv12"),
        pytest.param((1, 7), np.zeros(7, np.float32), (1, 7), id="numbers"),
        pytest.param((), np.array(3, np.float32), (), id="a number"),
    ],
)
def test_shapes_that_fit(tmp_path, shape, tensor, wanted):
    network = taking(tmp_path, shape)
    fed = given(network, "x", tensor)
    assert fed["x"].shape == wanted
    assert network.run(fed)["y"].size


@pytest.mark.parametrize(
    ("shape", "tensor", "said"),
    [
        pytest.param((1, 3, 4, 4), CHW.transpose(1, 2, 0), "1×3×4×4, and was given 4×4×3", id="other layout"),
        pytest.param((1, 3, 8, 4), CHW, "1×3×8×4, and was given 3×4×4", id="other size"),
        pytest.param((1, 3, "h", 4), CHW[0], "1×3×h×4, and was given 4×4", id="an axis too few"),
        pytest.param((8, 3, 4, 4), np.repeat(CHW[None], 2, axis=0), "8×3×4×4, and was given 2×3×4×4", id="another batch"),
        pytest.param((1, 3, 4, 4), np.array(1, np.float32), "1×3×4×4, and was given a number", id="a number"),
        pytest.param((10**9, 3, 4, 4), CHW, "1000000000 pictures at once, too many for the memory", id="a batch that no memory holds"),
    ],
)
def test_shapes_that_do_not_fit_are_named(tmp_path, shape, tensor, said):
    with pytest.raises(SourceError, match=rf"m\.onnx: its input x takes {said}$"):
        given(taking(tmp_path, shape), "x", tensor)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        pytest.param("float32", np.float64([0.1, 2]), id="fewer digits"),
        pytest.param("float16", np.float32([0.1, 2]), id="still fewer"),
        pytest.param("float32", np.uint8([0, 255]), id="bytes to floats"),
        pytest.param("uint8", np.float32([0, 255]), id="whole floats to bytes"),
        pytest.param("int8", np.float32([-128, 127]), id="whole floats to signed bytes"),
        pytest.param("int8", np.uint8([0, 127]), id="bytes to signed bytes"),
        pytest.param("int64", np.uint8([0, 255]), id="bytes to longer ones"),
        pytest.param("float32", np.array([0.5, 2], ">f4"), id="the other byte order"),
        pytest.param("float32", np.float64([np.nan, np.inf]), id="no numbers at all"),
    ],
)
def test_casts_that_keep_the_values(tmp_path, kind, values):
    network = taking(tmp_path, (1, 2), KINDS[kind])
    fed = given(network, "x", values)["x"]
    assert fed.dtype == kind
    np.testing.assert_allclose(fed[0].astype(np.float64), values.astype(np.float64), rtol=1e-3)
    np.testing.assert_array_equal(network.run({"x": fed})["y"], fed)


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        pytest.param("uint8", np.float32([0.5, 2]), "float32 values that are no uint8", id="halves"),
        pytest.param("uint8", np.float32([-1, 2]), "float32 values that are no uint8", id="below"),
        pytest.param("uint8", np.float32([256, 2]), "float32 values that are no uint8", id="above"),
        pytest.param("int8", np.uint8([128, 0]), "uint8 values that are no int8", id="too large"),
        pytest.param("uint8", np.float32([np.nan, 2]), "float32 values that are no uint8", id="not a number"),
        pytest.param("float16", np.float32([1e6, 2]), "float32 values that are no float16", id="beyond its reach"),
        pytest.param("float32", np.array(["a", "b"]), "str.* values that are no float32", id="text"),
        pytest.param("float32", np.complex64([1, 2]), "complex64 values that are no float32", id="complex"),
    ],
)
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning" if hasattr(np, "exceptions") else "ignore::numpy.ComplexWarning")
def test_casts_that_would_lose_values_are_refused(tmp_path, kind, values, said):
    with pytest.raises(SourceError, match=f"its input x takes {kind}, and was given {said}"):
        given(taking(tmp_path, (1, 2), KINDS[kind]), "x", values)


def test_inputs_that_are_no_pictures_are_named(tmp_path):
    sequence = helper.make_tensor_sequence_value_info("x", TensorProto.FLOAT, None)
    nodes = [helper.make_node("SequenceLength", ["x"], ["y"])]
    network = load(saved(model(nodes, [sequence], [value("y", (), TensorProto.INT64)]), tmp_path / "m.onnx"))
    with pytest.raises(SourceError, match=r"takes seq\(tensor\(float\)\), which no picture is"):
        given(network, "x", CHW)
    with pytest.raises(SourceError, match="takes string, which no picture is"):
        given(taking(tmp_path, (1, 2), TensorProto.STRING), "x", np.zeros(2, np.float32))


def test_the_only_input_needs_no_name(tmp_path):
    assert list(given(taking(tmp_path, (1, 3, 4, 4), name="images"), "input", CHW)) == ["images"]


def two_planes(tmp_path, luma=(1, 4, 6, 1), chroma=(1, 2, 3, 2), names=("x_y", "x_uv"), more=(), kind=TensorProto.UINT8):
    inputs = [value(names[0], luma, kind), value(names[1], chroma, kind), *more]
    nodes = [helper.make_node("Identity", [each.name], [f"{each.name}_out"]) for each in inputs]
    outputs = [helper.make_value_info(f"{each.name}_out", each.type) for each in inputs]
    return load(saved(model(nodes, inputs, outputs), tmp_path / "m.onnx"))


PLANE = np.arange(36, dtype=np.uint8).reshape(6, 6, 1)
LUMA, CHROMA = PLANE[:4], PLANE[4:].reshape(2, 3, 2)


@pytest.mark.parametrize("name", ["x", "x_y", "x_uv", "picture"])
@pytest.mark.parametrize(
    "tensor", [PLANE, PLANE[..., 0], PLANE[None, ..., 0], PLANE.astype(np.float32)], ids=["hwc", "bare", "chw", "floats"]
)
def test_nv12_goes_into_two_inputs(tmp_path, name, tensor):
    network = two_planes(tmp_path)
    fed = given(network, name, tensor)
    np.testing.assert_array_equal(fed["x_y"], LUMA[None])
    np.testing.assert_array_equal(fed["x_uv"], CHROMA[None])
    np.testing.assert_array_equal(network.run(fed)["x_uv_out"], CHROMA[None])


def test_planes_with_channels_first_and_sides_that_vary(tmp_path):
    fed = given(two_planes(tmp_path, (1, 1, "h", "w"), (1, 2, "hh", "ww"), ("input_y", "input_uv")), "input", PLANE)
    np.testing.assert_array_equal(fed["input_uv"], CHROMA.transpose(2, 0, 1)[None])


def test_two_cameras(tmp_path):
    more = [value("b_y", (1, 4, 6, 1), TensorProto.UINT8), value("b_uv", (1, 2, 3, 2), TensorProto.UINT8)]
    network = two_planes(tmp_path, names=("a_y", "a_uv"), more=more)
    assert [sorted(given(network, name, PLANE)) for name in ("a", "b")] == [["a_uv", "a_y"], ["b_uv", "b_y"]]
    with pytest.raises(SourceError, match="has no input picture; its inputs are a_y, a_uv, b_y, b_uv"):
        given(network, "picture", PLANE)


def test_inputs_that_only_look_like_planes(tmp_path):
    network = two_planes(tmp_path, names=("depth", "flow"), kind=TensorProto.FLOAT)
    depth = np.zeros((4, 6, 1), np.float32)
    assert list(given(network, "depth", depth)) == ["depth"]
    assert list(given(network, "flow", np.zeros((2, 3, 2), np.float32))) == ["flow"]


@pytest.mark.parametrize("shape", [(4, 6, 3), (5, 6, 1), (6, 5, 1), (8, 6, 1), (36,)])
def test_what_is_no_nv12_does_not_go_into_planes(tmp_path, shape):
    with pytest.raises(SourceError, match=r"m\.onnx: "):
        given(two_planes(tmp_path), "x", np.zeros(shape, np.uint8))
