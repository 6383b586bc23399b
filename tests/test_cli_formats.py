"""Every format through the command line: to a file as to the screen, with the same status, and several of one run."""

import pytest
from parsed_back import back, said
from projects import TRAINING, config, write
from test_cases import inside

from pipecheck import api
from pipecheck.cli import main
from pipecheck.cli.parser import FORMATS

WRONG, CLEAN = config(input_type_train="bgr"), config()


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("yaml", "status"), [(WRONG, 1), (CLEAN, 0)], ids=["wrong", "clean"])
@pytest.mark.parametrize("command", [["check"], ["lint", "config.yaml"]], ids=lambda command: command[0])
@pytest.mark.parametrize("format_", FORMATS)
def test_to_a_file_as_to_the_screen(here, capsys, format_, command, yaml, status):
    write(here, yaml)
    assert main([*command, "--format", format_]) == status
    printed = capsys.readouterr().out
    assert main([*command, "--format", format_, "--output", "out"]) == status
    assert capsys.readouterr() == ("", "")
    assert (here / "out").read_text(encoding="utf-8").rstrip("\n") == printed.rstrip("\n")


@pytest.mark.parametrize("format_", [each for each in FORMATS if each != "rich"])  # which wraps
def test_what_is_printed_is_what_was_found(here, capsys, format_):
    write(here, config(input_type_train="bgr", mean_value="1 2 3"), calibration=TRAINING)
    with inside(here):
        report = api.check()
    assert main(["check", "--format", format_]) == 1
    told = back(capsys.readouterr().out, format_)
    assert [each[:2] for each in told] == [each[:2] for each in said(report, format_)]
    assert len(told) > 2


def test_several_formats_of_one_run(here, capsys):
    write(here, WRONG)
    also = [f"--also={format_}={format_}.out" for format_ in FORMATS if format_ != "rich"]
    assert main(["check", "--format", "concise", *also]) == 1
    printed = capsys.readouterr()
    assert printed.err == ""
    assert (here / "concise.out").read_text(encoding="utf-8").rstrip() == printed.out.rstrip()
    for format_ in FORMATS[1:]:
        told = back((here / f"{format_}.out").read_text(encoding="utf-8"), format_)
        assert [each[:2] for each in told] == [("PC201", "error")]


@pytest.mark.parametrize("wrong", ["sarif", "sarif=", "=x", "nosuch=x"])
def test_also_needs_a_format_and_a_file(here, capsys, wrong):
    with pytest.raises(SystemExit) as ended:
        main(["check", "--also", wrong])
    assert ended.value.code == 2
    assert "a format and a file such as sarif=report.sarif" in capsys.readouterr().err


def test_also_replaces_nothing_that_was_read(here, capsys):
    write(here, WRONG)
    assert main(["check", "--also", "text=config.yaml"]) == 2
    assert (here / "config.yaml").read_text(encoding="utf-8") == WRONG


def test_a_pipe_in_any_encoding_takes_them(here):
    """XML that says it is UTF-8 is not written in anything else."""
    import os
    import subprocess
    import sys
    import xml.etree.ElementTree as ET

    write(here, config(mean_value="1 2 3"))
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "pipecheck", "check", "--format", "junit"]
    run = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert run.returncode == 1
    assert "−" in ET.fromstring(run.stdout).find("testsuite/testcase/failure").get("message")
