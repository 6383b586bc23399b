"""Code of the user's is run under a clock: what it prints, how it fails, how long it may take."""

from __future__ import annotations

import sys
import time

import cv2
import numpy as np
import pytest

from pipecheck import identify
from pipecheck.errors import PipecheckError, SourceError, UsageError
from pipecheck_transformers import Affine, Crop

MODULE = """
import sys
import numpy as np
import neighbour
print("noise on standard output")
assert sys.argv == [__file__]
class Transform:
    def __call__(self, image):
        return neighbour.scaled(np.asarray(image))
def factory():
    return Transform()
variable = Transform()
def fails(path):
    raise ValueError("of no\\nuse")
number = 3
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("train", "neighbour"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "neighbour.py").write_text("def scaled(x):\n    return x[:20, :20] / 255.0\n", encoding="utf-8")
    (tmp_path / "train.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in ("train", "neighbour"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", ["variable", "Transform", "factory"])
def test_a_name_in_a_file(module, capfd, name):
    found = identify(f"train.py:{name}")
    assert found.chain.ops == (Crop(top=0, left=0, height=20, width=20), Affine(std=255.0, dtype=None))
    assert found.least == (20, 20)
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("train.py:fails", "train.py:fails: line 14: ValueError: of no use"),
        ("train.py:number", "train.py: number is int, which cannot be called with a picture"),
        ("train.py:missing", "train.py: no variable, function or class named 'missing'"),
        ("nowhere.py:x", "nowhere.py: no such file"),
        ("broken.py:x", "broken.py: cannot be run: line 1: ZeroDivisionError: division by zero"),
        ("syntax.py:x", "syntax.py: cannot be run: SyntaxError: '(' was never closed"),
        ("leaves.py:x", "leaves.py: cannot be run: line 1: SystemExit: 2"),
        ("train.py", "train.py: not FILE.py:NAME"),
    ],
)
def test_what_cannot_be_run_is_one_line(module, source, complaint):
    (module / "broken.py").write_text("1 / 0", encoding="utf-8")
    (module / "syntax.py").write_text("x = (", encoding="utf-8")
    (module / "leaves.py").write_text("raise SystemExit(2)", encoding="utf-8")
    with pytest.raises((SourceError, UsageError, PipecheckError)) as raised:
        identify(source)
    assert str(raised.value).startswith(complaint)
    assert "\n" not in str(raised.value)


def test_what_hangs_is_left_behind():
    with pytest.raises(PipecheckError, match="does not return"):
        identify(lambda path: time.sleep(60 + len(path)), seconds=0.2)


def test_what_becomes_slow_is_reported_as_far_as_it_was_found():
    calls = []

    def tires(picture):
        calls.append(1)
        if len(calls) > 45:
            time.sleep(60)
        return cv2.resize(picture, (20, 20)) / np.float32(255)

    found = identify(tires, seconds=5)
    assert found.unexplained == "a single call does not return; stopped while measuring the geometry"
    assert found.spec.values.value.affine.scale == pytest.approx((1 / 255,))
    assert found.status == 1


@pytest.mark.parametrize("given", [{}, {"image": "a.jpg"}, {"taker": max, "image": "a.jpg", "dump": "b.bin"}])
def test_it_is_either_a_callable_or_a_picture_with_a_dump(given):
    with pytest.raises(UsageError, match="a callable, or image and dump"):
        identify(**given)


def test_what_is_no_callable_is_refused():
    with pytest.raises(UsageError, match="int: cannot be called with a picture"):
        identify(3)
