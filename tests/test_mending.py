"""Edits at spans leave everything else as it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.findings import Edit
from pipecheck.mending import apply


def edit(line, column, width, text):
    return Edit(Path("a.yaml"), line, column, width, text)


@pytest.mark.parametrize(
    ("source", "edits", "expected"),
    [
        ("a: b\n", [edit(1, 4, 1, "c")], "a: c\n"),
        ("a: b # kept\r\nc: d", [edit(1, 4, 1, "xyz"), edit(2, 4, 1, "e")], "a: xyz # kept\r\nc: e"),
        ("a: b\n", [edit(1, 1, 0, "# ")], "# a: b\n"),
        ("一: b\n", [edit(1, 4, 1, "二")], "一: 二\n"),
        ("a b c\n", [edit(1, 5, 1, "z"), edit(1, 1, 1, "x"), edit(1, 3, 1, "y")], "x y z\n"),
        ("a: bcd\n", [edit(1, 4, 3, "x"), edit(1, 5, 1, "y")], "a: x\n"),
        ("a: b\n", [edit(1, 4, 1, "c"), edit(1, 4, 1, "c")], "a: c\n"),
        ("a: b", [edit(7, 1, 1, "c")], "a: b"),
        ("a: b\r\n", [edit(1, 1, 0, "x: y\n")], "x: y\r\na: b\r\n"),
        ("", [], ""),
    ],
)
def test_edits(source, edits, expected):
    assert apply(source, edits) == expected


@given(st.text())
def test_no_edit_is_no_change(source):
    assert apply(source, []) == source
