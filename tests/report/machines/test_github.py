"""Annotations say what they should, and no name of a file starts a command of its own."""

from pathlib import Path

import pytest
from strange_reports import NAMES, finding, strange

from pipecheck.findings import Origin, Severity
from pipecheck.report.machines.github import render
from pipecheck.report.model import Report

TITLE = ",title=PC201 channel-order-mismatch::"
PLACE = f",line=7,col=21,endColumn=24{TITLE}"
HERE = f"::error file=config.yaml{PLACE}"


def told(report):
    """The verdict, and the commands behind it."""
    text = render(report)
    verdict, *commands = text.splitlines()
    assert text.count("\n") == len(commands) + 1
    assert not verdict.lstrip().startswith("::")
    assert "##[" not in verdict  # which older runners obey anywhere in a line
    return commands


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_starts_no_command(name):
    commands = told(strange(name))
    assert [each.split(" ")[0] for each in commands] == ["::error", "::warning", "::notice", "::notice"]


@pytest.mark.parametrize(
    ("change", "command"),
    [
        pytest.param({}, f"{HERE}the network gets bgr", id="all"),
        pytest.param({"severity": Severity.WARNING, "origin": None}, f"::warning {TITLE[1:]}the network gets bgr", id="no place"),
        pytest.param({"origin": Origin(Path("a"))}, f"::error file=a{TITLE}the network gets bgr", id="no line"),
        pytest.param({"origin": Origin(Path("a"), 3)}, f"::error file=a,line=3{TITLE}the network gets bgr", id="no column"),
        pytest.param({"name": "a:1,b%.yaml"}, f"::error file=a%3A1%2Cb%25.yaml{PLACE}the network gets bgr", id="colon, comma and per cent"),
        pytest.param({"name": "d/../t.py"}, f"::error file=t.py{PLACE}the network gets bgr", id="a detour"),
        pytest.param({"message": "a:b, 5 %\n::error::x"}, f"{HERE}a:b, 5 %25%0A::error::x", id="message"),
        pytest.param({"hint": "do\nthis", "related": ()}, f"{HERE}the network gets bgr%0Afix: do%0Athis", id="hint"),
        pytest.param({"cost": 12.8}, f"{HERE}the network gets bgr (costs 12.8 points)", id="cost"),
    ],
)  # fmt: skip
def test_a_command(change, command):
    (line,) = told(Report(findings=(finding(**{"hint": None, "related": (), **change}),)))
    assert line == command


def test_where_else_to_look_is_told_below():
    (line,) = told(Report(findings=(finding(),)))
    assert line.endswith("::the network gets bgr%0Aconfig.yaml: the network gets bgr%0Afix: see config.yaml")
