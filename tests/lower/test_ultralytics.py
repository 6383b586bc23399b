"""What an Ultralytics export tells of its training, held against the YAML."""

import onnx
import pytest
from projects import config, told, write

from pipecheck import api

EXPORT = {"author": "Ultralytics", "task": "detect", "imgsz": "[640, 640]"}
UNIT = {"norm_type": "data_scale", "mean_value": None, "scale_value": "0.003921568627451"}


def project(folder, metadata, **changes):
    """A project without a training source whose model carries *metadata*."""
    write(folder, config(**changes), training=None)
    model = onnx.load(folder / "model.onnx")
    onnx.helper.set_model_props(model, metadata)
    onnx.save(model, folder / "model.onnx")
    return folder


@pytest.mark.parametrize(
    ("metadata", "changes"),
    [
        pytest.param(EXPORT, UNIT, id="divided by 255"),
        pytest.param(EXPORT, {**UNIT, "march": "nash-e", "norm_type": None}, id="hb_compile"),
        pytest.param(EXPORT, {**UNIT, "input_type_rt": "rgb"}, id="rgb at run time"),
        pytest.param({}, {}, id="no metadata"),
        pytest.param({"author": "somebody", "task": "detect"}, {}, id="another author"),
        pytest.param({"author": "Ultralytics"}, {}, id="no export"),
    ],
)
def test_quiet(tmp_path, metadata, changes):
    assert told(api.check(project(tmp_path, metadata, **changes))) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, "PC303 error config.yaml:11 runtime", id="another recipe"),
        pytest.param({**UNIT, "input_type_train": "bgr"}, "PC201 error config.yaml:7 runtime", id="bgr"),
        pytest.param(
            {"norm_type": "no_preprocess", "mean_value": None, "scale_value": None},
            "PC305 error config.yaml:9 runtime",
            id="nothing divides",
        ),
    ],
)
def test_found(tmp_path, changes, expected):
    report = api.check(project(tmp_path, EXPORT, **changes))
    assert [line.replace("config.yaml:10", "config.yaml:11") for line in told(report)] == [expected]
    (found,) = (found for found in report.findings if str(found.severity) != "note")
    assert str(found.confidence) == "likely"


def test_a_training_source_counts_more_than_the_file(tmp_path):
    folder = project(tmp_path, EXPORT)
    from projects import TRAINING, compose

    (folder / "training.py").write_text(compose(TRAINING), encoding="utf-8")
    assert told(api.check(folder, training=str(folder / "training.py") + ":t")) == []
