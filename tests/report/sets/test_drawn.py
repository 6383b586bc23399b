"""Calibration sets on a terminal: as wide as it is, readable without color and without block characters."""

import re

import pytest
from calibration_sets import EVERY, fit, pictures

from pipecheck.evidence.calibration import Chart, Coverage
from pipecheck.report import terminal
from pipecheck.report.cells import width
from pipecheck.report.model import Report


def plain(*sets, columns=80, blocks=True):
    return terminal.render(Report(sets=sets), width=columns, color=False, blocks=blocks)


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 140, 220])
@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_nothing_is_wider_than_the_terminal(make, columns):
    assert max(width(line) for line in plain(make(), columns=columns).splitlines()) <= columns


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_names_of_any_length_and_kind_fit(columns):
    names = ("n" * 300, "图片/很长的名字" * 20, "[red]", "\x1b[31m")
    coverage = Coverage(title="t" * 90, counts=tuple((name, 10**index) for index, name in enumerate(names)))
    chart = Chart(title="c" * 90, low=-1e30, high=1e30, here=(0.5,) * 400, there=(0.1,) * 7)
    shown = plain(pictures(coverage=(coverage,), charts=(chart,), overlapping=names), columns=columns)
    assert max(width(line) for line in shown.splitlines()) <= columns
    assert "\x1b" not in shown
    assert "[red]" in shown


def test_color_changes_no_letter():
    colored = terminal.render(Report(sets=(pictures(),)), width=80, color=True)
    assert "\x1b[" in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain(pictures()).splitlines()


def test_histograms_stand_above_those_of_training():
    lines = plain(pictures()).splitlines()
    assert lines[5] == "  brightness here     ▁▁▁▂▃▅▆███▆▅▃▂▁▁▁                68 ± 22"
    assert lines[6] == "  0..255     training  ▁▁▁▁▁▁▁▂▂▃▃▄▄▄▅▄▄▄▃▃▂▂▁▁▁▁▁▁▁   124 ± 39"


def test_two_histograms_stand_beside_each_other_where_there_is_room():
    (line,) = (line for line in plain(pictures(), columns=140).splitlines() if line.lstrip().startswith("brightness"))
    assert " red " in line


def test_a_terminal_without_blocks_gets_ascii():
    chart, classes = pictures().charts[:1], Coverage(title="class", counts=(("a", 40), ("b", 20)))
    shown = plain(fit(charts=chart, coverage=(classes,)), blocks=False)
    drawn = [line for line in shown.splitlines() if line.split()[:1] in (["brightness"], ["a"], ["b"])]
    assert drawn[0] == "  brightness here     ...:-+*@@@*+-:...                68 ± 22"
    assert drawn[1:] == [f"    a 40 {'#' * 40}", f"    b 20 {'#' * 20}"]


def test_classes_have_bars_and_what_training_has():
    rows = [line.split() for line in plain(pictures()).splitlines()]
    assert ["here", "as", "training"] in rows
    assert ["bird", "0", "7.1"] in rows
    assert ["cat", "31", "7.1", "█" * 40] in rows


def test_many_classes_are_cut_to_the_rarest_and_the_commonest():
    coverage = Coverage(title="class", counts=tuple((f"c{index}", index) for index in range(100)))
    lines = plain(fit(coverage=(coverage,))).split("advice:", maxsplit=1)[0].splitlines()
    names = [line.split()[0] for line in lines if line.startswith("    ")]
    assert names == [*(f"c{index}" for index in range(8)), "88", *(f"c{index}" for index in range(96, 100))]


def test_classes_that_are_all_alike_are_a_sentence():
    shown = plain(fit())
    assert "  10 of 10 classes shown, 10 pictures each\n" in shown
    assert "airplane" not in shown


def test_charts_without_a_number_are_left_out():
    empty = Chart(title="brightness", low=0.0, high=255.0, here=(0.0,) * 8)
    assert "brightness" not in plain(fit(charts=(empty,)))
