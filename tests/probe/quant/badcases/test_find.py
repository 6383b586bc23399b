"""The worst samples of a quantised network, whatever their number and the number of threads."""

import numpy as np
import pytest
from debugged import calibrated, chain, pictures
from onnx import helper
from searched import samples

from pipecheck.errors import SourceError
from pipecheck.evidence.debug.badcases import METRICS
from pipecheck.probe.quant.badcases import writing
from pipecheck.probe.quant.badcases.find import find
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.layers.figures import figures
from pipecheck.probe.quant.simulate import build


def some(count=12, planted=7, broken=()):
    """Samples of which the *planted* one is far outside of what calibration saw."""

    def load(rng, brightness=1.0):
        return {"x": brightness * rng.normal(0, 1, (1, 4, 16, 16))}

    plain = samples(load, count, broken=broken)
    bright = samples(lambda rng: load(rng, 6.0), count)
    return type(plain)(plain.names, lambda name: (bright if name == str(planted) else plain).load(name))


@pytest.fixture
def quantised(tmp_path):
    prepared = chain(tmp_path)
    return prepared, calibrated(prepared, pictures(6))[1]


def test_the_worst_are_those_of_all(quantised):
    prepared, plan = quantised
    seen = some()
    found = find(prepared, plan, seen, metrics=METRICS, top=3)
    first, second = prepare.session(prepared), build.session(prepared, plan)
    each = [figures(METRICS, first.run(fed)["y"], second.run(fed)["y"]) for fed in map(seen.load, seen.names)]
    for metric in METRICS:
        order = sorted(range(12), key=lambda at: each[at][metric] * (1 if metric in ("COSINE", "SQNR") else -1))
        assert [case.index for case in found.worst["y", metric]] == order[:3]
        assert [case.value for case in found.worst["y", metric]] == [each[at][metric] for at in order[:3]]
    assert found.worst["y", "ATOL"][0].sample == "7"
    assert found.samples[0] == "7"
    assert (found.count, found.total) == (12, 12)


def test_threads_change_nothing(quantised):
    assert find(*quantised, some(), top=2, threads=1) == find(*quantised, some(), top=2, threads=4)


def test_what_cannot_be_run_is_told_and_keeps_its_place(quantised):
    found = find(*quantised, some(broken=(0, 3)))
    assert set(found.broken) == {"0", "3"}
    assert found.count == 10
    assert found.worst["y", "ATOL"][0].index == 7


def test_without_samples_there_are_no_cases(quantised):
    found = find(*quantised, some(0))
    assert found.samples == ()
    assert found.overall("L1") is None
    assert "0 of 0 samples compared" in writing.text(found)


def test_it_ends_in_time(quantised):
    assert find(*quantised, some(), deadline=0.0, threads=1).count == 1


def test_the_file_has_the_three_tables(tmp_path, quantised):
    found = find(*quantised, some())
    path = writing.write(found, tmp_path / "out")
    assert path == tmp_path / "out" / "badcase.txt"
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[:4] == [
        "The bad case input index of each output:",
        "Name/Index  COSINE  L1  ATOL",
        "----------  ------  --  ----",
        "y           7       7   7",
    ]
    assert "The metric results of each badcase:" in text
    assert "The bad case input index of the worst output:\nmetric  dataloader index  output\n" in text
    with pytest.raises(SourceError):
        writing.write(found, path)


def test_what_was_cut_is_said(tmp_path):
    prepared = chain(tmp_path, outputs=("m",), whole=("m",), tail=[helper.make_node("ArgMax", ["y"], ["m"], name="choose", axis=1)])
    found = find(prepared, calibrated(prepared, pictures(3))[1], pictures(3))
    assert found.outputs == ("y",)
    assert "ArgMax choose chooses" in writing.text(found)
    assert np.isfinite(found.worst["y", "L1"][0].value)
