"""What was measured on networks in JSON: every kind is as the schema says, and the schema describes every field and every word."""

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from looked_at import sight
from measured_networks import accuracy, agreement, apart, costs, figure, lossy, probed, wrong
from measured_quantised import EVERY

from pipecheck.evidence.agreeing import Likeness
from pipecheck.evidence.model import TASKS, Accuracy, Cost, Costs, Figure, Goal, Hypothesis, Lossy, Matter, Own, Probed, Stop
from pipecheck.evidence.pair import Agreement, OutputGap, Part  # fmt: skip
from pipecheck.evidence.pixels import Parting
from pipecheck.evidence.quant import Attempt, Corrected, Distance, Loss, NodeDistance, Simulated, Unfused
from pipecheck.report.jsonformat import render
from pipecheck.report.model import Report
from pipecheck.report.network.triage import Chapter, Triage
from pipecheck.rules.network.standing import Standing

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
DEFS = SCHEMA["$defs"]
OUTPUT = DEFS["agreement"]["properties"]["outputs"]["items"]
QUANTISED = DEFS["simulated"]["properties"]
INLINE = {
    "own": DEFS["accuracy"]["properties"]["own"]["anyOf"][0],
    "parting": DEFS["agreement"]["properties"]["parting"]["anyOf"][0],
    "part": DEFS["agreement"]["properties"]["part"]["anyOf"][0],
    "output": OUTPUT,
    "unit": QUANTISED["units"]["items"],
    "attempt": QUANTISED["attempts"]["items"],
    "unfused": QUANTISED["apart"]["items"],
    "corrected": QUANTISED["corrected"]["anyOf"][0],
    "loss": QUANTISED["loss"]["anyOf"][0],
}


def told(*networks):
    data = json.loads(render(Report(networks=networks)), parse_constant=pytest.fail)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data["networks"]


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_everything_is_as_the_schema_says(make):
    (data,) = told(make())
    assert data["kind"] == type(make()).__name__.lower()


@pytest.mark.parametrize(
    ("kind", "name", "added"),
    [
        pytest.param(Accuracy, "accuracy", {"kind", "standing", "triage"}, id="accuracy"),
        pytest.param(Agreement, "agreement", {"kind", "standing"}, id="agreement"),
        pytest.param(Costs, "costs", {"kind"}, id="costs"),
        pytest.param(Probed, "probed", {"kind"}, id="probed"),
        pytest.param(Lossy, "lossy", {"kind"}, id="lossy"),
        pytest.param(Simulated, "simulated", {"kind"}, id="simulated"),
        pytest.param(Distance, "distance", set(), id="distance"),
        pytest.param(NodeDistance, "unit", set(), id="unit"),
        pytest.param(Attempt, "attempt", set(), id="attempt"),
        pytest.param(Unfused, "unfused", set(), id="unfused"),
        pytest.param(Corrected, "corrected", set(), id="corrected"),
        pytest.param(Loss, "loss", set(), id="loss"),
        pytest.param(Figure, "figure", set(), id="figure"),
        pytest.param(Goal, "goal", set(), id="goal"),
        pytest.param(Cost, "cost", set(), id="cost"),
        pytest.param(Hypothesis, "hypothesis", set(), id="hypothesis"),
        pytest.param(Triage, "triage", set(), id="triage"),
        pytest.param(Own, "own", set(), id="own"),
        pytest.param(Parting, "parting", set(), id="parting"),
        pytest.param(Part, "part", set(), id="part"),
        pytest.param(OutputGap, "output", set(), id="output"),
    ],
)
def test_the_schema_has_and_describes_every_field(kind, name, added):
    known = {**DEFS, **INLINE}[name]
    named = {field.name for field in fields(kind)} - {"sight"}  # which is to be looked at
    assert set(known["required"]) == set(known["properties"]) == {*named, *added}
    assert [key for key, value in known["properties"].items() if not {"description", "const"} & set(value)] == []


@pytest.mark.parametrize(
    ("name", "key", "vocabulary"),
    [
        pytest.param("accuracy", "task", TASKS, id="tasks"),
        pytest.param("accuracy", "stopped", (*get_args(Stop), None), id="why it stopped"),
        pytest.param("probed", "stopped", (*get_args(Stop), None), id="why the probe stopped"),
        pytest.param("accuracy", "standing", (*get_args(Standing), None), id="standings"),
        pytest.param("agreement", "standing", (*get_args(Likeness), None), id="agreements"),
        pytest.param("triage", "chapter", get_args(Chapter), id="chapters"),
        pytest.param("cost", "matter", get_args(Matter), id="matters"),
    ],
)
def test_the_schema_has_every_word(name, key, vocabulary):
    assert set(DEFS[name]["properties"][key]["enum"]) == set(vocabulary)


def test_what_is_to_be_looked_at_is_left_out():
    assert told(apart(sight=sight())) == told(apart())


def test_an_accuracy_has_its_standing_its_places_and_what_to_do():
    (data,) = told(wrong())
    assert (data["model"], data["standing"]) == ("model_output/original_float.onnx", "below")
    assert data["expected"] == {"value": 0.7654, "digits": 4, "origin": {"path": "pipecheck.toml", "line": 12, "column": 1}}
    assert (data["triage"]["chapter"], data["triage"]["command"]) == ("float", "pipecheck model --probe")
    assert told(accuracy())[0]["triage"] is None


def test_pairs_have_names():
    (gap,) = told(apart())[0]["outputs"][:1]
    assert gap["worst"][0] == {"name": "cat/0007.jpg", "largest": 3.1}
    assert told(apart())[0]["parting"]["right"][0] == {
        "step": "Resize(224, 224, interpolation='cubic')",
        "origin": {"path": "preprocess.py", "line": 5, "column": 10},
    }
    assert [each["road"] for each in told(costs())[0]["roads"]] == ["calibration", "runtime"]
    assert told(probed())[0]["ranking"][0]["parts"][1] == {"aspect": "size", "value": "32×32"}


@pytest.mark.parametrize(
    "each",
    [
        pytest.param(accuracy(figures=(figure(math.nan, math.nan),), chance=math.nan, unsteady=math.inf), id="accuracy"),
        pytest.param(
            agreement(outputs=(OutputGap(name="y\udcff", cosine=math.nan, largest=math.inf, reach=math.nan, decimals=0),), inputs=math.inf),
            id="agreement",
        ),
        pytest.param(costs(trained=figure(math.nan, math.inf)), id="costs"),
        pytest.param(probed(lead=math.nan, bound=-math.inf), id="probed"),
        pytest.param(lossy(cost=Cost(road="runtime", matter="chroma", what="", broken=math.nan)), id="lossy"),
    ],
)
def test_numbers_that_json_cannot_hold_are_null(each):
    assert told(each)


def test_a_report_without_networks_has_none():
    assert told() == []
