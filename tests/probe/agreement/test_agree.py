"""Networks that compute the same agree, whatever converters made of them; others part where they were changed."""

import time
from dataclasses import replace

import numpy as np
import pytest
from graphs import external, model, saved, value
from onnx import TensorProto, helper
from twins import (
    CLASSES,
    SIDE,
    TRAINING,
    attribute,
    folded,
    given,
    lane,
    node,
    output_moved,
    pictures,
    renamed,
    reweighted,
    said,
    twin,
    versioned,
    without,
)

from pipecheck.errors import PipecheckError
from pipecheck.probe.agreement.agree import agree
from pipecheck.probe.network.load import load
from pipecheck_transformers import Chain, Resize, ToColor, Transpose, readers

SOFTMAX = helper.make_node("Softmax", ["inner"], ["logits"], name="soft", axis=1)
LAST = helper.make_node("Transpose", ["inner"], ["map"], perm=[0, 2, 3, 1])
FLAT = helper.make_node("Unsqueeze", ["inner", "ends"], ["logits"])


def with_ends(built):
    built.graph.initializer.append(helper.make_tensor("ends", 7, [2], [2, 3]))
    return built


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(twin(), id="the same"),
        pytest.param(folded(twin()), id="batch norm folded"),
        pytest.param(folded(twin(), named_by="conv"), id="batch norm folded, named after the convolutions"),
        pytest.param(renamed(twin()), id="renamed"),
        pytest.param(renamed(folded(twin())), id="folded and renamed"),
        pytest.param(versioned(twin(), 17), id="another version of the operators"),
        pytest.param(output_moved(twin(), "map", (1, SIDE, SIDE, 5), LAST), id="a map with its channels last"),
        pytest.param(with_ends(output_moved(twin(), "logits", (1, CLASSES, 1, 1), FLAT)), id="classes with four axes"),
        pytest.param(attribute(twin(), "norm2", "epsilon", 1.001e-5), id="an epsilon that nothing can tell"),
        pytest.param(reweighted(twin(), "w2", lambda weight: weight * (1 + 1e-7)), id="weights rounded"),
    ],
)
def test_what_computes_the_same_agrees(compared, tmp_path, second):
    found = compared(second)
    assert all(output.decimals >= 5 and output.cosine > 1 - 1e-9 for output in found.outputs)
    assert found.outputs[0].same == 1.0
    assert (found.count, found.inputs, found.missing, found.unsteady, found.broken) == (6, 0.0, (), 0.0, ())
    assert (found.parting, found.part, found.alike) == (None, None, None)
    assert said(found, tmp_path) == ("equal", None)


def before(built, name, new):
    """*built* with the node *new* before the node *name*, on the way of what that takes first."""
    follower = node(built, name)
    follower.input[0] = new.output[0]
    built.graph.node.insert(list(built.graph.node).index(follower), new)
    return built


@pytest.mark.parametrize(
    ("second", "tensor", "operator", "unlike"),
    [
        pytest.param(reweighted(twin(), "w2", lambda w: w * 1.05), "c2", "Conv", ("w2", "1.08707", "1.14142"), id="weights of one node"),
        pytest.param(
            renamed(reweighted(twin(), "w2", lambda w: w * 1.05)),
            "t_c2",
            "Conv",
            ("w2 / t_w2", "1.08707", "1.14142"),
            id="weights of one node, renamed",
        ),
        pytest.param(
            folded(reweighted(twin(), "w2", lambda w: w * 1.05)),
            "n2",
            "Conv",
            ("w2, batch norm folded", "2.39448", "2.5142"),
            id="weights of one node, folded",
        ),
        pytest.param(
            renamed(folded(reweighted(twin(), "m1", lambda m: m + 0.1))),
            "t_n1",
            "Conv",
            ("bias of t_w1, batch norm folded", "-10.0764", "-11.0102"),
            id="statistics of one node, folded and renamed",
        ),
        pytest.param(
            reweighted(reweighted(twin(), "w1", lambda w: w[::-1]), "w4", lambda w: w * 2),
            "c1",
            "Conv",
            ("w1", "-0.479901", "0.632426"),
            id="another checkpoint",
        ),
        pytest.param(
            attribute(twin(), "norm2", "epsilon", 1e-3), "n2", "BatchNormalization", ("epsilon", "1e-05", "0.001"), id="another epsilon"
        ),
        pytest.param(
            attribute(twin(), "conv2", "pads", [2, 2, 0, 0]), "c2", "Conv", ("pads", "1×1×1×1", "2×2×0×0"), id="padded on another side"
        ),
        pytest.param(
            without(twin(), "relu1"),
            "n1",
            "BatchNormalization",
            ("operator", "BatchNormalization + Relu", "BatchNormalization"),
            id="no ReLU",
        ),
        pytest.param(renamed(without(twin(), "relu2")), "t_a2", "Add", ("operator", "Add + Relu", "Add"), id="no ReLU at the end, renamed"),
        pytest.param(
            before(twin(), "conv2", helper.make_node("Tanh", ["r1"], ["bent"])),
            "c2",
            "Conv",
            ("what stands before it", "none", "Tanh"),
            id="one node more",
        ),
        pytest.param(without(twin(), "norm2"), "c2", "Conv", ("operator", "Conv + BatchNormalization", "Conv"), id="no batch norm"),
        pytest.param(
            output_moved(twin(), "logits", (1, CLASSES), SOFTMAX),
            "logits",
            "Gemm + Softmax",
            ("operator", "Gemm", "Gemm + Softmax"),
            id="one node more at the end",
        ),
        pytest.param(reweighted(twin(), "b4", lambda b: b * np.nan), "logits", "Gemm", ("b4", "0.411417", "nan"), id="NaN"),
        pytest.param(twin(width=6), "logits", "Gemm", ("w1", "8×3×3×3", "6×3×3×3"), id="layers of another width"),
        pytest.param(twin(classes=7), "logits", "Gemm", ("w4", "6×8", "7×8"), id="another number of classes"),
    ],
)
def test_graphs_part_where_one_was_changed(compared, tmp_path, second, tensor, operator, unlike):
    found = compared(second)
    assert said(found, tmp_path) == ("different", "graph")
    assert found.inputs == 0.0
    assert found.alike < 3
    assert (found.part.tensor, found.part.operator) == (tensor, operator)
    assert found.part.unlike[0] == unlike
    assert found.part.largest > 0


def test_a_small_fault_is_found_where_it_is_and_not_where_it_has_grown(compared, tmp_path):
    (path,) = pictures(tmp_path / "p", 1)
    network = load(saved(twin(), tmp_path / "a.onnx"))
    level = network.run({"x": TRAINING(path)[None]})["logits"][0]

    def near_zero(built):
        return reweighted(built, "b4", lambda bias: bias - level + 0.001)

    found = compared(near_zero(reweighted(twin(), "w1", lambda w: w * (1 + 3e-5))), first=near_zero(twin()), paths=[path])
    assert found.alike < 3
    assert (found.part.tensor, found.part.unlike[0][0]) == ("c1", "w1")


def test_a_graph_that_has_nothing_in_common_is_judged_by_its_outputs(compared, tmp_path):
    nodes = [
        helper.make_node("AveragePool", ["x"], ["small"], kernel_shape=[SIDE, SIDE]),
        helper.make_node("Reshape", ["small", "shape"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["logits"]),
    ]
    weights = {"shape": np.array([1, 3]), "w": np.ones((3, CLASSES), np.float32)}
    other = model(nodes, [value("x", (1, 3, SIDE, SIDE))], [value("logits", (1, CLASSES))], weights)
    found = compared(other)
    assert said(found, tmp_path) == ("different", "graph")
    assert found.missing == ("map",)
    assert found.alike == 0


def stacked(width, count=200):
    """A network of so many layers of one *width*."""
    rng = np.random.default_rng(width)
    shapes = [(width, 3 if at == 0 else width, 1, 1) for at in range(count)]
    weights = {f"w{at}": rng.normal(0, 0.5, shape).astype(np.float32) for at, shape in enumerate(shapes)}
    nodes = [helper.make_node("Conv", [f"c{at - 1}" if at else "x", f"w{at}"], [f"c{at}"], name=f"conv{at}") for at in range(count)]
    nodes.append(helper.make_node("ReduceMax", [f"c{count - 1}"], ["y"], keepdims=0, axes=[1, 2, 3]))
    return model(nodes, [value("x", (1, 3, SIDE, SIDE))], [value("y", (1,))], weights)


def test_a_deep_network_of_another_width_is_not_searched_for_long(compared):
    found = compared(stacked(5), first=stacked(4), count=2)
    assert found.part.unlike[0] == ("w0", "4×3×1×1", "5×3×1×1")


@pytest.mark.parametrize(
    ("second", "missing"),
    [
        pytest.param(given(twin(), "more", "p", (1, 8, 1, 1)), ("more",), id="one more"),
        pytest.param(
            given(
                output_moved(twin(), "map", (1, 5, SIDE, SIDE), helper.make_node("Relu", ["inner"], ["map"])),
                "raw",
                "inner",
                (1, 5, SIDE, SIDE),
            ),
            ("raw",),
            id="one more of the same shape",
        ),
    ],
)
def test_outputs_that_only_one_has_are_named(compared, second, missing):
    found = compared(second)
    assert [output.name for output in found.outputs] == ["logits", "map"]
    assert found.missing == missing


@pytest.mark.parametrize(
    ("first", "second", "same", "decimals", "cosine", "fault"),
    [
        pytest.param({"w4": 0, "b4": 0}, {"w4": 0, "b4": 0}, None, 7, 1.0, None, id="zero in both"),
        pytest.param({}, {"w4": 0, "b4": 0}, 0.0, 0, 0.0, None, id="zero in the second"),
        pytest.param({"w4": 0}, {"w4": 0}, 1.0, 7, 1.0, None, id="constant in both"),
        pytest.param({"w4": np.nan}, {"w4": np.nan}, None, 7, 1.0, None, id="NaN in both"),
        pytest.param({}, {"w4": np.nan}, 0.0, 0, 0.0, "on 0 of 6 pictures in the first and on 6 in the second", id="NaN in the second"),
        pytest.param({"b4": np.inf}, {}, 0.0, 0, 0.0, "on 6 of 6 pictures in the first and on 0 in the second", id="infinity in the first"),
    ],
)
def test_odd_outputs(compared, first, second, same, decimals, cosine, fault):
    one, two = twin(), twin()
    for built, changes in ((one, first), (two, second)):
        for name, factor in changes.items():
            reweighted(built, name, lambda weight, factor=factor: weight * factor)
    logits = compared(two, first=one).outputs[0]
    assert (logits.same, logits.decimals, logits.cosine) == (same, decimals, pytest.approx(cosine))
    assert (logits.fault or "").endswith(fault or "")
    assert bool(logits.fault) == bool(fault)


def test_weights_beside_the_model_are_compared_too(compared, tmp_path):
    second = external(reweighted(twin(), "w2", lambda w: w * 1.05), tmp_path)
    assert compared(second).part.unlike == (("w2", "1.08707", "1.14142"),)


def test_a_network_that_rolls_dice_is_unsteady(compared):
    noise = [helper.make_node("RandomNormalLike", ["inner"], ["noise"], scale=0.1), helper.make_node("Add", ["inner", "noise"], ["logits"])]
    found = compared(output_moved(twin(), "logits", (1, CLASSES), *noise))
    assert found.unsteady > 0.01


def test_the_worst_pictures_come_first(compared, tmp_path):
    found = compared(reweighted(twin(), "w4", lambda w: w * 1.1), count=8)
    logits = found.outputs[0]
    assert len(logits.worst) == 5
    assert [largest for _, largest in logits.worst] == sorted((each for _, each in logits.worst), reverse=True)
    assert logits.worst[0][1] == logits.largest
    assert {name for name, _ in logits.worst} < {f"{index}.png" for index in range(8)}
    assert logits.same is not None


def test_other_inputs_are_given_to_both(tmp_path):
    def two_inputs(name, gain):
        built = reweighted(twin(), "w2", lambda w: w * gain)
        output_moved(built, "logits", (1, CLASSES), helper.make_node("Add", ["inner", name], ["logits"]))
        built.graph.input.append(value(name, (1, CLASSES)))
        return built

    paths = pictures(tmp_path / "p", 3)
    first, second = saved(two_inputs("prior", 1), tmp_path / "a.onnx"), saved(two_inputs("offset", 1.05), tmp_path / "b.onnx")
    one = replace(lane(first), also=lambda _: {"prior": np.full((1, CLASSES), 2.0, np.float32)})
    two = replace(lane(second), also=lambda _: {"offset": np.full((1, CLASSES), 2.0, np.float32)})
    found = agree(one, two, None, paths, tmp_path / "p")
    assert (found.part.tensor, found.part.unlike[0][0]) == ("c2", "w2")


def test_a_network_for_a_batch_is_given_the_picture_as_often(compared, tmp_path):
    def of_four(built):
        for each in (*built.graph.input, *built.graph.output):
            each.type.tensor_type.shape.dim[0].dim_value = 4
        return built

    found = compared(of_four(reweighted(twin(), "w2", lambda w: w * 1.05)))
    assert said(found, tmp_path) == ("different", "graph")
    assert found.part.tensor == "c2"
    assert said(compared(of_four(twin()), first=of_four(twin())), tmp_path) == ("equal", None)
    assert compared(reweighted(twin(), "w2", lambda w: w * 1.05), first=of_four(twin())).part.tensor == "c2"


def test_a_network_that_takes_something_else_cannot_be_given_the_same(compared, tmp_path):
    built = reweighted(twin(), "w2", lambda w: w * 1.05)
    for each in built.graph.node:
        each.input[:] = ["cast" if name == "x" else name for name in each.input]
    built.graph.node.insert(0, helper.make_node("Cast", ["x"], ["cast"], to=1))
    built.graph.input[0].CopyFrom(value("x", (1, 3, SIDE, SIDE), TensorProto.UINT8))
    found = compared(built, Chain([Resize(SIDE, SIDE), ToColor("rgb"), Transpose("chw")], read=readers.opencv()))
    assert (found.alike, found.part) == (None, None)
    assert said(found, tmp_path) == ("different", "road")


def test_as_many_pictures_as_asked_for_are_run_from_all_over(compared):
    told = []
    found = compared(twin(), count=20, most=4, progress=lambda done, total: told.append((done, total)))
    assert found.count == 4
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_one_picture_is_run_even_if_there_is_no_time(compared):
    found = compared(reweighted(twin(), "w2", lambda w: w * 1.05), deadline=time.monotonic() - 1)
    assert (found.count, found.alike, found.part) == (1, None, None)


def test_pictures_that_cannot_be_run_are_left_out_and_named(compared, tmp_path):
    paths = pictures(tmp_path / "p", 4)
    paths[0].write_bytes(b"")
    paths[2].write_bytes(paths[2].read_bytes()[:40])
    paths.append(tmp_path / "p" / "gone.png")
    found = compared(twin(), paths=paths)
    assert found.count == 2
    assert [name for name, _ in found.broken] == ["0.png", "2.png", "gone.png"]
    assert all(reason and not reason.startswith("/") for _, reason in found.broken)


def test_nothing_to_run_is_an_error(compared, tmp_path):
    with pytest.raises(PipecheckError, match="no picture"):
        compared(twin(), paths=(), count=0)
    broken = tmp_path / "p" / "a.png"
    broken.write_bytes(b"")
    with pytest.raises(PipecheckError, match=r"^a\.png: "):
        compared(twin(), paths=[broken])


def test_threads_change_nothing(compared, tmp_path):
    second = reweighted(twin(), "w2", lambda w: w * 1.05)
    source, path = saved(twin(), tmp_path / "a.onnx"), saved(second, tmp_path / "b.onnx")
    paths = pictures(tmp_path / "p", 8)
    found = [agree(lane(source), lane(path), None, paths, tmp_path / "p", threads=threads) for threads in (1, 4)]
    assert found[0] == found[1]
