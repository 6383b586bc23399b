"""The functions of the toolchain's debugger, as its scripts call them."""

import doctest
import inspect
import io
import re
import shutil
from pathlib import Path

import debugged
import numpy as np
import onnx
import pytest
from networks import classifier
from paged import DOCS, blocks, text

import pipecheck
import pipecheck.debugger as dbg
from pipecheck.debugger import lists
from pipecheck.errors import PipecheckError, UsageError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.points import points
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate.narrowing import narrowed

NAMES = {
    "a name": ("weight", ("weight",)),
    "a list": (["a", "b"], ("a", "b")),
    "lists": ([["a"], ["b", "c"]], (("a",), ("b", "c"))),
    "as text": ("['a','b']", ("a", "b")),
    "as text without quotes": ("[a, b ]", ("a", "b")),
    "as text with lists": ("[[a,b],['c']]", (("a", "b"), ("c",))),
    "names of paths": ('[/model.0/conv/Conv,"x:0",a b]', ("/model.0/conv/Conv", "x:0", "a b")),
    "signs inside of quotes": ("['a,b]','[c']", ("a,b]", "[c")),
    "nothing in it": ("[]", ()),
    "a comma at the end": ("[a,]", ("a",)),
    "nothing at all": (None, ()),
}
WRONG = (
    "[a",
    "[a]]",
    "[[a],[b]",
    "[[[a]]]",
    "[a b",
    "['a",
    "[,a]",
    "[a,,b]",
    "[[a][b]]",
    "['a'b]",
    "[a]b",
    3,
    [3],
    [["a", ["b"]]],
    b"a",
    "[" * 100_000,
)


@pytest.fixture(scope="module")
def spread(tmp_path_factory):
    """A network of which the second layer is the bad one, calibrated, its float model beside, and the dump of its samples."""
    folder = tmp_path_factory.mktemp("planted")
    path = debugged.chain(folder, spread=np.geomspace(1, 1e-3, 8)).path
    dump(folder / "calibration_data" / "x", 6)
    pipecheck.quantize(path, data=folder / "calibration_data", output=folder / "out", calibration_type="max", per_channel=False)
    return folder


@pytest.fixture
def project(spread, tmp_path, monkeypatch):
    monkeypatch.chdir(shutil.copytree(spread, tmp_path / "project"))
    return "out/net_calibrated_model.onnx", "calibration_data"


def dump(folder, count):
    folder.mkdir(parents=True)
    for index in range(count):
        np.save(folder / f"{index}.npy", np.random.default_rng(index).normal(0, 1, (1, 4, debugged.SIDE, debugged.SIDE)).astype(np.float32))


@pytest.mark.parametrize(("given", "wanted"), NAMES.values(), ids=NAMES)
def test_lists_are_taken_as_the_toolchain_takes_them(given, wanted):
    assert lists.groups(given, "nodes_list") == wanted


@pytest.mark.parametrize("given", WRONG, ids=lambda given: str(given)[:12])
def test_what_is_no_list_is_one_line(given):
    with pytest.raises(UsageError, match="nodes_list is") as found:
        lists.groups(given, "nodes_list")
    assert len(str(found.value)) < 200


def test_a_list_of_names_holds_no_lists():
    with pytest.raises(UsageError, match="metrics is a list of names, and holds lists"):
        lists.names("[[mse]]", "metrics")


DOCUMENTED = {
    "get_sensitivity_of_nodes": (
        "model_or_file",
        "metrics",
        "calibrated_data",
        "output_node",
        "node_type",
        "data_num",
        "verbose",
        "interested_nodes",
    ),
    "plot_acc_error": ("save_dir", "calibrated_data", "model_or_file", "quantize_node", "non_quantize_node", "metric", "average_mode"),
    "plot_distribution": ("save_dir", "model_or_file", "calibrated_data", "nodes_list"),
    "get_channelwise_data_distribution": ("save_dir", "model_or_file", "calibrated_data", "nodes_list", "axis"),
    "sensitivity_analysis": ("model_or_file", "calibrated_data", "metric", "pick_threshold", "data_num", "sensitive_nodes", "qtype"),
    "runall": ("model_or_file", "calibrated_data", "save_dir", "ns_metrics", "output_node", "node_type", "data_num", "verbose"),
}


@pytest.mark.parametrize("name", dbg.__all__)
def test_parameters_are_called_as_the_toolchain_calls_them(name):
    found = tuple(inspect.signature(getattr(dbg, name)).parameters)
    assert found[: len(DOCUMENTED[name])] == DOCUMENTED[name]


def test_the_bad_layer_comes_first(project):
    model, data = project
    found = dbg.get_sensitivity_of_nodes(model, ["cosine-similarity", "mse"], data, node_type="weight")
    assert next(iter(found)) == "w2_HzCalibration"
    assert found.keys() == {"w1_HzCalibration", "w2_HzCalibration", "w3_HzCalibration"}
    assert all(
        list(each) == ["cosine-similarity", "mse"] and all(isinstance(value, str) for value in each.values()) for each in found.values()
    )
    assert float(found["w2_HzCalibration"]["cosine-similarity"]) < 0.99 < float(found["w1_HzCalibration"]["cosine-similarity"])


def test_the_table_is_printed_as_the_toolchain_prints_it(project, capsys):
    model, data = project
    found = dbg.get_sensitivity_of_nodes(model, "['cosine-similarity','mse']", data, verbose=True, data_num=2)
    title, head, rule, *rows = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"=+node sensitivity=+", title)
    assert head.split() == ["node", "cosine-similarity", "mse"]
    assert set(rule) == {"-"}
    assert [tuple(row.split()) for row in rows] == [(name, *each.values()) for name, each in found.items()]
    cosines = [float(each["cosine-similarity"]) for each in found.values()]
    assert cosines == sorted(cosines)


def test_activations_have_a_threshold_and_bits(project, capsys):
    model, data = project
    dbg.get_sensitivity_of_nodes(model, calibrated_data=data, node_type="activation", verbose=True)
    _, head, _, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[-2:] == ["threshold", "bit"]
    assert {row.split()[-1] for row in rows} == {"8"}


def test_what_is_saved_is_what_is_returned(project):
    model, data = project
    found = dbg.get_sensitivity_of_nodes(model, calibrated_data=data, save_dir="here")
    rows = Path("here/node_sensitivity.log").read_text(encoding="utf-8").splitlines()[3:]
    assert [tuple(row.split()) for row in rows] == [(name, *each.values()) for name, each in found.items()]
    dbg.get_sensitivity_of_nodes(model, calibrated_data=data, save_dir="here", node_type="weight")
    assert Path("here/sensitivity_of_weight.log").read_text(encoding="utf-8").count("node sensitivity") == 1


def test_only_what_interests_is_measured(project):
    model, data = project
    every = dbg.get_sensitivity_of_nodes(model, calibrated_data=data, node_type="weight", data_num=6)
    found = dbg.get_sensitivity_of_nodes(
        model, calibrated_data=data, node_type="activation", interested_nodes="[w2_HzCalibration,[first,second]]"
    )
    assert found.keys() == {"w2_HzCalibration", "first, second"}
    first, alone = found["w2_HzCalibration"]["cosine-similarity"], every["w2_HzCalibration"]["cosine-similarity"]
    assert float(first) == pytest.approx(float(alone), abs=1e-6)


def test_a_node_in_the_middle_may_be_the_output(project):
    model, data = project
    found = dbg.get_sensitivity_of_nodes(model, calibrated_data=data, output_node="second")
    assert found.keys() == {"first", "second"}
    assert dbg.get_sensitivity_of_nodes(model, calibrated_data=data, output_node="third").keys() == {"first", "second", "third"}


def test_the_middle_computes_what_the_whole_does(tmp_path):
    prepared = debugged.chain(tmp_path)
    _, plan = debugged.calibrated(prepared, debugged.pictures())
    part, less = narrowed(prepared, plan, "relu")
    feed = debugged.pictures().load("0")
    assert (part.outputs, list(less.taken)) == (("b",), ["first"])
    for made, whole in (
        (prepare.session(part), prepare.session(prepared, expose=["b"])),
        (build.session(part, less), build.session(prepared, plan, expose=["b"])),
    ):
        assert np.array_equal(made.run(feed)["b"], whole.run(feed)["b"])
    assert narrowed(prepared, plan, "y") == (prepared, plan)
    assert points(part, less, "weight") == points(prepared, plan, "weight")[:1]


def test_the_seeds_script_runs(project):
    """Sensitivity, and then one curve more for each of the leading nodes."""
    model, data = project
    nodes = list(dbg.get_sensitivity_of_nodes(model_or_file=model, metrics="cosine-similarity", calibrated_data=data, node_type="weight"))
    written = dbg.plot_acc_error(
        save_dir="./", calibrated_data=data, model_or_file=model, non_quantize_node=[nodes[:1], nodes[:2], nodes[:3]], metric="mse"
    )
    picture, log = written
    assert picture == Path("accumulate_error/non_quantize_node_accumulate_err_of_node_mse.png")
    told = log.read_text(encoding="utf-8")
    assert "all but w2_HzCalibration: mse" in told
    assert f"partial_qmodel_1: {', '.join(nodes[:2])}\n" in told
    assert "partial_qmodel_2: all but 3 nodes: mse" in told


def test_the_mean_of_a_curve_is_that_of_the_nodes_so_far(project):
    model, data = project
    tables = []
    for averaged in (False, True):
        _, log = dbg.plot_acc_error("here", data, model, quantize_node=["weight"], metric="mse", average_mode=averaged)
        lines = log.read_text(encoding="utf-8").splitlines()
        tables.append([float(line.split()[-1]) for line in lines if line.split()[1:2] == ["Conv"]])
    plain, averaged = tables
    assert averaged == pytest.approx([np.mean(plain[: count + 1]) for count in range(len(plain))], rel=1e-4)


def test_distributions_are_drawn_by_the_names_that_were_given(project):
    model, data = project
    found = dbg.plot_distribution("here", model, data, ["w2_HzCalibration", "b_HzCalibration", "second"])
    assert [path.name for path in found] == ["w2_HzCalibration.png", "b_HzCalibration.png", "second.png", "second_error.png"]
    assert {path.parent for path in found} == {Path("here/data_distribution")}
    boxes = dbg.get_channelwise_data_distribution("here", model, data, "[w2_HzCalibration,b_HzCalibration]", axis=1)
    assert [path.name for path in boxes] == ["w2_HzCalibration.png", "b_HzCalibration.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in (*found, *boxes))


def test_sensitive_nodes_in_another_type_give_back_what_was_lost(project):
    model, data = project
    found = dbg.sensitivity_analysis(model, data, pick_threshold=0.99, data_num=None, save_dir="here")
    assert set(found) == {"second", "third"}  # what the second makes too small the third makes large again
    assert list(found.values()) == sorted(found.values())
    assert list(found.values())[-1] > 0.999
    whole = dbg.sensitivity_analysis(
        model, data, data_num=None, sensitive_nodes=["second", "first", "third"], output_separated=True, save_dir=None
    )
    assert list(whole) == ["second", "first", "third"]
    assert whole["third"]["y"] == pytest.approx(1, abs=1e-6)
    assert {path.name for path in Path("here/sensitivity_analysis").iterdir()} == {"sensitivity_analysis.log", "sensitivity_analysis.png"}


def test_int16_is_a_type_as_well(project):
    model, data = project
    found = dbg.sensitivity_analysis(model, data, sensitive_nodes="[second]", qtype="int16", save_dir=None)
    assert 0.5 < found["second"] < 1


def test_without_sensitive_nodes_it_is_said(project):
    model, data = project
    assert dbg.sensitivity_analysis(model, data, pick_threshold=0.1, save_dir="here") == {}
    assert "no node is as sensitive" in Path("here/sensitivity_analysis/sensitivity_analysis.log").read_text(encoding="utf-8")


def test_all_of_it_at_once(project, capsys):
    model, data = project
    written = dbg.runall(model, data, "all", verbose=True, average_mode=True, pick_threshold=0.99)
    assert all(path.is_file() for path in written)
    folders = {path.relative_to("all").parts[0] for path in written}
    assert folders == {"node_sensitivity", "data_distribution", "channelwise_distribution", "accumulate_error", "sensitivity_analysis"}
    assert {"sensitivity_of_weight.log", "sensitivity_of_activation.log"} <= {path.name for path in Path("all/node_sensitivity").iterdir()}
    assert capsys.readouterr().out.count("node sensitivity") == 2
    few = dbg.runall(model, data, "few", node_type="node", quantize_node="weight")
    drawn = {path.name for path in few if path.parent.name == "data_distribution"}
    assert "w2_HzCalibration.png" in drawn


def test_a_float_model_is_calibrated_first(spread, tmp_path):
    found = dbg.get_sensitivity_of_nodes(str(spread / "net.onnx"), calibrated_data=spread / "calibration_data" / "x", node_type="weight")
    assert found.keys() == {"w1_HzCalibration", "w2_HzCalibration", "w3_HzCalibration"}


def test_a_model_in_memory_is_as_good_as_a_file(project):
    model, data = project
    wanted = dbg.get_sensitivity_of_nodes(model, calibrated_data=data, node_type="weight")
    assert dbg.get_sensitivity_of_nodes(onnx.load(model), calibrated_data=data, node_type="weight") == wanted
    floats = onnx.load("net.onnx")
    before = floats.SerializeToString()
    assert dbg.get_sensitivity_of_nodes(floats, calibrated_data=data, node_type="weight").keys() == wanted.keys()
    assert floats.SerializeToString() == before


def test_a_model_in_memory_whose_float_model_is_far_away(project, tmp_path, monkeypatch):
    model, data = (Path(each).absolute() for each in project)
    loaded = onnx.load(model)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PipecheckError, match=r"was made of \.\./net.onnx, which is not there: name the file of the calibrated model"):
        dbg.get_sensitivity_of_nodes(loaded, calibrated_data=data)


def test_the_toolchains_own_calibrated_model_is_refused_in_one_line(tmp_path):
    path = classifier(tmp_path / "net_calibrated_model.onnx")
    model = onnx.load(path)
    node = model.graph.node.add(op_type="HzCalibration", domain="horizon", name="data_HzCalibration", input=["logits"], output=["rounded"])
    model.graph.output[0].name = node.output[0]
    onnx.save(model, path)
    with pytest.raises(PipecheckError, match=r"HzCalibration nodes.*run its float model, net_original_float_model\.onnx"):
        dbg.get_sensitivity_of_nodes(path, calibrated_data=tmp_path)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        pytest.param({"metrics": "x"}, "unknown metric x", id="metric"),
        pytest.param({"node_type": "layer"}, "node_type is one of", id="node type"),
        pytest.param({"data_num": 0}, "data_num is a number from 1 on", id="no samples"),
        pytest.param({"interested_nodes": ["secnod"]}, "did you mean second", id="interesting"),
        pytest.param({"interested_nodes": ["second"], "metrics": "KL"}, "KL is measured of all nodes", id="KL of some"),
        pytest.param({"output_node": "thrid"}, "did you mean third", id="output"),
        pytest.param({"calibrated_data": "nowhere"}, "nowhere: no such file or folder", id="no data"),
        pytest.param({"calibrated_data": None}, "calibrated_data is missing", id="data not named"),
        pytest.param({"calibrated_data": 3}, "calibrated_data is the name of a folder", id="data of another kind"),
        pytest.param({"model_or_file": 3}, "model_or_file is the name of an ONNX file", id="another kind"),
        pytest.param({"model_or_file": "nowhere.onnx"}, "nowhere.onnx: no such file", id="no model"),
    ],
)
def test_what_cannot_be_done_is_one_line(project, said, complaint):
    model, data = project
    with pytest.raises(PipecheckError, match=complaint):
        dbg.get_sensitivity_of_nodes(**{"model_or_file": model, "calibrated_data": data, **said})


def test_what_cannot_be_drawn_is_one_line(project):
    model, data = project
    with pytest.raises(UsageError, match="nodes_list is missing"):
        dbg.plot_distribution("here", model, data)
    with pytest.raises(UsageError, match="did you mean second"):
        dbg.plot_distribution("here", model, data, ["secnod"])
    with pytest.raises(UsageError, match="w2_HzCalibration has no channels along axis 9"):
        dbg.get_channelwise_data_distribution("here", model, data, ["w2_HzCalibration"], axis=9)
    with pytest.raises(UsageError, match="KL is no metric of accumulated error"):
        dbg.plot_acc_error("here", data, model, metric="KL")
    with pytest.raises(UsageError, match="qtype is one of"):
        dbg.sensitivity_analysis(model, data, qtype="int4")
    with pytest.raises(UsageError, match="there is no node secnod: did you mean second"):
        dbg.sensitivity_analysis(model, data, sensitive_nodes=["secnod"])
    assert not Path("here").exists()


def test_a_plan_that_does_not_fit_is_one_line(project):
    model, data = project
    made = onnx.load(model)
    noted = next(entry for entry in made.metadata_props if entry.key == "pipecheck.plan")
    noted.value = noted.value.replace('"second"', '"another"')
    onnx.save(made, model)
    with pytest.raises(PipecheckError, match=r"its plan does not fit net\.onnx"):
        dbg.get_sensitivity_of_nodes(model, calibrated_data=data)


def test_the_example_on_the_page(tmp_path, monkeypatch):
    page = text(DOCS / "debugging.md")
    monkeypatch.chdir(pipecheck.demo.write(tmp_path / "demo"))
    for number, block in enumerate(blocks(page, "pycon")):
        example = doctest.DocTestParser().get_doctest(block, {}, f"debugging.md {number}", None, None)
        complaints = io.StringIO()
        doctest.DocTestRunner().run(example, out=complaints.write)
        assert complaints.getvalue() == ""
    for name in dbg.__all__:
        assert f"`{name}`" in page
