"""Shell scripts are read the way a shell would read them, and what they compute is not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.sources import shellargs

FILE = Path("mapper/02_preprocess.sh")


def commands(source):
    return [[word.text for word in command.words] for command in shellargs.parse(source, FILE)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("python3 a.py --x 1", [["python3", "a.py", "--x", "1"]], id="words"),
        pytest.param("a \\\n  b \\\r\n  c\nd", [["a", "b", "c"], ["d"]], id="continued lines"),
        pytest.param("a # b\n# c\nd#e", [["a"], ["d#e"]], id="comments"),
        pytest.param("a 'b c' \"d  e\" f\\ g", [["a", "b c", "d  e", "f g"]], id="quotes"),
        pytest.param("a x'y'\"z\"", [["a", "xyz"]], id="quotes within a word"),
        pytest.param("a; b && c || d | e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]], id="signs between commands"),
        pytest.param("a > log.txt 2>&1 < in b", [["a", "b"]], id="redirects"),
        pytest.param("a <<EOT\nb c\nEOT\nd", [["a"], ["d"]], id="a document in the script"),
        pytest.param("x=1\na $x ${x} \"$x\" '$x'", [["a", "1", "1", "1", "$x"]], id="variables"),
        pytest.param("x=cal\na ${x}_f32 $x/y", [["a", "cal_f32", "cal/y"]], id="within a word"),
        pytest.param("x='a b'; y=\"$x c\"; a $y", [["a", "a b c"]], id="of one another"),
        pytest.param("export x=1\na $x", [["a", "1"]], id="exported"),
        pytest.param("CUDA=0 a b", [["a", "b"]], id="for one command"),
        pytest.param("a ${x:-b} ${y-c}", [["a", "b", "c"]], id="defaults"),
        pytest.param('a $1 $x $(date) `date` "$(date)"', [["a", None, None, None, None, None]], id="what is computed"),
        pytest.param("x=1; x+=2; a $x", [["a", None]], id="appended to"),
        pytest.param("if b; then x=1; else x=2; fi\na $x", [["b"], ["a", None]], id="set under a condition"),
        pytest.param("for x in 1 2; do b $x; done\nx=3; a $x", [["b", None], ["a", "3"]], id="a loop"),
        pytest.param("case $1 in q) x=1;; esac; a $x", [["a", None]], id="a choice"),
        pytest.param("x=1; . ./env.sh; a $x", [["a", None]], id="another script"),
        pytest.param("read x; a $x", [["a", None]], id="asked for"),
        pytest.param("f() {\n a b\n}", [["f"], ["a", "b"]], id="a function"),
        pytest.param("((i++)); a", [["i++"], ["a"]], id="arithmetic"),
        pytest.param("a \\", [["a", ""]], id="ends in a backslash"),
        pytest.param("x=0123456789\n" + "x=$x$x\n" * 40 + "a $x", [["a", None]], id="a value that doubles"),
        pytest.param("x=0123456789\nx=" + "$x" * 100_000 + "\na $x", [["a", None]], id="a value of very many parts"),
        pytest.param("a $(" + "dirname " * 50_000 + ")", [["a", None]], id="a long substitution"),
        pytest.param("x=1 " * 100_000 + "a $x", [["a", "1"]], id="very many variables"),
    ],
)
def test_commands(source, expected):
    assert commands(source) == expected


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        pytest.param("a", Path("mapper"), id="its own folder"),
        pytest.param("cd $(dirname $0) || exit\na", Path("mapper"), id="said so"),
        pytest.param('cd "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\na', Path("mapper"), id="said at length"),
        pytest.param("cd ..\na", Path("mapper/.."), id="above"),
        pytest.param("D=$(dirname $0)/x\ncd $D\na", Path("mapper/x"), id="by a variable"),
        pytest.param("cd `dirname $0`/x; a", Path("mapper/x"), id="in back quotes"),
        pytest.param("cd $1\na", None, id="computed"),
        pytest.param("cd\na", None, id="home"),
        pytest.param("if b; then cd x; fi\na", None, id="perhaps"),
    ],
)
def test_folders(source, folder):
    assert shellargs.parse(source, FILE)[-1].folder == folder


def test_a_path_that_grows_is_nowhere():
    source = "x=" + "a/" * 5000 + "\n" + "cd $x\n" * 2000 + "b"
    assert shellargs.parse(source, FILE)[-1].folder is None


def test_a_long_file_is_no_script(tmp_path):
    (tmp_path / "a.sh").write_text("# x\n" * 150_000, encoding="utf-8")
    with pytest.raises(SourceError, match=r"a\.sh: larger than 0\.5 MiB"):
        shellargs.load(tmp_path / "a.sh")


def test_a_word_stands_where_it_is_written():
    *_, last = shellargs.parse("x=1\n a \\\n   --b c", FILE)[0].words
    assert (last.origin.line, last.origin.column, last.origin.width) == (3, 8, 1)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a --b c", "c", id="a word further"),
        pytest.param("a --b=c", "c", id="with a sign"),
        pytest.param("a --b c --b d", "d", id="the last counts"),
        pytest.param("a --bb c", None, id="another"),
        pytest.param("a --b", None, id="without a value"),
    ],
)
def test_options(source, expected):
    found = shellargs.parse(source, FILE)[0].option("--b")
    assert (found and found.text) == expected


@pytest.mark.parametrize("source", ["a 'b", 'a "b', "a `b", "a $(b", "a ${b${c}"])
def test_what_never_ends_is_one_line(source):
    with pytest.raises(SourceError, match=r"^mapper/02_preprocess.sh:1:3: .* is never closed$"):
        shellargs.parse(source, FILE)


@given(st.text(alphabet="ab=$(){}<>|&;#'\"`\\ \n\t\r\f!", max_size=40))
def test_any_text_is_read_or_refused(source):
    try:
        read = shellargs.parse(source, FILE)
    except SourceError:
        return
    assert all(command.words for command in read)
