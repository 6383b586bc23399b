"""How what is printed looks: links and colors for who sits at a terminal, ASCII where an encoding has no more."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from projects import config

from pipecheck.cli import linking, plainly
from pipecheck.rules import every

LINK = re.compile(rb"\x1b\]8;[^;]*;([^\x1b]+)\x1b\\")
SEEN = {"TERM": "xterm-256color", "NO_COLOR": "", "FORCE_COLOR": "", "CI": ""}


def command(folder, *words):
    (folder / "config.yaml").write_text(config(input_type_train="bgr"), encoding="utf-8")
    return [sys.executable, "-m", "pipecheck", "lint", "config.yaml", *words]


def environment(**changes):
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**os.environ, **SEEN, "PYTHONPATH": path, **changes}


def typed(folder, *words, **changes):
    """What a terminal is told."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    run = subprocess.Popen(command(folder, *words), cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**changes))
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # nobody writes there any more
            part = b""
        if not part:
            break
        shown += part
    os.close(ours)
    assert run.wait() == 1
    return shown


def test_at_a_terminal_a_code_leads_to_the_page_of_its_rule(tmp_path):
    (where,) = {link.decode() for link in LINK.findall(typed(tmp_path))}
    parts = urlsplit(where)
    assert parts.scheme == "file"
    assert unquote(parts.netloc) == os.uname().nodename
    assert Path(unquote(parts.path)).read_text(encoding="utf-8").startswith("# PC206 ")


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        pytest.param([], {"TERM": "dumb"}, id="a dumb terminal"),
        pytest.param([], {"TERM": "linux"}, id="a console"),
        pytest.param([], {"NO_COLOR": "1"}, id="no color"),
        pytest.param([], {"CI": "true"}, id="a log of CI"),
        pytest.param(["--format", "text"], {}, id="text"),
        pytest.param(["--format", "rich", "--output", "report.txt"], {}, id="a file"),
        pytest.param(["--format", "rich", "--output", "report.txt"], {"FORCE_COLOR": "1"}, id="a file in color"),
    ],
)
def test_elsewhere_it_leads_nowhere(tmp_path, words, changes):
    said = typed(tmp_path, *words, **changes)
    written = tmp_path / "report.txt"
    assert b"PC206" in (written.read_bytes() if words[-1:] == ["report.txt"] else said)
    assert b"\x1b]8" not in said
    assert not written.exists() or b"\x1b]8" not in written.read_bytes()


@pytest.mark.parametrize("changes", [{}, {"FORCE_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_a_pipe_has_no_links(tmp_path, changes):
    done = subprocess.run(command(tmp_path, "--format", "rich"), cwd=tmp_path, capture_output=True, env=environment(**changes), check=False)
    assert b"PC206" in done.stdout
    assert b"\x1b]8" not in done.stdout
    assert (b"\x1b[" in done.stdout) is (changes == {"FORCE_COLOR": "1"})


def test_every_rule_has_a_page_to_lead_to():
    assert [rule.code for rule in every() if linking.page(rule.code) is None] == []


def test_what_is_not_there_is_no_link(tmp_path):
    assert linking.page("PC301", tmp_path) is None
    assert linking.page("PC999") is None


def test_a_link_is_whole_whatever_the_folder_is_called(tmp_path):
    folder = tmp_path / "a b;\x1b\\c\x07 规则"
    folder.mkdir()
    (folder / "PC301.md").touch()
    where = linking.page("PC301", folder)
    assert where.isascii()
    assert not re.search(r"[\x00-\x20;\x7f]", where)
    assert Path(unquote(urlsplit(where).path)) == folder / "PC301.md"


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        pytest.param("ascii", "(x − 1) × 2 → −1..1 ≠ ≈ – — │ …", "(x - 1) x 2 > -1..1 ! ~ - - | ~", id="nothing but ASCII"),
        pytest.param("gbk", "(x − 1) × 2 → −1..1 配置", "(x - 1) × 2 → -1..1 配置", id="no minus sign"),
        pytest.param("latin-1", "0.2 ± 0.1, a×b → 读", "0.2 ± 0.1, a×b > \\u8bfb", id="no Chinese"),
        pytest.param("utf-8", "a \udcff − b", "a \\udcff − b", id="half a letter"),
    ],
)
def test_signs_that_an_encoding_lacks_are_ascii(encoding, text, shown):
    assert plainly.said(text, encoding) == shown


def test_a_table_stays_one(tmp_path):
    """Every sign of one cell is written in one."""
    plain = _rich(tmp_path, "ascii")
    assert [len(row) for row in plain] == [len(row.decode()) for row in _rich(tmp_path, "utf-8")]
    assert b"\\u" not in b"".join(plain)


def _rich(folder, encoding):
    done = subprocess.run(
        command(folder, "--format", "rich"),
        cwd=folder,
        capture_output=True,
        env=environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0"),
        check=False,
    )
    return done.stdout.splitlines()
