"""What was measured on networks on a terminal: as wide as it is, readable without color and without block characters."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from measured_networks import MODEL, accuracy, agreement, cost, costs, goal, hypothesis, probed, wrong
from measured_quantised import EVERY

from pipecheck.evidence.pair import OutputGap
from pipecheck.findings import Confidence, Finding, Severity
from pipecheck.report import terminal
from pipecheck.report.cells import width
from pipecheck.report.model import Report

FINDING = Finding(code="PC201", name="order", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message="bgr", origin=None)


def plain(*networks, columns=100, blocks=True, **said):
    return terminal.render(Report(networks=networks, **said), width=columns, color=False, blocks=blocks)


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120, 160])
@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_nothing_is_wider_than_the_terminal(make, columns):
    assert max(width(line) for line in plain(make(), columns=columns).splitlines()) <= columns


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_names_of_any_length_and_kind_fit(columns):
    wild = "[red]\x1b[31m" + "图片/很长的名字" * 20
    model = Path("m" * 200 + ".onnx")
    gap = OutputGap(name=wild, cosine=-1.0, largest=1e30, reach=1e-30, decimals=0, same=0.5, worst=((wild, 1e30),))
    made = (
        accuracy(model=model, assumed=(wild,)),
        agreement(outputs=(gap,), missing=(wild,)),
        costs(costs=(cost("values", wild), cost("kernel", "k" * 300))),
        probed(ranking=(hypothesis(wild), hypothesis("h" * 300, declared=True)), open=(wild,)),
    )
    shown = plain(*made, columns=columns)
    assert max(width(line) for line in shown.splitlines()) <= columns
    assert "\x1b" not in shown
    assert "[red]" in shown


def test_color_changes_no_letter():
    made = tuple(make() for make in EVERY.values())
    colored = terminal.render(Report(networks=made), width=100, color=True)
    assert "\x1b[" in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain(*made).splitlines()


def test_costs_are_bars_beside_their_words_where_there_is_room():
    rows = [line for line in plain(costs(), columns=160).splitlines() if "points" in line]
    assert rows[0] == (
        "  values: normalised twice             −40.4 points [−44.9, −35.9]             ██████████████████████████████  "
        "calibration; mended: +39.0"
    )
    bars = [line.count("█") for line in rows]
    assert bars == [30, 12, 0]
    assert rows[2].count("▎") == 1


def test_on_a_narrow_terminal_the_bars_stand_below():
    lines = plain(costs(), columns=80).splitlines()
    at = next(index for index, line in enumerate(lines) if "normalised twice" in line)
    assert lines[at].split() == ["values:", "normalised", "twice", "−40.4", "points", "[−44.9,", "−35.9]"]
    assert lines[at + 1].split()[:3] == ["calibration;", "mended:", "+39.0"]
    assert "█" in lines[at + 1]


def test_a_terminal_without_blocks_gets_ascii():
    shown = plain(costs(), probed(), blocks=False)
    assert not set(shown) & set("█▏▎▍▌▋▊▉")
    assert "#" * 20 in shown


def test_hypotheses_are_bars_with_marks_that_need_no_color():
    rows = [line.rstrip() for line in plain(probed(), columns=120).splitlines() if "ImageNet" in line and "█" in line]
    assert [row[:4].strip() for row in rows] == ["1", "2", "3"]
    assert "[tied]" in rows[1]
    assert "[declared]" in rows[2]
    assert rows[0].count("█") > rows[2].count("█") > 5
    assert "5 more" in plain(probed(), columns=120)


def test_bars_are_as_long_as_the_scores():
    ranking = (hypothesis("a", 0.8, 0.0), hypothesis("b", 0.4, 0.0), hypothesis("c", 0.0, 0.0))
    rows = [line for line in plain(probed(ranking=ranking, open=(), ties=0), columns=160).splitlines() if re.match(r"  [123] ", line)]
    assert [row.count("█") for row in rows] == [30, 15, 0]


def test_what_quantisation_loses_and_what_to_run_next_is_said():
    shown = " ".join(plain(accuracy(quantized=goal(0.6912)), columns=80, roads={}).split())
    assert "quantised: quantisation loses 9.7 % (0.6912 against 0.7654), above 4 %" in shown
    assert "next: pipecheck check" in shown
    assert "next: pipecheck model --probe" in " ".join(plain(wrong()).split())


def test_a_finding_says_what_it_costs():
    told = replace(FINDING, cost=16.1, cost_unit="points")
    assert "error PC201 order  costs 16.1 points\n" in plain(findings=(told,))
    assert "costs" not in plain(findings=(FINDING,))


def test_the_title_names_model_and_pictures():
    assert f"cost of each mismatch on {MODEL.name}, 600 pictures of data/val\n" in plain(costs())
