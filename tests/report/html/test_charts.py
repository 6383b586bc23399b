"""Charts as SVG."""

import math
import re

import pytest

from pipecheck.evidence.calibration import Chart, Spread
from pipecheck.report.html.charts import bar, histogram


def drawn(**changes):
    return histogram(Chart(**{"title": "brightness", "low": 0.0, "high": 256.0, "here": (0.0, 1.0), **changes})).html


def test_columns_reach_from_the_floor_to_the_peak():
    assert 'd="M0 90L0 90H160L160 1H320V90z"' in drawn()


def test_training_is_a_line_on_the_same_scale():
    assert '<path class="reference" d="M0 45.5H160L160 45.5H320"></path>' in drawn(there=(0.5, 0.5))
    assert "reference" not in drawn()


def test_a_chart_says_in_words_what_it_shows():
    shown = drawn(there=(0.5, 0.5), spread=Spread(192.0, 0.0), spread_there=Spread(128.0, 64.0))
    assert 'role="img" aria-label="histogram of brightness: here 192 ± 0, training 128 ± 64"' in shown
    assert "<span>0</span><span>256</span>" in shown


@pytest.mark.parametrize(
    "values",
    [
        pytest.param((), id="no bins"),
        pytest.param((math.nan, math.inf, -1.0), id="no shares"),
        pytest.param((1e-300,) * 3, id="tiny"),
        pytest.param((1e300,) * 3, id="huge"),
    ],
)
def test_whatever_comes_in_a_path_has_finite_numbers(values):
    paths = re.findall(r'd="([^"]*)"', drawn(here=values, there=values))
    assert paths
    assert not re.search(r"nan|inf", "".join(paths))


@pytest.mark.parametrize(
    ("value", "most", "mark", "expected"),
    [
        pytest.param(5, 10, None, ["M0 1h50v8H0z"], id="half"),
        pytest.param(0, 10, None, [], id="none"),
        pytest.param(0, 0, None, [], id="none of none"),
        pytest.param(10, 10, 2.5, ["M0 1h100v8H0z", "M25 0v10"], id="with what training has"),
        pytest.param(5, 10, 10.0, ["M0 1h50v8H0z", "M99.5 0v10"], id="a mark at the end can be seen"),
    ],
)
def test_bars(value, most, mark, expected):
    assert re.findall(r'd="([^"]*)"', bar(value, most, mark).html) == expected
