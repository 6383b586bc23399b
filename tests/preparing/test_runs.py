"""A run that ends early leaves whole files and a record of them, and the next one goes on from there; nothing is mixed or lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from time import monotonic, sleep

import cv2
import numpy as np
import pytest
from prepared import CHW, IMAGENET, RGB, TRAINING, code, files, picture, project

import pipecheck
from pipecheck.errors import PipecheckError
from pipecheck.preparing.bench import Place, opened
from pipecheck.preparing.manifest import Entry

OTHER = TRAINING.replace("cv2.resize(x, (24, 16))", "cv2.resize(x, (24, 16), interpolation=cv2.INTER_AREA)")


AGAIN, FORCE = "pipecheck prepare", "pipecheck prepare --force"


@pytest.fixture
def here(tmp_path):
    return project(tmp_path)


def recorded(folder):
    return json.loads((folder / "calibration_f32.json").read_text(encoding="utf-8"))


def run(folder, *options, **changes):
    return subprocess.Popen(
        [sys.executable, "-m", "pipecheck", "prepare", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **changes,
    )


def whole(folder):
    """What a run gives that nobody disturbs."""
    pipecheck.prepare(folder, to=folder / "undisturbed" / "calibration_f32")
    return files(folder / "undisturbed" / "calibration_f32")


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 2), (signal.SIGTERM, 2), (signal.SIGKILL, -9)])
def test_a_run_that_is_stopped_leaves_whole_files_and_is_continued(tmp_path, sent, status):
    project(tmp_path, count=0)
    for seed in range(3):
        picture(tmp_path / "large" / f"{seed}.png", seed, 900, 1200)
    (tmp_path / "pictures").mkdir()
    for index in range(30):
        shutil.copy(tmp_path / "large" / f"{index % 3}.png", tmp_path / "pictures" / f"{index:02}.png")
    process, until = run(tmp_path, "--threads", "1"), monotonic() + 60
    while len(list((tmp_path / "calibration_f32").glob("*"))) < 3 and process.poll() is None and monotonic() < until:
        sleep(0.002)
    process.send_signal(sent)
    _, said = process.communicate(timeout=60)
    assert process.returncode == status, said
    left = files(tmp_path / "calibration_f32")
    assert 3 <= len(left) < 30
    assert {len(data) for data in left.values()} == {3 * 16 * 24 * 4}
    if status == 2:
        assert said == "pipecheck: interrupted\n"
        assert [each["name"] for each in recorded(tmp_path)["files"]] == list(left)
        assert not list(tmp_path.glob(".*"))
    assert recorded(tmp_path)["complete"] is False
    (unfinished,) = pipecheck.verify(tmp_path)
    assert [each.endswith("did not come to its end; run it again") for each in unfinished.problems] == [True]
    (written,) = pipecheck.prepare(tmp_path)
    assert (written.kept, written.made) == (len(left), 30 - len(left))
    assert files(tmp_path / "calibration_f32") == whole(tmp_path)
    assert recorded(tmp_path)["complete"] is True
    assert not list(tmp_path.glob(".*"))


def test_the_second_run_makes_nothing_and_the_record_stays_as_it_is(here):
    pipecheck.prepare(here)
    before = (here / "calibration_f32.json").read_bytes()
    times = {path: path.stat().st_mtime_ns for path in (here / "calibration_f32").iterdir()}
    (written,) = pipecheck.prepare(here)
    assert (written.made, written.kept) == (0, 3)
    assert (here / "calibration_f32.json").read_bytes() == before
    assert {path: path.stat().st_mtime_ns for path in (here / "calibration_f32").iterdir()} == times


def test_what_changed_is_made_again_and_what_came_is_added(here):
    pipecheck.prepare(here)
    picture(here / "pictures" / "01.png", seed=50)
    picture(here / "pictures" / "03.png", seed=51)
    (here / "calibration_f32" / "02.rgbp").write_bytes(b"half")
    (written,) = pipecheck.prepare(here)
    assert (written.made, written.kept) == (3, 1)
    assert files(here / "calibration_f32") == whole(here)


def test_versions_of_libraries_are_part_of_what_is_kept(here):
    pipecheck.prepare(here)
    path = here / "calibration_f32.json"
    path.write_text(json.dumps({**recorded(here), "versions": {"cv2": "1.0"}}), encoding="utf-8")
    (written,) = pipecheck.prepare(here)
    assert (written.made, written.kept) == (3, 0)
    assert recorded(here)["versions"]["cv2"] == cv2.__version__


@pytest.mark.parametrize(
    ("training", "options", "complaint", "after"),
    [
        pytest.param(OTHER, {}, r"holds 3 files \(00.rgbp, 01.rgbp, 02.rgbp\) of another chain or form; --force", 3, id="another chain"),
        pytest.param(
            TRAINING, {"march": "nash-m", "norm_type": None}, r"holds 3 files \(.*\) of another chain or form", 3, id="another form"
        ),
        pytest.param(TRAINING, {"count": 1}, r"holds 2 files \(.*\) of pictures that are not among these", 1, id="fewer pictures"),
    ],
)
def test_files_of_two_kinds_are_never_mixed(here, training, options, complaint, after):
    pipecheck.prepare(here)
    before, count = files(here / "calibration_f32"), options.pop("count", None)
    project(here, training, **options)
    with pytest.raises(PipecheckError, match=complaint):
        pipecheck.prepare(here, count=count)
    assert files(here / "calibration_f32") == before
    (written,) = pipecheck.prepare(here, count=count, force=True)
    assert written.made + written.kept == after == len(files(here / "calibration_f32"))
    assert pipecheck.verify(here)[0].problems == ()


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("prepared", [False, True])
def test_what_is_not_ours_is_left_alone(here, prepared, force):
    if prepared:
        pipecheck.prepare(here)
    (here / "calibration_f32").mkdir(exist_ok=True)
    (here / "calibration_f32" / "mine.rgb").write_bytes(b"mine")
    before = files(here / "calibration_f32")
    with pytest.raises(PipecheckError, match=r"calibration_f32: holds 1 file \(mine\.rgb\) that no manifest speaks of"):
        pipecheck.prepare(here, force=force)
    assert files(here / "calibration_f32") == before


@pytest.mark.parametrize(
    "text", ["{}", "[]", "no JSON", '{"kind": "another"}', "\x00", "[" * 100_000, '{"kind": "pipecheck calibration files"}']
)
def test_a_file_in_the_place_of_the_record_is_left_alone(here, text):
    (here / "calibration_f32.json").write_text(text, encoding="utf-8")
    with pytest.raises(PipecheckError, match=r"calibration_f32\.json: no manifest of calibration files"):
        pipecheck.prepare(here)
    assert (here / "calibration_f32.json").read_text(encoding="utf-8") == text
    assert not (here / "calibration_f32").exists()


def test_names_in_a_record_lead_nowhere_else(here):
    pipecheck.prepare(here)
    record = recorded(here)
    record["files"][0]["name"] = "../config.yaml"
    (here / "calibration_f32.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(PipecheckError, match="no manifest of calibration files"):
        pipecheck.prepare(here, force=True)
    assert (here / "config.yaml").exists()


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0half"])
def test_broken_pictures_are_left_out_and_named(here, content):
    pipecheck.prepare(here)
    (here / "pictures" / "01.png").write_bytes(content)
    (written,) = pipecheck.prepare(here)
    assert (written.status, written.made, written.kept) == (1, 0, 2)
    ((path, reason),) = written.left_out
    assert path == here / "pictures" / "01.png"
    assert recorded(here)["left_out"] == [{"picture": "pictures/01.png", "reason": reason}]
    assert list(files(here / "calibration_f32")) == ["00.rgbp", "02.rgbp"]
    assert pipecheck.verify(here)[0].problems == ()


def away(folder, *names):
    """The pictures are links to a disk that is not there."""
    for name in names:
        (folder / "pictures" / name).unlink()
        (folder / "pictures" / name).symlink_to(folder / "disk" / name)


@pytest.mark.skipif(os.name != "posix", reason="links for everyone")
def test_the_file_of_a_picture_that_cannot_be_read_now_stays(here):
    pipecheck.prepare(here)
    before = files(here / "calibration_f32")
    away(here, "01.png")
    (written,) = pipecheck.prepare(here)
    assert (written.status, written.made, written.kept, written.left_out) == (1, 0, 2, ())
    assert written.unread == ((here / "pictures" / "01.png", "no such file or directory"),)
    assert files(here / "calibration_f32") == before
    assert [each["name"] for each in recorded(here)["files"]] == list(before)


@pytest.mark.skipif(os.name != "posix", reason="links for everyone")
def test_where_most_pictures_cannot_be_read_nothing_is_removed(here):
    pipecheck.prepare(here)
    before = files(here / "calibration_f32")
    away(here, "01.png")
    (here / "pictures" / "02.png").write_bytes(b"no picture")
    with pytest.raises(PipecheckError, match=r"01\.png: no such file .*2 of 3 pictures .* nothing was removed"):
        pipecheck.prepare(here)
    assert files(here / "calibration_f32") == before
    picture(here / "pictures" / "02.png", 2)
    assert pipecheck.prepare(here)[0].status == 1


@pytest.mark.parametrize("force", [False, True])
def test_where_the_pictures_went_altogether_nothing_is_removed(here, force):
    (here / "list.txt").write_text("".join(f"pictures/{index:02}.png\n" for index in range(3)), encoding="utf-8")
    pipecheck.prepare(here, images=here / "list.txt")
    before = files(here / "calibration_f32")
    shutil.move(here / "pictures", here / "moved")
    for images in (here / "list.txt", here / "pictures"):
        with pytest.raises(PipecheckError, match="no such file"):
            pipecheck.prepare(here, images=images, force=force)
    (here / "pictures").mkdir()
    with pytest.raises(PipecheckError, match="holds no pictures"):
        pipecheck.prepare(here, images=here / "pictures", force=force)
    assert files(here / "calibration_f32") == before


@pytest.mark.parametrize(("gone", "left"), [("a/01.png", ["a-00.rgbp", "b-02.rgbp"]), ("b", ["a-00.rgbp", "a-01.rgbp", "b-02.rgbp"])])
def test_a_picture_that_is_gone_takes_its_file_along_unless_its_folder_went(tmp_path, gone, left):
    project(tmp_path, count=0)
    names = ["a/00.png", "a/01.png", "b/02.png"]
    for seed, name in enumerate(names):
        picture(tmp_path / "pictures" / name, seed)
    (tmp_path / "list.txt").write_text("".join(f"pictures/{name}\n" for name in names), encoding="utf-8")
    pipecheck.prepare(tmp_path, images=tmp_path / "list.txt")
    (tmp_path / "pictures" / gone).rename(tmp_path / "moved")
    (written,) = pipecheck.prepare(tmp_path, images=tmp_path / "list.txt")
    assert (written.status, len(written.left_out) + len(written.unread)) == (1, 1)
    assert list(files(tmp_path / "calibration_f32")) == left


def test_a_picture_of_another_size_is_left_out(tmp_path):
    project(
        tmp_path, code(RGB, *IMAGENET, CHW, read="import cv2\nimport numpy as np\n\n\ndef t(path):\n    x = cv2.imread(path)\n"), count=0
    )
    for seed, size in enumerate([(16, 24), (17, 24), (16, 24)]):
        picture(tmp_path / "pictures" / f"{seed}.png", seed, *size)
    (written,) = pipecheck.prepare(tmp_path)
    assert [(path.name, reason) for path, reason in written.left_out] == [("1.png", "comes out as 3×17×24, and data takes 3×16×24")]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_disk_that_is_full_is_one_line_and_nothing_is_half_written(here):
    import resource

    limited = run(here, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)))
    _, said = limited.communicate(timeout=60)
    assert (limited.returncode, said.count("\n")) == (2, 1)
    assert "calibration_f32" in said
    assert "file too large" in said
    assert files(here / "calibration_f32") == {}
    assert not list(here.glob(".*.partial"))
    assert pipecheck.prepare(here)[0].made == 3


@pytest.mark.skipif(sys.platform == "win32", reason="rights of a file system")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_directory_that_may_not_be_written_to_is_one_line(here):
    here.chmod(0o500)
    with pytest.raises(PipecheckError, match="permission denied"):
        pipecheck.prepare(here)
    here.chmod(0o700)


def test_a_second_run_at_the_same_time_is_kept_away(here):
    with opened(Place(here / "calibration_f32")), pytest.raises(PipecheckError, match="calibration_f32: another run is writing there"):
        pipecheck.prepare(here)
    assert pipecheck.prepare(here)[0].made == 3


def test_a_second_run_does_not_disturb_the_first(here):
    place = Place(here / "calibration_f32")
    with opened(place) as bench:
        with pytest.raises(PipecheckError, match="another run"), opened(place):
            pass
        bench.place.folder.mkdir()
        bench.put(Entry("00.rgbp", "", "", ""), b"whole")
        assert place.workshop.is_dir()
    assert files(here / "calibration_f32") == {"00.rgbp": b"whole"}


@pytest.mark.parametrize("linked", [False, True], ids=["a folder", "a link to a folder"])
def test_a_folder_in_the_place_of_the_workshop_is_left_alone(here, linked):
    own = here / ("own" if linked else ".calibration_f32.partial")
    own.mkdir()
    (own / "notes.txt").write_text("mine", encoding="utf-8")
    if linked:
        (here / ".calibration_f32.partial").symlink_to(own)
    with pytest.raises(PipecheckError, match="is not ours"):
        pipecheck.prepare(here)
    assert files(own) == {"notes.txt": b"mine"}


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 300])
def test_a_name_in_a_record_that_no_file_has_is_a_problem(here, name):
    pipecheck.prepare(here)
    record = recorded(here)
    record["files"].append({**record["files"][0], "name": name})
    (here / "calibration_f32.json").write_text(json.dumps(record), encoding="utf-8")
    assert len(pipecheck.verify(here)[0].problems) == 1


def test_a_link_to_a_directory_elsewhere(here, tmp_path_factory):
    there = tmp_path_factory.mktemp("elsewhere") / "deep" / "files"
    there.mkdir(parents=True)
    (here / "calibration_f32").symlink_to(there)
    pipecheck.prepare(here)
    assert len(files(there)) == 3
    assert pipecheck.verify(here)[0].problems == ()
    assert sorted(path.name for path in there.parent.iterdir()) == ["files"]


def test_a_project_behind_a_link_finds_its_pictures(tmp_path):
    real = tmp_path / "a" / "b" / "real"
    real.mkdir(parents=True)
    project(real)
    (tmp_path / "link").symlink_to(real)
    (tmp_path / "pictures").symlink_to(real / "pictures")
    pipecheck.prepare(tmp_path / "link", images=tmp_path / "pictures")
    assert pipecheck.verify(tmp_path / "link")[0].problems == ()


def other_bytes(folder):
    path = folder / "calibration_f32" / "01.rgbp"
    path.write_bytes(path.read_bytes()[:-4] + b"\0\0\0\0")


def older_chain(folder):
    """Bytes that the record vouches for, and that the chain does not make."""
    import hashlib

    path, record = folder / "calibration_f32" / "01.rgbp", recorded(folder)
    numbers = np.frombuffer(path.read_bytes(), "<f4") + np.float32(2)
    path.write_bytes(numbers.tobytes())
    record["files"][1]["sha256"] = hashlib.sha256(numbers.tobytes()).hexdigest()
    (folder / "calibration_f32.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "problem", "remedy"),
    [
        pytest.param(other_bytes, "01.rgbp: not the file that was written", AGAIN, id="other bytes"),
        pytest.param(older_chain, "01.rgbp: not what the chain makes of pictures/01.png now, by up to 2", None, id="other pixels"),
        pytest.param(
            lambda here: (here / "calibration_f32" / "01.rgbp").unlink(), "01.rgbp: no such file or directory", AGAIN, id="a file is gone"
        ),
        pytest.param(
            lambda here: (here / "calibration_f32" / "x").touch(), "x: not one of the files in the manifest", None, id="a stranger"
        ),
        pytest.param(
            lambda here: picture(here / "pictures" / "01.png", 9), "01.rgbp: pictures/01.png has changed since", AGAIN, id="another picture"
        ),
        pytest.param(
            lambda here: (here / "pictures" / "01.png").unlink(), "01.rgbp: pictures/01.png: no such file", None, id="a picture is gone"
        ),
        pytest.param(lambda here: project(here, OTHER), "made by another chain than the project asks for now", FORCE, id="another chain"),
        pytest.param(
            lambda here: project(here, input_layout_train="NHWC", shape=(1, 16, 24, 3)), "made in another form", FORCE, id="another form"
        ),
    ],
)
def test_reading_back_tells_what_is_wrong(here, change, problem, remedy):
    pipecheck.prepare(here)
    assert pipecheck.verify(here)[0].problems == ()
    change(here)
    (found,) = pipecheck.verify(here)
    assert found.status == 1
    assert [problem in each for each in found.problems] == [True]
    assert found.remedy == remedy
    if remedy is not None:
        pipecheck.prepare(here, force="--force" in remedy)
        assert pipecheck.verify(here)[0].problems == ()


def test_nothing_to_read_back(here):
    with pytest.raises(PipecheckError, match=r"calibration_f32\.json: no such file, so nothing was prepared"):
        pipecheck.verify(here)
