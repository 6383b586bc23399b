"""Numbers by picture: array files and tables, refused on one line where they are none."""

import os

import numpy as np
import pytest
from attack import arrays

from pipecheck.errors import SourceError
from pipecheck.sources.truth import Vector, vectors


def test_array_files_by_name(tmp_path):
    (tmp_path / "x").mkdir()
    np.save(tmp_path / "x" / "a.npy", np.array([[1, 2.5]], np.float32))
    found = vectors.load(tmp_path)
    assert found.said == {"x/a": Vector(path=tmp_path / "x" / "a.npy")}
    assert list(found.of(["x/a.jpg"])) == ["x/a.jpg"]
    assert vectors.numbers(found.said["x/a"]).tolist() == [1, 2.5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("file,x,y\na.jpg,0.5,2\nb.jpg,1,-3e1\n", {"a.jpg": (0.5, 2), "b.jpg": (1, -30)}, id="columns"),
        pytest.param("a.jpg,0.5\nb.jpg,1\n", {"a.jpg": (0.5,), "b.jpg": (1,)}, id="no titles"),
        pytest.param('file,embedding\na.jpg,"[0.5, 2]"\n', {"a.jpg": (0.5, 2)}, id="a list that was printed"),
        pytest.param("file;age\nx\\a.jpg;33.5\n", {"x/a.jpg": (33.5,)}, id="semicolons"),
    ],
)
def test_tables(tmp_path, text, said):
    (tmp_path / "v.csv").write_text(text)
    found = vectors.load(tmp_path / "v.csv").said
    assert {name: vector.numbers for name, vector in found.items()} == said
    assert vectors.numeric(tmp_path / "v.csv")
    assert vectors.numbers(next(iter(found.values()))).dtype == np.float64


@pytest.mark.parametrize(
    "text",
    [
        "file,label\na.jpg,cat\n",
        "file,label\na.jpg,3\n",
        "file,label,score\na.jpg,cat,0.5\n",
        "a.jpg,cat\n",
        "file,label,score\na.jpg,3,0.5\n",
        "file,name,score\na.jpg,x,.5\n",
        "",
    ],
)
def test_what_names_classes_is_no_table_of_numbers(tmp_path, text):
    (tmp_path / "v.csv").write_text(text)
    assert not vectors.numeric(tmp_path / "v.csv")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        pytest.param("v.csv", "file,x\na.jpg,cat\n", "v.csv:2: 'cat' is no number", id="a word"),
        pytest.param("v.csv", "file,x\na.jpg,nan\n", "v.csv:2: 'nan' is no number", id="NaN"),
        pytest.param("v.csv", "file,x\na.jpg,\n", "v.csv:2: gives a picture no number", id="nothing"),
        pytest.param("v.csv", "file,x,y\na.jpg,1,2\nb.jpg,1\n", "v.csv: gives some pictures 1 numbers and some 2", id="uneven"),
        pytest.param("v.csv", "", "v.csv: holds no label", id="empty"),
        pytest.param("v.npy", "", "v.npy: does not say which row belongs to which picture; a folder of .npy files", id="one array"),
    ],
)
def test_a_file_that_does_not_serve_is_one_line(tmp_path, name, content, complaint):
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceError, match=complaint):
        vectors.load(tmp_path / name)


def test_an_empty_folder_is_one_line(tmp_path):
    with pytest.raises(SourceError, match=r"holds no .npy file"):
        vectors.load(tmp_path)


@pytest.mark.parametrize(
    ("write", "complaint"),
    [
        pytest.param(lambda path: path.write_bytes(b""), "no .npy file that can be read", id="empty"),
        pytest.param(lambda path: path.write_bytes(b"\x93NUMPY\1\0"), "no .npy file that can be read", id="cut off"),
        pytest.param(lambda path: np.save(path, np.array([None])), "no .npy file that can be read", id="objects"),
        pytest.param(lambda path: np.save(path, np.array(["a"])), "holds no vector of numbers", id="texts"),
        pytest.param(lambda path: np.save(path, np.zeros(0)), "", id="no numbers"),
        pytest.param(lambda path: np.save(path, np.array([1, np.nan])), r"holds what is no number \(NaN or infinite\)", id="NaN"),
        pytest.param(lambda path: path.mkdir(), "no .npy file that can be read", id="a folder"),
        pytest.param(lambda _: None, "no .npy file that can be read", id="nothing"),
    ],
)
def test_an_array_that_does_not_serve_is_one_line(tmp_path, write, complaint):
    write(tmp_path / "a.npy")
    with pytest.raises(SourceError, match=rf"a.npy: .*{complaint}"):
        vectors.numbers(Vector(path=tmp_path / "a.npy"))


@pytest.mark.parametrize("name", [name for name in arrays.hostile() if name not in ("a long header", "records")])
def test_a_hostile_array_is_one_line(tmp_path, name):
    path = tmp_path / "a.npy"
    path.write_bytes(arrays.hostile()[name])
    with pytest.raises(SourceError, match=rf"^{path}: "):
        vectors.numbers(Vector(path=path))


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.npy")
    with pytest.raises(SourceError, match="not a regular file"):
        vectors.numbers(Vector(path=tmp_path / "a.npy"))
