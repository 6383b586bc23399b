"""Pictures that calibrate and are measured too, by their bytes."""

import os
from pathlib import Path

import pytest
from photographs import jpeg, on_disk, photograph

from pipecheck.probe.sets.overlap import overlapping
from pipecheck.probe.sets.survey import Survey, survey

FILES = {f"{index}.jpg": jpeg(photograph(index, 32, 48)) for index in range(4)}


@pytest.fixture
def here(tmp_path):
    return on_disk(tmp_path / "calibration", FILES)


def written(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def test_the_same_bytes_under_another_name_are_found(here, tmp_path):
    validation = written(tmp_path / "val", {"a.jpg": FILES["2.jpg"], "b.jpg": jpeg(photograph(9, 32, 48)), "c": FILES["0.jpg"]})
    assert overlapping(here, validation) == ("0.jpg", "2.jpg")


def test_the_same_folder_is_the_same_pictures(here):
    assert overlapping(here, [here.root / name for name in here.names]) == here.names


def test_every_copy_in_the_set_is_named(tmp_path):
    here = on_disk(tmp_path / "calibration", FILES | {"copy/of 1.jpg": FILES["1.jpg"]})
    assert overlapping(here, written(tmp_path / "val", {"x.jpg": FILES["1.jpg"]})) == ("1.jpg", "copy/of 1.jpg")


def test_links_lead_to_the_picture(here, tmp_path):
    (tmp_path / "link.jpg").symlink_to(here.root / "3.jpg")
    os.link(here.root / "1.jpg", tmp_path / "hard.jpg")
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    assert overlapping(here, [tmp_path / name for name in ("link.jpg", "hard.jpg", "loop.jpg")]) == ("1.jpg", "3.jpg")


def test_a_picture_of_the_same_length_is_another(here, tmp_path):
    changed = bytearray(FILES["0.jpg"])
    changed[len(changed) // 2] ^= 1
    assert overlapping(here, written(tmp_path / "val", {"x.jpg": bytes(changed), "y.jpg": b"", "z.jpg": FILES["0.jpg"] + b"\0"})) == ()


def test_what_cannot_be_read_is_no_picture_of_the_set(here, tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    (closed,) = written(tmp_path / "val", {"closed.jpg": FILES["0.jpg"]})
    closed.chmod(0)
    if os.access(closed, os.R_OK):  # whoever may read everything
        closed.unlink()
    paths = [tmp_path / "pipe.jpg", closed, tmp_path, tmp_path / "missing.jpg", Path("null\0byte.jpg"), Path("x" * 5000)]
    assert overlapping(here, paths) == ()


def test_a_set_that_is_gone_is_still_known_by_its_bytes(here, tmp_path):
    (validation,) = written(tmp_path / "val", {"x.jpg": FILES["0.jpg"]})
    (here.root / "0.jpg").unlink()
    assert overlapping(here, [validation]) == ("0.jpg",)


def test_a_set_of_one_file(tmp_path):
    (path,) = written(tmp_path, {"only.jpg": FILES["0.jpg"]})
    assert overlapping(survey([path], path), [path]) == ("only.jpg",)


def test_a_digest_that_ends_in_zeros_is_the_same_digest(tmp_path):
    """NumPy keeps no zeros at the end of bytes."""
    from pipecheck.probe.sets.measure import digest

    plain = FILES["0.jpg"]
    ending = next(data for number in range(10_000) if digest(data := plain + b"%d" % number)[-1] == 0)
    here = on_disk(tmp_path / "calibration", {"a.jpg": ending})
    assert overlapping(here, written(tmp_path / "val", {"b.jpg": ending})) == ("a.jpg",)


@pytest.mark.parametrize("count", [0, 3, 600])
def test_progress_counts_every_file(here, tmp_path, count):
    seen = []
    overlapping(here, [tmp_path / str(index) for index in range(count)], lambda done, total: seen.append((done, total)))
    assert seen == [(done, count) for done in range(1, count + 1)]


def test_an_empty_set_overlaps_nothing(tmp_path):
    assert overlapping(Survey(root=tmp_path), written(tmp_path, {"x.jpg": FILES["0.jpg"]})) == ()
