"""Shell completion offers what the parser knows, in the shells themselves."""

import shutil
import subprocess

import pytest

from pipecheck.cli import main
from pipecheck.cli.completion import SHELLS
from pipecheck.cli.parser import COMMANDS, FORMATS, parser
from pipecheck.cli.shells import vocabulary
from pipecheck.rules import every

ASK = """
source ./script
COMP_WORDS=({words})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
compopt() {{ [[ $2 == dirnames ]] && mapfile -t COMPREPLY < <(compgen -d); }}
$(complete -p pipecheck | sed 's/.*-F \\([^ ]*\\).*/\\1/') pipecheck
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def script(capsys, shell):
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.fixture
def bash(tmp_path, capsys):
    """What bash offers for words of a command line, the last of which is unfinished."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    (tmp_path / "script").write_text(script(capsys, "bash"), encoding="utf-8")
    (tmp_path / "a folder").mkdir()

    def offered(*words):
        quoted = " ".join(f"'{word}'" for word in words)
        run = subprocess.run(["bash", "-c", ASK.format(words=quoted)], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert run.stderr == ""
        return run.stdout.split("\n")[:-1] if run.stdout.strip() else []

    return offered


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        (["pipecheck", ""], [*COMMANDS, "--help", "--version"]),
        (["pipecheck", "ca"], ["calibration"]),
        (["pipecheck", "check", "--fo"], ["--format"]),
        (["pipecheck", "check", "--format", ""], list(FORMATS)),
        (["pipecheck", "check", "--format", "j"], ["json", "junit"]),
        (["pipecheck", "check", "--format", "=", "s"], ["sarif"]),
        (["pipecheck", "check", "--format", "="], list(FORMATS)),
        (["pipecheck", "diff", "--format", ""], ["text", "json"]),
        (["pipecheck", "check", "--fail-on", "w"], ["warning"]),
        (["pipecheck", "check", "--select", "PC20"], [code for code in vocabulary.codes() if code.startswith("PC20")]),
        (["pipecheck", "check", "--ignore", "PC301,PC70"], [f"PC301,{code}" for code in vocabulary.codes() if code.startswith("PC70")]),
        (["pipecheck", "explain", "PC40"], [code for code in vocabulary.codes() if code.startswith("PC40")]),
        (["pipecheck", "baseline", ""], ["create", "prune"]),
        (["pipecheck", "completion", ""], list(SHELLS)),
        (["pipecheck", "check", ""], []),  # files are the shell's
        (["pipecheck", "check", "--output", ""], []),
        (["pipecheck", "check", "a.yaml", "--out"], ["--output"]),
        (["pipecheck", "nosuch", ""], []),
        (["pipecheck", "nosuch", "--f"], []),
    ],
    ids=lambda value: " ".join(value[1:]) if value and value[0] == "pipecheck" else "",
)
def test_bash(bash, words, offers):
    assert bash(*words) == offers


def test_bash_leaves_paths_to_itself(bash):
    assert bash("pipecheck", "init", "") == ["a folder"]
    assert bash("pipecheck", "calibration", "--images", "") == ["a folder"]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_word_is_in_the_script(capsys, shell):
    text = script(capsys, shell)
    for command in vocabulary.commands(parser()):
        assert command.name in text
        for option in command.options:
            assert option.word.removeprefix("--" if shell == "fish" else "") in text
    assert all(rule.code in text for rule in every())


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_takes_the_script(capsys, tmp_path, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    (tmp_path / "script").write_text(script(capsys, shell), encoding="utf-8")
    run = subprocess.run([shell, "-n", "script"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("pipecheck cali", {"calibration"}),
        ("pipecheck check --format j", {"json", "junit"}),
        ("pipecheck baseline ", {"create", "prune"}),
        ("pipecheck baseline create ", {"script"}),
        ("pipecheck check --output ", {"script"}),
        ("pipecheck explain PC301", {"PC301"}),
    ],
)
def test_fish(capsys, tmp_path, line, offers):
    if shutil.which("fish") is None:
        pytest.skip("there is no fish")
    (tmp_path / "script").write_text(script(capsys, "fish"), encoding="utf-8")
    asked = f"source ./script; complete -C '{line}'"
    run = subprocess.run(["fish", "--no-config", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert {each.split("\t")[0] for each in run.stdout.splitlines()} == offers


def test_what_the_parser_says_is_read_from_it():
    found = {command.name: command for command in vocabulary.commands(parser())}
    assert list(found) == list(COMMANDS)
    check = {option.word: option.value for option in found["check"].options}
    assert check["--format"].words == FORMATS
    assert [check[word].kind for word in ("--select", "--output", "--budget")] == ["codes", "files", "free"]
    assert check["--help"] is None
    assert [value.kind for value in found["baseline"].values] == ["words", "files"]
    assert found["calibration"].does == COMMANDS["calibration"][0]
