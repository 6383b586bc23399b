"""The search for where a difference comes from finds it with few questions, in graphs of any form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.probe.agreement.origin import origin

LINE = [[at - 1] if at else [] for at in range(200)]


def searched(parents, differing, *, unknown=(), at_once=6, gives_up=False):
    """Where the search ends, and how often it asked."""
    asked = []

    def ask(items):
        asked.append(items)
        return {} if gives_up else {item: None if item in unknown else item in differing for item in items}

    return origin(parents, len(parents) - 1, ask, at_once), asked


@pytest.mark.parametrize("start", [0, 1, 57, 198, 199])
def test_a_line_takes_few_questions(start):
    found, asked = searched(LINE, set(range(start, 200)))
    assert found == start
    assert len(asked) <= 5
    assert max(map(len, asked), default=0) <= 6


DIAMOND = [[], [0], [1], [1], [2, 3], [4]]
"""A branch into 2 and 3 that comes together in 4."""


@pytest.mark.parametrize(
    ("parents", "differing", "unknown", "found"),
    [
        pytest.param([[]], {0}, (), 0, id="the only one"),
        pytest.param(DIAMOND, {0, 1, 2, 3, 4, 5}, (), 0, id="from the start"),
        pytest.param(DIAMOND, {2, 4, 5}, (), 2, id="in one branch"),
        pytest.param(DIAMOND, {3, 4, 5}, (), 3, id="in the other branch"),
        pytest.param(DIAMOND, {5}, (), 5, id="at the end"),
        pytest.param(DIAMOND, {1, 3, 4, 5}, (), 1, id="hidden in one branch by a clip"),
        pytest.param([[], [0], [1], [1, 2]], {1, 3}, (), 1, id="handed on beside a clip that hides it"),
        pytest.param([[], [0], [1], [2], [3]], {1, 4}, (), 4, id="one that stands for something else before"),
        pytest.param([[], [0], [1], [2], [3]], {2, 3, 4}, (2,), 3, id="one that cannot be compared"),
        pytest.param([[], [0], [1], [2], [3]], {4}, (1, 2, 3), 4, id="most cannot be compared"),
        pytest.param([[], [0], [1], [0, 2]], {1, 2, 3}, (1,), 2, id="bridged"),
    ],
)
def test_the_first_that_differs_is_found(parents, differing, unknown, found):
    assert searched(parents, differing, unknown=unknown)[0] == found


def test_a_search_without_time_finds_nothing():
    assert searched(LINE, {199}, gives_up=True)[0] is None


@st.composite
def graphs(draw):
    """A graph, a place in it, and what is made of that place."""
    size = draw(st.integers(1, 24))
    parents = [sorted(draw(st.sets(st.integers(0, at - 1), max_size=3))) if at else [] for at in range(size)]
    parents.append(sorted({at for at in range(size) if not any(at in each for each in parents)}))
    start = draw(st.integers(0, size))
    made = {start}
    for at, each in enumerate(parents):
        if made & set(each):
            made.add(at)
    return parents, start, made


@given(graphs(), st.integers(1, 6))
def test_a_difference_that_nothing_hides_is_found_wherever_it_starts(graph, at_once):
    parents, start, made = graph
    found, _ = searched(parents, made, at_once=at_once)
    assert found == start


@given(graphs(), st.data())
def test_what_is_found_differs_and_what_it_is_made_of_does_not(graph, data):
    parents, _, made = graph
    last = len(parents) - 1
    hidden = data.draw(st.sets(st.sampled_from(range(len(parents))))) - {last}
    differing = (made - hidden) | {last}
    found, _ = searched(parents, differing, at_once=3)
    assert found in differing
    assert not differing & set(parents[found])
