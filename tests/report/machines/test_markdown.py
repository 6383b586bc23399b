"""Markdown shows names as they are: no name makes a column, a link, a list or an element of its own."""

import re

import pytest
from strange_reports import NAMES, finding, strange

from pipecheck.findings import Severity, Skipped
from pipecheck.report.machines.markdown import render
from pipecheck.report.model import Report

CODE = re.compile(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)")


def outside_code(text):
    """*text* without spans of code and without what a backslash makes plain."""
    return re.sub(r"\\[!-/:-@\[-`{-~]", "", CODE.sub("", text))


def rows(text):
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_are_shown_as_they_are(name):
    text = render(strange(name))
    bare = outside_code(re.sub(r"</?(details|summary)>", "", text))
    assert not re.search(r"[<>\[\]`$~]|&(?!lt;|gt;|amp;|quot;|#x27;)", bare)
    assert {len(row) for row in rows(text)} == {5}
    assert text.count("\n- ") == len(re.findall(r"^- ", text, re.MULTILINE))
    assert not re.search(r"^- (-|\+|\d+[.)]) ", text, re.MULTILINE)


def test_a_table_of_findings():
    findings = (finding(message="a|b `c` *d*", cost=3.5, cost_unit="a|b"), finding(Severity.NOTE, "x`y|z.yaml", origin=None))
    text = render(Report(findings=findings))
    assert [row for row in rows(text) if "PC201" in row[1]] == [
        [" ❌ ", " PC201 channel-order-mismatch ", " `config.yaml:7:21` ", r" a\|b \`c\` \*d\* ", r" costs 3.5 of a\|b "],
        [" ℹ️ ", " PC201 channel-order-mismatch ", "  ", " the network gets bgr ", "  "],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "span"),
    [("a b.yaml", "`a b.yaml:7:21`"), ("a|b.yaml", r"`a\|b.yaml:7:21`"), ("`a`", "`` `a`:7:21 ``"), ("a``b", "```a``b:7:21```")],
)
def test_a_place_is_a_span_of_code(name, span):
    assert f"| {span} |" in render(Report(findings=(finding(name=name),)))


@pytest.mark.parametrize(
    ("reason", "line"), [("- a", r"- \- a"), ("1. a", r"- 1\. a"), ("+ a", r"- \+ a"), ("0.5 is low", r"- 0\.5 is low")]
)
def test_a_reason_begins_no_list(reason, line):
    assert f"{line} (PC601)" in render(Report(skipped=(Skipped("PC601", reason),)))


def test_a_full_report(report):
    text = render(report)
    assert text.startswith("### pipecheck: error: the script normalises the picture")
    assert [row[0].strip() for row in rows(text)][2:6] == ["❌", "❌", "⚠️", "ℹ️"]
    assert re.findall("<summary>(.*?)</summary>", text) == ["What to do", "Roads of data", "Not checked: 18"]
    assert text.endswith("\n2 errors, 1 warning and 1 note; 18 checks skipped\n")


def test_an_input_is_no_element(report):
    roads = {"<b>x</b> & y": report.roads["data"]}
    assert "<summary>Roads of &lt;b&gt;x&lt;/b&gt; &amp; y</summary>" in render(Report(roads=roads))


def test_of_nothing():
    assert render(Report()) == "### pipecheck: nothing was checked: there was nothing to check\n\nno findings\n"
