"""Charts as numbers and as characters."""

import math

import pytest

from pipecheck.evidence.calibration import Coverage, Spread
from pipecheck.report.sets import blocks, charts
from pipecheck.report.sets.charts import Row


@pytest.mark.parametrize(
    ("values", "room", "expected"),
    [
        pytest.param((1.0, 2.0, 3.0, 4.0), 4, (1.0, 2.0, 3.0, 4.0), id="fits"),
        pytest.param((1.0, 2.0, 3.0, 4.0), 2, (3.0, 7.0), id="pairs"),
        pytest.param((1.0, 2.0, 3.0), 2, (3.0, 3.0), id="the last is short"),
        pytest.param((1.0, 2.0), 0, (3.0,), id="no room"),
        pytest.param((), 5, (), id="nothing"),
    ],
)
def test_bins_are_merged_where_there_is_no_room(values, room, expected):
    assert charts.merged(values, room) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(Spread(111.6, 60.2), "112 ± 60", id="levels"),
        pytest.param(Spread(0.5142, 0.152), "0.514 ± 0.152", id="small"),
        pytest.param(Spread(32.0, 0.0), "32 ± 0", id="all the same"),
        pytest.param(Spread(math.nan, 1.0), "", id="no number"),
        pytest.param(None, "", id="not known"),
    ],
)
def test_mean_and_deviation(said, expected):
    assert charts.spread(said) == expected


def test_training_tells_what_a_class_would_have_here():
    coverage = Coverage(title="class", counts=(("a", 6), ("b", 4)), trained=(("a", 10), ("b", 30)))
    assert charts.rows(coverage) == (Row("a", 6, 2.5), Row("b", 4, 7.5))


def test_of_many_classes_the_rarest_and_the_commonest_are_told():
    every = tuple(Row(str(count), count) for count in (5, 0, 9, 1, 7, 3, 8))
    assert [getattr(each, "name", each) for each in charts.telling(every, 6)] == ["0", "1", "3", "5", 1, "8", "9"]
    assert list(charts.telling(every, 7)) == list(every)


@pytest.mark.parametrize(("letters", "expected"), [pytest.param(True, " ▁▄█", id="blocks"), pytest.param(False, " .=@", id="ascii")])
def test_a_sparkline_has_a_letter_per_bin(letters, expected):
    assert blocks.spark((0.0, 0.02, 0.5, 1.0), 1.0, blocks=letters) == expected


def test_dust_is_no_column_but_one_picture_is_a_bar():
    assert blocks.spark((0.001, 1.0), 1.0, blocks=True) == " █"
    assert blocks.bar(1, 5000, 40, blocks=True) == "▏"
    assert blocks.bar(1, 5000, 40, blocks=False) == "#"


@pytest.mark.parametrize(
    ("value", "expected"),
    [pytest.param(0, "", id="none"), pytest.param(8, "████", id="full"), pytest.param(3, "█▌", id="halves")],
)
def test_a_bar_has_eighths_of_a_cell(value, expected):
    assert blocks.bar(value, 8, 4, blocks=True) == expected


@pytest.mark.parametrize("peak", [0.0, math.nan])
def test_without_a_peak_nothing_is_drawn(peak):
    assert blocks.spark((0.0, 0.0), peak, blocks=True) == "  "
    assert blocks.bar(0, peak, 10, blocks=True) == ""
