"""`pipecheck prepare` as its users meet it."""

import os

import pytest
from prepared import files, picture, project

from pipecheck.cli import main
from pipecheck.cli.counting import Counter, line


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return project(tmp_path)


def test_what_was_written_is_said_in_two_lines(here, capsys):
    assert main(["prepare"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out == (
        "3 files, 3×16×24 float32 RGB 0..255, CHW, in calibration_f32\nmade by train.py:t; the manifest is calibration_f32.json\n"
    )
    picture(here / "pictures" / "03.png", 3)
    assert main(["prepare", "config.yaml", "--threads", "1"]) == 0
    assert (
        capsys.readouterr()
        .out.splitlines()[0]
        .endswith("4 files, 3×16×24 float32 RGB 0..255, CHW, in calibration_f32 (3 of them were there already)")
    )


def test_for_hb_compile(here, capsys):
    project(here, march="nash-m", norm_type=None)
    assert main(["prepare", ".", "--count", "2", "--to", "some", "--images", "pictures"]) == 0
    assert capsys.readouterr().out.startswith("2 files, 1×3×16×24 float32 RGB −2.118..2.64, CHW .npy, in some\n")
    assert list(files(here / "some")) == ["00.npy", "01.npy"]


def test_pictures_that_are_left_out_are_named_and_have_status_1(here, capsys):
    (here / "pictures" / "01.png").write_bytes(b"")
    assert main(["prepare"]) == 1
    printed = capsys.readouterr()
    assert printed.err == "pipecheck: pictures/01.png: empty file; left out\n"
    assert printed.out.startswith("2 files, 1 left out, 3×16×24 float32 RGB 0..255, CHW, in calibration_f32\n")


def test_reading_back(here, capsys):
    main(["prepare"])
    capsys.readouterr()
    assert main(["prepare", "--verify"]) == 0
    assert capsys.readouterr().out == (
        "calibration_f32: 3 files as they were written, and as train.py:t makes them: 3×16×24 float32 RGB 0..255, CHW\n"
    )
    (here / "calibration_f32" / "01.rgbp").write_bytes(b"")
    assert main(["prepare", "--verify"]) == 1
    assert capsys.readouterr().out == (
        "calibration_f32/01.rgbp: not the file that was written\n"
        "calibration_f32: 1 problem with 3 files; run `pipecheck prepare` to make them again, with the options as before\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="no such names")
def test_names_do_not_write_to_the_terminal(here, capsys):
    (here / "pictures" / "01.png").rename(here / "pictures" / "\x1b[31m.png")
    main(["prepare", "--to", "\x1b[2J"])
    picture(here / "pictures" / "02.png", 7)
    (here / "pictures" / "\x1b[31m.png").write_bytes(b"")
    assert main(["prepare", "--to", "\x1b[2J", "--verify"]) == 1
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "\\x1b[31m.png has changed since" in printed.out


def test_notes_go_to_standard_error(here, capsys):
    yaml = here / "config.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("cal_data_type: float32", ""), encoding="utf-8")
    assert main(["prepare", "--to", "plain"]) == 0
    assert capsys.readouterr().err == (
        "pipecheck: plain: by this name hb_mapper reads uint8, and the files are float32: say cal_data_type: float32 in the YAML\n"
    )


@pytest.mark.parametrize("options", [["--input", "other"], ["--count", "0"], ["--images", "nowhere"], ["--to", "config.yaml"], ["nowhere"]])
def test_what_cannot_be_done_is_one_line(here, capsys, options):
    assert main(["prepare", *options]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("pipecheck: ")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("done", "total", "rate", "text"),
    [
        (1, 100, 0.0, "1 of 100 files"),
        (10, 100, 30.0, "10 of 100 files, 30 a second, 0:03 left"),
        (10, 20_000, 123.4, "10 of 20000 files, 123 a second, 2:42 left"),
        (10, 20_000, 2.0, "10 of 20000 files, 2 a second, 2:46:35 left"),
        (100, 100, 30.0, "100 of 100 files"),
    ],
)
def test_the_line_about_progress(done, total, rate, text):
    assert line(done, total, rate) == text


def test_the_rate_is_that_of_the_last_seconds():
    written, times = [], iter([0.0, 1.0, 2.0, 2.01, 3.0, 30.0])
    counter = Counter(write=written.append, clock=lambda: next(times))
    for done in (100, 200, 300, 301, 310, 320):
        counter.tell(done, 1000)
    assert [each.strip("\r").removesuffix("\x1b[K") for each in written] == [
        "100 of 1000 files",
        "200 of 1000 files, 100 a second, 0:08 left",
        "300 of 1000 files, 100 a second, 0:07 left",
        "310 of 1000 files, 70 a second, 0:10 left",
        "320 of 1000 files, 0.37 a second, 30:36 left",
    ]
