"""Bars with their uncertainty as SVG."""

import re

import pytest

from pipecheck.report.html.plots import whisker


@pytest.mark.parametrize(
    ("part", "reach", "expected"),
    [
        pytest.param(0.5, None, ["M0 1h50v8H0z"], id="half"),
        pytest.param(0.0, None, [], id="nothing"),
        pytest.param(0.5, (0.25, 0.75), ["M0 1h50v8H0z", "M25 3v4M25 5H75M75 3v4"], id="with its interval"),
        pytest.param(0.0, (0.0, 0.1), ["M0 3v4M0 5H10M10 3v4"], id="an interval alone"),
        pytest.param(1.0, (0.9, 1.0), ["M0 1h100v8H0z", "M90 3v4M90 5H99.5M99.5 3v4"], id="the end can be seen"),
    ],
)
def test_bars(part, reach, expected):
    assert re.findall(r' d="([^"]*)"', whisker(part, reach).html) == expected
