"""Reports of one run agree across all formats: the same findings, in the same order, as grave, at the same places."""

import pytest
from parsed_back import back, rendered, said
from strange_reports import NAMES, strange
from test_cases import MISTAKEN, check

from pipecheck.cli.parser import FORMATS
from pipecheck.report.model import Report

MORE = ("text", "github")
"""Formats that say more behind the message: roads and inputs, related places and the fix."""


def agree(report, format_):
    told, meant = back(rendered(report, format_), format_), list(said(report, format_))
    assert [each[:2] for each in told] == [each[:2] for each in meant]
    for (code, _, where, message), (_, _, place, words) in zip(told, meant, strict=True):
        if place is not None:  # SARIF needs a place for everything, and the terminal shows what stands next
            assert where == place
        if not (format_ == "junit" and message.startswith(code)):  # what does not count is told in the body
            assert message.startswith(words) if format_ in MORE else message == words


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("story", MISTAKEN)
def test_on_real_mistakes(story, format_, tmp_path):
    (report,) = check(story, "wrong", tmp_path).values()
    assert report.findings
    agree(report, format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_on_a_full_report(report, format_):
    agree(report, format_)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_on_strange_names(name, format_):
    agree(strange(name), format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_on_nothing(format_):
    assert back(rendered(Report(), format_), format_) == []
