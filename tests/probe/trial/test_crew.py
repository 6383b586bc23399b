import pytest

from pipecheck.probe.trial.crew import crew, fitting, free

GB = 1 << 30


@pytest.mark.parametrize(
    ("each", "available", "most", "expected"),
    [
        pytest.param(GB, 100 * GB, 8, 8, id="room for all"),
        pytest.param(3 * GB, 20 * GB, 64, 4, id="the first one, and three beside it in half of the rest"),
        pytest.param(3 * GB, GB, 64, 1, id="room for one"),
        pytest.param(GB, 0, 8, 1, id="no room"),
        pytest.param(GB, None, 8, 8, id="nobody knows what is free"),
        pytest.param(0, GB, 8, 8, id="it takes nothing"),
        pytest.param(-GB, GB, 8, 8, id="it gave some back"),
    ],
)
def test_as_many_as_the_memory_holds(each, available, most, expected):
    assert fitting(each, available, most) == expected


def test_what_the_first_one_gives_is_kept():
    assert crew(lambda: "judged", 1) == ("judged", 1)


def test_some_memory_is_free():
    available = free()
    assert available is None or available > 0
