"""What calibration files are called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.preparing import naming

MARK = r"-[0-9a-f]{8}"


@pytest.mark.parametrize(
    ("pictures", "names"),
    [
        pytest.param(["b.jpg", "a.jpg"], ["a.rgb", "b.rgb"], id="after the picture, sorted"),
        pytest.param(["10.jpg", "9.jpg"], ["10.rgb", "9.rgb"], id="sorted as names are"),
        pytest.param(["a/1.jpg", "b/1.jpg"], ["a-1.rgb", "b-1.rgb"], id="one name in two folders"),
        pytest.param(["a/2.jpg", "b/1.jpg"], ["a-2.rgb", "b-1.rgb"], id="folders first"),
        pytest.param(["a b$.jpg", "'c'.png"], ["_c_.rgb", "a_b_.rgb"], id="signs that shells know"),
        pytest.param(["猫.jpg"], ["猫.rgb"], id="letters of any language"),
        pytest.param([".a.jpg", "-b.jpg"], ["_a.rgb", "_b.rgb"], id="neither hidden nor an option"),
        pytest.param(["a.tar.jpg"], ["a.tar.rgb"], id="dots"),
        pytest.param(["a.jpg", "a.jpg", "x/../a.jpg"], ["a.rgb"], id="one picture, named thrice"),
        pytest.param(["bad\udcff.jpg"], ["bad_.rgb"], id="no text at all"),
    ],
)
def test_names(pictures, names):
    assert list(naming.named([Path("set") / each for each in pictures], Path("set"), ".rgb")) == names


@pytest.mark.parametrize(
    "pictures", [["a.jpg", "a.png"], ["A.jpg", "a.jpg"], ["a b.jpg", "a_b.jpg"], ["a/b.jpg", "a-b.jpg"], ["\u00e9.jpg", "e\u0301.jpg"]]
)
def test_pictures_of_one_name_are_told_apart_by_marks_of_their_own(pictures):
    there = naming.named([Path(each) for each in pictures], Path(), ".rgb")
    back = naming.named([Path(each) for each in reversed(pictures)], Path(), ".rgb")
    assert there == back
    assert sorted(there.values()) == sorted(Path(each) for each in pictures)
    assert len({name.casefold() for name in there}) == 2


def test_a_mark_that_is_another_pictures_name():
    marked = sorted(naming.named([Path("a.jpg"), Path("a.png")], Path(), ""))
    pictures = [Path("a.jpg"), Path("a.png"), *(Path(f"{name}.jpg") for name in marked)]
    assert len(naming.named(pictures, Path(), ".rgb")) == 4


PART = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=60).filter(lambda part: part not in (".", ".."))


@given(st.lists(st.lists(PART, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".jpg"), min_size=1, max_size=12, unique=True))
def test_every_picture_has_a_safe_name_of_its_own(paths):
    pictures = [Path("set") / path for path in paths]
    names = naming.named(pictures, Path("set"), ".rgb")
    assert sorted(names.values()) == sorted(pictures)
    assert list(names) == sorted(names)
    for name in names:
        assert len(name.encode()) < 200
        assert not name.startswith((".", "-"))
        assert all(sign.isalnum() or sign in "_-." for sign in name)
