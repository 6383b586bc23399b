"""What a model does to its input before its first real layer."""

import contextlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from artefacts import REAL, model
from onnx import TensorProto, helper

from pipecheck.errors import SourceError
from pipecheck.sources import onnxprefix

PATH = Path("m.onnx")
MEAN = np.float32([1, 2, 3]).reshape(3, 1, 1)
LAST = np.float32([1, 2, 3])


def node(kind, *names, name="", **attributes):
    return helper.make_node(kind, list(names[:-1]), [names[-1]], name=name, **attributes)


def steps(nodes, constants=None, **kind):
    """The steps of the model's input, in short."""
    found = onnxprefix.read(model(nodes, constants, **kind), PATH)["data"]
    return [short(step) for step in found.steps]


def short(step):
    match step:
        case onnxprefix.Scaled(scale=scale, bias=bias):
            return (tuple(round(s, 6) for s in scale), tuple(round(b, 6) for b in bias))
        case onnxprefix.Reversed():
            return "reversed"
        case onnxprefix.Moved(layout=layout):
            return layout
        case onnxprefix.Casted(dtype=dtype):
            return dtype
        case onnxprefix.Unread(operator=operator):
            return f"?{operator}"


DIAGONAL = np.float32(np.diag([2, 4, 8])).reshape(3, 3, 1, 1)
FOUND = [
    ("div", [node("Div", "data", "c", "ready")], {"c": np.float32(255)}, [((0.003922,), (0.0,))]),
    ("sub, then mul", [node("Sub", "data", "m", "x"), node("Mul", "x", "c", "ready")], {"m": MEAN, "c": np.float32(2)},
     [((1.0, 1.0, 1.0), (-1.0, -2.0, -3.0)), ((2.0,), (0.0,))]),
    ("constant first", [node("Sub", "c", "data", "ready")], {"c": np.float32(1)}, [((-1.0,), (1.0,))]),
    ("add", [node("Add", "c", "data", "ready")], {"c": MEAN}, [((1.0, 1.0, 1.0), (1.0, 2.0, 3.0))]),
    ("through an identity", [node("Identity", "data", "x"), node("Mul", "x", "c", "ready")], {"c": np.float32([2])}, [((2.0,), (0.0,))]),
    ("batch norm", [node("BatchNormalization", "data", "g", "b", "m", "v", "ready", epsilon=0.0)],
     {"g": LAST, "b": LAST, "m": LAST, "v": np.float32([1, 4, 9])}, [((1.0, 1.0, 1.0), (0.0, 0.0, 0.0))]),
    ("depthwise", [node("Conv", "data", "k", "b", "ready", group=3)], {"k": np.float32([2, 4, 8]).reshape(3, 1, 1, 1), "b": LAST},
     [((2.0, 4.0, 8.0), (1.0, 2.0, 3.0))]),
    ("diagonal", [node("Conv", "data", "k", "ready")], {"k": DIAGONAL}, [((2.0, 4.0, 8.0), (0.0, 0.0, 0.0))]),
    ("antidiagonal", [node("Conv", "data", "k", "ready")], {"k": DIAGONAL[:, ::-1].copy()},
     ["reversed", ((2.0, 4.0, 8.0), (0.0, 0.0, 0.0))]),
    ("gather", [node("Gather", "data", "i", "ready", axis=1)], {"i": np.int64([2, 1, 0])}, ["reversed"]),
    ("slice backwards", [node("Slice", "data", "s", "e", "a", "t", "ready")],
     {"s": np.int64([-1]), "e": np.int64([-(2**31)]), "a": np.int64([1]), "t": np.int64([-1])}, ["reversed"]),
    ("split and joined", [helper.make_node("Split", ["data"], ["r", "g", "b"], axis=1), node("Concat", "b", "g", "r", "ready", axis=1)], {},
     ["reversed"]),
    ("arithmetic with what is elsewhere", [node("Mul", "data", "big", "ready")], {"big": np.ones((1, 3, 8, 8), np.float32)}, ["?Mul"]),
    ("division by the picture", [node("Div", "c", "data", "ready")], {"c": np.float32(1)}, ["?Div"]),
    ("division by zero", [node("Div", "data", "c", "ready")], {"c": np.float32(0)}, ["?Div"]),
    ("not a number", [node("Mul", "data", "c", "ready")], {"c": np.float32("nan")}, ["?Mul"]),
]  # fmt: skip


@pytest.mark.parametrize(("nodes", "constants", "expected"), [pytest.param(*row, id=name) for name, *row in FOUND])
def test_found(nodes, constants, expected):
    assert steps(nodes, constants) == expected


@pytest.mark.parametrize(
    ("nodes", "constants"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param([node("Relu", "data", "ready")], {}, id="a layer"),
        pytest.param([node("Mul", "data", "data", "ready")], {}, id="a square"),
        pytest.param([node("Gather", "data", "i", "ready", axis=1)], {"i": np.int64([0, 1, 2])}, id="the same order"),
        pytest.param([node("Gather", "data", "i", "ready", axis=2)], {"i": np.int64([2, 1, 0])}, id="rows"),
        pytest.param([node("Conv", "data", "k", "ready")], {"k": np.ones((3, 3, 1, 1), np.float32)}, id="channels mixed"),
        pytest.param([node("Conv", "data", "k", "ready", strides=[2, 2])], {"k": DIAGONAL}, id="a stride"),
        pytest.param([node("Neg", "data", "x"), node("Add", "data", "x", "ready")], {}, id="a branch"),
        pytest.param([node("Transpose", "data", "ready", perm=[0, 1, 3, 2])], {}, id="height and width"),
        pytest.param([helper.make_node("Mul", ["data", "c"], ["ready"], domain="horizon")], {"c": np.float32(2)}, id="another domain"),
    ],
)
def test_quiet(nodes, constants):
    assert steps(nodes, constants) == []


def test_8_bit_pixels_as_the_camera_has_them():
    nodes = [
        node("Cast", "data", "f", to=TensorProto.FLOAT),
        node("Sub", "f", "m", "c"),
        node("Transpose", "c", "ready", perm=[0, 3, 1, 2]),
    ]
    made = model(nodes, {"m": LAST}, shape=(1, 8, 8, 3), dtype=TensorProto.UINT8)
    found = onnxprefix.read(made, PATH)["data"]
    assert (found.dtype, found.layout) == ("uint8", "NHWC")
    assert [short(step) for step in found.steps] == ["float32", ((1.0, 1.0, 1.0), (-1.0, -2.0, -3.0)), "NCHW"]


def test_constants_in_nodes():
    for constant in (helper.make_node("Constant", [], ["c"], value_float=2.0), helper.make_node("Constant", [], ["c"], value_floats=[2.0])):
        assert steps([constant, node("Mul", "data", "c", "ready")]) == [((2.0,), (0.0,))]


def test_external_data_may_be_missing(tmp_path):
    made = model([node("Mul", "data", "c", "ready")], {"c": MEAN})
    onnx.save_model(made, tmp_path / "m.onnx", save_as_external_data=True, location="w.bin", size_threshold=0)
    (tmp_path / "w.bin").unlink()
    (step,) = onnxprefix.load(tmp_path / "m.onnx")["data"].steps
    assert short(step) == "?Mul"


def test_a_model_cut_off_anywhere_is_refused_or_read(tmp_path):
    whole = model([node("BatchNormalization", "data", "c", "c", "c", "c", "ready")], {"c": LAST}).SerializeToString()
    for length in range(len(whole)):
        (tmp_path / "m.onnx").write_bytes(whole[:length])
        with contextlib.suppress(SourceError):
            assert set(onnxprefix.load(tmp_path / "m.onnx")) <= {"data"}


def test_what_is_no_model(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"garbage")
    for path in (tmp_path, tmp_path / "none.onnx", tmp_path / "m.onnx"):
        with pytest.raises(SourceError):
            onnxprefix.load(path)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files do not lie beside the checkout")
def test_the_toolchains_own_node_is_not_the_models():
    (path,) = REAL.glob("*quantized_model.onnx")
    (found,) = onnxprefix.load(path).values()
    assert (found.dtype, found.layout, found.steps) == ("int8", "NHWC", ())
