"""The pictures of a bias correction."""

from dataclasses import replace
from math import inf, nan

import cv2
import pytest

from pipecheck.errors import SourceError
from pipecheck.probe.quant.bias.bias import Corrected
from pipecheck.probe.quant.bias.checking import Change, Checked
from pipecheck.probe.quant.bias.drawing import draw
from pipecheck.probe.quant.plan import Plan

NAMES = ["node_accumulate_err_of_qmodel_cosine-similarity.png", "conv_accumulate_err_of_qmodel_mean-diff-error.png"]


def corrected(count=5, *, metric="cosine-similarity", strange=()):
    nodes = tuple(Change(f"node{number}", 0.9 - number / 100, 0.95 - number / 200) for number in range(count))
    layers = tuple(Change(f"conv{number}", 0.1, 0.01) for number in range(count))
    checked = Checked(
        metric=metric, samples=("a",), before={"y": 0.9}, after={"y": 0.95}, nodes=(*nodes, *strange), layers=(*layers, *strange)
    )
    return Corrected(plan=Plan(ranges={}, taken={}), layers=layers, left=(), used=("b",), checked=checked, seen=False, words=())


def test_the_pictures_have_the_names_of_the_toolchain_and_can_be_opened(tmp_path):
    paths = draw(corrected(), tmp_path / "bias_correction")
    assert [path.name for path in paths] == NAMES
    for path in paths:
        assert cv2.imread(str(path)).shape == (500, 1000, 3)


def test_the_same_figures_give_the_same_bytes(tmp_path):
    first, second = (draw(corrected(), tmp_path / name) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    other = draw(replace(corrected(), checked=corrected(6).checked), tmp_path / "c")
    assert other[0].read_bytes() != first[0].read_bytes()


@pytest.mark.parametrize(
    ("count", "strange"),
    [
        pytest.param(0, (), id="nothing was corrected"),
        pytest.param(1, (), id="one layer"),
        pytest.param(300, (), id="many layers"),
        pytest.param(3, (Change("odd", nan, inf), Change("odder", -inf, 1e300)), id="no numbers"),
    ],
)
def test_any_figures_can_be_drawn(tmp_path, count, strange):
    assert all(path.stat().st_size > 5000 for path in draw(corrected(count, strange=strange), tmp_path))


def test_the_metric_is_in_the_name(tmp_path):
    assert draw(corrected(metric="sqnr"), tmp_path)[0].name == "node_accumulate_err_of_qmodel_sqnr.png"


def test_where_nothing_can_be_written_it_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot be written"):
        draw(corrected(), tmp_path / "file")
