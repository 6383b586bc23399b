"""Networks that end the process that runs them, or take all its memory or time, end one of their own, and are refused in one line."""

import itertools
import os
import random
import sys
import time
from functools import partial

import numpy as np
import pytest
from attack import networks
from graphs import model, saved, value
from onnx import TensorProto, helper
from projects import config

from pipecheck.cli import main
from pipecheck.errors import SourceError
from pipecheck.probe.network import trying
from pipecheck.probe.network.load import load

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is split off on Linux alone")

X, Y = [value("x", (1, 4, 8, 8))], [value("y", None)]


def one(operator, *more, weights=None, opset=18, outputs=("y",), **attributes):
    """A network of one node that takes *more* behind a picture."""
    return model([helper.make_node(operator, ["x", *more], list(outputs), **attributes)], X, Y, weights, opset=opset)


def dead():
    """A network in which nobody takes what crashes, until it is asked for."""
    nodes = [helper.make_node("Relu", ["x"], ["y"]), helper.make_node("Max", ["x", ""], ["nobody"])]
    return model(nodes, X, Y)


CRASHES = [
    pytest.param(one("Max", "", ""), id="a maximum of nothing"),
    pytest.param(one("Sum", "", "x"), id="a sum of nothing"),
    pytest.param(one("Split", outputs=("y", "z", "more"), num_outputs=2, axis=1), id="more parts than it is split into"),
    pytest.param(one("GatherND", "i", weights={"i": np.int64([[1, 2]])}, batch_dims=2**63 - 1), id="an axis that no tensor has"),
    pytest.param(one("ConvTranspose", "w", weights={"w": np.ones((4, 4, 3, 3), np.float32)}, group=0), id="no groups"),
    pytest.param(dead(), id="behind what nobody takes"),
]


@pytest.mark.parametrize("built", CRASHES)
def test_what_ends_a_process_is_refused(tmp_path, capfd, built):
    path = saved(built, tmp_path / "m.onnx")
    with pytest.raises(SourceError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: onnxruntime ")
    assert capfd.readouterr() == ("", "")


def filled(shape):
    """What nodes take as a shape."""
    return {"s": np.int64(shape)}


@pytest.mark.parametrize(
    "built",
    [
        pytest.param(model([helper.make_node("ConstantOfShape", ["s"], ["y"])], X, Y, filled([2**40])), id="a constant"),
        pytest.param(one("Expand", "s", weights=filled([2**34, 1, 1, 1])), id="a picture repeated"),
        pytest.param(one("Resize", "", "s", weights={"s": np.float32([1, 1, 2**16, 2**16])}), id="a picture made large"),
        pytest.param(one("Pad", "s", weights=filled([0, 0, 2**19, 2**19, 0, 0, 2**19, 2**19])), id="a border"),
    ],
)
def test_what_takes_more_memory_than_there_is_is_refused(tmp_path, built):
    with pytest.raises(SourceError, match=r"onnxruntime cannot run it: it takes more memory than the .* GB that are free"):
        load(saved(built, tmp_path / "m.onnx"))


def test_what_takes_for_ever_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(trying, "SECONDS", 1)
    built = one("LpPool", kernel_shape=[2**40, 2], auto_pad="SAME_LOWER")
    with pytest.raises(SourceError, match="not done with opening it and running it once after 30 seconds"):
        load(saved(built, tmp_path / "m.onnx"))


def test_a_process_that_never_answers_says_nothing_of_the_network(tmp_path, monkeypatch):
    monkeypatch.setattr(trying, "_PATIENCE", 0.1)
    trying.tried(tmp_path / "m.onnx", partial(time.sleep, 60))


def test_a_process_that_works_without_end_does(tmp_path, monkeypatch):
    monkeypatch.setattr(trying, "_PATIENCE", 1.0)
    monkeypatch.setattr(trying, "_STUCK", 0.01)
    with pytest.raises(SourceError, match="not done with opening it and running it once"):
        trying.tried(tmp_path / "m.onnx", partial(sum, itertools.repeat(0)))


def test_no_process_is_left(tmp_path):
    load(saved(one("Relu"), tmp_path / "m.onnx"))
    with pytest.raises(SourceError):
        load(saved(one("Max", ""), tmp_path / "n.onnx"))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_breaks_for_zeros_alone_is_not_refused(tmp_path):
    nodes = [helper.make_node("Reshape", ["x", "r"], ["y"])]
    built = model(nodes, [value("x", (4,)), value("r", (1,), TensorProto.INT64)], [value("y", ("m",))])
    assert load(saved(built, tmp_path / "m.onnx")).run({"x": np.ones(4, np.float32), "r": np.int64([4])})["y"].shape == (4,)


@pytest.mark.parametrize("command", ["model", "check"])
def test_the_command_line_tells_it(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shown").mkdir()
    saved(one("Max", ""), tmp_path / "model.onnx")
    (tmp_path / "config.yaml").write_text(config(), encoding="utf-8")
    (tmp_path / "pipecheck.toml").write_text(
        'config = "config.yaml"\n[evaluation]\nmodel = "model.onnx"\nimages = "shown"\n', encoding="utf-8"
    )
    assert main([command]) in (1, 2, 3)
    said = capsys.readouterr()
    assert "model.onnx: onnxruntime crashes when it opens it or runs it (SIGSEGV)" in said.out + said.err


def test_mutants_run_or_are_refused(tmp_path):
    rng, every = random.Random(3), list(networks.seeds())
    fates = [networks.fate(networks.mutated(rng, rng.choice(every)), tmp_path / "mutant.onnx") for _ in range(60)]
    assert "runs" in fates
    assert len(set(fates)) > 15
