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
from pipecheck.sources.pyvalues import Constant, Items, spelled

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
        pytest.param("# coding: utf-7\nt = '+AGE-'", r"^train\.py:1: .* reads otherwise in utf-7, the encoding that it names", id="utf-7"),
        pytest.param("#!/x\n# -*- coding: rot13 -*-\nt = 1", r"^train\.py:2: .* in rot13, the encoding", id="no encoding of text"),
        pytest.param("# vim: set fileencoding=klingon :\nt = 1", r"^train\.py:1: .* in klingon, the encoding", id="no encoding"),
        pytest.param("# coding: utf-16\nt = 1", r"^train\.py:1: .* in utf-16, the encoding", id="utf-16 by name"),
        pytest.param(
            "# coding: raw_unicode_escape\nt = 1 #\\u000at = 2", r"^train\.py:1: .* in raw_unicode_escape", id="a line in a comment"
        ),
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


@pytest.mark.parametrize("cookie", ["utf-8", "UTF8", "latin-1", "gbk", "ascii", "utf-8-unix", "Latin_1-unix"])
def test_encodings_in_which_code_reads_alike(cookie):
    assert spelled(find(f"# -*- coding: {cookie} -*-\nt = 'a均' #\\u000a")) == "'a均'"
    assert spelled(find("t = 2\nx = 1\n# coding: klingon\n")) == "2"


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
        pytest.param("t = []\n" + "t.append(t)\n" * 60, id="a list appended to itself"),
        pytest.param("t = range(60)\n" + "t = list(zip(t, t))\n" * 60, id="pairs of pairs"),
        pytest.param("t = 'x'\n" + "t = t.replace('x', 'xxxxxxxxxx')\n" * 12, id="a text that grows tenfold"),
        pytest.param("import foo\nt = foo.Compose([])\n" + "t = foo.Compose([t, t])\n" * 60, id="chains of chains"),
        pytest.param("t = []\n" + "t = [t]\n" * 20_000, id="a list in a list, thousands deep"),
        pytest.param(
            "".join(f"a{i} = [{i}]\n" for i in range(5000)) + "".join(f"a{i}.append(2)\n" for i in range(5000)) + "t = a9",
            id="thousands of lists changed",
        ),
        pytest.param(
            "class A:\n    def __init__(self):\n        self.x = [1]\n"
            + "".join(f"a{i} = A()\nif foo:\n    a{i}.x.append(3)\n" for i in range(1500))
            + "t = a9.x",
            id="thousands of branches over thousands of objects",
        ),
        pytest.param(
            "class A0:\n    pass\nclass B0:\n    pass\n"
            + "".join(f"class A{i}(A{i - 1}, B{i - 1}):\n    pass\nclass B{i}(B{i - 1}, A{i - 1}):\n    pass\n" for i in range(1, 60))
            + "t = A59().x",
            id="classes derived twice from each, sixty times",
        ),
        pytest.param(
            "x = foo()\n" + "if bar:\n    x = x.T\n" * 60 + "x[0] = 1\nt = x",
            id="a change seen through sixty branches",
        ),
        pytest.param("import foo\n" * 40_000 + "t = foo", id="one import, again and again"),
        pytest.param("t = [" + "9, " * 20_000 + "]", id="one line of twenty thousand numbers"),
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


@pytest.mark.parametrize("call", ["split(1)", "split('')", "split(x)", "strip(3)", "replace('x')", "removeprefix(3)", "lower(1)"])
def test_a_method_of_a_text_that_would_fail_is_unread(call):
    assert not isinstance(find(f"x = foo()\nt = 'a b'.{call}"), Constant | Items)


def test_a_file_of_data_is_refused(tmp_path):
    path = tmp_path / "data.py"
    path.write_text("# x\n" * 150_000, encoding="utf-8")
    with pytest.raises(SourceError, match=r"data\.py: larger than 0\.5 MiB"):
        pycalls.load(path)
