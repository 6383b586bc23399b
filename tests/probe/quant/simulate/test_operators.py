"""Every kind of operator, written between two lattices, is computed by plain onnxruntime as it was measured."""

import numpy as np
import pytest
from onnx import helper
from simulated import feed, network, plan, run

from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.simulate import build

RNG = np.random.default_rng(5)


def floats(*shape):
    return RNG.normal(size=shape).astype(np.float32)


def case(*nodes, opsets=(11, 13, 21), **weights):
    """Nodes as (operator, inputs, outputs, attributes) that make `m` of `x`; the opsets in which they are written so."""
    name = "-".join(operator for operator, *_ in nodes)
    made = [
        helper.make_node(operator, taken.split(","), given.split(","), name=f"node{index}", **dict(*more))
        for index, (operator, taken, given, *more) in enumerate(nodes)
    ]
    return pytest.param(made, weights, opsets, id=f"{name} {' '.join(weights)}".strip())


GATE = ("Sigmoid", "x", "s")
SINGLE = "Relu Sigmoid Tanh HardSigmoid Elu Exp Softplus Abs Neg LeakyRelu GlobalAveragePool GlobalMaxPool Flatten"
CASES = [
    *(case((operator, "x", "m")) for operator in SINGLE.split()),
    case(("HardSwish", "x", "m"), opsets=(14, 21)),
    case(("Softmax", "x", "m", {"axis": 3})),
    case(("AveragePool", "x", "m", {"kernel_shape": [2, 2]})),
    case(("MaxPool", "x", "m", {"kernel_shape": [2, 2]})),
    case(("Transpose", "x", "m", {"perm": [0, 2, 3, 1]})),
    case(("DepthToSpace", "x", "m", {"blocksize": 2})),
    case(("ReduceMax", "x", "m", {"axes": [2]}), opsets=(11, 13)),
    case(("ReduceMean", "x", "m", {"axes": [2, 3]}), opsets=(11, 13)),
    case(("Split", "x", "m,n", {"axis": 1}), ("Tanh", "n", "o"), opsets=(11, 13)),
    case(("Clip", "x,low,high", "m"), low=np.float32(0), high=np.float32(6)),
    case(("Slice", "x,a,b,c", "m"), a=np.array([1]), b=np.array([3]), c=np.array([2])),
    case(("Pad", "x,p", "m"), p=np.array([0, 0, 1, 1, 0, 0, 1, 1])),
    case(("Gather", "x,i", "m", {"axis": 1}), i=np.array([2, 0])),
    case(("Resize", "x,,s", "m", {"mode": "nearest"}), s=np.array([1, 1, 2, 2], np.float32), opsets=(13, 21)),
    case(("Resize", "x,,s", "m", {"mode": "linear"}), s=np.array([1, 1, 2, 2], np.float32), opsets=(13, 21)),
    case(GATE, ("Concat", "x,s", "m", {"axis": 1})),
    *(case(GATE, (operator, "x,s", "m")) for operator in ("Add", "Sub", "Mul", "Div", "MatMul")),
    *(case((operator, "x,c", "m"), c=np.full((1, 4, 1, 1), 1.7, np.float32)) for operator in ("Add", "Sub", "Mul", "Div")),
    case(("Pow", "x,two", "m"), two=np.float32(2)),
    case(("PRelu", "x,c", "m"), c=np.full((4, 1, 1), 0.25, np.float32)),
    case(("MatMul", "x,w", "m"), w=floats(6, 5)),
    case(("MatMul", "x,w", "n"), ("Add", "n,b", "m"), w=floats(6, 5), b=floats(5)),
    case(("Flatten", "x", "f"), ("MatMul", "f,w", "n"), ("Add", "n,b", "m"), w=floats(144, 5), b=floats(5)),
    case(("Flatten", "x", "f"), ("Gemm", "f,w,b", "m", {"transB": 1}), w=floats(5, 144), b=floats(5)),
    case(("Conv", "x,w", "m", {"group": 4}), w=floats(4, 1, 3, 3)),
    case(("Conv", "x,w,b", "c"), ("Relu", "c", "m"), w=floats(5, 4, 3, 3), b=floats(5)),
    case(("ConvTranspose", "x,w,b", "m", {"group": 2, "strides": [2, 2]}), w=floats(4, 3, 3, 3), b=floats(6)),
]


@pytest.mark.parametrize("asymmetric", [False, True], ids=["symmetric", "asymmetric"])
@pytest.mark.parametrize(
    ("nodes", "weights", "opset"),
    [pytest.param(*each.values[:2], opset, id=f"{each.id} {opset}") for each in CASES for opset in each.values[2]],
)
def test_an_operator_between_two_lattices(tmp_path, nodes, weights, opset, asymmetric):
    ends = [helper.make_node("Tanh", ["m"], ["t"], name="end"), helper.make_node("Mul", ["t", "half"], ["y"], name="last")]
    prepared = network(tmp_path, [*nodes, *ends], weights | {"half": np.float32(0.5)}, opset=opset)
    fed = feed(prepared, spread=0.3)
    seen = prepare.session(prepared, expose=[name for name in prepared.activations if name != "x"]).run(fed) | fed
    wanted = plan(prepared)
    wanted.ranges.update({name: Range(float(seen[name].min()), float(seen[name].max()), asymmetric) for name in prepared.activations})
    measured = build.session(prepared, wanted).run(fed)["y"]
    built = build.build(prepared, wanted)
    assert np.array_equal(run(built, fed, fused=False)["y"], measured)
    np.testing.assert_allclose(run(built, fed)["y"], measured, atol=0.02)
    np.testing.assert_allclose(measured, seen["y"] if "y" in seen else run(prepared.model, fed)["y"], atol=0.05)
