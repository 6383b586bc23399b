"""What the two networks are given: roads that part are blamed, what rounding and YUV take is not."""

import cv2
import pytest
from graphs import saved, value
from onnx import helper
from twins import (
    MEAN,
    SIDE,
    STD,
    TRAINING,
    as_yuv,
    converted,
    folded,
    lane,
    pictures,
    program,
    reweighted,
    said,
    twin,
)

from pipecheck.probe.agreement.agree import agree
from pipecheck_transformers import Affine, Chain, Resize, ToColor, Transpose, readers

UNITS = [Affine(mean=MEAN, std=STD), Transpose("chw")]
BGR = Chain([Resize(SIDE, SIDE), *UNITS], read=readers.opencv())
NEAREST = Chain([Resize(SIDE, SIDE, interpolation="nearest"), ToColor("rgb"), *UNITS], read=readers.opencv())
NHWC = Chain(TRAINING.ops[:-1], read=readers.opencv())
NODES = Chain([ToColor("rgb", source="yuv444", library="horizon"), *UNITS])


def channels_last(built):
    """*built* with its picture channels last."""
    for each in built.graph.node:
        each.input[:] = ["planar" if name == "x" else name for name in each.input]
    built.graph.node.insert(0, helper.make_node("Transpose", ["x"], ["planar"], perm=[0, 3, 1, 2]))
    built.graph.input[0].CopyFrom(value("x", (1, SIDE, SIDE, 3)))
    return built


@pytest.mark.parametrize(
    ("chain", "blame"),
    [
        pytest.param(BGR, "road", id="BGR"),
        pytest.param(NEAREST, "road", id="another kernel"),
        pytest.param(Chain([*TRAINING.ops[:2], Affine(std=255.0), Transpose("chw")], read=readers.opencv()), "road", id="0..1"),
    ],
)
def test_roads_that_part_are_blamed(compared, tmp_path, chain, blame):
    found = compared(twin(), chain)
    assert said(found, tmp_path) == ("different", blame)
    assert found.inputs > 3
    assert found.alike == 7
    assert found.part is None


def test_the_step_at_which_the_roads_part_is_named(compared):
    found = compared(twin(), NEAREST)
    assert [type(each.op).__name__ for each in (*found.parting.left, *found.parting.right)] == ["Resize", "Resize"]


def test_what_the_roads_make_of_the_worst_picture_can_be_seen(compared):
    found = compared(twin(), BGR)
    assert max(map(max, found.sight.heat.cells)) > 3
    assert (found.sight.left.height, found.sight.right.width) == (16, 16)
    assert compared(twin(), TRAINING).sight is None


def test_both_may_be_to_blame(compared, tmp_path):
    found = compared(reweighted(twin(), "w2", lambda w: w * 1.05), NEAREST)
    assert said(found, tmp_path) == ("different", "both")
    assert found.part.tensor == "c2"
    assert found.parting is not None


def test_pictures_that_are_rounded_on_the_way_are_no_fault(compared, tmp_path):
    sharper = Chain([Resize(SIDE, SIDE), ToColor("rgb"), Affine(bias=0.4), *UNITS], read=readers.opencv())
    found = compared(twin(), sharper)
    assert said(found, tmp_path) == ("rounded", None)
    assert found.inputs == pytest.approx(0.4, abs=1e-3)


def test_a_network_whose_picture_has_its_channels_last_is_given_it_so(compared, tmp_path):
    found = compared(channels_last(twin()), NHWC)
    assert said(found, tmp_path) == ("equal", None)
    assert found.inputs == 0.0
    changed = compared(channels_last(reweighted(twin(), "w2", lambda w: w * 1.05)), NHWC)
    assert said(changed, tmp_path) == ("different", "graph")
    assert changed.part.tensor == "c2"


@pytest.mark.parametrize("color", ["yuv444", "nv12"])
def test_the_vendors_node_costs_colors_and_nothing_else(compared, tmp_path, color):
    found = compared(converted(twin(), tmp_path / "v.onnx"), as_yuv(color), nodes=NODES)
    assert said(found, tmp_path) == ("halved", None)
    assert found.inputs > 1
    assert (found.parting, found.alike, found.part) == (None, 7, None)


@pytest.mark.parametrize(
    "norm",
    [
        pytest.param({"scale": (1 / 50,)}, id="another scale"),
        pytest.param({"mean": (0.0,)}, id="no mean"),
        pytest.param({"handed": "video"}, id="another color matrix"),
        pytest.param({"train": "bgr"}, id="red and blue swapped"),
    ],
)
def test_a_node_of_the_vendor_that_does_something_else_is_the_roads_fault(compared, tmp_path, norm):
    found = compared(converted(twin(), tmp_path / "v.onnx", **norm), as_yuv(), nodes=NODES)
    assert said(found, tmp_path) == ("different", "road")
    assert found.alike == 7
    assert not found.halved


def test_a_changed_graph_behind_the_vendors_node_is_found(compared, tmp_path):
    changed = folded(reweighted(twin(), "w2", lambda w: w * 1.05))
    found = compared(converted(changed, tmp_path / "v.onnx"), as_yuv("nv12"), nodes=NODES)
    assert said(found, tmp_path) == ("different", "graph")
    assert (found.part.tensor, found.part.unlike[0][0]) == ("n2", "w2, batch norm folded")


def test_without_roads_the_inputs_are_not_compared(tmp_path):
    source = saved(twin(), tmp_path / "a.onnx")
    found = agree(lane(source), lane(source, NEAREST), None, pictures(tmp_path / "p"), tmp_path / "p")
    assert (found.inputs, found.parting, found.alike) == (None, None, 7)


def test_gray_pictures_agree_whatever_is_done_to_their_colors(tmp_path):
    source = saved(twin(), tmp_path / "a.onnx")
    paths = pictures(tmp_path / "gray", colored=False)
    assert cv2.imread(str(paths[0])).std(axis=2).max() == 0
    even = Chain([Resize(SIDE, SIDE), Affine(mean=116.0, std=57.0), Transpose("chw")], read=readers.opencv())
    swapped = Chain([Resize(SIDE, SIDE), ToColor("rgb"), *even.ops[1:]], read=readers.opencv())
    found = agree(lane(source, even), lane(source, swapped), (program(even), program(swapped)), paths, tmp_path)
    assert found.inputs == 0.0
    assert found.outputs[0].decimals == 7
