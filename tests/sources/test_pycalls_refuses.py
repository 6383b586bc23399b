"""Python that cannot be parsed is one line with its place; nothing that is read is run, and nothing takes long."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies_python import LINES, NAMES

from pipecheck.errors import SourceError
from pipecheck.sources import pycalls
from pipecheck.sources.pyvalues import Items, spelled

FILE = Path("train.py")


def find(source, name="t"):
    return pycalls.find(pycalls.parse(source, FILE), name)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("t = (1\nx = 2\n", r"^train\.py:1:5: not Python 3\.\d+: '\(' was never closed$", id="an open bracket"),
        pytest.param("a = 1\n  b = 2\n", r"^train\.py:2:\d+: not Python 3\.\d+: unexpected indent$", id="indentation"),
        pytest.param("x = '均'; print 't'\n", r"^train\.py:1:10: not Python 3\.\d+: Missing parentheses", id="Python 2, after chinese"),
        pytest.param("a = 1\n\x00", r"^train\.py\b.*: .*null bytes", id="NUL"),
        pytest.param("t = " + "(" * 1000, r"^train\.py:.* ", id="many brackets"),
        pytest.param("t = " + "-" * 100_000 + "1", r"^train\.py:.* ", id="many signs"),
        pytest.param("t = '\ud800'", r"^train\.py: not readable as Python: ", id="half a surrogate pair"),
        pytest.param("t = 1" + "0" * 5000, r"^train\.py:.* ", id="a number of many digits"),
    ],
)
def test_refused(source, message):
    with pytest.raises(SourceError, match=message):
        find(source)


def test_nothing_is_executed(tmp_path):
    trap = tmp_path / "sprung"
    path = tmp_path / "train.py"
    path.write_text(
        f"open({str(trap)!r}, 'w').close()\nimport does_not_exist\nraise SystemExit(3)\nt = [exit(4), open({str(trap)!r}, 'w')]\n"
    )
    assert isinstance(pycalls.find(pycalls.load(path), "t"), Items)
    assert not trap.exists()


def test_doubtful_escapes_are_not_our_subject():
    assert spelled(find("t = '\\d'")) == repr("\\d")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "a0 = [1]\n" + "".join(f"a{i} = [{', '.join([f'a{i - 1}'] * 9)}]\n" for i in range(1, 18)) + "t = a17", id="lists of lists"
        ),
        pytest.param("a0 = 9\n" + "".join(f"a{i} = a{i - 1} * a{i - 1}\n" for i in range(1, 18)) + "t = a17", id="squares of squares"),
        pytest.param("def t():\n    return [t(), t(), t()]", id="a function that calls itself thrice"),
        pytest.param("t = " + "[" * 90 + "]" * 90, id="deep lists"),
        pytest.param("t = x" + ".y" * 900, id="a long dotted name"),
        pytest.param("t = 1" + "+1" * 900, id="a long sum"),
        pytest.param("".join(f"t = {i}\n" for i in range(20_000)), id="set again and again"),
        pytest.param(
            "a = []\n" + "".join(f"a{i} = a{i - 1 or ''}\n" for i in range(1, 5000)) + "a4999.append(1)\nt = a", id="many names of one list"
        ),
    ],
)
def test_reading_stays_cheap(source):
    assert spelled(find(source))  # without a limit this would take longer than anybody waits


@given(st.lists(LINES, max_size=12).map("\n".join), NAMES)
def test_python_of_any_kind_is_read_or_refused(source, name):
    with suppress(SourceError):
        module = pycalls.parse(source, FILE)
        assert spelled(pycalls.find(module, name))
        assert pycalls.find(module, name).origin.line <= len(source.splitlines())


@given(st.text(max_size=60))
def test_text_of_any_kind_is_read_or_refused(source):
    with suppress(SourceError):
        assert spelled(find(source))
