"""Pages of real mistakes, and how the command line hands them over and chooses the letters of charts."""

import argparse
import io
import sys
from dataclasses import replace

import pytest
from calibration_sets import pictures
from pages import page
from projects import TRAINING, config, write
from test_cases import MISTAKEN, check

from pipecheck.cli import main
from pipecheck.cli.commands import _rendered
from pipecheck.report.order import ordered
from pipecheck.report.verdict import verdict


@pytest.mark.parametrize("story", MISTAKEN)
def test_a_real_mistake_is_a_page(story, tmp_path):
    (found,) = check(story, "wrong", tmp_path).values()
    report = replace(found, sets=(pictures(),))
    read = page(report)
    assert " ".join(verdict(report).split()) in read.text
    assert [data for data in read.said("code") if data.startswith("PC")] == [finding.code for finding in ordered(report.findings)]
    assert len(read.said("mark")) >= 1


def test_the_page_is_printed_or_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, config(), calibration=TRAINING)
    assert main(["check", "--format", "html"]) == 1
    printed = capsys.readouterr().out
    assert main(["check", "--format", "html", "--output", "report.html"]) == 1
    assert (tmp_path / "report.html").read_text(encoding="ascii") == printed
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("encoding", "output", "blocks"),
    [
        pytest.param("utf-8", None, True, id="utf-8"),
        pytest.param("gbk", None, True, id="an encoding that has them"),
        pytest.param("cp437", None, False, id="an encoding that has half of them"),
        pytest.param("ascii", None, False, id="an encoding without them"),
        pytest.param("ascii", "report.txt", True, id="a file"),
    ],
)
def test_charts_are_of_blocks_where_the_encoding_has_them(report, encoding, output, blocks, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    told = _rendered(replace(report, sets=(pictures(),)), argparse.Namespace(format="rich", output=output))
    assert ("▁▂▃" in told) is blocks
    assert (":-+*" in told) is not blocks


@pytest.mark.parametrize(("term", "colored"), [pytest.param("xterm", True, id="terminal"), pytest.param("dumb", False, id="dumb")])
def test_a_dumb_terminal_gets_no_colors(report, term, colored, monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", term)
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stdout", terminal)
    assert ("\x1b" in _rendered(report, argparse.Namespace(format=None, output=None))) is colored
