"""JUnit XML is XML whatever people call their files, and counts what it tells."""

import xml.etree.ElementTree as ET

import pytest
from strange_reports import NAMES, finding, strange

from pipecheck.findings import Severity, Skipped
from pipecheck.report.machines.junit import render
from pipecheck.report.model import Report


def parsed(report):
    """The suite of *report*, after its counts were found to be right."""
    text = render(report)
    assert text.isascii()
    suites = ET.fromstring(text)
    (suite,) = suites
    cases = suite.findall("testcase")
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": 0,
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    for each in (suites, suite):
        assert {key: int(each.get(key)) for key in counts} == counts
    return suite


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_is_xml(name):
    parsed(strange(name))


def test_what_counts_fails_and_the_rest_is_told():
    findings = (finding(), finding(Severity.WARNING, code="PC403"), finding(Severity.NOTE, code="PC616"))
    for fail_on, failed in (
        (Severity.ERROR, ["PC201"]),
        (Severity.WARNING, ["PC201", "PC403"]),
        (Severity.NOTE, ["PC201", "PC403", "PC616"]),
    ):
        suite = parsed(Report(findings=findings, fail_on=fail_on))
        assert [each.get("type") for each in suite.iter("failure")] == failed
        assert sum(case.find("system-out") is not None for case in suite.iter("testcase")) == 3 - len(failed)


def test_what_was_not_checked_is_skipped_and_what_was_is_a_case():
    suite = parsed(Report(skipped=(Skipped("PC601", "no files"),), checked=("config.yaml", "data: runtime against training")))
    assert [(case.get("classname"), case.get("name")) for case in suite.iter("testcase")] == [
        ("pipecheck.PC6", "PC601 not checked"),
        ("pipecheck", "checked config.yaml"),
        ("pipecheck", "checked data: runtime against training"),
    ]
    assert [each.get("message") for each in suite.iter("skipped")] == ["no files"]
    assert (
        suite.findtext("system-out")
        == "clean: nothing found in config.yaml and data: runtime against training; no road was compared with training"
    )


@pytest.mark.parametrize("text", ["a < b & c > d", "]]>", "\"'", "𝄞 é −", "a\nb\tc", "<!-- x -->", "&copy;"])
def test_a_message_survives(text):
    suite = parsed(Report(findings=(finding(message=text, hint=text),)))
    failure = suite.find("testcase/failure")
    assert failure.get("message") == text
    assert failure.text.endswith(f"fix: {text}")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x0b", chr(0xD800), chr(0xDCE9), "\ufffe", "\uffff"])
def test_what_no_xml_may_hold_is_a_sign(sign):
    failure = parsed(Report(findings=(finding(message=f"a{sign}b"),))).find("testcase/failure")
    assert failure.get("message") == "a\ufffdb"


def test_a_case_is_found_in_its_file():
    case = parsed(Report(findings=(finding(name="deploy/../train/t.py"),))).find("testcase")
    assert (case.get("file"), case.get("line")) == ("train/t.py", "7")
