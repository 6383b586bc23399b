"""A report where it is shown without being asked for a format."""

import io
from html import unescape

import pytest
from projects import RAW, config, write
from rich.console import Console

from pipecheck import api
from pipecheck.report import terminal
from pipecheck.report.html import page
from pipecheck.report.model import Report


@pytest.fixture
def report(tmp_path):
    return api.check(write(tmp_path, config(input_type_train="bgr"), calibration=RAW))


def test_a_notebook_shows_the_page_in_a_frame(report):
    shown = report._repr_html_()
    start = '<iframe srcdoc="'
    assert shown.startswith(start)
    assert unescape(shown[len(start) : shown.index('" style=')]) == page.render(report)


def test_rich_prints_the_report_of_the_terminal(report):
    out = io.StringIO()
    Console(file=out, width=100, highlight=False).print(report)
    plain = "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())
    assert plain == terminal.render(report, width=100, color=False)


def test_printed_it_is_text_and_in_a_failed_assertion_one_line(report):
    assert str(report).startswith("error: ")
    assert repr(report) == f"<Report {str(report).splitlines()[0]}>"


def test_an_empty_one_is_shown_too():
    assert "nothing was checked" in Report()._repr_html_()
