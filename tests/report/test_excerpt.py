"""The caret stands under the place, whatever stands before it."""

from pathlib import Path

import pytest

from pipecheck.findings import Origin
from pipecheck.report.cells import width
from pipecheck.report.excerpt import excerpt

FILE = Path("config.yaml")


def shown(line, column, span=1, *, room=60):
    return excerpt(Origin(FILE, 1, column, span), {FILE: (line,)}, room)


def under(found):
    """What the carets point at, cell by cell."""
    reached, marked = 0, ""
    for char in found.text:
        if found.indent <= reached < found.indent + found.span:
            marked += char
        reached += width(char)
    return marked


@pytest.mark.parametrize(
    ("line", "place"),
    [
        pytest.param("mean_value: 123.675", "123.675", id="plain"),
        pytest.param("\tmean_value:\t123.675", "123.675", id="tabs"),
        pytest.param("颜色顺序: rgb  # 训练时", "rgb", id="wide before"),
        pytest.param("type: 'rgb'  # 训练时的颜色顺序", "训练时", id="wide itself"),
        pytest.param("caf\u0065\u0301: rgb", "rgb", id="combining accent"),
        pytest.param("🚀🚀 type: rgb", "rgb", id="emoji"),
        pytest.param("全角\t\t值: 1", "1", id="wide and tabs"),
        pytest.param("x = 1 ; " * 40 + "y = 2" + " ; x = 1" * 40, "y = 2", id="long on both sides"),
        pytest.param("y = 2" + " ; x = 1" * 40, "y = 2", id="long after"),
        pytest.param("x = 1 ; " * 40 + "y = 2", "y = 2", id="long before"),
        pytest.param("注释" * 60 + " y = 2 " + "注释" * 60, "y = 2", id="long and wide"),
    ],
)
@pytest.mark.parametrize("room", [24, 25, 60, 200])
def test_carets_point_at_the_place(line, place, room):
    found = shown(line, line.index(place) + 1, len(place), room=room)
    assert under(found) == place
    assert width(found.text) <= room
    assert width(found.carets) <= room
    assert found.carets.count("^") == width(place)


def test_a_place_wider_than_the_window_is_marked_as_far_as_it_is_seen():
    found = shown("call(" + "a, " * 100 + ")", 1, 306, room=40)
    assert found.carets == "^" * 38
    assert found.text == ("call(" + "a, " * 100)[:38] + "…"


def test_a_place_behind_the_end_gets_one_caret():
    found = shown("scale_value:", 99, 5)
    assert found.carets == " " * 12 + "^"


def test_a_place_beyond_the_line_is_cut_off():
    assert shown("abc", 2, 50).carets == " ^^"


def test_without_a_column_there_is_no_caret():
    found = shown("abc", None)
    assert (found.text, found.carets) == ("abc", "")


def test_characters_that_a_terminal_obeys_are_shown_as_signs():
    found = shown("a\x1b[31mb\u202ec", 8, 1)
    assert found.text == "a␛[31mb�c"
    assert under(found) == "�"


@pytest.mark.parametrize("line", [0, 2, None])
def test_a_line_that_is_not_there_gives_nothing(line):
    assert excerpt(Origin(FILE, line, 1), {FILE: ("abc",)}, 40) is None


def test_a_file_that_is_not_there_gives_nothing():
    assert excerpt(Origin(Path("other.py"), 1, 1), {FILE: ("abc",)}, 40) is None


def test_a_blank_line_gives_nothing():
    assert shown("   ", 1) is None
