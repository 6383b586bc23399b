"""Folders below a folder, through links."""

import pytest

from pipecheck.probe.images import scan
from pipecheck_transformers.folder import pictures
from pipecheck_transformers.walking import walk


@pytest.fixture
def places(tmp_path):
    for name in ("set/a/1.png", "elsewhere/b/2.png", "elsewhere/c/3.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def found(folder):
    return sorted(name for _, _, names in walk(folder) for name in names if name.endswith(".png"))


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        pytest.param({}, ["1.png"], id="none"),
        pytest.param({"set/b": "elsewhere/b"}, ["1.png", "2.png"], id="a class elsewhere"),
        pytest.param({"set/b": "elsewhere/b", "set/again": "elsewhere/b"}, ["1.png", "2.png"], id="the same twice"),
        pytest.param({"set/all": "elsewhere", "set/again": "elsewhere/c"}, ["1.png", "2.png", "3.png"], id="a part of it again"),
        pytest.param({"set/round": "set"}, ["1.png"], id="round in a circle"),
        pytest.param({"set/up": "."}, ["1.png"], id="what is above"),
        pytest.param({"set/b": "elsewhere", "elsewhere/round": "elsewhere"}, ["1.png", "2.png", "3.png"], id="a circle elsewhere"),
        pytest.param({"set/there": "nowhere"}, ["1.png"], id="nowhere"),
    ],
)
def test_links(places, links, expected):
    for link, goal in links.items():
        (places / link).symlink_to(places / goal, target_is_directory=True)
    assert found(places / "set") == expected
    assert sorted(path.name for path in pictures(places / "set")) == expected
    assert sorted(path.name for path in scan.files(places / "set")) == expected


def test_a_set_that_is_a_link_itself(places):
    (places / "linked").symlink_to(places / "elsewhere", target_is_directory=True)
    assert found(places / "linked") == ["2.png", "3.png"]
