import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.observe import keeping
from pipecheck.probe.quant.observe.observe import observe
from pipecheck.probe.quant.samples import Samples

NAMES = tuple(map(str, range(10)))


def model(path, *, seed=0):
    weight = numpy_helper.from_array(np.random.default_rng(seed).normal(size=(4, 3, 3, 3)).astype(np.float32), "w")
    nodes = [helper.make_node("Conv", ["x", "w"], ["c"]), helper.make_node("Relu", ["c"], ["r"]), helper.make_node("Tanh", ["r"], ["out"])]
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 9, 9])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 4, 7, 7])],
        [weight],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path


def feed(name):
    return {"x": np.random.default_rng(int(name)).normal(0, 1 + int(name), (1, 3, 9, 9)).astype(np.float32)}


SAMPLES = Samples(NAMES, feed)


@pytest.fixture
def prepared(tmp_path):
    return prepare.prepare(model(tmp_path / "net.onnx"))


def counted():
    """Samples, and the list of those that were loaded."""
    loaded = []

    def load(name):
        loaded.append(name)
        return feed(name)

    return Samples(NAMES, load), loaded


def told(observed):
    return {name: (each.low, each.high, each.total, each.exponent, each.counts.tobytes()) for name, each in observed.tensors.items()}


def stopped(prepared, state, at):
    """A run that is broken off when it comes to the sample *at*."""

    def load(name):
        if name == at:
            raise KeyboardInterrupt
        return feed(name)

    with pytest.raises(KeyboardInterrupt):
        observe(prepared, Samples(NAMES, load), state=state, threads=1)


def test_a_run_that_was_broken_off_goes_on_where_it_was(prepared, tmp_path):
    state = tmp_path / "state.npz"
    stopped(prepared, state, "6")
    ran = []
    found = observe(prepared, SAMPLES, state=state, progress=lambda done, _: ran.append(done))
    assert told(found) == told(observe(prepared, SAMPLES))
    assert (found.count, found.remarks) == (10, ())
    assert 5 <= ran[0] <= 7


def test_what_is_complete_is_not_run_again(prepared, tmp_path):
    state = tmp_path / "state.npz"
    first = observe(prepared, SAMPLES, state=state)
    ran = []
    second = observe(prepared, SAMPLES, state=state, progress=lambda *done: ran.append(done))
    assert (told(second), second.count, ran) == (told(first), 10, [])


def test_more_samples_are_added_to_those_that_were_seen(prepared, tmp_path):
    state, ran = tmp_path / "state.npz", []
    observe(prepared, Samples(NAMES[3:7], feed), state=state)
    found = observe(prepared, SAMPLES, state=state, progress=lambda done, _: ran.append(done))
    assert (told(found), ran) == (told(observe(prepared, SAMPLES)), [5, 6, 7, 8, 9, 10])


def test_a_broken_sample_is_tried_again(prepared, tmp_path):
    def load(name):
        if name == "4":
            raise OSError("gone")
        return feed(name)

    state = tmp_path / "state.npz"
    assert observe(prepared, Samples(NAMES, load), state=state).broken == {"4": "gone"}
    found = observe(prepared, SAMPLES, state=state)
    assert (told(found), found.broken) == (told(observe(prepared, SAMPLES)), {})


def test_what_was_seen_before_the_time_was_over_is_kept(prepared, tmp_path):
    state = tmp_path / "state.npz"

    def load(name):
        time.sleep(0.05)
        return feed(name)

    some = observe(prepared, Samples(NAMES, load), state=state, threads=1, deadline=time.monotonic() + 0.2)
    assert some.count < 10
    assert told(observe(prepared, SAMPLES, state=state)) == told(observe(prepared, SAMPLES))


def test_without_a_file_nothing_is_written(prepared, tmp_path):
    before = sorted(tmp_path.iterdir())
    observe(prepared, SAMPLES)
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_but_the_state_is_left_behind(prepared, tmp_path):
    before = {*tmp_path.iterdir()}
    observe(prepared, SAMPLES, state=tmp_path / "state.npz")
    assert {*tmp_path.iterdir()} - before == {tmp_path / "state.npz"}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda name: {"x": feed(name)["x"] * np.float32(1 + (name == "2") / 255)}, id="another value"),
        pytest.param(lambda name: {"x": -feed(name)["x"]}, id="other samples"),
    ],
)
def test_samples_that_have_changed_are_run_again(prepared, tmp_path, changed):
    state = tmp_path / "state.npz"
    observe(prepared, SAMPLES, state=state)
    found = observe(prepared, Samples(NAMES, changed), state=state)
    assert told(found) == told(observe(prepared, Samples(NAMES, changed)))
    assert found.remarks == (f"{state}: was written for other samples, or they have changed since, so all are run again",)


def test_fewer_samples_are_other_ones(prepared, tmp_path):
    state = tmp_path / "state.npz"
    observe(prepared, SAMPLES, state=state)
    found = observe(prepared, Samples(NAMES[:4], feed), state=state)
    assert (told(found), len(found.remarks)) == (told(observe(prepared, Samples(NAMES[:4], feed))), 1)


def test_another_network_begins_anew(prepared, tmp_path):
    state = tmp_path / "state.npz"
    observe(prepared, SAMPLES, state=state)
    other = prepare.prepare(model(tmp_path / "other.onnx", seed=1))
    found = observe(other, SAMPLES, state=state)
    assert told(found) == told(observe(other, SAMPLES))
    assert found.remarks == (f"{state}: was written for another network, so all samples are run again",)


def rewritten(path, **changes):
    """The state with some of its arrays replaced."""
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files}
    np.savez(path, **{name: changes.get(name, array) for name, array in arrays.items()})


def headed(path, **changes):
    with np.load(path) as archive:
        head = json.loads(archive["pipecheck-observed"].tobytes())
    text = json.dumps({**head, **changes}).encode()
    rewritten(path, **{"pipecheck-observed": np.frombuffer(text, np.uint8)})


def cut(path, part=0.5):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(cut, id="cut off"),
        pytest.param(lambda path: cut(path, 0.001), id="little left"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(flipped, id="another bit"),
        pytest.param(lambda path: headed(path, version=99), id="another version"),
        pytest.param(lambda path: headed(path, bins=4), id="other bins"),
        pytest.param(lambda path: headed(path, seen=["1"]), id="no digests"),
        pytest.param(lambda path: headed(path, seen={"1": 5}), id="digests that are none"),
        pytest.param(lambda path: headed(path, tensors=["x"]), id="fewer tensors"),
        pytest.param(lambda path: headed(path, tensors=None), id="no tensors"),
        pytest.param(lambda path: rewritten(path, counts=np.zeros((3, 4))), id="counts of another shape"),
        pytest.param(lambda path: rewritten(path, ranges=np.full((3, 2), np.nan)), id="no range"),
        pytest.param(lambda path: rewritten(path, numbers=np.zeros((3, 3), np.int64)), id="another total"),
        pytest.param(lambda path: rewritten(path, numbers=np.zeros((3, 3), np.float64)), id="other numbers"),
        pytest.param(lambda path: rewritten(path, **{"pipecheck-observed": np.frombuffer(b"[1]", np.uint8)}), id="another head"),
        pytest.param(lambda path: rewritten(path, **{"pipecheck-observed": np.frombuffer(b"{", np.uint8)}), id="no JSON"),
    ],
)
def test_a_damaged_state_is_passed_over(prepared, tmp_path, damage):
    state = tmp_path / "state.npz"
    observe(prepared, SAMPLES, state=state)
    damage(state)
    found = observe(prepared, SAMPLES, state=state)
    assert (told(found), found.count) == (told(observe(prepared, SAMPLES)), 10)
    assert len(found.remarks) == 1
    assert observe(prepared, SAMPLES, state=state).remarks == ()


def archive(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("results.txt", "precious")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: path.write_text("precious"), id="a text"),
        pytest.param(lambda path: path.write_bytes(b"\0" * 99), id="zeros"),
        pytest.param(lambda path: np.savez(path, precious=np.zeros(3)), id="arrays"),
        pytest.param(archive, id="an archive"),
        pytest.param(Path.mkdir, id="a folder"),
    ],
)
def test_what_pipecheck_did_not_write_is_not_overwritten(prepared, tmp_path, make):
    state = tmp_path / "precious.npz"
    make(state)
    before = state.read_bytes() if state.is_file() else None
    with pytest.raises(SourceError, match=r"precious\.npz: (was not written by pipecheck|is no regular file)"):
        observe(prepared, SAMPLES, state=state)
    assert (state.read_bytes() if state.is_file() else None) == before


def test_a_place_where_nothing_can_be_written_is_told_at_once(prepared, tmp_path):
    samples, loaded = counted()
    with pytest.raises(SourceError, match="cannot be written: No such file or directory"):
        observe(prepared, samples, state=tmp_path / "nowhere" / "state.npz")
    assert loaded == []


def test_a_place_that_vanishes_later_spoils_nothing(prepared, tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()

    def load(name):
        if name == "5":
            (folder / "state.npz").unlink()
            folder.rmdir()
        return feed(name)

    found = observe(prepared, Samples(NAMES, load), state=folder / "state.npz", threads=1)
    assert (told(found), found.count) == (told(observe(prepared, SAMPLES)), 10)
    assert len(found.remarks) == 1
    assert "cannot be written" in found.remarks[0]


def test_what_is_half_added_is_not_written(prepared, tmp_path):
    state = tmp_path / "state.npz"
    keeper, kept = keeping.keeper(prepared, state), keeping.Kept()
    keeper.write(kept)
    before = state.read_bytes()

    class Broken(dict):
        def items(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.add("1", "digest", Broken())
    kept.seen["1"] = "digest"
    keeper.at_last(kept, [])
    assert state.read_bytes() == before


SLOW = """
import sys, time
from pathlib import Path
sys.path.insert(0, {folder!r})
import test_keeping as here
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.observe import keeping
from pipecheck.probe.quant.observe.observe import observe
keeping._PAUSE = keeping._SHARE = 0
def load(name):
    if name == "7":
        print("seven", flush=True)
        time.sleep(60)
    return here.feed(name)
observe(prepare.prepare(Path({model!r})), here.Samples(here.NAMES, load), state=Path({state!r}), threads=1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing there ends a process like that")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_goes_on_where_it_was(prepared, tmp_path, how):
    state = tmp_path / "state.npz"
    code = SLOW.format(folder=str(Path(__file__).parent), model=str(prepared.path), state=str(state))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        assert run.stdout.readline() == "seven\n"
        os.kill(run.pid, how)
        if how == signal.SIGINT:
            # The thread that sleeps is waited for.
            time.sleep(0.5)
            run.kill()
    ran = []
    found = observe(prepared, SAMPLES, state=state, progress=lambda done, _: ran.append(done))
    assert told(found) == told(observe(prepared, SAMPLES))
    assert (found.remarks, found.count) == ((), 10)
    assert ran[0] > 5
