"""`pipecheck identify` as its users meet it."""

import json
import sys

import cv2
import numpy as np
import pytest

from pipecheck.cli import main
from pipecheck.probe.identify.asking import pictures
from pipecheck_transformers import Chain

MODULE = """
import os
import cv2
import numpy as np
print("printed when imported")
os.system("echo printed by a child")
def pre(path):
    print("printed when called")
    return cv2.resize(cv2.imread(path), (24, 20))[..., ::-1].transpose(2, 0, 1).astype(np.float32) / 255
def random(path):
    return pre(path) + np.random.rand()
def fails(path):
    raise ValueError("no")
class Mute(Exception):
    def __str__(self):
        raise RuntimeError
def mute(path):
    raise Mute
def large(path):
    return np.zeros((9000, 9000, 3), np.uint8)
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "myown.py").write_text(MODULE, encoding="utf-8")
    cv2.imwrite("a.png", pictures.natural(50, 70, seed=1)[:, :, ::-1])
    np.save("a.npy", cv2.resize(cv2.imread("a.png"), (30, 20)))
    yield tmp_path
    sys.modules.pop("myown", None)


def test_nothing_but_the_answer_goes_to_standard_output(here, capfd):
    assert main(["identify", "myown.py:pre", "--allow-exec", "--format", "json"]) == 0
    printed = capfd.readouterr()
    data = json.loads(printed.out)
    assert [step["op"] for step in data["chain"]] == ["ToColor", "Resize", "Affine", "Transpose"]
    assert "printed by a child" in printed.err
    assert "printed when called" in printed.err


def test_the_chain_is_written(here, capfd):
    assert main(["identify", "myown.py:pre", "--allow-exec", "--output", "chain.yaml"]) == 0
    assert capfd.readouterr().out.startswith("RGB, stretch to h20×w24 (opencv linear), x / 255, CHW float32; proven on 5 fresh pictures")
    chain = Chain.from_yaml((here / "chain.yaml").read_text(encoding="utf-8"))
    np.testing.assert_array_equal(
        chain("a.png"), cv2.resize(cv2.imread("a.png"), (24, 20))[..., ::-1].transpose(2, 0, 1).astype("f4") / 255
    )


def test_a_picture_and_a_dump(here, capfd):
    assert main(["identify", "--image", "a.png", "--dump", "a.npy"]) == 0
    assert capfd.readouterr().out.startswith(
        "BGR, stretch to h20×w30 (opencv linear), 0..255 unchanged, HWC uint8; largest difference on this picture 0"
    )


def test_what_is_random_has_status_1(here, capfd):
    assert main(["identify", "myown.py:random", "--allow-exec", "--output", "chain.yaml"]) == 1
    printed = capfd.readouterr()
    assert printed.out.startswith("random: ")
    assert printed.err.splitlines()[-1] == "pipecheck: chain.yaml: not written, because no chain was found"
    assert not (here / "chain.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["myown.py:pre"], "myown.py:pre: to see what it does its file must be run; say --allow-exec if you trust it"),
        (["myown.py:fails", "--allow-exec"], "myown.py:fails: line 13: ValueError: no"),
        (["myown.py:nothing", "--allow-exec"], "myown.py: no variable, function or class named 'nothing'"),
        (["myown.py:pre", "--allow-exec", "--takes", "wine"], "wine is no way to hand over a picture: array, pil, path, "),
        (["myown.py:mute", "--allow-exec"], "myown.py:mute: line 18: Mute"),
        (["myown.py:large", "--allow-exec"], "myown.py:large: NoTensorError: returns 9000×9000×3, more numbers than "),
        (["myown.py:pre", "--allow-exec", "--output", "myown.py"], "myown.py: is what was asked about, and would be overwritten"),
        (["--image", "a.png", "--dump", "a.npy", "--output", "a.npy"], "a.npy: is what was asked about, and would be overwritten"),
        ([], "say either FILE.py:NAME, or --image and --dump"),
        (["--image", "a.png"], "--image and --dump go together"),
        (["--image", "a.png", "--dump", "a.npy", "--shape", "3xax2"], "--shape 3xax2: a shape is whole numbers with x between"),
        (["--image", "b.png", "--dump", "a.npy"], "b.png: no such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(here, capfd, arguments, complaint):
    assert main(["identify", *arguments]) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert f"pipecheck: {complaint}" in printed.err.splitlines()[-1]


def test_a_file_is_never_run_without_leave(here, capfd):
    main(["identify", "myown.py:pre"])
    assert "printed" not in capfd.readouterr().err
