"""Which kind of truth lies at a path."""

import json

import numpy as np
import pytest
from PIL import Image

from pipecheck.errors import SourceError
from pipecheck.sources.truth import Boxes, Mask, Vector, load

COCO = {
    "images": [{"id": 1, "file_name": "a.jpg", "width": 9, "height": 9}],
    "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}],
    "categories": [{"id": 1, "name": "cat"}],
}


def lay(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".png":
            Image.fromarray(np.zeros((2, 2), np.uint8)).save(path)
        elif path.suffix == ".npy":
            np.save(path, np.ones(2))
        else:
            path.write_text(content)
    return folder


@pytest.mark.parametrize(
    ("files", "at", "kind"),
    [
        pytest.param({"cat/a.png": "", "dog/b.png": ""}, "", int, id="folders"),
        pytest.param({"l.txt": "a.jpg 1"}, "l.txt", int, id="text"),
        pytest.param({"l.csv": "file,label\na.jpg,1\n"}, "l.csv", int, id="table"),
        pytest.param({"l.json": '{"a.jpg": 1}'}, "l.json", int, id="JSON"),
        pytest.param({"l.json": json.dumps(COCO)}, "l.json", Boxes, id="COCO"),
        pytest.param({"m/a.png": ""}, "m", Mask, id="masks"),
        pytest.param({"v/a.npy": ""}, "v", Vector, id="arrays"),
        pytest.param({"l.csv": "file,x,y\na.jpg,.1,.2\n"}, "l.csv", Vector, id="a table of numbers"),
    ],
)
def test_the_labels_tell_the_task(tmp_path, files, at, kind):
    found = load.load(lay(tmp_path, files) / at)
    assert {type(truth) for truth in found.said.values()} == {kind}


@pytest.mark.parametrize(
    ("files", "at", "task", "form", "kind"),
    [
        pytest.param({"m/x/a.png": ""}, "m", "segmentation", None, Mask, id="masks in folders"),
        pytest.param({"m/x/a.png": ""}, "m", None, "masks", Mask, id="masks by their form"),
        pytest.param({"l.csv": "file,age\na.jpg,33\n"}, "l.csv", "regression", None, Vector, id="whole numbers"),
        pytest.param({"l.csv": "file,age\na.jpg,33\n"}, "l.csv", None, "vectors", Vector, id="vectors by their form"),
        pytest.param({"l.csv": "file,label\na.jpg,33\n"}, "l.csv", None, "csv", int, id="a table by its form"),
    ],
)
def test_what_is_named_decides(tmp_path, files, at, task, form, kind):
    found = load.load(lay(tmp_path, files) / at, task=task, form=form)
    assert {type(truth) for truth in found.said.values()} == {kind}


@pytest.mark.parametrize(
    ("at", "task", "complaint"),
    [
        pytest.param("gone", None, "gone: no such file or folder", id="nothing"),
        pytest.param("x" * 300, None, "File name too long", id="a long name"),
        pytest.param("a\0b", None, "no such file|null", id="a NUL"),
        pytest.param("", None, "holds no labels that are known", id="an empty folder"),
        pytest.param("", "ranking", "no truth of a task 'ranking' is known", id="an unknown task"),
    ],
)
def test_what_does_not_serve_is_one_line(tmp_path, at, task, complaint):
    with pytest.raises(SourceError, match=complaint):
        load.load(tmp_path / at, task=task)
