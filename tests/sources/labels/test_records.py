"""Labels in JSON of one's own: told from COCO's, read in every usual shape, refused on one line."""

import json

import pytest

from pipecheck.errors import SourceError
from pipecheck.sources import labels


@pytest.mark.parametrize(
    ("data", "shows", "numbers"),
    [
        pytest.param({"a.jpg": 3, "x\\b.jpg": 0}, {"a.jpg": ("3",), "x/b.jpg": ("0",)}, None, id="numbers"),
        pytest.param({"a.jpg": "cat", "b.jpg": "a; b|c"}, {"a.jpg": ("cat",), "b.jpg": ("a; b|c",)}, None, id="names"),
        pytest.param({"a.jpg": 3.0}, {"a.jpg": ("3.0",)}, None, id="numbers as pandas writes them"),
        pytest.param({"a.jpg": ["cat", "dog"], "b.jpg": []}, {"a.jpg": ("cat", "dog"), "b.jpg": ()}, None, id="several"),
        pytest.param({"a.jpg": {"label": "cat", "width": 3}}, {"a.jpg": ("cat",)}, None, id="objects by picture"),
        pytest.param(
            [{"image": "a.jpg", "label": 3}, {"image": "b.jpg", "label": 4}], {"a.jpg": ("3",), "b.jpg": ("4",)}, None, id="a list"
        ),
        pytest.param([{"file_name": "a.jpg", "class": "cat"}], {"a.jpg": ("cat",)}, None, id="other words"),
        pytest.param([{"id": 7, "label": "cat"}, {"id": 8, "label": None}], {"7": ("cat",), "8": ()}, None, id="ids, and one without"),
        pytest.param(
            [{"path": "a.jpg", "label": "cat", "label_id": 5}, {"path": "b.jpg", "label": "dog", "label_id": 2}],
            {"a.jpg": ("cat",), "b.jpg": ("dog",)},
            {"a.jpg": ("5",), "b.jpg": ("2",)},
            id="numbers beside names",
        ),
    ],
)
def test_records(tmp_path, data, shows, numbers):
    path = tmp_path / "l.json"
    path.write_text(json.dumps(data))
    found = labels.load(path)
    assert labels.guessed(path) == "json"
    assert found.shows == shows
    assert labels.load(path, numbered=True).shows == (numbers or shows)


@pytest.mark.parametrize(
    "data",
    [
        {"images": [], "annotations": [], "categories": []},
        {"info": {"year": 2017}, "licenses": [], "images": []},
        {"type": "instances", "categories": []},
        {},
        [],
        [1],
        "text",
    ],
)
def test_what_may_be_cocos_is_read_so(tmp_path, data):
    (tmp_path / "l.json").write_text(json.dumps(data))
    assert labels.guessed(tmp_path / "l.json") == "coco"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param('{"a.jpg": 1, "a.jpg": 2}', "l.json: names 'a.jpg' twice", id="twice"),
        pytest.param('{"a.jpg": 1,\n "b"}', "l.json:2:5: not JSON: Expecting ':' delimiter", id="cut"),
        pytest.param('{"a.jpg": true}', "l.json: 'a.jpg' has no class, and no number of one: true", id="true"),
        pytest.param('{"a.jpg": null}', "l.json: 'a.jpg' has no class, and no number of one: null", id="null"),
        pytest.param('{"a.jpg": {"width": 3, "height": 4}}', "l.json: 'a.jpg' has no class", id="an object without"),
        pytest.param('{"a.jpg": {"label": {"label": 1}}}', "l.json: 'a.jpg' has no class", id="an object in an object"),
        pytest.param('{"a.jpg": 0.25}', "l.json: 0.25 is a quantity, and not a class or its number", id="a quantity"),
        pytest.param('{"a.jpg": NaN}', "l.json: 'a.jpg' has no class, and no number of one: NaN", id="NaN"),
        pytest.param('{"a.jpg": ' + "1" * 5000 + "}", "l.json: not JSON: Exceeds the limit", id="a long number"),
        pytest.param('{"a.jpg": ' + "[" * 100_000, "l.json: not JSON: nested too deep", id="deep"),
        pytest.param('[{"image": "a.jpg"}, 3]', "l.json: element 1 is no object that names a picture and its class: 3", id="a number"),
        pytest.param(
            '[{"image": "a.jpg", "width": 3, "height": 4}]', "l.json: no key is called class or label: image, width", id="no class"
        ),
        pytest.param('[{"image": [1], "label": 3}]', r"l.json: element 0: image is the name of a picture, not \[1\]", id="no name"),
        pytest.param("[]", "l.json: holds no labels: an object of pictures is wanted", id="empty list"),
        pytest.param("{}", "l.json: holds no label", id="empty object"),
        pytest.param("3", "l.json: holds no labels", id="a number alone"),
    ],
)
def test_what_is_no_record_is_one_line(tmp_path, text, complaint):
    (tmp_path / "l.json").write_text(text)
    with pytest.raises(SourceError, match=complaint):
        labels.load(tmp_path / "l.json", form="json")


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        pytest.param("file,class_index,name\na.jpg,3,shark\nb.jpg,1,hen\nc.jpg,3,shark\n", ["3", "1", "3"], id="numbers of classes"),
        pytest.param("file,class_index,name\na.jpg,134,crane\nb.jpg,517,crane\n", ["134", "517"], id="two that are called alike"),
        pytest.param("file,class_index,name\na.jpg,3,shark\nb.jpg,3,hen\n", ["shark", "hen"], id="one number for two names"),
        pytest.param("file,class_index,name\na.jpg,3,shark\nb.jpg,,hen\n", ["shark", "hen"], id="not for all"),
        pytest.param("index,file,label\n0,a.jpg,shark\n1,b.jpg,hen\n", ["shark", "hen"], id="numbers of rows"),
        pytest.param("index,file,label\n5,a.jpg,shark\n5,b.jpg,shark\n", ["5", "5"], id="an index of classes"),
        pytest.param("file,label\na.jpg,shark\n", ["shark"], id="none"),
    ],
)
def test_numbers_beside_names_in_a_table(tmp_path, text, shows):
    (tmp_path / "l.csv").write_text(text)
    assert [shown for (shown,) in labels.load(tmp_path / "l.csv", numbered=True).shows.values()] == shows
