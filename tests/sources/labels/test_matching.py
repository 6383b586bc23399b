"""Which entry of the labels speaks of which picture: by path, file name or stem, and never where there is doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.sources.labels import matching


@pytest.mark.parametrize(
    ("keys", "names", "found"),
    [
        pytest.param(["a/1.jpg"], ["a/1.jpg"], {"a/1.jpg": "a/1.jpg"}, id="the path"),
        pytest.param(["images/train/1.jpg"], ["train/1.jpg"], {"train/1.jpg": "images/train/1.jpg"}, id="the labels begin above"),
        pytest.param(["1.jpg"], ["train/1.jpg"], {"train/1.jpg": "1.jpg"}, id="the set begins above"),
        pytest.param(["data/1.jpg"], ["calibration/1.jpg"], {"calibration/1.jpg": "data/1.jpg"}, id="the file name"),
        pytest.param(["1"], ["a/1.PNG"], {"a/1.PNG": "1"}, id="the stem"),
        pytest.param(["1.jpg"], ["1.png"], {"1.png": "1.jpg"}, id="another ending"),
        pytest.param(["v1"], ["v1.2"], {}, id="what is no ending is part of the name"),
        pytest.param(["v1.2"], ["v1.2.jpg"], {"v1.2.jpg": "v1.2"}, id="a stem with a dot"),
        pytest.param(["a/1.jpg", "b/1.jpg"], ["1.jpg"], {}, id="two entries for one picture"),
        pytest.param(["1.jpg"], ["a/1.jpg", "b/1.jpg"], {}, id="one entry for two pictures"),
        pytest.param(["a/1.jpg"], ["a/1.jpg", "b/1.jpg"], {"a/1.jpg": "a/1.jpg"}, id="the better of two pictures"),
        pytest.param(["a/1.jpg", "b/1.png"], ["b/1.jpg"], {"b/1.jpg": "b/1.png"}, id="the folder counts more than the ending"),
        pytest.param(["1.jpg", "1.png"], ["x/1.jpg", "x/1.png"], {"x/1.jpg": "1.jpg", "x/1.png": "1.png"}, id="the ending counts"),
        pytest.param(["x/a/1.jpg", "a/1.jpg"], ["a/1.jpg"], {"a/1.jpg": "a/1.jpg"}, id="the whole path counts most"),
        pytest.param(["11.jpg"], ["1.jpg"], {}, id="part of a name is another name"),
        pytest.param(["e\u0301.jpg"], ["\u00e9.jpg"], {"\u00e9.jpg": "\u00e9.jpg"}, id="accents"),
    ],
)
def test_matched(keys, names, found):
    said = {matching.plain(key): key for key in keys}
    assert matching.matched(said, names) == found


def test_entries_that_agree_serve_alike():
    assert matching.matched({"a/1.jpg": "cat", "b/1.jpg": "cat"}, ["1.jpg"]) == {"1.jpg": "a/1.jpg"}


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        pytest.param(' "./a\\b.jpg"', "a/b.jpg", id="windows, quotes, the current folder"),
        pytest.param(".//a.jpg", "a.jpg", id="two slashes"),
        pytest.param("../a.jpg", "../a.jpg", id="above"),
    ],
)
def test_plain(written, plain):
    assert matching.plain(written) == plain


@given(st.lists(st.text("ab/.jpg1", min_size=1), unique=True), st.lists(st.text("ab/.jpg1", min_size=1), unique=True))
def test_no_entry_speaks_of_two_pictures(keys, names):
    said = {matching.plain(key): key for key in keys}
    found = matching.matched(said, names)
    assert set(found) <= set(names)
    assert set(found.values()) <= set(said)
    assert len(set(found.values())) == len(found)
    assert all(found.get(name, name) == name for name in names if name in said)


def test_a_path_of_ten_thousand_folders_is_no_trouble():
    long = "a/" * 10_000 + "1.jpg"
    assert matching.matched({long: 1}, ["1.jpg"]) == {"1.jpg": long}
