"""What a person is shown of a set beside training."""

import numpy as np
import pytest
from photographs import drawn, measured, photograph, photographs, png

from pipecheck.probe.sets.charts import charts
from pipecheck.probe.sets.record import BINS, WHOLE

EVERY = ["red", "green", "blue", "brightness", "contrast", "saturation", "sharpness", "short side"]


def titled(found):
    return {chart.title: chart for chart in found}


def test_every_quantity_has_its_chart_and_all_shares_add_up():
    found = charts(drawn(50, height=np.arange(50) + 400), drawn(300, 1))
    assert [chart.title for chart in found] == EVERY
    for chart in found:
        assert len(chart.here) == len(chart.there) == BINS
        assert sum(chart.here) == pytest.approx(1)
        assert sum(chart.there) == pytest.approx(1)
        assert chart.low == 0.0


def test_means_and_deviations_are_those_of_the_values():
    halves = np.zeros((64, 64, 3), np.uint8)
    halves[:32] = 200
    found = titled(charts(measured([halves, np.full((64, 64, 3), 50, np.uint8)], png)))
    for title in ("red", "green", "blue"):
        assert found[title].spread.mean == pytest.approx(75)
        assert found[title].spread.deviation == pytest.approx(np.std([200, 0, 50, 50]))
        assert found[title].spread_there is None
    assert (found["brightness"].spread.mean, found["brightness"].spread.deviation) == pytest.approx((75, 25))


def test_levels_are_counted_where_they_are():
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:32] = (255, 100, 7)
    found = titled(charts(measured([picture], png)))
    assert {title: [index for index, share in enumerate(found[title].here) if share] for title in ("red", "green", "blue")} == {
        "red": [0, 31],
        "green": [0, 12],
        "blue": [0],
    }
    assert found["red"].here[31] == pytest.approx(0.5, abs=1 / WHOLE)


def test_shares_are_exact_however_many_pictures():
    one, two = drawn(3000), drawn(1000, 5)
    both = (one.rows["histogram"].sum(axis=0, dtype=int) + two.rows["histogram"].sum(axis=0, dtype=int)) / (4000 * WHOLE)
    rows = np.concatenate([one.rows, two.rows])
    together = drawn(4000)
    together.rows[:] = rows
    assert [chart.here for chart in charts(together)[:3]] == [tuple(channel) for channel in both.tolist()]


@pytest.mark.parametrize(
    ("here", "there", "missing"),
    [
        pytest.param({}, None, {"short side"}, id="one size"),
        pytest.param({"saturation": 0}, {"saturation": 0}, {"saturation", "short side"}, id="gray"),
        pytest.param({"saturation": 0}, {}, {"short side"}, id="gray, and training has colors"),
        pytest.param({}, {"height": 200}, set(), id="another size than training"),
    ],
)
def test_what_is_the_same_everywhere_is_left_out(here, there, missing):
    found = charts(drawn(40, **here), None if there is None else drawn(40, 1, **there))
    assert set(EVERY) - {chart.title for chart in found} == missing


@pytest.mark.parametrize(("largest", "high"), [(32, 35), (480, 500), (1080, 1500), (99, 100), (100, 150), (7, 7.5)])
def test_an_axis_ends_beyond_the_largest_value_at_a_round_number(largest, high):
    found = titled(charts(drawn(3, width=5000, height=[1, 2, largest])))["short side"]
    assert (found.low, found.high) == (0.0, high)


def test_nothing_to_show():
    assert charts(drawn(0), drawn(5)) == ()
    assert [chart.there for chart in charts(drawn(5), drawn(0))] == [()] * 7


@pytest.mark.parametrize("full", [False, True], ids=["scaled", "full"])
def test_both_ways_to_decode_show_nearly_the_same(full):
    pictures = [*photographs(5), photograph(1, 700, 900)]
    found, reference = (titled(charts(measured(pictures, full=each))) for each in (full, True))
    assert found.keys() == reference.keys()
    for title in ("red", "green", "blue"):
        assert np.abs(np.cumsum(found[title].here) - np.cumsum(reference[title].here)).max() < 0.02
