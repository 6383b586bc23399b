"""Every report is valid against the published schema and survives the way there and back."""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import get_args

import jsonschema
import numpy as np
import pytest

from pipecheck.findings import Confidence, Finding, Origin, Severity
from pipecheck.report.jsonformat import as_data, render
from pipecheck.report.model import Report
from pipecheck.spec import Affinity, ColorState, Decode, Fact, Placed, Quantised, Values
from pipecheck_transformers.ops import (
    CenterCrop,
    Color,
    Crop,
    CropFraction,
    DType,
    Flip,
    Geometry,
    Letterbox,
    LongSideCrop,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    WarpAffine,
)

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
FINDING = Finding(code="PC301", name="a-rule", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message="twice", origin=None)
EVERY_STEP = (
    Resize(2, 3), ResizeShort(2), ResizeLong(2), Letterbox(2, 3, fill=(1.0, 2.0, 3.0)), CenterCrop(2, 3), CropFraction(0.5), LongSideCrop(),
    Crop(top=0, left=0, height=2, width=3), Pad(top=1), PadToMultiple(32), PadTo(2, 3), ResizeHeight(2), ResizeToMultiple(64),
    ResizeBy(0.5, 0.25), WarpAffine(2, 3, matrix=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0)), Flip(),
)  # fmt: skip


def valid(report):
    """What *report* is as JSON, after the schema agreed."""
    data = json.loads(render(report), parse_constant=pytest.fail)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert data == as_data(report)
    return data


def with_fact(clean, aspect, value):
    spec = replace(clean.roads["data"]["training"], **{aspect: Fact(value)})
    return valid(replace(clean, roads={"data": {"training": spec}}))["inputs"]["data"]["training"][aspect]["value"]


def evidence(value):
    return valid(Report(findings=(replace(FINDING, evidence={"it": value}),)))["findings"][0]["evidence"]["it"]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_knows_the_whole_vocabulary():
    named = SCHEMA["$defs"]["placed"]["properties"]["op"]["enum"]
    spec = SCHEMA["$defs"]["spec"]["properties"]
    assert set(named) == {kind.__name__ for kind in get_args(Geometry)} == {type(op).__name__ for op in EVERY_STEP}
    assert set(spec["color"]["properties"]["value"]["anyOf"][0]["properties"]["name"]["enum"]) == set(get_args(Color))
    assert set(spec["dtype"]["properties"]["value"]["anyOf"][0]["enum"]) == set(get_args(DType))


def test_a_full_report(report):
    data = valid(report)
    assert (data["schema"], data["status"], data["tool"]) == (1, 1, {"name": "pipecheck", "version": "0.1.0"})
    assert [finding["code"] for finding in data["findings"]] == ["PC301", "PC201", "PC403", "PC003"]
    assert data["skipped"][0] == {"code": "PC601", "reason": "the calibration directory ./calibration_data_rgb_f32 does not exist yet"}
    assert list(data["inputs"]["data"]) == ["training", "calibration", "runtime"]


def test_a_finding_has_every_key(report):
    told = valid(report)["findings"][0]
    assert told == {
        "code": "PC301",
        "name": "double-normalization",
        "severity": "error",
        "confidence": "certain",
        "input": None,
        "roads": ["calibration", "evaluation"],
        "message": told["message"],
        "hint": "write calibration files in 0..255: remove `(image / 255.0 - MEAN) / STD` from preprocess.py",
        "origin": {"path": "preprocess.py", "line": 6, "column": 10},
        "related": [
            {"path": "deploy/resnet50_config.yaml", "line": 6, "column": 3, "text": "the model applies these as well"},
            {"path": "train/transforms.py", "line": 5, "column": 5, "text": "training normalises once"},
        ],
        "evidence": {"gap": 214.5},
        "cost": None,
        "cost_unit": None,
        "fix": None,
    }


def test_a_finding_has_its_cost_with_its_unit():
    (told,) = valid(Report(findings=(replace(FINDING, cost=16.1, cost_unit="points"),)))["findings"]
    assert (told["cost"], told["cost_unit"]) == (16.1, "points")
    (nothing,) = valid(Report(findings=(replace(FINDING, cost=math.nan, cost_unit="points"),)))["findings"]
    assert nothing["cost"] is None


def test_a_fact_has_its_place_and_its_convention(report):
    training = valid(report)["inputs"]["data"]["training"]
    assert training["color"] == {
        "value": {"name": "rgb", "range": None, "crossed": False, "colorless": False, "misread": None},
        "origin": {"path": "train/transforms.py", "line": 4, "column": 5},
        "assumed": "torchvision pipelines start from a PIL image in RGB",
    }
    assert valid(report)["inputs"]["data"]["runtime"]["decode"] == {"value": None, "origin": None, "assumed": None}


def test_an_empty_report():
    assert valid(Report()) == {
        "schema": 1,
        "tool": {"name": "pipecheck", "version": ""},
        "status": 3,
        "inputs": {},
        "findings": [],
        "ignored": [],
        "skipped": [],
        "checked": [],
        "calibration": [],
        "networks": [],
    }


def test_every_geometry_step(clean):
    told = with_fact(clean, "geometry", tuple(Placed(op) for op in EVERY_STEP))
    assert told[0] == {
        "op": "Resize", "height": 2, "width": 3, "interpolation": "linear", "library": "opencv", "antialias": None, "on": None,
    }  # fmt: skip
    assert told[3]["fill"] == [1.0, 2.0, 3.0]
    assert with_fact(clean, "geometry", (Placed(Resize(2, 3, interpolation="cubic"), "floats"),))[0]["on"] == "floats"


def test_values_with_a_cast(clean):
    cast = Quantised(Affinity((1 / 255,)), "int8", "truncate", "wrap")
    assert with_fact(clean, "values", Values(Affinity((2.0,), (1.0,)), (cast,))) == {
        "scale": [2.0],
        "bias": [1.0],
        "casts": [{"before": {"scale": [1 / 255], "bias": [0.0]}, "dtype": "int8", "rounding": "truncate", "overflow": "wrap"}],
    }


def test_values_that_are_not_finite_are_null(clean):
    assert with_fact(clean, "values", Values(Affinity((math.inf,), (math.nan,)))) == {"scale": [None], "bias": [None], "casts": []}


@pytest.mark.parametrize(
    ("aspect", "value", "told"),
    [
        ("decode", Decode(None, None), {"library": None, "exif": None}),
        ("color", ColorState("nv12", "video", crossed=True, misread="full"), None),
        ("layout", "hwc", "hwc"),
        ("dtype", "int8", "int8"),
    ],
)
def test_the_other_aspects(clean, aspect, value, told):
    assert told in (None, with_fact(clean, aspect, value))


@dataclass(frozen=True)
class Measured:
    mean: float
    where: PurePosixPath


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(math.nan, None, id="nan"),
        pytest.param([-math.inf, 1], [None, 1], id="infinity inside"),
        pytest.param((1, 2), [1, 2], id="tuple"),
        pytest.param({"b", "a"}, ["a", "b"], id="set"),
        pytest.param(PureWindowsPath("a\\b.py"), "a/b.py", id="windows path"),
        pytest.param({1: PurePosixPath("a/b")}, {"1": "a/b"}, id="keys are text"),
        pytest.param(Severity.ERROR, "error", id="enum"),
        pytest.param(Measured(math.nan, PurePosixPath("a")), {"mean": None, "where": "a"}, id="dataclass"),
        pytest.param(np.float32(0.5), 0.5, id="numpy float"),
        pytest.param(np.int64(3), 3, id="numpy integer"),
        pytest.param(True, True, id="bool"),
        pytest.param("读取", "读取", id="text"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_evidence_is_passed_through(value, told):
    assert evidence(value) == told


def test_text_is_ascii_and_any_path_survives():
    told = replace(FINDING, message="读取 \udcff", origin=Origin(Path("a\udcffb.py")))
    text = render(Report(findings=(told,)))
    assert text.isascii()
    assert json.loads(text)["findings"][0]["message"] == "读取 \udcff"


@pytest.mark.parametrize("key", ["findings", "inputs", "status"])
def test_the_schema_refuses_a_report_without_a_key(report, key):
    data = as_data(report)
    del data[key]
    with pytest.raises(jsonschema.ValidationError, match="required"):
        jsonschema.Draft202012Validator(SCHEMA).validate(data)
