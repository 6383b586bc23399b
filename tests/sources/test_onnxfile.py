"""ONNX files as plain data, and what is not one."""

import contextlib
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from pipecheck.errors import SourceError
from pipecheck.sources import onnxfile

MODELS = Path(__file__).parents[2] / "fixtures" / "models"


def test_inputs_outputs_and_nodes():
    graph = onnxfile.load(MODELS / "classifier.onnx")
    assert [(tensor.shape, tensor.dtype) for tensor in graph.inputs] == [((1, 3, 32, 32), "float32")]
    assert "Conv" in graph.operators
    assert set(graph.nodes.values()) <= graph.operators
    assert graph.opsets["ai.onnx"] >= 9
    assert graph.input(graph.inputs[0].name) is graph.inputs[0]
    assert graph.input("nothing") is None


def test_several_inputs():
    assert len(onnxfile.load(MODELS / "two-inputs.onnx").inputs) == 2


def test_weights_that_are_listed_as_inputs_are_none_and_sides_may_vary(tmp_path):
    picture = helper.make_tensor_value_info("picture", TensorProto.UINT8, ["batch", 3, None, 8, -1])
    weight = helper.make_tensor_value_info("weight", TensorProto.FLOAT, [1])
    tensor = helper.make_tensor("weight", TensorProto.FLOAT, [1], [2.0])
    node = helper.make_node("Identity", ["picture"], ["out"], name="node")
    graph = helper.make_graph([node], "g", [picture, weight], [picture], [tensor])
    model = helper.make_model(graph)
    helper.set_model_props(model, {"names": "{0: 'cat'}"})
    onnx.save(model, tmp_path / "m.onnx")
    found = onnxfile.load(tmp_path / "m.onnx")
    assert [(tensor.name, tensor.shape, tensor.dtype) for tensor in found.inputs] == [("picture", ("batch", 3, "?", 8, "?"), "uint8")]
    assert found.metadata == {"names": "{0: 'cat'}"}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "has no graph"),
        (b"garbage", "not an ONNX file"),
        (b"\x00" * 64, "not an ONNX file"),
        (b"model_parameters:\n", "not an ONNX file"),
    ],
)
def test_what_is_no_model(tmp_path, content, complaint):
    (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(SourceError, match=complaint):
        onnxfile.load(tmp_path / "m.onnx")


def test_a_model_cut_off_anywhere_is_refused_or_read(tmp_path):
    whole = (MODELS / "classifier.onnx").read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        (tmp_path / "m.onnx").write_bytes(whole[:length])
        with contextlib.suppress(SourceError):
            assert onnxfile.load(tmp_path / "m.onnx").inputs


def test_a_missing_file_and_a_folder(tmp_path):
    for path, complaint in ((tmp_path / "m.onnx", "no such file"), (tmp_path, "not a regular file")):
        with pytest.raises(SourceError, match=complaint):
            onnxfile.load(path)
