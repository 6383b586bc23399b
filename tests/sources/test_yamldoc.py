"""YAML as data equals the library's own reading, and every key and value knows its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import yamldoc
from pipecheck.sources.yamldoc import Duplicate

FILE = Path("deploy.yaml")
CONFIGS = sorted((Path(__file__).parents[3] / "shared/data/configs").glob("*.yaml"))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=20)
SCALARS = st.one_of(WORDS, st.integers(-(10**9), 10**9), st.floats(allow_nan=False), st.booleans(), st.none(), st.dates())
DATA = st.recursive(SCALARS, lambda part: st.lists(part, max_size=4) | st.dictionaries(SCALARS, part, max_size=4), max_leaves=25)


def parse(source):
    return yamldoc.parse(source, FILE)


def at(line, column, width=1):
    return Origin(FILE, line, column, width)


def places(data, place=()):
    """Every value in *data* with where it stands."""
    yield place, data
    parts = enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ()
    for key, value in parts:
        yield from places(value, (*place, key))


@given(DATA, st.booleans(), st.sampled_from([None, True, False]))
def test_data_is_what_the_library_reads(data, unicode, flow):
    source = yaml.safe_dump(data, allow_unicode=unicode, default_flow_style=flow)
    found = parse(source)
    assert found.data == yaml.safe_load(source) == data
    assert set(found.values) >= {place for place, _ in places(data)}
    assert found.duplicates == ()


@given(DATA)
def test_every_place_shows_its_source(data):
    source = yaml.safe_dump(data, allow_unicode=True, width=10**6)
    found, lines = parse(source), source.split("\n")
    for place, value in places(data):
        origin = found.values[place]
        shown = lines[origin.line - 1][origin.column - 1 :][: origin.width]
        assert len(shown) == origin.width
        if isinstance(value, int):
            assert yaml.safe_load(shown) == value


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name[-60:])
def test_a_real_configuration_is_what_the_library_reads(path):
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as e:
        with pytest.raises(SourceError, match=f"{e.problem_mark.line + 1}:{e.problem_mark.column + 1}: an unfilled placeholder @WORK@"):
            yamldoc.load(path)
    else:
        assert yamldoc.load(path).data == data


@pytest.mark.parametrize(
    ("source", "place", "key", "value"),
    [
        pytest.param("a: 1", ("a",), at(1, 1), at(1, 4), id="first line"),
        pytest.param("a:\n  bc: def ghi  # why\n", ("a", "bc"), at(2, 3, 2), at(2, 7, 7), id="nested, with spaces and a comment"),
        pytest.param("a: 'x y'\n", ("a",), at(1, 1), at(1, 4, 5), id="quotes count"),
        pytest.param("均值: 标准差 值 # 注释\n", ("均值",), at(1, 1, 2), at(1, 5, 5), id="chinese counts letters"),
        pytest.param("{模型: 一, b: 22}", ("b",), at(1, 9), at(1, 12, 2), id="after chinese on the line"),
        pytest.param("a: 😀\nb: [😀, x]", ("b", 1), None, at(2, 8), id="after an emoji"),
        pytest.param("a: [1, 22]", ("a", 1), None, at(1, 8, 2), id="list item"),
        pytest.param("a:\n- 1\n- b: 2", ("a", 1, "b"), at(3, 3), at(3, 6), id="mapping in a list"),
        pytest.param("a: |\n  one\n  two\n", ("a",), at(1, 1), at(1, 4), id="a block of text begins at its mark"),
        pytest.param("a:\nb: 2", ("a",), at(1, 1), at(1, 3), id="an empty value stands after its key"),
        pytest.param("a: &x 1\nb: *x\n", ("b",), at(2, 1), at(2, 4, 2), id="an alias stands where it is used"),
        pytest.param("a: &x {b: 1}\nc: {<<: *x}\n", ("c", "b"), None, at(2, 9, 2), id="a merged key stands where it is merged"),
        pytest.param("\ta: 1".replace("\t", "  "), ("a",), at(1, 3), at(1, 6), id="an indented document"),
        pytest.param("--- # start\na: 1\n...\n", ("a",), at(2, 1), at(2, 4), id="marks around the document"),
    ],
)
def test_places(source, place, key, value):
    found = parse(source)
    assert (found.keys.get(place), found.values.get(place)) == (key, value)


def test_the_place_of_nothing_is_that_of_its_parent():
    found = parse("a:\n  b: 1\n")
    assert found.origin("a", "c", "d") == at(2, 3)
    assert found.origin("x") == at(1, 1)
    assert found.get("a", "c", "d") is None
    assert parse("").origin("x") == Origin(FILE)


@pytest.mark.parametrize(
    ("source", "data"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("# only a comment\n", None, id="only a comment"),
        pytest.param("---\n", None, id="an empty document"),
        pytest.param("a: &x [1]\nb: *x", {"a": [1], "b": [1]}, id="alias"),
        pytest.param("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}, id="an anchor set again"),
        pytest.param("? &k a\n: *k", {"a": "a"}, id="anchor on a key"),
        pytest.param("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}", {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}}, id="own keys win"),
        pytest.param("<<: [{a: 1}, {a: 2, b: 2}]\n", {"a": 1, "b": 2}, id="the first of several merged wins"),
        pytest.param("<<: {a: 1}\n<<: {a: 2}", {"a": 2}, id="a later merge wins"),
        pytest.param("'<<': 3", {"<<": 3}, id="a quoted << is a key"),
        pytest.param("a: !!str 5", {"a": "5"}, id="a tag"),
        pytest.param("a: !!map {b: !!seq [1]}", {"a": {"b": [1]}}, id="the tags of collections"),
        pytest.param("1: a\ntrue: b", {1: "b"}, id="keys that are equal"),
        pytest.param("a: 1e-3\nb: 1.0e-3", {"a": "1e-3", "b": 0.001}, id="numbers as YAML 1.1 has them"),
    ],
)
def test_data(source, data):
    assert parse(source).data == data


@pytest.mark.parametrize(
    ("source", "duplicates"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", [Duplicate(("a",), at(1, 1), at(3, 1))], id="top"),
        pytest.param(
            "a: {b: 1, b: 2, b: 3}",
            [Duplicate(("a", "b"), at(1, 5), at(1, 11)), Duplicate(("a", "b"), at(1, 11), at(1, 17))],
            id="three times",
        ),
        pytest.param("x: &x {a: 1}\ny: {<<: *x, a: 2}", [], id="a merged key is no duplicate"),
        pytest.param("a: {b: 1}\nc: {b: 1}", [], id="the same key elsewhere"),
    ],
)
def test_duplicates(source, duplicates):
    assert list(parse(source).duplicates) == duplicates


def test_a_byte_order_mark_is_no_letter(tmp_path):
    path = tmp_path / "deploy.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert yamldoc.load(path).origin("a") == Origin(path, 1, 4)
