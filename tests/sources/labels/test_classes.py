"""Lists of classes: names alone, with numbers, in JSON and in YAML."""

from __future__ import annotations

import pytest

from pipecheck.errors import SourceError
from pipecheck.sources.labels import classes


@pytest.mark.parametrize(
    ("name", "text", "entries"),
    [
        pytest.param("c.txt", "\ufeffcat\r\n\n# no\ngolden retriever\n", ((0, "cat"), (1, "golden retriever")), id="lines"),
        pytest.param("c.names", "0 cat\n1 dog\n", ((0, "cat"), (1, "dog")), id="numbers first"),
        pytest.param("c.txt", "1: cat\n3: dog\n", ((1, "cat"), (3, "dog")), id="numbers with gaps"),
        pytest.param("c.txt", "'cat',\n\"dog\",\n", ((0, "cat"), (1, "dog")), id="quotes and commas"),
        pytest.param("c.txt", "3\n7\n", ((0, "3"), (1, "7")), id="names that are numbers"),
        pytest.param("c.txt", "101 dalmatian\ncat\n", ((0, "101 dalmatian"), (1, "cat")), id="a name that begins with a number"),
        pytest.param(
            "c.txt", "{0: 'tench, Tinca',\n 1: \"king's hen\"}", ((0, "tench, Tinca"), (1, "king's hen")), id="a dict that was printed"
        ),
        pytest.param("c.json", '["cat", "dog"]', ((0, "cat"), (1, "dog")), id="JSON list"),
        pytest.param("c.json", '{"1": "dog", "0": "cat"}', ((0, "cat"), (1, "dog")), id="JSON by number"),
        pytest.param("c.json", '{"0": ["n01440764", "tench"]}', ((0, "tench"),), id="JSON with synsets"),
        pytest.param("c.json", '{"dog": 1, "cat": 0}', ((0, "cat"), (1, "dog")), id="JSON by name"),
        pytest.param("c.json", '{"categories": [{"id": 1, "name": "cat"}]}', ((0, "cat"),), id="JSON with objects"),
        pytest.param("c.yaml", "path: x\nnames:\n  0: cat\n  1: no\n", ((0, "cat"), (1, "false")), id="YAML by number, and YAML's no"),
        pytest.param("c.yml", "- cat\n- 2\n", ((0, "cat"), (1, "2")), id="YAML list"),
    ],
)
def test_read(tmp_path, name, text, entries):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert classes.read(tmp_path / name).entries == entries


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        pytest.param("c.txt", "", "c.txt: names no class", id="empty"),
        pytest.param("c.txt", "1 cat\n1 dog\n", "c.txt: gives the number 1 to two classes", id="a number twice"),
        pytest.param("c.json", '["cat",\n "dog"', "c.json:2:7: not JSON: Expecting", id="cut off"),
        pytest.param("c.json", '["cat", null]', "c.json: 'None' is not the name of a class", id="no name"),
        pytest.param("c.json", '{"a": "b"}', "c.json: not a list of classes: a list of names is wanted", id="no numbers"),
        pytest.param("c.json", "7", "c.json: not a list of classes", id="a number"),
        pytest.param("c.json", "[" * 100_000, "c.json: nested too deep for a list of classes", id="deep"),
        pytest.param("c.yaml", "names: [cat", "c.yaml:2:1: not YAML: ", id="broken YAML"),
    ],
)
def test_what_is_no_list_is_one_line(tmp_path, name, text, complaint):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as e:
        classes.read(tmp_path / name)
    assert complaint in str(e.value)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        pytest.param("3", 3, id="whole"),
        pytest.param(" 03 ", 3, id="padded"),
        pytest.param("3.0", 3, id="as pandas writes it"),
        pytest.param("-1", -1, id="below zero"),
        pytest.param("3.5", None, id="a fraction"),
        pytest.param("\u00b2", None, id="a digit that is no number"),
        pytest.param("9" * 5000, None, id="long"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_number(word, value):
    assert classes.number(word) == value
