"""The file of a quantised network and its report are there whole, and readable by those who know the toolchain's."""

import json
import math

import numpy as np
import onnx
import pytest
from graphs import external
from onnx import helper
from simulated import STEP, feed, layered, network, plan, run, whole

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.judging.measures import SAME, UNLIKE
from pipecheck.probe.quant.plan import Range, Taken
from pipecheck.probe.quant.simulate import build, info, write
from pipecheck.sources import quantinfo


@pytest.mark.parametrize("qtype", ["int8", "int16"])
def test_the_file_runs_in_plain_onnxruntime(tmp_path, qtype):
    prepared = layered(tmp_path)
    wanted = plan(prepared, qtype)
    path = tmp_path / "deep" / "net_calibrated_model.onnx"
    write.write(prepared, wanted, path)
    onnx.checker.check_model(str(path))
    fed = feed(prepared)
    assert np.array_equal(run(path, fed, fused=False)["y"], build.session(prepared, wanted).run(fed)["y"])
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_many_weights_lie_beside_it(tmp_path):
    prepared = layered(tmp_path)
    wanted = plan(prepared)
    path = tmp_path / "out" / "net.onnx"
    write.write(prepared, wanted, path, limit=100)
    assert sorted(each.name for each in path.parent.iterdir()) == ["net.onnx", "net.onnx.data"]
    onnx.checker.check_model(str(path))
    fed = feed(prepared)
    assert np.array_equal(run(path, fed, fused=False)["y"], build.session(prepared, wanted).run(fed)["y"])


def test_weights_of_the_network_that_lie_beside_it_are_taken_in(tmp_path):
    source = layered(tmp_path)
    (tmp_path / "in").mkdir()
    prepared = prepare.prepare(external(onnx.load(source.path), tmp_path / "in"))
    half = plan(prepared)
    half.taken["conv"] = Taken(inputs=("float32",), weight="float32")
    path = tmp_path / "out" / "net.onnx"
    write.write(prepared, half, path)
    fed = feed(prepared)
    assert np.array_equal(run(path, fed, fused=False)["y"], build.session(prepared, half).run(fed)["y"])


def test_the_network_itself_is_not_overwritten(tmp_path):
    prepared = layered(tmp_path)
    before = prepared.path.read_bytes()
    with pytest.raises(SourceError, match="is the network that is quantised"):
        write.write(prepared, plan(prepared), prepared.path)
    assert prepared.path.read_bytes() == before


def test_a_place_that_takes_no_file_is_said(tmp_path):
    prepared = layered(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SourceError, match=r"(?i)file exists|not a directory"):
        write.write(prepared, plan(prepared), tmp_path / "file" / "net.onnx")
    (tmp_path / "net_quant_info.json").mkdir()
    with pytest.raises(SourceError, match=r"(?i)directory"):
        info.write(prepared, plan(prepared), tmp_path / "net_quant_info.json", {})
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "net.onnx", "net_quant_info.json"]


def test_the_report_has_the_keys_of_the_toolchain(tmp_path):
    prepared = layered(tmp_path)
    wanted = plan(prepared)
    path = tmp_path / "net_quant_info.json"
    info.write(prepared, wanted, path, {"r1": UNLIKE, "y": SAME}, method="max")
    said = json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert list(said) == ["conv", "pool", "pointwise", "up", "flat", "head"]
    assert {key: said["conv"][key] for key in ("type", "inputs", "outputs", "thresholds", "cosine_similarity")} == {
        "type": "Conv",
        "inputs": ["x_calibrated"],
        "outputs": ["r1"],
        "thresholds": [[127 * STEP]],
        "cosine_similarity": "0.000000",
    }
    assert said["pointwise"]["inputs"] == ["p1"]
    assert said["pointwise"]["thresholds"] == [[127 * STEP]]
    assert said["head"]["cosine_similarity"] == "1.000000"
    assert said["pool"]["cosine_similarity"] == "--"
    assert quantinfo.load(path).nodes == ()


def test_the_report_says_how_each_node_is_quantised(tmp_path):
    prepared = layered(tmp_path)
    wanted = plan(prepared, per_channel=True, biases={"pointwise": np.zeros(4, np.float32)})
    wanted.ranges["x"] = Range(-STEP, 254 * STEP, asymmetric=True)
    wanted.taken["head"] = Taken(inputs=("int16",), weight="float16")
    del wanted.taken["up"]
    said = info.table(prepared, wanted, {"r1": UNLIKE}, method="kl")
    conv, head = said["conv"]["pipecheck"], said["head"]["pipecheck"]
    assert conv["fused"] == ["relu"]
    assert conv["method"] == "kl"
    assert conv["activations"] == [{"tensor": "x", "qtype": "int8", "low": -STEP, "high": 254 * STEP, "scale": STEP, "zero_point": -127}]
    assert conv["distance"]["l1"] == "inf"
    assert conv["weight"]["per_channel"] is True
    assert len(conv["weight"]["scale"]) == 4
    assert said["pointwise"]["pipecheck"]["bias"] == "corrected"
    assert head["activations"][0]["qtype"] == "int16"
    assert head["weight"] == {"tensor": "w4", "qtype": "float16"}
    assert said["up"]["inputs"] == ["s"]
    assert said["up"]["thresholds"] == [[]]
    assert said["up"]["pipecheck"]["weight"]["qtype"] == "float32"


def test_the_report_names_nodes_that_stay_float(tmp_path):
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], name="conv"),
        helper.make_node("TopK", ["c", "k"], ["y", "i"], name="best", axis=1),
    ]
    prepared = network(tmp_path, nodes, {"w": whole((4, 4, 1, 1)), "k": np.array([1])})
    said = info.table(prepared, plan(prepared), {})
    assert said["best"]["type"] == "TopK"
    assert said["best"]["thresholds"] == [[], []]
    assert said["best"]["pipecheck"]["float"] == prepared.floats["best"]
    assert math.prod(len(row["inputs"]) == len(row["thresholds"]) for row in said.values())
