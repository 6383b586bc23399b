"""`pipecheck diff` on the command line: pictures, the drawing, and what cannot be done."""

import json

import numpy as np
import pytest
from PIL import Image

from pipecheck.cli import main

CHAIN = "read: {library: pil, color: rgb}\nsteps:\n  - {Resize: {height: 8, width: 8, library: %s}}\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(CHAIN % "pil", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(CHAIN % "opencv", encoding="utf-8")
    (tmp_path / "set").mkdir()
    y, x = np.mgrid[0:40, 0:40]
    for number in (3, 11):
        array = np.stack([x * number % 256, y * 6, (x + y) * number % 256], axis=-1).astype(np.uint8)
        Image.fromarray(array).save(tmp_path / "set" / f"{number}.png")
    return tmp_path


def test_the_pictures_of_a_folder(capsys):
    assert main(["diff", "a.yaml", "b.yaml", "--image", "set"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("another kernel (pil linear against opencv linear without smoothing): ")
    assert "\non 2 pictures, the worst of them set/11.png (" in out
    assert "  they part here (" in out


def test_several_pictures_as_json(capsys):
    assert main(["diff", "a.yaml", "b.yaml", "--image", "set/3.png", "--image", "set/11.png", "--format", "json"]) == 1
    pixels = json.loads(capsys.readouterr().out)["pixels"]
    assert (pixels["images"], pixels["worst"]) == (2, "set/11.png")


def test_the_drawing_is_a_file(here):
    assert main(["diff", "a.yaml", "b.yaml", "--image", "set", "--picture", "d.png"]) == 1
    with Image.open(here / "d.png") as drawn:
        assert drawn.format == "PNG"


def test_a_drawing_never_replaces_a_source_that_is_called(here, capsys):
    source = "import cv2\ndef build(word):\n    return lambda path: cv2.resize(cv2.imread(path), (8, 8))\n"
    (here / "make.py").write_text(source, encoding="utf-8")
    assert main(["diff", "make.py:build('a:b')", "a.yaml", "--image", "set", "--picture", "make.py"]) == 2
    assert capsys.readouterr().err == "pipecheck: make.py: is what was compared, and would be overwritten by the drawing\n"
    assert (here / "make.py").read_text(encoding="utf-8") == source


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--picture", "d.png"], "--picture draws what the two make of a picture: name one with --image"),
        (["--image", "set/3.png", "--picture", "set/3.png"], "set/3.png: is what was compared, and would be overwritten by the drawing"),
        (["--image", "set", "--picture", "set/3.png"], "set/3.png: is what was compared, and would be overwritten by the drawing"),
        (["--image", "set", "--picture", "a.yaml"], "a.yaml: is what was compared, and would be overwritten by the drawing"),
        (["--image", "set", "--picture", "nowhere/d.png"], "nowhere/d.png: No such file or directory"),
        (["--image", "nowhere"], "nowhere: no such file or folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(capsys, words, complaint):
    assert main(["diff", "a.yaml", "b.yaml", *words]) == 2
    assert capsys.readouterr().err == f"pipecheck: {complaint}\n"
