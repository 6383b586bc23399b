"""Code of the user's: run only for who allows it, given plain values, its faults on one line."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipecheck.errors import PipecheckError, SourceError, UsageError
from pipecheck.findings import Origin
from pipecheck.probe.scores import choosing, own, statistics
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Boxes, Mask, Truths, Vector

CODE = """
import numpy as np
import sys

calls = []

def right(outputs, truth):
    print("talks")
    return int(np.argmax(outputs["y"])) == truth

def broken(outputs, truth):
    return helper(outputs)

def helper(outputs):
    return outputs["logits"]

def leaves(outputs, truth):
    sys.exit("no\\nmore")

def nothing(outputs, truth):
    pass

def text(outputs, truth):
    return "0.5"

def nan(outputs, truth):
    return float("nan")

def second(outputs):
    return int(np.argsort(outputs["y"][0])[-2])

def turned(outputs):
    return -outputs["y"]

def listed(outputs):
    return [int(each) for each in outputs["y"][0]]

def half(outputs):
    return 0.5

def endless(outputs):
    return float("inf")

class Gone:
    def detach(self):
        raise RuntimeError("freed")

    cpu = detach

def gone(outputs, *truth):
    return Gone()

def overwrites(outputs, *truth):
    outputs["y"][...] = outputs["y"][:, ::-1]
    del outputs["y"]
    return 1

def walks(outputs, truth):
    import os

    os.chdir("/")
    return 1

class Metric:
    def __call__(self, outputs, truth):
        return 0.25

value = 3
"""
OUTPUTS = {"y": np.array([[0.0, 3, 1, 2]])}
CLASSES = Truths(said={"a.jpg": 1}, origin=Origin(Path("labels.txt")))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.py").write_text(CODE)
    return tmp_path


def chosen(folder, metric=None, decoder=None, truths=CLASSES, *, allow_exec=True):
    return choosing.score(None, metric, decoder, (Tensor("y", (1, 4), "float32"),), truths, folder=folder, allow_exec=allow_exec)


@pytest.mark.parametrize(("truth", "value"), [(1, 1), (2, 0)])
def test_a_metric_is_the_mean_of_what_it_returns(folder, capsys, truth, value):
    score = chosen(folder, "mine.py:right")
    judged = score.judge(OUTPUTS, truth, None)
    assert (judged.value, judged.answer, judged.grade) == (value, 1, value)
    assert capsys.readouterr().out == ""
    figure = score.sum_up([judged] * 3)[0]
    assert (figure.metric, figure.value, figure.share) == ("right", value, True)
    assert statistics.below(score, [judged] * 3, statistics.goal(0.5, "0.50", score)) == pytest.approx(1 if value else 0.505**3)


def test_a_function_or_an_object_is_called_as_it_is(folder):
    assert chosen(folder, lambda outputs, truth: outputs["y"][0, truth], allow_exec=False).judge(OUTPUTS, 3, None).value == 2
    assert chosen(folder, "mine.py:Metric").judge(OUTPUTS, 3, None).value == 0.25


@pytest.mark.parametrize("how", [{"metric": "mine.py:overwrites"}, {"decoder": "mine.py:overwrites"}], ids=["metric", "decoder"])
def test_what_others_judge_is_not_touched(folder, how):
    given = {"y": OUTPUTS["y"].copy()}
    chosen(folder, **how).judge(given, 1, None)
    assert np.array_equal(given["y"], OUTPUTS["y"])


def test_pictures_are_found_wherever_the_code_went(folder, monkeypatch):
    monkeypatch.chdir(folder)
    chosen(folder, "mine.py:walks").judge(OUTPUTS, 1, None)
    assert Path.cwd() == folder


def test_nothing_is_run_unless_that_is_allowed(folder):
    (folder / "mine.py").write_text("raise SystemExit('was run')")
    for how in ({"metric": "mine.py:right"}, {"decoder": "mine.py:right"}):
        with pytest.raises(UsageError, match=r"mine.py:right: running it needs --allow-exec"):
            chosen(folder, **how, allow_exec=False)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("broken", r"mine.py:15: broken fails: KeyError: 'logits'", id="deep inside"),
        pytest.param("leaves", r"mine.py:18: leaves fails: SystemExit: no more", id="it leaves"),
        pytest.param("nothing", r"mine.py: nothing returns None, and not a number for the picture", id="nothing"),
        pytest.param("text", r"mine.py: text returns a str, and not a number", id="a text"),
        pytest.param("nan", r"mine.py: nan returns nan, and not a number", id="NaN"),
        pytest.param("gone", r"mine.py: gone returns a Gone, and not a number", id="what cannot be read"),
        pytest.param(
            "second", r"mine.py: second fails: TypeError: second\(\) takes 1 positional argument but 2 were given", id="a decoder"
        ),
    ],
)
def test_a_fault_is_one_line_that_names_the_place(folder, name, complaint):
    with pytest.raises(SourceError, match=complaint) as e:
        chosen(folder, f"mine.py:{name}").judge(OUTPUTS, 1, None)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("mine.py:value", "value is int, which cannot be called", id="no function"),
        pytest.param("mine.py:rihgt", "no variable, function or class named 'rihgt'", id="no such name"),
        pytest.param("gone.py:right", "gone.py: no such file", id="no such file"),
        pytest.param("bad.py:f", "bad.py: cannot be run: line 2: ZeroDivisionError", id="it fails at once"),
    ],
)
def test_what_cannot_be_loaded_is_one_line(folder, name, complaint):
    (folder / "bad.py").write_text("\n1 / 0")
    with pytest.raises(PipecheckError, match=complaint):
        chosen(folder, name)


@pytest.mark.parametrize(
    ("name", "answer", "value"),
    [("second", 3, 0), ("turned", 0, 0), ("listed", 1, 1)],
    ids=["a number", "scores", "a list of whole scores"],
)
def test_a_decoder_answers(folder, name, answer, value):
    judged = chosen(folder, "top1", f"mine.py:{name}").judge(OUTPUTS, 1, None)
    assert (judged.answer, judged.value) == (answer, value)
    assert chosen(folder, decoder=lambda outputs: outputs["y"]).judge(OUTPUTS, 1, None).value == 1


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("half", "half returns 0.5, which is no class"),
        ("endless", "endless returns inf, which is no class"),
        ("gone", "gone returns a Gone, which is no answer"),
        ("broken", "broken fails: TypeError: broken"),
    ],
)
def test_a_decoder_that_does_not_answer(folder, name, complaint):
    with pytest.raises(SourceError, match=complaint):
        chosen(folder, decoder=f"mine.py:{name}").judge(OUTPUTS, 1, None)


def test_a_metric_of_ones_own_decodes_by_itself(folder):
    with pytest.raises(UsageError, match="gets the outputs as they are"):
        chosen(folder, "mine.py:right", "mine.py:second")


def test_truths_are_plain(tmp_path):
    Image.fromarray(np.array([[1, 2]], np.uint8)).save(tmp_path / "a.png")
    assert own.plain(3) == 3
    assert own.plain(Vector((1.0, 2.0))) == [1.0, 2.0]
    assert own.plain(Mask(tmp_path / "a.png")).tolist() == [[1, 2]]
    assert own.plain(Boxes(corners=((1, 2, 3, 4),), classes=(7,))) == [
        {"box": [1, 2, 3, 4], "class": 7, "ignored": False, "relative": False}
    ]


def test_one_thread_at_a_time_is_in_the_users_code(folder):
    inside, most = [], []

    def metric(outputs, truth):
        inside.append(truth)
        most.append(len(inside))
        np.linalg.inv(np.eye(60))  # where other threads get their turn
        inside.pop()
        return 1

    score = chosen(folder, metric)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda truth: score.judge(OUTPUTS, truth, None), range(200)))
    assert max(most) == 1
