"""Projects with a network that was trained: right ones are quiet, and a single mistake is one finding, with what it costs."""

from pathlib import Path

import networks
import numpy as np
import onnx
import pytest
from model_projects import built, constants, levels, samples, training, write
from onnx import helper, numpy_helper

import pipecheck
from pipecheck.evidence.model import Accuracy

RESIZED = "ResizeTransformer((32, 32), 'opencv')"
TURNED, MEANT = "BGR2RGBTransformer('HWC')", {"expected": "0.900"}
NV12 = [RESIZED, "BGR2NV12Transformer('HWC')", "NV12ToYUV444Transformer((32, 32), 'CHW')"]
NORMALISED_AGAIN = training().replace(") / STD\n", ") / STD\n    tensor = (tensor - MEAN) / STD\n")
UNIT = training(mean=(0, 0, 0), std=(1, 1, 1))
STD_AS_SCALE = (58.395, 57.12, 57.375)


def chain(*steps):
    """A script of the samples with these transformers."""
    head, _, tail = samples("bgr").partition("chain = [")
    return f"{head}chain = [{', '.join(steps)}]\n{tail.partition(chr(10))[2]}"


def calibrated(*more):
    """What makes calibration files for a toolchain that normalises itself."""
    return chain(RESIZED, *more, "HWC2CHWTransformer()")


def text(numbers):
    return " ".join(map(str, numbers))


def source(folder, change=lambda _: None):
    """The network that was trained, after *change*."""
    mean, std = constants("rgb")
    model = onnx.load(networks.classifier(folder / "other.onnx", mean=mean, std=std))
    change(model)
    return model


def disturbed(model):
    """Another checkpoint: the last layer has other weights."""
    (weights,) = (each for each in model.graph.initializer if each.name == "weights")
    array = numpy_helper.to_array(weights)
    noise = np.random.default_rng(3).normal(0, 2, array.shape)
    weights.CopyFrom(numpy_helper.from_array((array + noise).astype(np.float32), "weights"))


def dropping(model):
    """Exported in training mode."""
    model.graph.node[-1].input[0] = "dropped"
    model.graph.initializer.append(numpy_helper.from_array(np.float32(0.1), "ratio"))
    model.graph.initializer.append(numpy_helper.from_array(np.bool_(True), "training"))
    drop = helper.make_node("Dropout", ["features", "ratio", "training"], ["dropped"], name="drop")
    model.graph.node.insert(len(model.graph.node) - 1, drop)


def told(report):
    """Every finding but notes: its code, its severity, its roads."""
    return [f"{found.code} {found.severity} {'+'.join(found.roads)}".rstrip() for found in report.findings if str(found.severity) != "note"]


@pytest.fixture(params=[pipecheck.model, pipecheck.check], ids=["model", "check"])
def looked(request):
    """Either of what looks at a project as a whole."""
    return request.param


RIGHT = {
    "nothing but training": {},
    "the samples": {"evaluation": samples("yuv444")},
    "the samples, through NV12": {"evaluation": chain(*NV12)},
    "video range": {"video": True, "evaluation": samples("video")},
    "RGB at runtime": {"rt": "rgb", "evaluation": samples("rgb")},
    "BGR at runtime": {"rt": "bgr", "evaluation": samples("bgr")},
    "trained on BGR": {"train": "bgr", "evaluation": samples("yuv444"), "calibration": calibrated()},
    "channels last": {"layout": "NHWC", "evaluation": samples("yuv444", "NHWC")},
    "all roads": {"evaluation": samples("yuv444"), "calibration": calibrated(TURNED)},
    "script normalises": {"tool": "hb_compile", "evaluation": training(), "calibration": training()},
    "script normalises, nothing named": {"tool": "hb_compile"},
    "script normalises, channels last": {"tool": "hb_compile", "layout": "NHWC", "evaluation": training(layout="NHWC")},
}


@pytest.mark.parametrize("given", RIGHT.values(), ids=list(RIGHT))
def test_right_projects_are_quiet(tmp_path, looked, given):
    write(tmp_path, **given, said={"expected": "0.93" if given.get("train") == "bgr" else "0.90"})
    report = looked(tmp_path)
    assert (told(report), report.status) == ([], 0)
    assert any(isinstance(each, Accuracy) for each in report.networks)


ROADS = {
    "red and blue crossed": (
        {"evaluation": chain(RESIZED, "RGB2YUV444Transformer('HWC')", "HWC2CHWTransformer()")},
        "PC201 error evaluation",
        43,
    ),
    "rgb where yuv is taken": ({"evaluation": samples("rgb")}, "PC201 error evaluation", None),
    "divided by 255": ({"evaluation": samples("yuv444", more=["ScaleTransformer(1 / 255)"])}, "PC305 error evaluation", 73),
    "video for full range": ({"evaluation": samples("video")}, "PC204 error evaluation", 0),
    "letterbox": ({"evaluation": samples("yuv444").replace(RESIZED, "PadResizeTransformer((32, 32))")}, "PC402 error evaluation", 0),
    "calibration normalised": ({"calibration": training()}, "PC301 error calibration", 73),
    "calibration in bgr": ({"calibration": calibrated()}, "PC201 error calibration", 43),
    "calibration divided by 255": ({"calibration": calibrated(TURNED, "ScaleTransformer(1 / 255)")}, "PC305 error calibration", 73),
    "hb_compile: bgr": ({"tool": "hb_compile", "evaluation": training(swap=False)}, "PC201 error evaluation", 43),
    "hb_compile: 0..1": ({"tool": "hb_compile", "evaluation": UNIT}, "PC303 error evaluation", 57),
    "hb_compile: 0..255": ({"tool": "hb_compile", "evaluation": samples("rgb")}, "PC302 error evaluation", 73),
    "hb_compile: twice": ({"tool": "hb_compile", "evaluation": NORMALISED_AGAIN}, "PC301 error evaluation", 25),
    "hb_compile: calibration in 0..255": ({"tool": "hb_compile", "calibration": calibrated(TURNED)}, "PC302 error calibration", 73),
    "hb_compile: calibration in bgr": ({"tool": "hb_compile", "calibration": training(swap=False)}, "PC201 error calibration", 43),
    "hb_compile: std as scale": ({"tool": "hb_compile", "changes": {"scale_value": text(STD_AS_SCALE)}}, "PC304 error runtime", 62),
    "hb_compile: YAML in bgr": ({"tool": "hb_compile", "changes": {"input_type_train": "bgr"}}, "PC201 error runtime", 43),
}


@pytest.mark.parametrize(("given", "expected", "cost"), ROADS.values(), ids=list(ROADS))
def test_a_mistake_on_a_road_is_one_finding_with_its_cost(tmp_path, looked, given, expected, cost):
    report = looked(write(tmp_path, **given, said=MEANT))
    assert told(report) == [expected]
    (found,) = (each for each in report.findings if str(each.severity) == "error")
    assert found.cost == (None if cost is None else pytest.approx(cost, abs=2))


NUMBERS = {
    "std as scale": ({"scale_value": text(STD_AS_SCALE)}, (levels("rgb")[0], STD_AS_SCALE), "rgb", "PC304", 62),
    "no mean": ({"norm_type": "data_scale", "mean_value": None}, ((0, 0, 0), levels("rgb")[1]), "rgb", "PC303", 33),
    "bgr": ({"input_type_train": "bgr"}, levels("rgb"), "bgr", "PC201", 43),
}


@pytest.mark.parametrize("named", [True, False], ids=["evaluation named", "not named"])
@pytest.mark.parametrize(("changes", "numbers", "train", "code", "cost"), NUMBERS.values(), ids=list(NUMBERS))
def test_a_mistake_in_the_yaml_that_the_nodes_were_made_of(tmp_path, looked, named, changes, numbers, train, code, cost):
    nodes = built(source(tmp_path), train=train, numbers=numbers)
    report = looked(write(tmp_path, changes=changes, float_network=nodes, evaluation=samples("yuv444") if named else None, said=MEANT))
    assert told(report) == [f"{code} error runtime{'+evaluation' if named else ''}"]
    (found,) = (each for each in report.findings if str(each.severity) == "error")
    assert found.cost == pytest.approx(cost, abs=2)


@pytest.mark.parametrize("tool", ["hb_mapper", "hb_compile"])
def test_what_was_built_of_another_checkpoint(tmp_path, looked, tool):
    report = looked(write(tmp_path, tool=tool, float_network=built(source(tmp_path, disturbed), tool), said=MEANT))
    assert told(report) == ["PC702 error evaluation"]


@pytest.mark.parametrize("tool", ["hb_mapper", "hb_compile"])
def test_a_checkpoint_that_was_never_any_good_is_another_mistake(tmp_path, tool):
    """The network is what was built of it, and not as accurate as is stated on the road of training either."""
    bad = source(tmp_path, disturbed)
    write(tmp_path, tool=tool, float_network=built(bad, tool), said=MEANT)
    onnx.save(bad, tmp_path / "model.onnx")
    assert told(pipecheck.model(tmp_path)) == ["PC701 error evaluation"]


@pytest.mark.parametrize("named", [True, False], ids=["evaluation named", "not named"])
def test_what_was_built_of_another_yaml(tmp_path, looked, named):
    old = built(source(tmp_path), numbers=((0, 0, 0), (1 / 255,) * 3))
    report = looked(write(tmp_path, float_network=old, evaluation=samples("yuv444") if named else None, said=MEANT))
    assert told(report) == ["PC513 error"]


@pytest.mark.parametrize("tool", ["hb_mapper", "hb_compile"])
def test_a_dropout_in_training_mode(tmp_path, looked, tool):
    report = looked(write(tmp_path, tool=tool, float_network=built(source(tmp_path, dropping), tool)))
    assert told(report) == ["PC705 warning evaluation"]


@pytest.mark.parametrize("tool", ["hb_mapper", "hb_compile"])
def test_labels_that_are_off_by_one(tmp_path, looked, tool):
    write(tmp_path, tool=tool, said={**MEANT, "labels": "labels.csv"})
    lines = (f"{path},{(networks.CLASSES.index(path.parent.name) + 1) % len(networks.CLASSES)}\n" for path in pictures(tmp_path))
    (tmp_path / "labels.csv").write_text("".join(lines), encoding="utf-8")
    report = looked(tmp_path)
    assert told(report) == ["PC701 error evaluation"]
    (found,) = (each for each in report.findings if each.code == "PC701")
    assert "label" in found.hint


def pictures(folder):
    return sorted(path.relative_to(folder / "pictures") for path in Path(folder / "pictures").rglob("*.png"))


COUNTING = "def hit(outputs, truth):\n    (logits,) = outputs.values()\n    return int(logits.argmax()) {} truth\n"


@pytest.mark.parametrize(
    ("compared", "expected"), [pytest.param("==", [], id="right"), pytest.param("+ 1 ==", ["PC706 error evaluation"], id="off by one")]
)
def test_a_metric_of_their_own(tmp_path, compared, expected):
    write(tmp_path, said={**MEANT, "metric": "metric.py:hit"})
    (tmp_path / "metric.py").write_text(COUNTING.format(compared), encoding="utf-8")
    assert told(pipecheck.model(tmp_path, allow_exec=True)) == expected


def probed(folder, **given):
    """What is said of a network that is probed, with no calibration and no YAML to explain anything."""
    write(folder, tool="hb_compile", **given)
    return pipecheck.model(
        folder / "model.onnx", **roads(folder, given), images=folder / "pictures", labels=folder / "pictures", probe=True
    )


def roads(folder, given):
    return {road: f"{folder / road}.py:preprocess" for road in ("training", "evaluation") if given.get(road)}


def test_what_the_probe_finds_is_only_said_where_nothing_explains_it(tmp_path):
    wrong = training(swap=False)
    (tmp_path / "alone").mkdir(), (tmp_path / "compared").mkdir(), (tmp_path / "right").mkdir()
    assert told(probed(tmp_path / "alone", evaluation=wrong)) == ["PC703 error"]
    assert told(probed(tmp_path / "compared", training=training(), evaluation=wrong)) == ["PC201 error evaluation"]
    assert told(probed(tmp_path / "right", training=training(), evaluation=training())) == []
