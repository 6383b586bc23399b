from collections import Counter

import pytest

from pipecheck.probe.trial.spread import evenly, spread
from pipecheck.sources.truth import Vector

SAME = {f"{number}/{index:03}.png": number for number in range(10) for index in range(60)}
UNLIKE = {f"{number}/{index:03}.png": number for number, count in enumerate((400, 40, 20)) for index in range(count)}


def test_all_of_them_are_there_once():
    assert sorted(spread(SAME, SAME)) == sorted(SAME)


@pytest.mark.parametrize("count", [10, 70, 305, 599])
def test_each_class_has_its_share_however_many_are_taken(count):
    taken = Counter(SAME[name] for name in spread(SAME, SAME, count))
    assert max(taken.values()) - min(taken[number] for number in range(10)) <= 1
    assert sum(taken.values()) == count


@pytest.mark.parametrize("count", [23, 115, 230])
def test_a_larger_class_has_a_larger_share(count):
    taken = Counter(UNLIKE[name] for name in spread(UNLIKE, UNLIKE, count))
    assert [taken[0], taken[1], taken[2]] == pytest.approx([count * 400 / 460, count * 40 / 460, count * 20 / 460], abs=1)


def test_a_limit_is_the_beginning_of_the_whole_order():
    assert spread(SAME, SAME, 33) == spread(SAME, SAME)[:33]


def test_a_limit_above_what_there_is_takes_all():
    assert len(spread(SAME, SAME, 10_000)) == len(SAME)


@pytest.mark.parametrize("period", [2, 3, 8])
def test_names_that_repeat_themselves_do_not_get_in_step_with_it(period):
    truths = {f"{index:04}.png": Vector((0.0,)) for index in range(960)}
    taken = Counter(int(name[:4]) % period for name in spread(truths, truths, 240))
    assert min(taken.values()) > 0.6 * 240 / period


def test_the_order_of_the_question_makes_no_difference():
    assert spread(reversed(SAME), SAME, 50) == spread(SAME, SAME, 50)


def test_a_name_that_is_no_text_is_one_too():
    assert spread(["\udcff.png"], {"\udcff.png": 1}) == ["\udcff.png"]


def test_nothing_of_nothing():
    assert spread([], {}) == []


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(1, "e", id="the middle"),
        pytest.param(3, "beg", id="not at the ends"),
        pytest.param(8, "abcdefgh", id="all"),
    ],
)
def test_what_is_equally_far_apart(count, expected):
    assert "".join(evenly("abcdefgh", count)) == expected
