"""All that is measured on a project, in its order."""

from time import monotonic

import measured_projects
import numpy as np
import onnx
import pytest
from networks import MEAN, STD, classifier, mistakes
from onnx import numpy_helper

import pipecheck
from fixtures import vendor_model
from pipecheck.gather.networks.how import How
from pipecheck_transformers import Cast, Chain, Resize, ToColor, Transpose, readers

MEANS, SCALES = [255 * each for each in MEAN], [1 / (255 * each) for each in STD]
START = 'config = "config.yaml"\n[training]\nsource = "train.yaml"\n'
NAMED = f'{START}[evaluation]\nsource = "train.yaml"\nimages = "val"\nlabels = "val"\n'


def measured(report):
    return [type(each).__name__ for each in report.networks]


def test_a_source_alone_has_an_accuracy_and_what_nv12_costs(written):
    written()
    report = pipecheck.model()
    assert measured(report) == ["Accuracy", "Costs", "Lossy"]
    assert (report.status, report.networks[0].run, report.networks[0].figure.metric) == (0, 18, "top1")


def test_two_models_are_held_against_each_other_first(written, tmp_path):
    written(march="nash-e", input_type_rt="rgb")
    (tmp_path / "model_output").mkdir()
    classifier(tmp_path / "model_output" / "model_original_float_model.onnx")
    report = pipecheck.model()
    assert measured(report)[0] == "Agreement"
    assert report.networks[0].outputs[0].largest == 0.0


def test_a_probe_is_made_if_asked_for(written):
    written()
    assert measured(pipecheck.model(probe=True))[-1] == "Probed"


def test_a_model_without_a_project(written):
    written()
    report = pipecheck.model("model.onnx", images="val", labels="val", training="train.yaml")
    assert (measured(report), report.networks[0].figure) == (["Accuracy"], pipecheck.model().networks[0].figure)


def test_a_model_of_which_nothing_is_known_can_be_probed(written):
    written()
    report = pipecheck.model("model.onnx", images="val", labels="val", probe=True)
    assert measured(report) == ["Probed"]
    assert report.networks[0].ranking[0].words.startswith("RGB")


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        pytest.param(f"{START}[evaluation]\nexpected = 0.9\n", "no pictures to run the model on", id="no pictures"),
        pytest.param(f'{START}[evaluation]\nimages = "val"\n', "no labels are named", id="no labels"),
        pytest.param('config = "config.yaml"\n[evaluation]\nimages = "val"\nlabels = "val"\n', "no source is named", id="no source"),
    ],
)
def test_what_is_not_measured_is_told(written, manifest, reason):
    written(manifest)
    assert any(reason in skipped.reason for skipped in pipecheck.model().skipped)


def test_a_check_runs_the_model_only_if_an_evaluation_is_named(written, tmp_path):
    written()
    assert measured(pipecheck.check())[0] == "Accuracy"
    measured_projects.write(tmp_path, f'{START}[evaluation]\nimages = "val"\n')
    assert measured(pipecheck.check()) == []


def test_a_check_goes_on_where_the_model_cannot_be_run(written, tmp_path):
    written()
    (tmp_path / "model.onnx").write_bytes(b"no model")
    report = pipecheck.check()
    assert any(skipped.code == "PC701" and "model.onnx: not an ONNX file" in skipped.reason for skipped in report.skipped)


def test_without_time_it_is_said_what_was_left_out(written):
    written(per_class=30)
    report = pipecheck.check(how=How(deadline=monotonic()))
    accuracy = next((each for each in report.networks if type(each).__name__ == "Accuracy"), None)
    assert accuracy is None or accuracy.stopped == "time"
    assert accuracy is not None or any("no time" in skipped.reason for skipped in report.skipped)


@pytest.mark.parametrize("weight", [float("nan"), 0.0], ids=["no numbers", "all the same"])
def test_a_network_that_says_nothing_is_told(written, tmp_path, weight):
    written()
    broken = onnx.load(tmp_path / "model.onnx")
    for tensor in broken.graph.initializer:
        if tensor.name in ("weights", "offsets"):
            tensor.CopyFrom(numpy_helper.from_array(np.full(tensor.dims, weight, np.float32), tensor.name))
    onnx.save(broken, tmp_path / "model.onnx")
    (accuracy, *_) = pipecheck.model().networks
    assert (accuracy.silent, accuracy.commonest, accuracy.figure.value) == (1.0, None, 0.0)


def test_pictures_that_vanish_in_the_middle_take_no_figure_along(written, tmp_path):
    written()

    def progress(done, total):
        if done == total:
            for path in (tmp_path / "val").rglob("*.*"):
                path.unlink()

    report = pipecheck.model("model.onnx", images="val", labels="val", training="train.yaml", progress=progress)
    assert (measured(report), report.networks[0].run) == (["Accuracy"], 18)


def test_the_cost_of_a_mistake_stands_in_its_finding(written):
    written(input_type_train="bgr", per_class=10)
    found = [each for each in pipecheck.model().findings if each.code == "PC201"]
    assert [each.cost_unit for each in found] == ["points"]
    assert found[0].cost > 5


def test_what_a_network_wants_explains_a_figure_that_is_missed(written, tmp_path):
    (tmp_path / "bgr.yaml").write_text(mistakes()["bgr"].to_yaml(), encoding="utf-8")
    written('config = "config.yaml"\n', per_class=20)
    said = {"images": "val", "labels": "val", "evaluation": "bgr.yaml", "expected": "0.94"}
    assert [each.code for each in pipecheck.model("model.onnx", **said).findings] == ["PC701"]
    assert [each.code for each in pipecheck.model("model.onnx", **said, probe=True).findings] == ["PC703"]


def test_an_evaluation_that_names_no_model_is_of_the_source_where_nothing_is_built(written, tmp_path):
    written(
        'config = "config.yaml"\n[training]\nsource = "train.yaml"\n[evaluation]\nsource = "train.yaml"\nimages = "val"\nlabels = "val"\n'
    )
    report = pipecheck.check(ignore="PC6")
    assert [each.code for each in report.findings if each.severity > 0] == []
    assert report.networks[0].figure.value > 0.8


def test_where_one_is_built_the_evaluation_is_of_that(written, tmp_path):
    manifest = (
        'config = "config.yaml"\n[training]\nsource = "train.yaml"\n[evaluation]\nsource = "train.yaml"\nimages = "val"\nlabels = "val"\n'
    )
    written(manifest, input_type_rt="rgb")
    (tmp_path / "model_output").mkdir()
    built = vendor_model.original_float(onnx.load("model.onnx"), handed="rgb", mean=MEANS, scale=SCALES)
    onnx.save(built, tmp_path / "model_output" / "model_original_float_model.onnx")
    assert "PC301" in [each.code for each in pipecheck.check(ignore="PC6").findings]


def test_an_evaluation_written_for_nodes_that_are_not_built_yet_is_right_too(written, tmp_path):
    chain = Chain([Resize(32, 32, library="opencv"), ToColor("rgb"), Cast("float32"), Transpose("chw")], read=readers.opencv())
    (tmp_path / "eval.yaml").write_text(chain.to_yaml(), encoding="utf-8")
    written(NAMED.replace('[evaluation]\nsource = "train.yaml"', '[evaluation]\nsource = "eval.yaml"'), input_type_rt="rgb")
    report = pipecheck.check(ignore="PC6")
    assert [each.code for each in report.findings if each.severity > 0] == []
    assert report.networks[0].figure.value > 0.8
