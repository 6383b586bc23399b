"""A quantised network computes what its plan says, as a file in plain onnxruntime just as when it is measured."""

from dataclasses import replace

import numpy as np
import onnx
import pytest
from graphs import value
from onnx import TensorProto, helper
from simulated import STEP, feed, layered, network, plan, run, whole

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.plan import Plan, Range, Taken
from pipecheck.probe.quant.simulate import build, skeleton

OPSETS = (10, 11, 12, 13, 17, 19, 21)


def rounded(array, step=STEP, most=127, zero=0, least=None):
    """*array* as whole steps."""
    least = -most - 1 if least is None else least
    levels = np.clip(np.rint(array / np.float32(step)) + zero, least, most)
    return ((levels - zero) * np.float32(step)).astype(np.float32)


def operators(built):
    return [(node.domain, node.op_type) for node in built.graph.node]


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize("qtype", ["int8", "int16", "float16", "int16-ec", "float32"])
@pytest.mark.parametrize("per_channel", [False, True], ids=["per tensor", "per channel"])
def test_the_file_computes_what_was_measured(tmp_path, qtype, opset, per_channel):
    prepared = layered(tmp_path, opset=opset)
    wanted = plan(prepared, qtype, per_channel=per_channel)
    built = build.build(prepared, wanted)
    onnx.checker.check_model(built, full_check=opset >= 13 and qtype != "int16")
    for seed in range(3):
        fed = feed(prepared, seed)
        measured = build.session(prepared, wanted).run(fed)["y"]
        assert np.array_equal(run(built, fed, fused=False)["y"], measured)
        np.testing.assert_allclose(run(built, fed, level="none")["y"], measured, rtol=0, atol=1e-5 * np.abs(measured).max())
        np.testing.assert_allclose(run(built, fed)["y"], measured, rtol=0, atol=0.02 * np.abs(measured).max())
        assert np.abs(measured).max() > 0.01


@pytest.mark.parametrize("asymmetric", [False, True], ids=["symmetric", "asymmetric"])
def test_where_all_sums_are_exact_plain_onnxruntime_computes_the_same_in_integers(tmp_path, asymmetric):
    prepared = layered(tmp_path)
    covered = Range(-64 * STEP, 191 * STEP, asymmetric=True) if asymmetric else None
    wanted = plan(prepared, per_channel=False, covered=covered)
    built = build.build(prepared, wanted)
    fed = feed(prepared)
    measured = build.session(prepared, wanted).run(fed)["y"]
    for level in ("none", "basic", "all"):
        assert np.array_equal(run(built, fed, level=level)["y"], measured)


@pytest.mark.parametrize(
    ("qtype", "covered", "wanted"),
    [
        pytest.param("int8", None, rounded, id="int8"),
        pytest.param("int16", None, lambda x: rounded(x, 127 / 32767 * STEP, 32767), id="int16"),
        pytest.param("int8", Range(-STEP, 254 * STEP, asymmetric=True), lambda x: rounded(x, zero=-127), id="asymmetric"),
        pytest.param("float16", None, lambda x: x.astype(np.float16).astype(np.float32), id="float16"),
        pytest.param("float32", None, lambda x: x, id="float32"),
        pytest.param("int16-ec", None, lambda x: rounded(x) + rounded(x - rounded(x), STEP / 254), id="int16-ec"),
        pytest.param("int8", Range(0.0, 0.0), lambda x: rounded(x, 1.0), id="nothing but zeros seen"),
    ],
)
def test_an_activation_is_rounded_where_it_is_taken(tmp_path, qtype, covered, wanted):
    prepared = network(tmp_path, [helper.make_node("Sigmoid", ["x"], ["y"], name="s")], {}, inputs=[("x", (1, 500))])
    fed = {"x": np.random.default_rng(0).normal(0, 2, (1, 500)).astype(np.float32)}
    found = build.session(prepared, plan(prepared, qtype, covered=covered)).run(fed)["y"]
    assert np.array_equal(found, run(prepared.model, {"x": wanted(fed["x"])})["y"])


def test_names_are_those_that_users_know(tmp_path):
    prepared = layered(tmp_path)
    built = build.build(prepared, plan(prepared))
    made = {name for node in built.graph.node for name in node.output}
    assert {"x_calibrated", "w1_calibrated", "s_calibrated"} <= made
    assert {"x_calibrated_int16", "w1_calibrated_int16"} <= {
        name for node in build.build(prepared, plan(prepared, "int16")).graph.node for name in node.output
    }


def test_weights_are_stored_in_8_bits_and_not_twice(tmp_path):
    prepared = layered(tmp_path)
    stored = {each.name: each for each in build.build(prepared, plan(prepared)).graph.initializer}
    assert {each.data_type for name, each in stored.items() if name.endswith("calibrated_quantized")} == {TensorProto.INT8}
    assert not {"w1", "w2", "w4"} & set(stored)
    assert stored["b1"].data_type == TensorProto.FLOAT


def test_what_only_moves_keeps_its_lattice(tmp_path):
    """Whatever is said of the range of what came out of it."""
    prepared = layered(tmp_path)
    fed = feed(prepared)
    plain, other = plan(prepared), plan(prepared)
    other.ranges["p1"] = Range(-0.01, 0.01)
    wanted = build.session(prepared, plain).run(fed)["y"]
    assert np.array_equal(build.session(prepared, other).run(fed)["y"], wanted)
    assert np.array_equal(run(build.build(prepared, other), fed, fused=False)["y"], wanted)
    other.taken["pool"] = Taken(inputs=("int16",))
    assert not np.array_equal(build.session(prepared, other).run(fed)["y"], wanted)


@pytest.mark.parametrize("opset", [13, 21])
@pytest.mark.parametrize("qtype", ["int8", "int16", "float32"])
def test_what_only_moved_may_be_taken_in_any_type(tmp_path, qtype, opset):
    nodes = [
        helper.make_node("Transpose", ["x"], ["t"], name="turn", perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", ["t", "sides"], ["r"], name="lay"),
        helper.make_node("Sigmoid", ["r"], ["y"], name="s"),
        helper.make_node("Tanh", ["r"], ["z"], name="h"),
    ]
    prepared = network(tmp_path, nodes, {"sides": np.array([1, 144])}, outputs=("y", "z", "r"), opset=opset)
    fed = feed(prepared)
    wanted = plan(prepared)
    wanted.taken["s"] = Taken(inputs=(qtype,))
    found = build.session(prepared, wanted).run(fed)
    flat = rounded(fed["x"]).transpose(0, 2, 3, 1).reshape(1, 144)
    taken = rounded(flat, 127 / 32767 * STEP, 32767) if qtype == "int16" else flat
    assert np.array_equal(found["r"], flat)
    np.testing.assert_allclose(found["y"], 1 / (1 + np.exp(-taken)), atol=1e-6)
    np.testing.assert_allclose(found["z"], np.tanh(flat), atol=1e-6)
    built = build.build(prepared, wanted)
    onnx.checker.check_model(built, full_check=qtype != "int16")
    for name, array in run(built, fed, fused=False).items():
        assert np.array_equal(array, found[name])
    for name, array in run(built, fed).items():
        np.testing.assert_allclose(array, found[name], atol=1e-5)


def test_what_is_put_together_of_unlike_lattices_is_rounded_again(tmp_path):
    nodes = [
        helper.make_node("Relu", ["x"], ["a"], name="relu"),
        helper.make_node("Concat", ["x", "a"], ["c"], name="both", axis=1),
        helper.make_node("Sigmoid", ["c"], ["y"], name="last"),
    ]
    found = network(tmp_path, nodes, {})
    prepared = replace(found, units=tuple(replace(unit, shared=unit.op == "Concat") for unit in found.units))
    alike, unlike = plan(prepared), plan(prepared)
    unlike.ranges["a"] = Range(-1.0, 1.0)
    fed = feed(prepared)
    x, a = rounded(fed["x"]), np.maximum(rounded(fed["x"]), 0)
    both = np.concatenate([x, a], axis=1)
    coarse = rounded(np.concatenate([x, rounded(a, 1 / 127)], axis=1), 0.5)
    for wanted, taken in ((alike, both), (unlike, coarse)):
        wanted.ranges["c"] = Range(-63.5, 63.5)
        np.testing.assert_allclose(build.session(prepared, wanted).run(fed)["y"], 1 / (1 + np.exp(-taken)), atol=1e-6)


@pytest.mark.parametrize("opset", [10, 13])
def test_outputs_are_rounded_under_their_own_names(tmp_path, opset):
    prepared = layered(tmp_path, opset=opset)
    fed = feed(prepared)
    plain = build.session(prepared, plan(prepared)).run(fed)["y"]
    wanted = plan(prepared, outputs={"y": "int8"})
    assert np.array_equal(build.session(prepared, wanted).run(fed)["y"], rounded(plain))
    built = build.build(prepared, wanted)
    onnx.checker.check_model(built, full_check=True)
    assert np.array_equal(run(built, fed, fused=False)["y"], rounded(plain))


def test_an_output_that_is_taken_besides(tmp_path):
    """The branch inside takes it as it is, the unit on its lattice."""
    branch = helper.make_graph([helper.make_node("Neg", ["a"], ["n"], name="n")], "b", [], [value("n", None)])
    other = helper.make_graph([helper.make_node("Identity", ["a"], ["i"], name="i")], "o", [], [value("i", None)])
    nodes = [
        helper.make_node("Sigmoid", ["x"], ["a"], name="s"),
        helper.make_node("Tanh", ["a"], ["t"], name="t"),
        helper.make_node("If", ["c"], ["n_out"], name="if", then_branch=branch, else_branch=other),
    ]
    built = helper.make_model(
        helper.make_graph(
            nodes,
            "g",
            [value("x", (1, 8)), value("c", (), TensorProto.BOOL)],
            [value("a", (1, 8)), value("t", (1, 8)), value("n_out", None)],
        ),
        opset_imports=[helper.make_opsetid("", 13)],
        ir_version=8,
    )
    (tmp_path / "if.onnx").write_bytes(onnx.shape_inference.infer_shapes(built).SerializeToString())
    prepared = prepare.prepare(tmp_path / "if.onnx")
    assert [unit.name for unit in prepared.units][:2] == ["s", "t"]
    fed = {"x": np.linspace(-3, 3, 8, dtype=np.float32)[None], "c": np.array(True)}
    wanted = plan(prepared, outputs={"a": "int8"}, covered=Range(-1.0, 1.0))
    found = build.session(prepared, wanted).run(fed)
    one = run(prepared.model, fed | {"x": rounded(fed["x"], 1 / 127)})["a"]
    assert np.array_equal(found["a"], rounded(one, 1 / 127))
    assert np.array_equal(found["n_out"], -one)
    np.testing.assert_allclose(found["t"], np.tanh(found["a"]), atol=1e-6)
    onnx.checker.check_model(build.build(prepared, wanted), full_check=True)


@pytest.mark.parametrize(
    ("nodes", "weights", "unit", "bias", "axes"),
    [
        pytest.param(
            [helper.make_node("Conv", ["x", "w"], ["y"], name="u")], {"w": (5, 4, 1, 1)}, "u", (5,), (5, 1, 1), id="a Conv without one"
        ),
        pytest.param(
            [helper.make_node("Conv", ["x", "w", "b"], ["y"], name="u")],
            {"w": (5, 4, 1, 1), "b": (5,)},
            "u",
            (5,),
            (5, 1, 1),
            id="a Conv with one",
        ),
        pytest.param(
            [helper.make_node("ConvTranspose", ["x", "w"], ["y"], name="u", group=2)],
            {"w": (4, 3, 1, 1)},
            "u",
            (6,),
            (6, 1, 1),
            id="a ConvTranspose without one",
        ),
        pytest.param([helper.make_node("MatMul", ["x", "w"], ["y"], name="u")], {"w": (6, 3)}, "u", (3,), (3,), id="a MatMul without one"),
        pytest.param(
            [helper.make_node("MatMul", ["x", "w"], ["m"], name="u"), helper.make_node("Add", ["m", "b"], ["y"], name="v")],
            {"w": (6, 3), "b": (3,)},
            "u",
            (3,),
            (3,),
            id="a MatMul with one",
        ),
        pytest.param(
            [helper.make_node("Flatten", ["x"], ["f"], name="f"), helper.make_node("Gemm", ["f", "w"], ["y"], name="u", beta=0.5)],
            {"w": (144, 3)},
            "u",
            (3,),
            (3,),
            id="a Gemm without one",
        ),
    ],
)
def test_a_bias_is_put_where_one_is_or_could_be(tmp_path, nodes, weights, unit, bias, axes):
    stored = {name: whole(shape, 1) if name == "w" else np.zeros(shape, np.float32) for name, shape in weights.items()}
    prepared = network(tmp_path, nodes, stored)
    fed = feed(prepared)
    shift = (np.arange(bias[0]) * 0.25 - 0.5).astype(np.float32)
    plain, shifted = plan(prepared), plan(prepared, biases={unit: shift.reshape(bias)})
    before, after = (build.session(prepared, each).run(fed)["y"] for each in (plain, shifted))
    np.testing.assert_allclose(after, before + shift.reshape(axes), atol=1e-5)
    built = build.build(prepared, shifted)
    onnx.checker.check_model(built, full_check=True)
    assert np.array_equal(run(built, fed, fused=False)["y"], after)
    np.testing.assert_allclose(run(built, fed)["y"], after, atol=0.02)


def test_units_that_share_a_weight_take_it_as_each_is_told(tmp_path):
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], name="first"),
        helper.make_node("Conv", ["x", "w"], ["b"], name="second"),
        helper.make_node("Conv", ["x", "w"], ["c"], name="third"),
        helper.make_node("Conv", ["x", "w"], ["d"], name="fourth"),
    ]
    weight = (
        np.random.default_rng(0).normal(size=(4, 4, 1, 1)).astype(np.float32) * np.array([1, 4, 20, 90], np.float32)[:, None, None, None]
    )
    prepared = network(tmp_path, nodes, {"w": weight}, outputs=("a", "b", "c", "d"))
    wanted = Plan(
        ranges={"x": Range(-4.0, 4.0)},
        taken={
            "first": Taken(inputs=("int8",), weight="int8"),
            "second": Taken(inputs=("int8",), weight="int8"),
            "third": Taken(inputs=("float32",), weight="int16"),
        },
        per_channel=frozenset({"second"}),
    )
    fed = feed(prepared)
    found = build.session(prepared, wanted).run(fed)
    plain = run(prepared.model, fed)
    assert np.array_equal(found["d"], plain["d"])
    fed_rounded = run(prepared.model, {"x": rounded(fed["x"], np.float32(4 / 127))})
    against = {"a": fed_rounded, "b": fed_rounded, "c": plain}
    off = {name: np.abs(found[name] - against[name][name]).max(axis=(0, 2, 3))[0] for name in "abc"}
    assert off["a"] > 20 * off["b"] > 0
    assert off["a"] > 100 * off["c"] > 0
    written = run(build.build(prepared, wanted), fed, fused=False)
    assert all(np.array_equal(written[name], found[name]) for name in "abcd")


def test_a_unit_that_takes_one_tensor_twice_in_one_type(tmp_path):
    prepared = network(tmp_path, [helper.make_node("Mul", ["x", "x"], ["y"], name="square")], {})
    fed = feed(prepared)
    assert np.array_equal(build.session(prepared, plan(prepared)).run(fed)["y"], rounded(fed["x"]) ** 2)


def test_tensors_in_the_middle_are_those_before_they_are_rounded(tmp_path):
    prepared = layered(tmp_path)
    fed = feed(prepared)
    found = build.session(prepared, plan(prepared), expose=["r1", "c1", "y", "s"]).run(fed)
    assert list(found) == ["y", "r1", "c1", "s"]
    weights = {each.name: onnx.numpy_helper.to_array(each) for each in prepared.model.graph.initializer}
    assert not np.array_equal(found["r1"], rounded(found["r1"]))
    pooled = rounded(found["r1"]).reshape(1, 4, 3, 2, 3, 2).max(axis=(3, 5))
    summed = np.einsum("oi,nihw->nohw", weights["w2"][:, :, 0, 0], pooled) + pooled
    assert weights["w2"].shape == (4, 4, 1, 1)
    np.testing.assert_allclose(found["s"], summed, atol=0.02)


@pytest.mark.parametrize("pick", ["expose", "plan"])
def test_what_is_not_there_is_said(tmp_path, pick):
    prepared = layered(tmp_path)
    wanted = plan(prepared)
    if pick == "plan":
        del wanted.ranges["x"]
    with pytest.raises(SourceError, match="no node makes a tensor nothing" if pick == "expose" else "nothing is known of the values of x"):
        build.session(prepared, wanted, expose=["nothing"] if pick == "expose" else [])


def test_a_bias_that_32_bits_do_not_hold_stays_as_it_is(tmp_path):
    """onnxruntime takes a Conv between two lattices for one in integers, and a bias of too many steps would wrap around."""
    weight = np.full((2, 4, 1, 1), 1e-9, np.float32)
    nodes = [helper.make_node("Conv", ["x", "w", "b"], ["c"], name="conv"), helper.make_node("Sigmoid", ["c"], ["y"], name="s")]
    prepared = network(tmp_path, nodes, {"w": weight, "b": np.array([1.0, -1.0], np.float32)})
    fed = feed(prepared)
    wanted = plan(prepared)
    np.testing.assert_allclose(run(build.build(prepared, wanted), fed)["y"], build.session(prepared, wanted).run(fed)["y"], atol=1e-3)


@pytest.mark.parametrize("weight", ["float32", "float16", "int16"])
def test_a_weight_that_stays_wider_is_not_rounded_to_8_bits(tmp_path, weight):
    """onnxruntime rounds a float weight between two lattices."""
    array = np.random.default_rng(0).normal(size=(4, 4, 3, 3)).astype(np.float32)
    array[0] *= 5000
    nodes = [helper.make_node("Conv", ["x", "w", "b"], ["c"], name="conv"), helper.make_node("Sigmoid", ["c"], ["y"], name="s")]
    prepared = network(tmp_path, nodes, {"w": array, "b": np.ones(4, np.float32)})
    fed = feed(prepared)
    wanted = plan(prepared, weight=weight, covered=Range(-6.0, 6.0))
    np.testing.assert_allclose(run(build.build(prepared, wanted), fed)["y"], build.session(prepared, wanted).run(fed)["y"], atol=2e-2)


def test_many_networks_share_their_constants(tmp_path):
    big = np.random.default_rng(0).normal(size=(64, 64, 3, 3)).astype(np.float32)
    prepared = network(tmp_path, [helper.make_node("Conv", ["x", "w"], ["y"], name="conv")], {"w": big}, inputs=[("x", (1, 64, 8, 8))])
    shared = skeleton.of(prepared)
    fed = feed(prepared)
    first = build.session(prepared, plan(prepared), skeleton=shared)
    kept = shared.rounded[next(iter(shared.rounded))]
    second = build.session(prepared, plan(prepared), skeleton=shared)
    assert shared.rounded[next(iter(shared.rounded))] is kept
    alone = build.session(prepared, plan(prepared)).run(fed)["y"]
    del shared, kept
    assert np.array_equal(first.run(fed)["y"], alone)
    assert np.array_equal(second.run(fed)["y"], alone)
