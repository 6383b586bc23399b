import gc
import threading
import weakref
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipecheck_transformers import Affine, Chain, Crop, ReadError, Resize, StepError, Transpose, folder, pil
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.readers.libraries import blocks

CHAIN = Chain([Resize(6, 4), Affine(std=255), Transpose("chw")])


@pytest.fixture
def pictures(tmp_path):
    """A dozen pictures of different gray, in folders that sort differently from the way they were made."""
    (tmp_path / "b").mkdir()
    paths = [tmp_path / ("b" if i % 3 else "") / f"{i:02}.png" for i in range(12)]
    for level, path in enumerate(paths):
        assert cv2.imwrite(str(path), np.full((9, 7, 3), 10 * level, np.uint8))
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


class Gate:
    """A maker of tensors that counts what was begun, and how many tensors live."""

    def __init__(self):
        self.begun, self.lock, self.alive = [], threading.Lock(), weakref.WeakSet()
        self.open = threading.Event()
        self.open.set()

    def __call__(self, path):
        with self.lock:
            self.begun.append(path)
        assert self.open.wait(30)
        tensor = np.zeros(8).view(Watched)
        with self.lock:
            self.alive.add(tensor)
        return tensor


class Watched(np.ndarray):
    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other


@pytest.fixture
def gate(monkeypatch):
    maker = Gate()
    monkeypatch.setattr(folder, "compiled", lambda _: maker)
    return maker


def names(count):
    return [Path(f"{i}.png") for i in range(count)]


@pytest.mark.parametrize("threads", [None, 1, 2, 5])
def test_every_picture_comes_in_order_with_its_tensor(pictures, threads):
    found = list(CHAIN.over(pictures, threads=threads))
    assert [path for path, _ in found] == sorted(pictures.rglob("*.png"))
    for path, tensor in found:
        assert tensor.tobytes() == np.ascontiguousarray(CHAIN(path)).tobytes()


def test_listed_pictures_come_as_listed(pictures):
    listed = sorted(pictures.rglob("*.png"), reverse=True)
    assert [path for path, _ in CHAIN.over(map(str, listed), threads=2)] == listed


def test_progress_counts_every_picture_once(pictures):
    told = []
    list(CHAIN.over(pictures, progress=lambda done, total: told.append((done, total))))
    assert told == [(i + 1, 12) for i in range(12)]


@pytest.mark.parametrize("threads", [1, 3])
def test_only_a_few_pictures_are_under_way(gate, threads):
    consumed = 0
    for _ in CHAIN.over(names(200), threads=threads):
        consumed += 1
        assert len(gate.begun) <= consumed + 2 * threads
    assert consumed == len(gate.begun) == 200


def test_tensors_are_let_go_of(gate):
    most = 0
    for _, tensor in CHAIN.over(names(300), threads=2):
        most = max(most, len(gate.alive))
        del tensor
    gc.collect()
    assert most <= 2 * 2
    assert not gate.alive


def test_a_broken_picture_stops_the_run(pictures):
    (pictures / "05.png").write_bytes(b"")
    with pytest.raises(ReadError, match=r"05\.png: empty file$"):
        list(CHAIN.over(pictures, threads=2))


def test_a_broken_picture_is_handed_over_and_left_out(pictures):
    (pictures / "05.png").write_bytes(b"")
    broken, told = [], []
    found = list(CHAIN.over(pictures, broken=broken.append, progress=lambda done, total: told.append((done, total))))
    assert [error.reason for error in broken] == ["empty file"]
    assert len(found) == 12
    assert told[-1] == (13, 13)


def test_a_step_that_does_not_fit_names_the_picture(pictures):
    chain = Chain([Crop(top=0, left=0, height=9, width=9)])
    with pytest.raises(StepError, match=r"00\.png: step 1, Crop\(.*\): a crop of 9×9 at 0, 0 reaches out of a picture of 9×7$"):
        list(chain.over(pictures))


def test_a_picture_that_a_step_does_not_fit_is_broken_too(pictures):
    told = []
    chain = Chain([Crop(top=0, left=0, height=9, width=9)])
    assert list(chain.over(pictures, broken=told.append)) == []
    assert "00.png: step 1, Crop(" in str(told[0])


@pytest.mark.parametrize("threads", [0, -1, "2", 1.5, True])
def test_a_strange_number_of_threads_is_refused_and_forgotten(pictures, threads):
    with pytest.raises(ToolkitError, match="threads is a whole number from 1"):
        list(CHAIN.over(pictures, threads=threads))
    assert list(CHAIN.over(pictures, threads=1))


def test_leaving_early_drops_what_is_not_begun(gate):
    run = CHAIN.over(names(200), threads=2)
    next(run)
    gate.open.clear()
    threading.Timer(0.2, gate.open.set).start()
    run.close()
    begun = len(gate.begun)
    assert begun <= 5
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]
    assert len(gate.begun) == begun


def test_an_interrupt_stops_the_run(gate):
    run, kept = CHAIN.over(names(200), threads=2), []

    def interrupted():
        for path, _ in run:
            if path.name == "7.png":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        interrupted()
    kept.append(caught)  # and with it the frame that was interrupted
    run.close()
    assert len(gate.begun) <= 8 + 2 * 2
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]


def test_an_error_stops_the_run_although_its_traceback_is_kept(gate, monkeypatch):
    def fail(path):
        gate.begun.append(path)
        raise MemoryError

    monkeypatch.setattr(folder, "compiled", lambda _: fail)
    with pytest.raises(MemoryError) as kept:
        list(CHAIN.over(names(200), threads=2))
    assert kept.value
    assert len(gate.begun) <= 4
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]


def test_an_empty_folder_gives_nothing(tmp_path):
    assert list(CHAIN.over(tmp_path)) == []
    assert list(CHAIN.over([])) == []


def test_a_file_is_no_folder(pictures):
    with pytest.raises(ReadError, match=r"00\.png: not a folder$"):
        list(CHAIN.over(pictures / "00.png"))


def test_pillow_keeps_its_blocks_for_the_run_alone(pictures):
    core = Image.core
    before = core.get_blocks_max()
    chain = Chain([Resize(6, 4, library="pil")], read=pil())
    first, second = chain.over(pictures, threads=2), chain.over(pictures, threads=1)
    next(first)
    assert core.get_blocks_max() == 8
    next(second)
    first.close()
    assert core.get_blocks_max() == 4
    list(second)
    assert core.get_blocks_max() == before
    next(iter(CHAIN.over(pictures)))
    assert core.get_blocks_max() == before


def test_a_larger_cache_is_left_alone():
    before = Image.core.get_blocks_max()
    Image.core.set_blocks_max(9)
    try:
        with blocks.kept(4):
            assert Image.core.get_blocks_max() == 9
        assert Image.core.get_blocks_max() == 9
    finally:
        Image.core.set_blocks_max(before)
