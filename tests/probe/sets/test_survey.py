"""A set of pictures measured at once, and merged from parts."""

import os
import random
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from pipecheck.probe.images.scan import files, scan
from pipecheck.probe.sets.measure import measured
from pipecheck.probe.sets.record import RECORD
from pipecheck.probe.sets.survey import Survey, survey

PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"
EVERY = files(PICTURES)


def told(found):
    """All that a survey says, to the byte."""
    return found.root, found.names, found.rows.tobytes(), found.headers, found.broken


@pytest.fixture(scope="module")
def whole():
    return survey(EVERY, PICTURES)


def test_every_whole_picture_has_its_row(whole):
    assert whole.names == tuple(sorted(path.name for path in EVERY if path.parent == PICTURES))
    assert whole.rows.dtype == RECORD
    for name, row in zip(whole.names, whole.rows, strict=True):
        assert row.tobytes() == measured(PICTURES / name).row.tobytes()


def test_broken_files_say_why(whole):
    assert [name for name, _ in whole.broken] == sorted(f"broken/{path.name}" for path in (PICTURES / "broken").iterdir())
    assert dict(whole.broken)["broken/half.jpg"] == "truncated JPEG: no end-of-image marker"
    assert whole.count == len(EVERY)


@pytest.mark.parametrize("full", [False, True], ids=["scaled", "full"])
def test_the_headers_are_counted_as_a_scan_counts_them(full):
    found = survey(EVERY, PICTURES, full=full)
    assert found.pictures("calibration", left_out=0) == scan("calibration", PICTURES, files(PICTURES))


def test_pictures_that_were_left_out_are_said(whole):
    assert whole.pictures("training", left_out=7).left_out == 7


@pytest.mark.parametrize("seed", range(5))
def test_parts_merge_to_the_whole_in_every_byte(whole, seed):
    shuffled = random.Random(seed).sample(EVERY, len(EVERY))
    ends = sorted(random.Random(seed).sample(range(len(EVERY) + 1), 3))
    parts = [survey(part, PICTURES) for part in (shuffled[: ends[0]], shuffled[ends[0] : ends[2]], shuffled[ends[2] :])]
    one, two, three = parts
    assert told(one.merged(two).merged(three)) == told(three.merged(two.merged(one))) == told(whole)


def test_what_is_in_both_parts_counts_once(whole):
    assert told(survey(EVERY[:20], PICTURES).merged(survey(EVERY[10:], PICTURES))) == told(whole)
    assert told(survey(EVERY + EVERY, PICTURES)) == told(whole)


def test_two_roots_do_not_merge(tmp_path):
    with pytest.raises(ValueError, match="two roots"):
        Survey(root=tmp_path).merged(Survey(root=PICTURES))


def test_no_file_is_a_survey_too(tmp_path):
    found = survey([], tmp_path)
    assert told(found) == told(Survey(root=tmp_path))
    assert (found.count, len(found.rows)) == (0, 0)


@pytest.mark.parametrize(
    ("path", "root", "name"),
    [
        pytest.param("a/b/c.png", "a", "b/c.png", id="below"),
        pytest.param("a/b/c.png", "a/b/c.png", "c.png", id="the file itself"),
        pytest.param("a/b/c.png", "elsewhere", "{}/a/b/c.png", id="outside, as a list may name it"),
        pytest.param("a/b/ü \udcff.png", "a", "b/ü \udcff.png", id="no text in any encoding"),
    ],
)
def test_names_are_those_below_the_root(tmp_path, path, root, name):
    file = tmp_path / path
    try:
        file.parent.mkdir(parents=True)
        shutil.copy(PICTURES / "rgb.png", file)
    except (OSError, UnicodeError):
        pytest.skip("a name that this file system does not take")
    assert survey([file], tmp_path / root).names == (name.format(tmp_path.as_posix()),)


def test_progress_counts_every_file():
    seen = []
    survey(EVERY, PICTURES, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(index, len(EVERY)) for index in range(1, len(EVERY) + 1)]


def test_whoever_interrupts_is_heard_and_no_thread_stays(tmp_path):
    def interrupt(done, total):
        if done == 3:
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        survey(EVERY, PICTURES, progress=interrupt)
    assert threading.active_count() == before


def test_what_cannot_be_read_is_broken_and_the_rest_goes_on(tmp_path):
    shutil.copy(PICTURES / "rgb.png", tmp_path / "whole.png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "loop.png").symlink_to("loop.png")
    os.mkfifo(tmp_path / "pipe.png")
    names = ("folder.png", "gone.png", "loop.png", "pipe.png", "whole.png")
    found = survey([tmp_path / name for name in names], tmp_path)
    assert found.names == ("whole.png",)
    assert found.broken[0] == ("folder.png", "a folder, not a file")
    assert found.broken[1] == ("gone.png", "no such file or directory")
    assert [name for name, _ in found.broken[2:]] == ["loop.png", "pipe.png"]


def test_decoders_say_nothing_on_the_terminal(capfd, tmp_path):
    data = bytearray((PICTURES / "rgb-420.jpg").read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(range(40))
    for number in range(20):
        (tmp_path / f"{number}.jpg").write_bytes(data)
    survey(files(tmp_path), tmp_path)
    assert capfd.readouterr() == ("", "")


def test_headers_that_are_the_same_are_kept_once(tmp_path):
    for number in range(30):
        shutil.copy(PICTURES / "rgb.png", tmp_path / f"{number}.png")
    found = survey(files(tmp_path), tmp_path)
    assert len({id(header) for header in found.headers}) == 1
    assert {header.size for header in found.headers} == {None}
    assert np.unique(found.rows["digest"]).size == 1
