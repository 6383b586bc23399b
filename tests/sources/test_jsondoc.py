"""JSON with places: what is read, where it stands, and one clear line for what is not JSON."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import jsondoc

FILE = Path("preprocessor_config.json")
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5).filter(str.isprintable), inner, max_size=4),
    max_leaves=20,
)


def parse(source):
    return jsondoc.parse(source, FILE)


@given(PLAIN, st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_what_python_reads_is_read(data, indent, ascii_only):
    assert parse(json.dumps(data, indent=indent, ensure_ascii=ascii_only)).data == data


@given(st.text())
def test_anything_else_is_one_clear_line(source):
    try:
        expected = json.loads(source)
    except ValueError:
        with pytest.raises(SourceError, match=r"^preprocessor_config\.json:\d+:\d+: not JSON: "):
            parse(source)
    else:
        assert parse(source).data == expected or expected != expected  # noqa: PLR0124  # not a number


def test_every_key_and_value_has_its_place():
    document = parse('{\n  "size": {"height": 224,\r\n  "width": 1e2},\r  "mean": [0.5, true]\n}\n')
    assert document.data == {"size": {"height": 224, "width": 100.0}, "mean": [0.5, True]}
    assert document.keys["size", "width"] == Origin(FILE, 3, 3, 7)
    assert document.values["size", "width"] == Origin(FILE, 3, 12, 3)
    assert document.values["size",] == Origin(FILE, 2, 11, 1)
    assert document.values["mean", 1] == Origin(FILE, 4, 17, 4)
    assert document.texts["size", "width"] == "1e2"
    assert document.origin("mean", 7) == Origin(FILE, 4, 11, 1)


def test_the_last_of_two_keys_counts():
    document = parse('{"a": 1,\n"a": 2, "b": 3,\n"b": 3}')
    assert document.data == {"a": 2, "b": 3}
    assert [(found.place, found.first.line, found.second.line, found.same) for found in document.duplicates] == [
        (("a",), 1, 2, False),
        (("b",), 2, 3, True),
    ]


def test_a_byte_order_mark_is_no_part_of_it(tmp_path):
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert jsondoc.load(tmp_path / "a.json").data == {"a": 1}
    assert parse('\ufeff{"a": 1}').data == {"a": 1}


def test_half_of_a_pair_is_no_text():
    assert parse(r'{"a": "\ud800"}').data == {"a": "?"}


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        pytest.param("", "1:1: not JSON: it ends too early", id="empty"),
        pytest.param('{"a": 1', "1:8: not JSON: it ends too early", id="cut off"),
        pytest.param('{"a": 1,\n}', "1:8: not JSON: no comma stands before a closing bracket", id="a comma too many"),
        pytest.param('{"a": 1\n"b": 2}', "2:1: not JSON: ',' is missing", id="a comma too few"),
        pytest.param('{"a" 1}', "1:6: not JSON: ':' is missing", id="no colon"),
        pytest.param('{"a": }', "1:7: not JSON: a value is missing before '}'", id="no value"),
        pytest.param('// mean\n{"a": 1}', "1:1: not JSON: JSON has no comments", id="a comment"),
        pytest.param('{"a": 1} # mean', "1:10: not JSON: something follows the end", id="a comment behind"),
        pytest.param("{'a': 1}", "1:2: not JSON: text stands in double quotes", id="single quotes"),
        pytest.param('{"a": "b\n"}', "1:7: not JSON: the text does not end on its line", id="a text over two lines"),
        pytest.param("{a: 1}", "1:2: not JSON: a key is a text in double quotes", id="a bare key"),
        pytest.param('{"a": True}', "1:7: not JSON: True is not a value; true is meant", id="Python's true"),
        pytest.param('{"a": 1/255}', "1:8: not JSON: ',' is missing", id="arithmetic"),
        pytest.param('{"a": 01}', "1:7: not JSON: 01 is not a value", id="a leading zero"),
        pytest.param('{"a": "\\x"}', '1:7: not JSON: "\\x" is not a value', id="an escape that is none"),
        pytest.param('{"a": ：}', "1:7: not JSON: '\\uff1a' stands here", id="a wide colon"),
        pytest.param("[" * 100, "1:62: not JSON: nested deeper than 60 levels", id="too deep"),
        pytest.param("[" + "1," * 300_000 + "1]", "1:400000: not JSON: more than 200000 values, so not a configuration", id="too many"),
        pytest.param("1" * 5000, "1:1: not JSON: a value of 5000 characters that is not text", id="too long"),
    ],
)
def test_refused(source, complaint):
    with pytest.raises(SourceError) as caught:
        parse(source)
    assert str(caught.value) == f"{FILE}:{complaint}"
