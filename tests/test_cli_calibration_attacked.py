"""`pipecheck calibration` where names, folders and files are not what anyone would expect: one line, and nothing of the user's is lost."""

import os

import pytest
from closed import closed
from prepared import picture, project

from pipecheck.cli import main

COUNT = 20


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))
    names = [f"{seed:02}.png" for seed in range(COUNT)]
    for seed, name in enumerate(names):
        picture(tmp_path / "set" / name, seed)
    (tmp_path / "labels.csv").write_text("file,class\n" + "".join(f"{name},a\n" for name in names), encoding="utf-8")
    (tmp_path / "classes.txt").write_text("a\n", encoding="utf-8")
    (tmp_path / "pictures.txt").write_text("".join(f"set/{name}\n" for name in names), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("writing", [["--output"], ["--select", "3", "--list"]], ids=["the report", "the list"])
@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["--labels", "labels.csv"], "labels.csv"),
        (["--labels", "labels.csv", "--classes", "classes.txt"], "classes.txt"),
        (["--training", "pictures.txt"], "pictures.txt"),
        (["--validation", "pictures.txt"], "pictures.txt"),
        (["--labels", "labels.csv"], "pipecheck.toml"),
        (["--config", "pipecheck.toml"], "train.py"),
        (["--config", "pipecheck.toml"], "labels.csv"),
    ],
)
def test_nothing_that_was_read_is_overwritten(here, capsys, options, name, writing):
    (here / "train.py").write_text("def t(x):\n    return x\n", encoding="utf-8")
    (here / "pipecheck.toml").write_text('[training]\nsource = "train.py:t"\nlabels = "labels.csv"\n', encoding="utf-8")
    before = (here / name).read_bytes()
    assert main(["calibration", "set", *options, *writing, name]) == 2
    assert "would be overwritten by the" in capsys.readouterr().err
    assert (here / name).read_bytes() == before


@pytest.mark.parametrize("writing", [["--output"], ["--select", "3", "--list"]], ids=["the report", "the list"])
def test_the_manifest_of_calibration_files_is_not_overwritten(here, capsys, writing):
    before = '{"kind": "pipecheck calibration files"}'
    (here / "set.json").write_text(before, encoding="utf-8")
    assert main(["calibration", "set", *writing, "set.json"]) == 2
    assert "set.json: is the manifest of calibration files, and would be overwritten by" in capsys.readouterr().err
    assert (here / "set.json").read_text(encoding="utf-8") == before


def tensors(folder, ending=".rgb", count=3):
    folder.mkdir(parents=True)
    for index in range(count):
        (folder / f"{index}{ending}").write_bytes(bytes(12) if ending != ".npy" else b"\x93NUMPY" + bytes(12))


SELECT = ["calibration", "set", "--select", "3", "--list"]


@pytest.mark.parametrize(
    ("folder", "ending", "arguments"),
    [
        pytest.param("elsewhere", ".rgb", SELECT, id="raw files alone"),
        pytest.param("elsewhere", ".npy", SELECT, id=".npy files alone"),
        pytest.param("elsewhere", ".bin", ["calibration", "set", "--output"], id="a report among raw files"),
        pytest.param("calibration_f32", None, SELECT, id="empty, and named by the YAML"),
        pytest.param("calibration_f32", None, ["calibration", "set", "--output"], id="a report of pictures"),
        pytest.param("calibration_f32", None, ["check", "--output"], id="a report of the project"),
        pytest.param("calibration_f32", None, ["lint", "config.yaml", "--output"], id="a report of the YAML"),
        pytest.param("elsewhere", ".odd", ["calibration", "elsewhere", "--output"], id="the set itself"),
    ],
)
def test_nothing_is_written_among_calibration_files(here, capsys, folder, ending, arguments):
    project(here)
    (here / folder).mkdir() if ending is None else tensors(here / folder, ending)
    before = sorted((here / folder).iterdir())
    assert main([*arguments, f"{folder}/new.txt"]) == 2
    assert capsys.readouterr().err.startswith(f"pipecheck: {folder}/new.txt: lies among calibration files")
    assert sorted((here / folder).iterdir()) == before


def test_the_list_is_not_written_into_a_calibration_folder_that_is_the_current_one(here, capsys, monkeypatch):
    tensors(here / "elsewhere")
    monkeypatch.chdir(here / "elsewhere")
    assert main(["calibration", "../set", "--select", "3"]) == 2
    assert capsys.readouterr().err.startswith("pipecheck: calibration.txt: lies among calibration files")


def test_a_chain_may_lie_beside_dumps(here):
    (here / "t.py").write_text("import numpy as np\n\n\ndef t(x):\n    return np.asarray(x)[..., ::-1] / 255\n", encoding="utf-8")
    tensors(here / "elsewhere", ".bin")
    assert main(["identify", "t.py:t", "--allow-exec", "--output", "elsewhere/chain.yaml"]) == 0


@pytest.mark.parametrize("names", [[], ["a.rgb"], ["a.rgb", "b.txt"], ["a.txt", "b.txt"]], ids=["empty", "one", "a text too", "texts"])
def test_other_folders_take_a_list(here, names):
    (here / "elsewhere").mkdir()
    for name in names:
        (here / "elsewhere" / name).write_bytes(bytes(12))
    assert main([*SELECT, "elsewhere/new.txt"]) == 0


@pytest.mark.parametrize("text", ["set/00.png\n", "# mine\nset/00.png\n", "\n"])
def test_a_list_that_somebody_wrote_is_not_replaced(here, capsys, text):
    (here / "calibration.txt").write_text(text, encoding="utf-8")
    assert main(["calibration", "set", "--select", "3"]) == 2
    assert "calibration.txt: is a text that pipecheck did not write, and would be overwritten by the list" in capsys.readouterr().err
    assert (here / "calibration.txt").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("before", [b"", b"# pictures chosen by pipecheck calibration --select 9\nset/00.png\n"], ids=["empty", "ours"])
def test_a_list_of_ours_is_replaced(here, before):
    (here / "calibration.txt").write_bytes(before)
    assert main(["calibration", "set", "--select", "3"]) == 0
    mark, *names = (here / "calibration.txt").read_text(encoding="utf-8").splitlines()
    assert (mark, len(names)) == ("# pictures chosen by pipecheck calibration --select 3", 3)


@pytest.mark.parametrize(
    ("asked", "said"),
    [(COUNT, ""), (COUNT + 1, f"only {COUNT} pictures are left to choose from"), (900, f"only {COUNT} pictures are left")],
)
def test_fewer_pictures_than_are_asked_for(here, capsys, asked, said):
    assert main(["calibration", "set", "--select", str(asked)]) == 0
    told = capsys.readouterr().out
    assert (said in told, "only" in told) == (True, bool(said))


@pytest.mark.parametrize("option", [None, "--training", "--validation", "--labels", "--classes", "--config", "--images"])
@pytest.mark.parametrize("path", ["x" * 300, "x" * 300 + ".txt", "round", "set/00.png/below", "pipe"])
@pytest.mark.parametrize("more", [[], ["--select", "3"]], ids=["judged", "chosen"])
@pytest.mark.skipif(os.name != "posix", reason="pipes, and links for everyone")
def test_what_cannot_be_read_is_one_line(here, capsys, option, path, more):
    (here / "round").symlink_to("round")
    os.mkfifo(here / "pipe")
    status = main(["calibration", *([path] if option is None else ["set", option, path]), *more])
    assert status == 2 or (status == 0 and option is not None)  # which not every command reads
    assert capsys.readouterr().err.count("\n") == (1 if status else 0)


@pytest.mark.parametrize(
    "name", ["a.png 3.png", "back\\slash.png", "new\nline.png", " before.png", "#.png", "in quotes'", os.fsdecode(b"\xff.png")]
)
@pytest.mark.skipif(os.name != "posix", reason="no such names")
def test_a_list_is_read_back_as_it_was_written(here, capsys, name):
    (here / "odd").mkdir()
    picture(here / "one.png")
    (here / "one.png").rename(here / "odd" / (name if name.endswith(".png") else f"{name}.png"))
    status = main(["calibration", "odd", "--select", "1", "--list", "odd/list.txt"])
    told = capsys.readouterr()
    assert (status, told.err.count("\n")) in ((0, 0), (2, 1))
    assert status == 2 or main(["calibration", "odd/list.txt", "--ignore", "PC6"]) == 0


@pytest.mark.skipif(os.name != "posix", reason="a limit on what a process may write")
def test_a_report_that_cannot_be_written_leaves_the_one_before(here):
    import resource
    import subprocess
    import sys

    (here / "report.html").write_text("the one before", encoding="utf-8")
    limited = subprocess.run(
        [sys.executable, "-m", "pipecheck", "calibration", "set", "--format", "html", "--output", "report.html", "--no-cache"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)),
    )
    assert (limited.returncode, limited.stderr.count("\n")) == (2, 1)
    assert (here / "report.html").read_text(encoding="utf-8") == "the one before"
    assert not list(here.glob(".pipecheck-*"))


@pytest.mark.skipif(os.name != "posix", reason="a folder that is in use cannot be removed")
def test_a_current_folder_that_is_gone_is_one_line(here, capsys, monkeypatch):
    (here / "gone").mkdir()
    monkeypatch.chdir(here / "gone")
    (here / "gone").rmdir()
    assert main(["calibration", os.fspath(here / "set")]) == 2
    assert capsys.readouterr().err == "pipecheck: .: No such file or directory\n"


@pytest.mark.parametrize("folder", ["x" * 400, '"a\\0b"', "round", "train.py"])
@pytest.mark.parametrize("arguments", [["check"], ["calibration", "set", "--config", "."], ["calibration", "odd", "--config", "."]])
@pytest.mark.skipif(os.name != "posix", reason="links for everyone")
def test_a_folder_in_the_yaml_that_is_none_is_said_in_a_report(here, capsys, folder, arguments):
    project(here, folders=folder)
    (here / "round").symlink_to("round")
    (here / "odd").mkdir()
    (here / "odd" / "a.rgb").write_bytes(b"x")
    assert main([*arguments, "--format", "text"]) in (0, 1)
    assert capsys.readouterr().err == ""


def test_a_side_of_many_digits_is_said_in_a_report(here, capsys):
    project(here, input_shape=f"1x3x{'9' * 5000}x24")
    assert main(["check", "--format", "text"]) == 1
    assert "PC503" in capsys.readouterr().out


def test_a_cache_folder_that_is_not_absolute_drops_nothing_here(here, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("LOCALAPPDATA", "relative")
    monkeypatch.setenv("HOME", os.fspath(here / "home"))
    monkeypatch.setenv("USERPROFILE", os.fspath(here / "home"))
    main(["calibration", "set", "--format", "text"])
    assert not (here / "relative").exists()


@pytest.mark.skipif(os.name != "posix", reason="no such folders")
def test_a_refusal_to_remove_files_says_which_folder_may_not_be_entered(here, capsys):
    project(here)
    assert main(["prepare", "--images", "set"]) == 0
    capsys.readouterr()
    (here / "set" / "00.png").unlink()
    closed(here / "set")
    assert main(["prepare", "--images", "set"]) == 2
    told = capsys.readouterr().err
    assert (told.count("\n"), "--force removes" in told, "so that what lies in there is left out" in told) == (1, True, True)


@pytest.mark.parametrize(
    ("arguments", "stream"),
    [
        pytest.param(["calibration", "set", "--format", "text"], "out", id="judged"),
        pytest.param(["calibration", "odd", "--training", "set", "--format", "text"], "out", id="training"),
        pytest.param(["calibration", "odd", "--validation", "set", "--format", "text"], "out", id="validation"),
        pytest.param(["calibration", "set", "--select", "3"], "err", id="chosen"),
        pytest.param(["check", "--format", "text"], "out", id="checked"),
        pytest.param(["prepare"], "err", id="prepared"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="no such folders")
def test_a_folder_below_that_may_not_be_entered_is_said_once(here, capsys, arguments, stream):
    project(here, manifest='[calibration]\nimages = "set"\n')
    picture(here / "odd" / "00.png")
    closed(here / "set")
    main(arguments)
    told = getattr(capsys.readouterr(), stream)
    assert told.count("file name too long, so that what lies in there is left out") == 1
