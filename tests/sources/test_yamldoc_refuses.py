"""Whatever is wrong with a YAML file is one line that begins with its place, and is found without much time or memory."""

from __future__ import annotations

import re
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.lower.toolchain import conversion
from pipecheck.sources import yamldoc

FILE = Path("deploy.yaml")
TOKENS = st.sampled_from(
    ["a", "b", "1", "1.5", "~", ": ", ":", "- ", "? ", "\n", "\n  ", "\n\t", " ", "[", "]", "{", "}", ", ", "&x ", "*x", "<<: ", "|\n",
     ">-\n", "'", '"', "!!str ", "!!int ", "!!bool ", "!!float ", "!!timestamp ", "!!null ", "!!set ", "!!python/name:os.system ", "!a ",
     "%YAML 9\n", "---\n", "...\n", "2024-13-01", "0x", "1:99", "# c", "\x00", "\x85", "\ufeff", "\\x", "@", "`", "<<", "="]
)  # fmt: skip


def parse(source):
    return yamldoc.parse(source, FILE)


def bomb(levels, width, end="lol"):
    lines = [f"a0: &a0 {end}"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels + 1)]
    return "\n".join(lines)


def tower(levels):
    """Anchors that each add fifty levels to the one before."""
    lines = ["a0: &a0 x"] + [f"a{i}: &a{i} {'[' * 50}*a{i - 1}{']' * 50}" for i in range(1, levels + 1)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("a: 1\n\tb: 2\n", "2:1: not YAML: ", id="tab"),
        pytest.param("a: [1, 2\nb: 3\n", "2:2: not YAML: ", id="an open bracket"),
        pytest.param("a: 'b\n", "2:1: not YAML: ", id="an open quote"),
        pytest.param("a: b: c\n", "1:5: not YAML: ", id="two colons"),
        pytest.param("a: @b\n", "1:4: not YAML: ", id="a reserved letter"),
        pytest.param(
            "a: !!python/object/apply:os.system [ls]\n", "1:4: the tag tag:yaml.org,2002:python/object/apply:os.system is", id="code"
        ),
        pytest.param("a: !secret x\n", "1:4: the tag !secret is not one", id="an own tag"),
        pytest.param("a: !!binary aGk=\n", "1:4: the tag tag:yaml.org,2002:binary is not one", id="bytes"),
        pytest.param("a: !!set {b, c}\n", "1:4: the tag tag:yaml.org,2002:set is not one", id="a set"),
        pytest.param("a: !!map b\n", "1:4: the tag tag:yaml.org,2002:map is not one", id="a collection's tag on a word"),
        pytest.param("a: !!int x\n", "1:4: not a int: 'x'", id="not an integer"),
        pytest.param("a: !!int ''\n", "1:4: not a int: ''", id="an empty integer"),
        pytest.param("a: !!bool maybe\n", "1:4: not a bool: 'maybe'", id="not a truth value"),
        pytest.param("a: !!timestamp soon\n", "1:4: not a timestamp: 'soon'", id="not a date"),
        pytest.param("a: 1\nb: 2024-13-01\n", "2:4: not a timestamp: '2024-13-01'", id="month 13"),
        pytest.param("a: 0x" + "f" * 5000, "1:4: a value of 5002 characters that is not text", id="a number of many digits"),
        pytest.param("a: 1" + ":1" * 5000, "1:4: a value of 10001 characters that is not text", id="a number in base 60"),
        pytest.param("a: *x\nb: &x 1\n", "1:4: *x is used before &x ends", id="alias before its anchor"),
        pytest.param("a: &x [1, *x]\n", "1:11: *x is used before &x ends", id="an alias in its own anchor"),
        pytest.param("b: &x 1\na: &x [*x]\n", "2:8: *x is used before &x ends", id="an alias in its own anchor, set before"),
        pytest.param("a: 1\n? [b]\n: 2\n", "2:3: a key is a word", id="a list as key"),
        pytest.param("a: 1\n? {b: 1}\n: 2\n", "2:3: a key is a word", id="a mapping as key"),
        pytest.param("a: &x [1]\n*x : 2\n", "2:1: a key is a word", id="an alias of a list as key"),
        pytest.param("a: 1\n<<: 3\n", "2:1: << takes a mapping", id="a merge of a number"),
        pytest.param("<<: [{a: 1}, 2]\n", "1:1: << takes a mapping", id="a merge of a list with a number"),
        pytest.param("a: 1\n---\nb: 2\n", "2:1: a second document begins", id="a second document"),
        pytest.param("a: 1\nb: \x00\n", "2:4: not YAML: the character '\\x00' is not allowed", id="NUL"),
        pytest.param("a: 1\nb: 均\x07值\n", "2:5: not YAML: the character '\\x07' is not allowed", id="a bell after chinese"),
        pytest.param("%YAML 2.0\n---\na: 1\n", "1:1: not YAML: ", id="another YAML"),
        pytest.param("a: " + "[" * 100_000, "1:64: nested deeper than 60 levels", id="deep lists"),
        pytest.param("".join("  " * i + f"k{i}:\n" for i in range(100)), "nested deeper than 60 levels", id="deep mappings"),
        pytest.param("- " * 1000 + "a", "nested deeper than 60 levels", id="deep dashes"),
        pytest.param("? " * 1000 + "a", "a key is a word", id="deep keys"),
        pytest.param("[" + "1," * 200_000 + "1]", "more than 200000 values", id="huge"),
        pytest.param(bomb(9, 10), "more than 200000 values", id="a billion laughs"),
        pytest.param(bomb(30, 2), "more than 200000 values", id="doubled thirty times"),
        pytest.param(bomb(1, 5000, "x" * 100_000), "more than 200000 values", id="one long text, many times"),
        pytest.param(tower(30), "nested deeper than 60 levels", id="anchors piled up"),
        pytest.param(
            f"a: &a {{{', '.join(f'k{i}: 1' for i in range(10_000))}}}\n" + "".join(f"b{i}: {{<<: *a}}\n" for i in range(1000)),
            "more than 200000 values",
            id="a large mapping, merged many times",
        ),
        pytest.param(
            f"a: &a {{{', '.join(f'k{i}: 1' for i in range(10_000))}}}\nb: {{<<: [{', '.join(['*a'] * 10_000)}]}}",
            "more than 200000 values",
            id="a large mapping, merged many times at once",
        ),
    ],
)
def test_refused(source, message):
    tracemalloc.start()
    try:
        with pytest.raises(SourceError) as e:
            parse(source)
        assert tracemalloc.get_traced_memory()[1] < 300 * 2**20
    finally:
        tracemalloc.stop()
    assert re.match(r"deploy\.yaml:\d+:\d+: ", str(e.value))
    assert message in str(e.value)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"a: 1\nb: \xd6\xd0\n", r":2:4: not UTF-8 text: byte 0xd6$", id="GBK"),
        pytest.param("a: 均 ".encode() + b"\xff", r":1:6: not UTF-8 text: byte 0xff$", id="after chinese"),
        pytest.param("a: 1\n".encode("utf-16"), r":1:1: UTF-16 text; save it as UTF-8$", id="UTF-16"),
        pytest.param(b"\xef\xbb\xbfa: \xff", r":1:4: not UTF-8 text: byte 0xff$", id="after a byte order mark"),
    ],
)
def test_bytes_that_are_no_text(tmp_path, data, message):
    path = tmp_path / "deploy.yaml"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message) as e:
        yamldoc.load(path)
    assert str(e.value).startswith(str(path))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("missing.yaml", "missing.yaml: no such file", id="missing"),
        pytest.param(".", "not a regular file", id="a folder"),
        pytest.param("a\0b", "", id="a NUL in the name"),
        pytest.param("x" * 5000, "", id="a name too long"),
        pytest.param("large.yaml", "large.yaml: larger than 16 MiB, so not a source file", id="large"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, message):
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(17 * 2**20)
    with pytest.raises(SourceError) as e:
        yamldoc.load(tmp_path / name)
    assert message in str(e.value)


@given(st.one_of(st.text(max_size=80), st.lists(TOKENS, max_size=25).map("".join)))
def test_any_text_is_read_or_refused(source):
    with suppress(SourceError):
        assert conversion.read(parse(source)).inputs


def test_half_a_surrogate_pair_is_refused():
    with pytest.raises(SourceError, match=r"^deploy\.yaml:.* not YAML"):
        parse("a: \ud800")
