"""What is not measured twice, and what is measured anew."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipecheck.probe.images.scan import files
from pipecheck.probe.sets import cache as module
from pipecheck.probe.sets.cache import Cache, Entry
from pipecheck.probe.sets.measure import measured
from pipecheck.probe.sets.survey import survey

PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"
FILE = "pictures.sqlite"


@pytest.fixture
def folder(tmp_path):
    """Pictures that were written a while ago."""
    shutil.copytree(PICTURES, tmp_path / "set")
    for path in (tmp_path / "set").rglob("*.*"):
        aged(path)
    return tmp_path / "set"


@pytest.fixture
def place(tmp_path):
    return tmp_path / "deep" / "cache"


def aged(path, seconds=60):
    now = time.time_ns()
    os.utime(path, ns=(now, now - seconds * 10**9))


def told(found):
    return found.names, found.rows.tobytes(), found.headers, found.broken


def surveyed(folder, place=None, *, full=False, rehash=False):
    cache = Cache.at(place, rehash=rehash) if place is not None else None
    return told(survey(files(folder), folder, full=full, cache=cache))


def kept(place):
    with sqlite3.connect(place / FILE) as connection:
        found = connection.execute("SELECT key, used FROM measured ORDER BY key").fetchall()
    connection.close()
    return found


def planted(folder, place, path, **kinds):
    """Whether a survey believes what the cache says of *path*, where it says something that is not true."""
    other = measured(PICTURES / "gray.png")
    entry = Entry(measured=other, size=path.stat().st_size, mtime=path.stat().st_mtime_ns)
    with Cache.at(place).opened(full=False) as store:
        store.keep(path, entry)
    found = survey([path], folder, cache=Cache.at(place, **kinds))
    return found.rows[0].tobytes() == other.row.tobytes()


@pytest.mark.parametrize("full", [False, True], ids=["scaled", "full"])
@pytest.mark.parametrize("rehash", [False, True], ids=["by time", "by content"])
def test_a_second_run_says_the_same(folder, place, full, rehash):
    first = surveyed(folder, place, full=full)
    assert first == surveyed(folder, full=full)
    assert len(kept(place)) == len(files(folder))
    assert surveyed(folder, place, full=full, rehash=rehash) == first


def test_what_is_known_is_not_measured_again(folder, place):
    assert planted(folder, place, folder / "rgb.png")


def test_both_ways_of_measuring_are_kept_apart(folder, place):
    surveyed(folder, place)
    assert surveyed(folder, place, full=True) == surveyed(folder, full=True)
    assert len(kept(place)) == 2 * len(files(folder))


def test_a_changed_file_is_measured_again(folder, place):
    surveyed(folder, place)
    shutil.copy(folder / "gray.png", folder / "rgb.png")
    aged(folder / "rgb.png", 30)
    assert surveyed(folder, place) == surveyed(folder)
    assert len(kept(place)) == len(files(folder))


def test_a_change_that_keeps_time_and_size_shows_with_rehash_and_ever_after(folder, place):
    cv2.imwrite(str(folder / "a.bmp"), np.full((30, 30, 3), 10, np.uint8))
    aged(folder / "a.bmp")
    before = surveyed(folder, place)
    stamp = (folder / "a.bmp").stat().st_mtime_ns
    cv2.imwrite(str(folder / "a.bmp"), np.full((30, 30, 3), 99, np.uint8))
    os.utime(folder / "a.bmp", ns=(stamp, stamp))
    assert surveyed(folder, place) == before
    assert surveyed(folder, place, rehash=True) == surveyed(folder)
    assert surveyed(folder, place) == surveyed(folder)


def test_with_rehash_a_new_time_alone_changes_nothing(folder, place):
    path = folder / "rgb.png"
    entry = Entry(measured=measured(path), size=0, mtime=0)
    with Cache.at(place).opened(full=False) as store:
        store.keep(path, entry)
    survey([path], folder, cache=Cache.at(place, rehash=True))
    with Cache.at(place).opened(full=False) as store:
        (known,) = store.known([path])
    assert (known.size, known.mtime) == (0, 0)


def test_a_file_that_was_just_written_is_not_trusted(folder, place):
    (folder / "rgb.png").touch()
    survey([folder / "rgb.png"], folder, cache=Cache.at(place))
    assert kept(place) == []


def test_what_could_not_be_read_is_tried_again(folder, place):
    survey([folder / "gone.png"], folder, cache=Cache.at(place))
    assert kept(place) == []


@pytest.mark.parametrize("content", [b"", b"no database at all, and longer than a page? " * 200, "half"], ids=["empty", "text", "half"])
def test_a_file_that_is_no_database_is_built_anew(folder, place, content):
    surveyed(folder, place)
    whole = (place / FILE).read_bytes()
    (place / FILE).write_bytes(whole[: len(whole) // 2] if content == "half" else content)
    assert surveyed(folder, place) == surveyed(folder)
    assert surveyed(folder, place) == surveyed(folder)
    assert len(kept(place)) == len(files(folder))


@pytest.mark.parametrize("seed", range(25))
def test_no_damage_to_the_database_gets_out(folder, place, seed):
    expected = surveyed(folder, place)
    data = bytearray((place / FILE).read_bytes())
    rng = np.random.default_rng(seed)
    for at in rng.integers(0, len(data), 8):
        data[at : at + 50] = rng.bytes(50)
    (place / FILE).write_bytes(data[: 1 + len(data) // 4096 * 4096])
    assert surveyed(folder, place) == expected
    assert surveyed(folder, place, rehash=True) == expected


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("body = x'00'", id="short"),
        pytest.param("body = 'text'", id="text"),
        pytest.param("body = NULL", id="nothing"),
        pytest.param("body = 7", id="a number"),
        pytest.param("body = cast(replace(body, 'JPEG', 'PNG') AS BLOB)", id="something else"),
        pytest.param("digest = NULL", id="no digest"),
        pytest.param("size = 'much', mtime = NULL", id="no numbers"),
        pytest.param("used = 'long ago'", id="no day"),
    ],
)
def test_an_entry_that_nobody_wrote_is_measured_again(folder, place, change):
    expected = surveyed(folder, place)
    with sqlite3.connect(place / FILE) as connection:
        connection.execute(f"UPDATE measured SET {change}")
    connection.close()
    assert surveyed(folder, place) == expected
    assert surveyed(folder, place) == expected


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"{x\0", b"[]\0", b'{"hazards": [], "traits": {"other": 1}}\0', b"[" * 100_000 + b"\0", b"{}\0short"]
)
def test_an_entry_of_another_making_is_measured_again(folder, place, body):
    expected = surveyed(folder, place)
    with sqlite3.connect(place / FILE) as connection:
        for key, digest in connection.execute("SELECT key, digest FROM measured").fetchall():
            packed = zlib.crc32(body, zlib.crc32(digest)).to_bytes(4, "big") + body
            connection.execute("UPDATE measured SET body = ? WHERE key = ?", (packed, key))
    connection.close()
    assert surveyed(folder, place) == expected


@pytest.mark.parametrize("what", ["a file", "below a file", "a folder in its place", "a null byte"])
def test_where_nothing_can_be_kept_everything_is_measured(folder, tmp_path, what):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "taken" / FILE).mkdir(parents=True)
    places = {"a file": "file", "below a file": "file/deep", "a folder in its place": "taken", "a null byte": "a\0b"}
    assert surveyed(folder, tmp_path / places[what]) == surveyed(folder)


@pytest.mark.skipif(os.name != "posix", reason="a limit on what a process may write")
def test_a_full_disk_is_not_noticed(folder, place):
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from pipecheck.probe.images.scan import files; from pipecheck.probe.sets.cache import Cache\n"
        "from pipecheck.probe.sets.survey import survey\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "root, place = map(Path, sys.argv[1:])\n"
        "print(survey(files(root), root, cache=Cache.at(place)).count)"
    )
    run = subprocess.run([sys.executable, "-c", code, folder, place], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == (f"{len(files(folder))}\n", "")


def test_a_database_that_may_only_be_read_is_read(folder, place):
    surveyed(folder, place)
    with sqlite3.connect(place / FILE) as other:
        other.execute("UPDATE measured SET used = 1")
        other.commit()
        other.execute("BEGIN IMMEDIATE")
        assert planted_in_memory(folder, place) == len(files(folder))
    other.close()


def planted_in_memory(folder, place):
    """How many files the cache knows while another process keeps it locked."""
    with Cache.at(place).opened(full=False) as store:
        found = store.known(files(folder))
        store.used.clear()
    return sum(entry is not None for entry in found)


def test_an_interrupted_run_keeps_what_it_measured(folder, place):
    def interrupt(done, total):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        survey(files(folder), folder, cache=Cache.at(place), progress=interrupt)
    assert len(kept(place)) >= 5


def test_two_runs_at_once_do_not_disturb_each_other(folder, place):
    with Cache.at(place).opened(full=False) as one, Cache.at(place).opened(full=False) as other:
        for store, name in ((one, "rgb.png"), (other, "gray.png"), (one, "rgb.bmp")):
            found = measured(folder / name)
            store.keep(folder / name, Entry(measured=found, size=1, mtime=1))
    assert len(kept(place)) == 3


def test_what_nobody_asks_for_is_forgotten(folder, place):
    surveyed(folder, place)
    with sqlite3.connect(place / FILE) as connection:
        connection.execute("UPDATE measured SET used = used - ?", (module.DAYS - 1,))
    connection.close()
    names = files(folder)
    survey(names[:4], folder, cache=Cache.at(place))
    with sqlite3.connect(place / FILE) as connection:
        connection.execute("UPDATE measured SET used = used - 2")
    connection.close()
    shutil.copy(folder / "rgb.png", folder / "new.png")
    aged(folder / "new.png")
    survey([folder / "new.png"], folder, cache=Cache.at(place))
    assert len(kept(place)) == 5


def test_it_does_not_grow_without_bound(folder, place, monkeypatch):
    monkeypatch.setattr(module, "MOST", 7)
    surveyed(folder, place)
    assert len(kept(place)) == 7


def test_another_version_measures_again(folder, place, monkeypatch):
    surveyed(folder, place)
    monkeypatch.setattr(module, "FORMAT", -1)
    assert surveyed(folder, place) == surveyed(folder)
    assert len(kept(place)) == 2 * len(files(folder))
