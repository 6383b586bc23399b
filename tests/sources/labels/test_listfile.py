"""A text file that lists pictures is a set of them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.sources.labels import listfile


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("\ufeffa.jpg\r\n\r\n# no\nsub/b.png\n", ["a.jpg", "sub/b.png"], id="lines, a mark, a comment"),
        pytest.param("a.jpg 3\nmy pic.jpg\tgolden retriever\n", ["a.jpg", "my pic.jpg"], id="labels behind"),
        pytest.param("sub\\my pic.jpg\n\"x y.png\"\n'z.bmp' 1\n", ["sub/my pic.jpg", "x y.png", "z.bmp"], id="backslashes and quotes"),
        pytest.param("a.jpg 1,2,3,4,0\n", ["a.jpg"], id="boxes"),
        pytest.param("my frames/0001\n", ["my frames/0001"], id="no ending"),
        pytest.param("b.jpg\na.jpg\nb.jpg\n", ["b.jpg", "a.jpg"], id="each once, in their order"),
        pytest.param("../c.jpg\n./d.jpg\n", ["../c.jpg", "d.jpg"], id="beside"),
    ],
)
def test_pictures(tmp_path, text, names):
    path = tmp_path / "list.txt"
    path.write_text(text, encoding="utf-8")
    assert listfile.pictures(path) == [tmp_path / name for name in names]


def test_a_path_from_the_root_is_taken_as_it_is(tmp_path):
    (tmp_path / "list.txt").write_text("/data/a.jpg", encoding="utf-8")
    assert [path.as_posix() for path in listfile.pictures(tmp_path / "list.txt")] == ["/data/a.jpg"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param(b"\n# a.jpg\n", "list.txt: names no picture", id="comments alone"),
        pytest.param(b"a.jpg\nb\0.jpg", "list.txt:2: no picture has a name with a NUL in it", id="NUL"),
        pytest.param(b"a.jpg\n\xff\xd8\xff", "list.txt:2:1: not UTF-8 text: byte 0xff", id="a picture"),
    ],
)
def test_what_is_no_list_is_one_line(tmp_path, content, complaint):
    (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(SourceError) as e:
        listfile.pictures(tmp_path / "list.txt")
    assert complaint in str(e.value)


def test_a_folder_is_no_list(tmp_path):
    with pytest.raises(SourceError, match="not a regular file"):
        listfile.pictures(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("ab /.-_é", min_size=1).map(lambda name: f"x{name}y.jpg"), min_size=1, unique=True))
def test_every_written_name_is_read(tmp_path, names):
    (tmp_path / "list.txt").write_text("\n".join(names), encoding="utf-8")
    assert listfile.pictures(tmp_path / "list.txt") == [tmp_path / name for name in names]
