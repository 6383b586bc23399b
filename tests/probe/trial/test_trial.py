import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import networks
import numpy as np
import pytest

from pipecheck.errors import SourceError
from pipecheck.evidence.model import Figure
from pipecheck.probe.network.load import load
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.trial import trial
from pipecheck.probe.trial.lane import Lane
from pipecheck.sources.truth import Vector
from pipecheck.spec import canonical
from pipecheck.spec.program import Decoded, Program, Step
from pipecheck_transformers import Letterbox, Resize

CLASSES = networks.CLASSES


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a network and twelve pictures of each class."""
    folder = tmp_path_factory.mktemp("here")
    networks.classifier(folder / "model.onnx")
    networks.pictures(folder / "pictures", 12)
    return folder


def top1(outputs, truth, _):
    answer = int(outputs["logits"].argmax())
    return Judged(value=float(answer == truth), answer=answer)


def mean(judged):
    return (Figure(metric="top1", value=float(np.mean([each.value for each in judged])), low=0, high=1, count=len(judged)),)


def score(judge=top1, **how):
    return Score(task="classification", metric="top1", judge=judge, sum_up=mean, **how)


def lane(here, chain=None, **also):
    return Lane(chain=chain or networks.wanted(), network=load(here / "model.onnx"), input="data", **also)


def pictures(here):
    return sorted((here / "pictures").rglob("*.png"))


def truths(paths, root):
    return {path.relative_to(root).as_posix(): CLASSES.index(path.parent.name) for path in paths}


def tried(here, paths=None, *, root=None, chain=None, how=None, said=None, **options):
    paths, root = paths or pictures(here), root or here / "pictures"
    said = truths(paths, root) if said is None else said
    return trial.run(lane(here, chain), how or score(), said, paths, root, **options)


def accuracy(found):
    return mean(list(found.judged.values()))[0].value


def copied(here, tmp_path, count):
    """A folder with the first so many pictures."""
    (tmp_path / "red").mkdir()
    for index, path in enumerate(pictures(here)[:count]):
        (tmp_path / "red" / f"{index:03}.png").write_bytes(path.read_bytes())
    return sorted((tmp_path / "red").iterdir())


def test_every_picture_is_judged(here):
    found = tried(here)
    assert list(found.judged) == list(truths(pictures(here), here / "pictures"))
    assert (found.broken, found.unlabelled, found.stopped) == ({}, (), None)


def test_the_figure_is_that_of_running_them_one_by_one(here):
    network, chain = load(here / "model.onnx"), networks.wanted()
    right = [
        int(network.run({"data": chain(path)[None].astype(np.float32)})["logits"].argmax()) == CLASSES.index(path.parent.name)
        for path in pictures(here)
    ]
    assert accuracy(tried(here)) == np.mean(right) > 0.85


@pytest.mark.parametrize("mistake", networks.mistakes())
def test_a_mistake_costs_answers(here, mistake):
    assert accuracy(tried(here, chain=networks.mistakes()[mistake])) < accuracy(tried(here)) - 0.1


@pytest.mark.parametrize("threads", [1, 2, 7, 1000])
def test_any_number_of_threads_gives_the_same(here, threads):
    def enough(judged):
        return len(judged) >= 60

    for options in ({}, {"limit": 31}, {"enough": enough}):
        assert tried(here, threads=threads, **options) == tried(here, threads=3, **options)


def test_what_has_no_truth_is_not_run(here):
    paths = pictures(here)
    said = truths(paths[::2], here / "pictures")
    found = tried(here, paths, said=said)
    assert set(found.judged) == set(said)
    assert found.unlabelled == tuple(path.relative_to(here / "pictures").as_posix() for path in paths[1::2])


def test_without_any_truth_nothing_is_run(here):
    found = tried(here, said={"elsewhere.png": 1})
    assert (found.judged, found.broken, len(found.unlabelled)) == ({}, {}, len(pictures(here)))


def test_without_pictures_there_is_nothing(here):
    found = trial.run(lane(here), score(), {}, [], here)
    assert found == trial.Tried(judged={}, broken={})


def test_pictures_that_lie_elsewhere_go_by_their_path(here, tmp_path):
    path = pictures(here)[0]
    assert list(tried(here, [path], root=tmp_path, said={path.as_posix(): 0}).judged) == [path.as_posix()]


def broken(path):
    path.write_bytes(path.read_bytes()[:200])


def empty(path):
    path.write_bytes(b"")


def gone(path):
    path.unlink()


def folder(path):
    path.unlink()
    path.mkdir()


def text(path):
    path.write_text("not a picture")


@pytest.mark.parametrize("harm", [broken, empty, gone, folder, text], ids=lambda harm: harm.__name__)
def test_a_broken_picture_is_named_and_the_others_are_judged(here, tmp_path, harm):
    paths = copied(here, tmp_path, 6)
    harm(paths[2])
    found = tried(here, paths, root=tmp_path, said={f"red/{path.name}": 0 for path in paths})
    assert list(found.broken) == ["red/002.png"]
    assert len(found.judged) == 5
    assert "002.png" not in found.broken["red/002.png"]


def test_a_tensor_that_the_network_refuses_is_said_of_every_picture(here):
    found = tried(here, pictures(here)[:3], chain=networks.wanted(size=20))
    assert not found.judged
    assert len(found.broken) == 3
    assert "takes 1×3×32×32, and was given 3×20×20" in found.broken["amber/0000.png"]


def test_where_the_first_hundred_are_broken_the_others_are_not_tried(here, tmp_path):
    for index in range(300):
        (tmp_path / f"{index}.png").write_bytes(b"")
    paths = sorted(tmp_path.iterdir())
    found = tried(here, paths, root=tmp_path, said={path.name: 0 for path in paths})
    assert (len(found.broken), found.judged, found.stopped) == (100, {}, "certain")


def test_a_judge_that_cannot_is_no_fault_of_the_others(here):
    def judge(outputs, truth, frame):
        if truth == 2:
            raise SourceError("mask.png", "no such file")
        return top1(outputs, truth, frame)

    found = tried(here, how=score(judge))
    assert set(found.broken.values()) == {"mask.png: no such file"}
    assert len(found.broken) == 12


def test_a_mistake_in_the_judge_itself_is_not_hidden(here):
    with pytest.raises(ZeroDivisionError):
        tried(here, how=score(lambda *_: 1 / 0))


def test_a_judge_that_asks_is_told_where_the_picture_lies(here):
    frames = []

    def judge(outputs, truth, frame):
        frames.append(frame)
        return top1(outputs, truth, frame)

    spec = canonical(Program(Decoded(library="opencv", exif=True, color="bgr"), (Step(Letterbox(32, 32)),)))
    path = pictures(here)[0]
    for framed in (True, False):
        trial.run(lane(here, spec=spec), score(judge, framed=framed), {path.name: 0}, [path], path.parent)
    asked, unasked = frames
    assert unasked is None
    assert (asked.size, asked.rows.begin, asked.rows.end) == ((32, 32), 4.0, 28.0)


def test_a_limit_takes_some_of_each_class(here):
    found = tried(here, limit=18)
    assert found.stopped == "limit"
    assert sorted(name.split("/")[0] for name in found.judged) == sorted(3 * CLASSES)


@pytest.mark.parametrize("limit", [72, 1000])
def test_a_limit_that_leaves_none_out_is_none(here, limit):
    assert tried(here, limit=limit) == tried(here)


def test_it_ends_where_that_is_enough(here):
    asked = []

    def enough(judged):
        asked.append(len(judged))
        return len(judged) > 60

    found = tried(here, enough=enough)
    assert asked == [50, 63]
    assert (len(found.judged), found.stopped) == (63, "certain")


def test_what_is_never_enough_is_judged_to_the_end(here):
    found = tried(here, enough=lambda _: False)
    assert (len(found.judged), found.stopped) == (72, None)


def test_a_deadline_that_has_passed_leaves_nothing(here):
    found = tried(here, deadline=time.monotonic() - 1)
    assert (found.judged, found.broken, found.stopped) == ({}, {}, "time")


def test_a_deadline_ends_it_in_the_middle(here):
    def slow(outputs, truth, frame):
        time.sleep(0.1)
        return top1(outputs, truth, frame)

    before = threading.active_count()
    found = tried(here, how=score(slow), deadline=time.monotonic() + 0.4, threads=2)
    assert found.stopped == "time"
    assert 1 <= len(found.judged) < 72
    assert threading.active_count() == before


def test_progress_counts_what_is_to_be_run(here):
    told = []
    tried(here, limit=9, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 9) for done in range(1, 10)]


def test_outputs_do_not_outlive_their_judgement(here):
    alive, most, lock = set(), [0], threading.Lock()

    class Watched(np.ndarray):
        def __del__(self):
            alive.discard(id(self))

    def judge(outputs, truth, frame):
        seen = outputs["logits"].copy().view(Watched)
        with lock:
            alive.add(id(seen))
            most[0] = max(most[0], len(alive))
        return top1({"logits": seen}, truth, frame)

    tried(here, how=score(judge), threads=2)
    assert most[0] <= 2


def test_the_truth_may_be_anything(here):
    path = pictures(here)[0]
    seen = []
    judge = lambda _outputs, truth, _frame: Judged(value=float(bool(seen.append(truth))))
    tried(here, [path], how=score(judge), said={"amber/0000.png": Vector((1.0, 2.0))})
    assert seen == [Vector((1.0, 2.0))]


INTERRUPTED = """
import sys, time
from pathlib import Path
sys.path[:0] = [{tests!r}]
import networks
from pipecheck.probe.network.load import load
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.trial import trial
from pipecheck.probe.trial.lane import Lane

def judge(outputs, truth, frame):
    time.sleep(0.05)
    return Judged(value=1.0)

root = Path({root!r})
lane = Lane(chain=networks.wanted(), network=load(root / "model.onnx"), input="data")
score = Score(task="classification", metric="top1", judge=judge, sum_up=lambda judged: ())
paths = sorted((root / "pictures").rglob("*.png")) * 1
names = {{path.relative_to(root).as_posix(): 0 for path in paths}}
try:
    trial.run(lane, score, names, paths, root, threads=2, progress=lambda done, total: print(done, flush=True))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_an_interruption_ends_it_at_once(here):
    code = INTERRUPTED.format(tests=str(Path(networks.__file__).parent), root=str(here))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "1\n"
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert rest.splitlines()[-1] == "interrupted"
    assert len(rest.splitlines()) < 60
    assert process.returncode == 0


def test_pictures_may_differ_in_size(here, tmp_path):
    for index, side in enumerate((20, 500, 64)):
        networks.pictures(tmp_path / str(index), 1, height=side, width=side)
    paths = sorted(tmp_path.rglob("*.png"))
    found = tried(here, paths, root=tmp_path, said={path.relative_to(tmp_path).as_posix(): 0 for path in paths})
    assert len(found.judged) == 18


def test_a_chain_that_fits_some_pictures_alone_breaks_the_others(here, tmp_path):
    networks.pictures(tmp_path / "wide", 1)
    networks.pictures(tmp_path / "square", 1, height=32, width=32)
    paths = sorted(tmp_path.rglob("*.png"))
    wanted = networks.wanted()
    chain = type(wanted)([op for op in wanted.ops if not isinstance(op, Resize)], read=wanted.read)
    found = tried(here, paths, root=tmp_path, chain=chain, said={path.relative_to(tmp_path).as_posix(): 0 for path in paths})
    assert {name.split("/")[0] for name in found.judged} == {"square"}
    assert {name.split("/")[0] for name in found.broken} == {"wide"}
