"""Labels that cannot be read: one line that names the file, and the line of it that is wrong."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.sources import labels

BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>\n<annotation><object><name>&c;</name></object></annotation>'
CATEGORIES = '"categories": [{"id": 1, "name": "cat"}]'


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        pytest.param("l.txt", b"", "l.txt: holds no label", id="empty text"),
        pytest.param("l.txt", b"a.jpg 1\nb.jpg\n", "l.txt:2: no class follows the name of the picture: 'b.jpg'", id="no class"),
        pytest.param("l.txt", b"a.jpg 1\nb.jpg 0.25\n", "l.txt:2: 0.25 is a quantity, and not a class or its number", id="a quantity"),
        pytest.param(
            "l.txt", b"a.jpg 9\nb.jpg 10\n", "l.txt:2: 10 is not among the 10 classes of names, numbered 0 to 9", id="a number too far"
        ),
        pytest.param(
            "l.txt", b"a.jpg c9\nb.jpg c1O\n", "l.txt:2: 'c1O' is not among the 10 classes of names; did you mean c1?", id="a slip"
        ),
        pytest.param("l.txt", "a.jpg katze\nb.jpg tür".encode("latin-1"), "l.txt:2:8: not UTF-8 text: byte 0xfc", id="another encoding"),
        pytest.param("l.txt", "a.jpg 1".encode("utf-16"), "l.txt:1:1: UTF-16 text; save it as UTF-8", id="UTF-16"),
        pytest.param("l.csv", b"", "l.csv: holds no label", id="empty table"),
        pytest.param("l.csv", b"file,label\n", "l.csv: holds no label", id="titles alone"),
        pytest.param("l.json", b'{"a.jpg": 1, "b.jpg": 2, "b.jpg": 2}', "l.json: names 'b.jpg' twice", id="a picture twice, alike"),
        pytest.param(
            "l.csv",
            b"file,weather,size\na.jpg,sun,1\n",
            "l.csv:1: no column is called class or label: file, weather, size",
            id="no class column",
        ),
        pytest.param(
            "l.csv",
            b"a.jpg,1,2\n",
            "l.csv:1: no column is called class or label; write titles on the first line",
            id="two columns of numbers",
        ),
        pytest.param(
            "l.csv", b'file,label\na.jpg,"' + b"x" * 200_000, "l.csv:2: not CSV: field larger than field limit", id="a cell without end"
        ),
        pytest.param("l.csv", b"a.jpg" + b"," * 30_000, "l.csv:1: more than 20000 columns, so not a table of labels", id="many columns"),
        pytest.param("l.json", b"", "l.json:1:1: not JSON: it ends too early", id="empty JSON"),
        pytest.param("l.json", b"[1]", "l.json:1:1: not JSON: '{' is expected", id="no object"),
        pytest.param("l.json", b"{}", "l.json: lists no categories", id="no categories"),
        pytest.param("l.json", b'{"images": [' + b"[" * 100_000, "l.json: not JSON: nested too deep", id="deep"),
        pytest.param("l.json", b'{"images": [{"id": ' + b"1" * 5000 + b"}]}", "l.json: not JSON: Exceeds the limit", id="a long number"),
        pytest.param("l.json", b'{"images": [{"id": 1,\n"file_name"', "l.json:2:12: not JSON: Expecting ':' delimiter", id="cut off"),
        pytest.param(
            "l.json", b'{"images": [\n{"id": true, "file_name": "a"}]}', "l.json:2: id is a whole number or a text, not true", id="true"
        ),
        pytest.param(
            "l.json", b'{"images": [\n{"id": NaN, "file_name": "a"}]}', "l.json:2: id is a whole number or a text, not NaN", id="NaN"
        ),
        pytest.param("l.json", b'{"images": [{"id": 1}]}', "l.json:1: file_name is a text, not null", id="no name"),
        pytest.param("l.json", b'{"images": [7]}', "l.json:1: images holds something that is no object: 7", id="no member"),
        pytest.param(
            "l.json", b'{"images": [{"id": 1, "file_name": "a"},]}', "l.json:1:40: not JSON: no comma stands before a closing", id="a comma"
        ),
        pytest.param(
            "l.json",
            b'{"images": [{"id": 1, "file_name": "a"}],\n"annotations": [{"image_id": 1, "category_id": 2}],' + CATEGORIES.encode() + b"}",
            "l.json:2: an annotation of a is of category 2, which is not among the 1 listed",
            id="an unknown category",
        ),
        pytest.param("v/a.xml", b"", "a.xml:1:1: not XML: no element found", id="empty XML"),
        pytest.param("v/a.xml", b"<annotation>\n<object>", "a.xml:2:9: not XML: no element found", id="XML cut off"),
        pytest.param("v/a.xml", BOMB.encode(), "a.xml:1: declares a document type, which may hide files and bombs", id="a bomb"),
        pytest.param(
            "v/a.xml", b'<?xml version="1.0" encoding="gb2312"?><annotation/>', "a.xml:1: not XML: ", id="an encoding of many bytes"
        ),
        pytest.param("v/a.xml", b"<a>&nbsp;</a>", "a.xml:1:4: not XML: undefined entity", id="an entity"),
        pytest.param(
            "y/labels/a.txt", b"1 0 0 0 0\n-1 0 0 0 0", "a.txt:2: a line begins with the number of a class, not '-1'", id="below zero"
        ),
        pytest.param(
            "y/labels/a.txt",
            b"\n\nperson 0 0 0 0",
            "a.txt:3: a line begins with the number of a class, not 'person'",
            id="a name for a number",
        ),
        pytest.param(
            "y/labels/a.txt",
            b"3 0 0\n80 0 0 0 0",
            "a.txt:2: 80 is not among the 10 classes of names, numbered 0 to 9",
            id="a class too far",
        ),
        pytest.param(
            "y/labels/a.txt", b"9" * 5000, "a.txt:1: a line begins with the number of a class, not '9999", id="a very long number"
        ),
        pytest.param("e/notes.md", b"", "e: holds no labels that are known", id="nothing known"),
        pytest.param(
            "l.bin",
            b"",
            "l.bin: what labels these are is not told by the name; name the label_format: imagefolder, csv,",
            id="no known ending",
        ),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path, name, content, complaint):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    (tmp_path / "names").write_text("".join(f"c{number}\n" for number in range(10)), encoding="utf-8")
    listed = "of names" in complaint
    with pytest.raises(SourceError) as e:
        labels.load(tmp_path / name.partition("/")[0], classes=tmp_path / "names" if listed else None)
    assert complaint in str(e.value)
    assert str(e.value).startswith(str(tmp_path))
    assert "\n" not in str(e.value)


@pytest.mark.parametrize(
    ("name", "form", "complaint"),
    [
        pytest.param("absent", None, "absent: no such file or folder", id="nothing there"),
        pytest.param("x\0y", None, "", id="NUL"),
        pytest.param("a" * 300, None, "File name too long", id="too long"),
        pytest.param("", "csv", "labels of the form csv are a file, and this is a folder", id="a folder for a file"),
        pytest.param("absent", "voc", "absent: no such folder", id="no folder"),
        pytest.param("", "voc", "holds no XML file", id="no XML"),
        pytest.param("", "yolo", "holds no text file with labels", id="no YOLO"),
        pytest.param("", "imagefolder", "has no sub-folder for each class", id="no classes"),
        pytest.param("", "paddle", "label_format is one of imagefolder, csv, txt, json, yolo, coco, voc, not 'paddle'", id="another form"),
    ],
)
def test_what_is_not_there_is_one_line(tmp_path, name, form, complaint):
    with pytest.raises(SourceError) as e:
        labels.load(tmp_path / name, form=form)
    assert complaint in str(e.value)


@pytest.mark.parametrize("form", ["csv", "txt", "coco"])
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="a.jpg,;\t\n\"'{}[]:01 -", max_size=80).map(str.encode)))
def test_any_bytes_are_labels_or_one_line(tmp_path, form, content):
    path = tmp_path / "labels"
    path.write_bytes(content)
    try:
        found = labels.load(path, form=form)
    except SourceError as e:
        assert str(e).startswith(str(path))  # noqa: PT017
    else:
        assert {word for shown in found.shows.values() for word in shown} <= set(found.classes)


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=3) | st.integers(),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=5,
    )
)
def test_any_value_in_an_annotation_is_read_or_one_line(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "coco.json"
    images, categories = [{"id": 1, "file_name": "a"}], [{"id": 1, "name": "cat"}]
    path.write_text(
        json.dumps({"images": images, "annotations": [{"image_id": 1, "category_id": value}], "categories": categories}), encoding="utf-8"
    )
    try:
        found = labels.load(path)
    except SourceError as e:
        assert str(e).startswith(f"{path}:1: ")  # noqa: PT017
    else:
        assert found.shows == {"a": ("cat",)}
        assert value == 1
        assert value is not True
