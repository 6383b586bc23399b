"""Calibration sets in JSON: every shape of them is as the schema says, and the schema has every word of the vocabulary."""

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from calibration_sets import EVERY, fit, pictures, tensors, written

from pipecheck.evidence.calibration import Advice, Chart, Coverage, Oddity, PictureSet, Quantity
from pipecheck.evidence.tensors import Claimed, Expected, Held, Kind, Matched, Numbers, TensorSet, Tool
from pipecheck.report.jsonformat import render
from pipecheck.report.model import Report
from pipecheck.spec import ASPECTS
from pipecheck_transformers.words import Color, DType, Layout

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def told(*sets):
    data = json.loads(render(Report(sets=sets)), parse_constant=pytest.fail)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data["calibration"]


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_every_set_is_as_the_schema_says(make):
    (data,) = told(make())
    assert data["kind"] == ("pictures" if isinstance(make(), PictureSet) else "tensors")


@pytest.mark.parametrize(
    ("kind", "name", "added"),
    [
        pytest.param(PictureSet, "pictures", {"kind", "suggestions"}, id="pictures"),
        pytest.param(Coverage, "coverage", set(), id="coverage"),
        pytest.param(Advice, "advice", set(), id="advice"),
        pytest.param(TensorSet, "tensors", {"kind", "suggestions"}, id="tensors"),
        pytest.param(Expected, "expected", set(), id="expected"),
        pytest.param(Held, "held", set(), id="held"),
        pytest.param(Matched, "matched", set(), id="matched"),
    ],
)
def test_the_schema_has_every_field(kind, name, added):
    assert set(SCHEMA["$defs"][name]["required"]) == {*(field.name for field in fields(kind)), *added}


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        pytest.param(SCHEMA["$defs"]["pictures"]["properties"]["odd"]["items"]["properties"]["oddity"], get_args(Oddity), id="oddities"),
        pytest.param(
            SCHEMA["$defs"]["pictures"]["properties"]["shifts"]["items"]["properties"]["quantity"], get_args(Quantity), id="quantities"
        ),
        pytest.param(SCHEMA["$defs"]["held"]["properties"]["kind"], get_args(Kind), id="kinds"),
        pytest.param(SCHEMA["$defs"]["expected"]["properties"]["tool"], (*get_args(Tool), None), id="tools"),
        pytest.param(SCHEMA["$defs"]["expected"]["properties"]["color"], (*get_args(Color), None), id="colors"),
        pytest.param(SCHEMA["$defs"]["expected"]["properties"]["dtype"], (*get_args(DType), None), id="dtypes"),
        pytest.param(SCHEMA["$defs"]["expected"]["properties"]["layout"], (*get_args(Layout), None), id="layouts"),
        pytest.param(SCHEMA["$defs"]["expected"]["properties"]["origins"]["propertyNames"], get_args(Claimed), id="claims"),
        pytest.param(SCHEMA["$defs"]["matched"]["properties"]["aspect"], (*ASPECTS, None), id="aspects"),
    ],
)
def test_the_schema_has_every_word(words, vocabulary):
    assert set(words["enum"]) == set(vocabulary)


def test_pictures_are_left_out_and_paths_are_text():
    (data,) = told(pictures())
    assert data["sheet"][0] == {"name": "cat/0007.jpg", "caption": "dark: mean level 3"}
    assert (data["folder"], data["validation"]) == ("data/calib", "data/val")
    assert data["coverage"][0]["counts"][3] == {"name": "cat", "count": 31}
    assert data["coverage"][0]["origin"] == {"path": "names.txt", "line": 1, "column": None}
    assert data["suggestions"][0] == "mend or remove the 3 files that cannot be read"


def test_what_is_held_and_expected_is_told_in_full():
    (data,) = told(tensors())
    assert data["held"]["affine"] == {"scale": [0.01712, 0.01751, 0.01743], "bias": [-2.118, -2.036, -1.804]}
    assert data["expected"]["origins"]["layout"] == {"path": "config.yaml", "line": 8, "column": 3}
    assert data["matched"]["place"] == {"path": "preprocess.py", "line": 5, "column": 10}
    assert data["explained"] == ["color", "values"]


@pytest.mark.parametrize(
    "each",
    [
        pytest.param(fit(charts=(Chart(title="x", low=math.nan, high=math.inf, here=(math.nan, -math.inf), there=()),)), id="charts"),
        pytest.param(
            written(numbers=Numbers(layout=None, low=(math.nan,), high=(math.inf,), mean=(math.nan,), deviation=(0.0,), count=0)),
            id="numbers",
        ),
        pytest.param(written(matched=Matched(pairs=1, found_by="content", same=0, largest=math.inf)), id="matched"),
        pytest.param(written(held=Held(kind="other", certain=False, proof="\udcff")), id="text that no encoding has"),
    ],
)
def test_numbers_that_json_cannot_hold_are_null(each):
    assert told(each)


def test_a_report_without_sets_has_none():
    assert told() == []
