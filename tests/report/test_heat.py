"""A heat map in words: its bands, where the most is, and its ninths, whatever its size."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from looked_at import CELLS

from pipecheck.evidence.pixels import Heat
from pipecheck.report import heat

HEAT = Heat(56, CELLS)
ANY = st.integers(1, 12).flatmap(
    lambda columns: st.lists(
        st.lists(st.floats(0, 300) | st.just(math.inf), min_size=columns, max_size=columns).map(tuple), min_size=1, max_size=12
    )
)


@pytest.mark.parametrize(
    ("value", "number"), [(0, 0), (1.0, 0), (1.2, 1), (2, 1), (2.5, 2), (8, 3), (9, 4), (128, 7), (129, 8), (math.inf, 8)]
)
def test_a_band_begins_above_the_one_before(value, number):
    assert heat.band(value) == number


def test_the_legend_names_what_occurs_and_how_much_of_it():
    assert [(number, name, round(12 * share)) for number, name, share in heat.legend(HEAT)] == [
        (0, "up to 1 level", 5),
        (1, "1 to 2", 1),
        (2, "2 to 4", 1),
        (3, "4 to 8", 1),
        (4, "8 to 16", 1),
        (5, "16 to 32", 1),
        (6, "32 to 64", 1),
        (7, "64 to 128", 1),
    ]
    assert [name for _, name, _ in heat.legend(Heat(1, ((130.0,),)))] == ["above 128"]
    assert [name for _, name, _ in heat.legend(Heat(1, ((130.0, math.inf),)))] == ["above 128, or no number"]


@given(ANY)
def test_the_shares_are_of_the_whole(rows):
    found = list(heat.legend(Heat(1, tuple(rows))))
    assert sum(share for _, _, share in found) == pytest.approx(1)
    assert [number for number, _, _ in found] == sorted({heat.band(value) for row in rows for value in row})


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [
        pytest.param(0, 0, "at the top left", id="a corner"),
        pytest.param(8, 4, "at the bottom", id="an edge"),
        pytest.param(4, 8, "at the right", id="a side"),
        pytest.param(4, 4, "in the centre", id="the centre"),
    ],
)
def test_where_the_most_is(row, column, place):
    assert heat.where(Heat(1, tuple(tuple(9.0 * ((row, column) == (down, across)) for across in range(9)) for down in range(9)))) == place


@given(ANY)
def test_the_ninths_have_the_most_and_nothing_else(rows):
    ninths = heat.ninths(Heat(1, tuple(rows)))
    assert [len(line) for line in ninths] == [3, 3, 3]
    assert max(map(max, ninths)) == heat.most(Heat(1, tuple(rows)))
    assert {value for line in ninths for value in line} <= {value for row in rows for value in row}


@pytest.mark.parametrize(("value", "said", "number"), [(81.3, "81.3 levels", "81.3"), (0.0, "0 levels", "0"), (math.inf, "no number", "–")])
def test_a_difference_in_words(value, said, number):
    assert (heat.said(value), heat.number(value)) == (said, number)
