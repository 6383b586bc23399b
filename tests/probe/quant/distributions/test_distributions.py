"""Verdicts on how values are spread: each planted fault is told, and a sound network has none."""

from dataclasses import replace

import numpy as np
import pytest
from debugged import calibrated, chain, pictures
from searched import samples, spiked

from pipecheck import engine
from pipecheck.evidence.debug.distributions import Distribution
from pipecheck.probe.quant.distributions import gathering
from pipecheck.probe.quant.distributions.distributions import distributions
from pipecheck.probe.quant.method import KL, Method
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.samples import Samples
from pipecheck.rules.quantised import ranges

UNEVEN = (1, 300, 1, 1, 0.5, 1, 2, 1)
FINE = {"unimodal", "several peaks", "large at int8"}


def looked(prepared, seen, *, other=None, wanted=None, threads=None, **words):
    observed, plan = calibrated(prepared, seen, **words)
    return distributions(prepared, plan, seen, observed, evaluation=other, points=wanted, threads=threads)


def of(found, tensor) -> Distribution:
    return next(each for each in found.tensors if each.tensor == tensor)


def codes(found):
    return [each.code for each in engine.run(ranges.RULES, [found], engine.Settings())]


@pytest.mark.parametrize("method", [Method("max"), Method("percentile", 0.999), KL], ids=str)
@pytest.mark.parametrize("per_channel", [False, True], ids=["per tensor", "per channel"])
def test_a_sound_network_has_no_fault(tmp_path, method, per_channel):
    found = looked(chain(tmp_path), pictures(), other=pictures(24), method=method, per_channel=per_channel)
    assert [each.name for each in found.tensors if set(each.words) - FINE] == []
    assert codes(found) == []
    assert (found.calibrated, found.samples, found.evaluated) == (12, 12, 24)


def test_calibration_without_the_extremes_is_truncation(tmp_path):
    found = looked(chain(tmp_path), pictures(brightness=0.3), other=pictures(24))
    first = of(found, "x")
    assert first.words[0] == "truncated"
    assert "truncation" in first.verdicts[0].said
    assert first.clipped.exceeding == first.clipped.samples == 24
    assert first.clipped.times == pytest.approx(1 / 0.3, rel=0.25)
    assert first.cost.mended > first.cost.planned + 10
    assert codes(found) == ["PC803"]


@pytest.mark.parametrize(
    ("low", "high", "asymmetric", "hit"),
    [
        pytest.param(-0.9, 1, False, False, id="a symmetric scale has room on the other side"),
        pytest.param(-0.9, 1, True, True, id="an asymmetric one has none"),
        pytest.param(0.0, 1, True, False, id="0 always lies inside"),
        pytest.param(0.5, 1.9, False, True, id="above"),
    ],
)
def test_only_what_a_scale_would_cut_is_truncation(tmp_path, low, high, asymmetric, hit):
    def between(least, most):
        return lambda rng: {"x": rng.uniform(least, most, (1, 4, 16, 16))}

    found = of(looked(chain(tmp_path), samples(between(0.4, 1)), other=samples(between(low, high)), asymmetric=asymmetric), "x")
    assert ("truncated" in found.words) is hit
    assert (found.clipped.times > 1.5) is (hit and not asymmetric)


def test_without_other_samples_nothing_is_said_of_truncation(tmp_path):
    found = looked(chain(tmp_path), pictures(brightness=0.3))
    assert "truncated" not in {word for each in found.tensors for word in each.words}
    assert found.evaluated == 0


def test_a_single_value_beyond_is_no_truncation(tmp_path):
    def other(rng):
        found = rng.normal(0, 1, (1, 4, 16, 16))
        found[0, 0, 0, 0] = 4.7
        return {"x": found}

    found = looked(chain(tmp_path), pictures(), other=samples(lambda rng: {"x": rng.normal(0, 1, (1, 4, 16, 16))}, 24, first=other))
    assert of(found, "x").clipped.exceeding > 0
    assert "truncated" not in of(found, "x").words


def test_one_scale_for_uneven_channels_is_a_risk(tmp_path):
    prepared = chain(tmp_path, spread=UNEVEN)
    found = looked(prepared, pictures(), per_channel=False)
    hit = of(found, "w2")
    assert "channels differ" in hit.words
    assert hit.channels.ratio > 300
    assert hit.cost.planned < ranges.PICKED < hit.cost.mended
    assert "PC804" in codes(found)
    apart = looked(prepared, pictures(), per_channel=True)
    assert "channels differ" not in of(apart, "w2").words
    assert "PC804" not in codes(apart)


def test_narrow_channels_that_carry_nothing_cost_nothing(tmp_path):
    prepared = chain(tmp_path, spread=(1, 1, 1, 1, 1, 1, 1, 1e-3))
    tensor = next(each for each in prepared.model.graph.initializer if each.name == "w3")
    array = np.array(np.frombuffer(tensor.raw_data, np.float32)).reshape(3, 8, 1, 1)
    array[:, 7] *= 1e-6
    tensor.raw_data = array.tobytes()
    found = looked(prepared, pictures(), per_channel=False)
    assert "channels differ" in of(found, "w2").words
    assert "PC804" not in codes(found)


def test_outliers_that_own_the_scale(tmp_path):
    found = of(looked(chain(tmp_path), samples(spiked, 6)), "x")
    assert "outliers" in found.words
    assert found.steps < 2
    wide = of(looked(chain(tmp_path), samples(spiked, 6), method=Method("percentile", 0.999)), "x")
    assert "outliers" not in wide.words


@pytest.mark.parametrize(
    ("factor", "word", "code"),
    [
        pytest.param(1.0, "known range", ["PC805"], id="not reached"),
        pytest.param(1000.0, "known range", [], id="reached"),
        pytest.param(None, "idle range", [], id="never near"),
    ],
)
def test_a_range_that_is_known(tmp_path, factor, word, code):
    prepared = chain(tmp_path, last="Sigmoid" if factor is not None else "Softmax")
    shift = 2.0 if factor is None else factor
    seen = samples(lambda rng: {"x": 0.3 * shift * rng.normal(0, 1, (1, 4, 16, 16))}, 6)
    if factor is None:
        prepared = chain(tmp_path, last="Tanh")
        seen = samples(lambda rng: {"x": 0.003 * rng.normal(0, 1, (1, 4, 16, 16))}, 6)
    found = looked(prepared, seen)
    assert word in of(found, "d").words
    assert codes(found) == code


def test_two_clusters_and_large_values(tmp_path):
    def two(rng):
        found = rng.normal(0, 1, (1, 4, 16, 16))
        return {"x": np.where(rng.uniform(size=found.shape) < 0.5, found, found + 20)}

    assert {"several peaks", "large at int8"} <= set(of(looked(chain(tmp_path), samples(two, 6)), "x").words)
    assert "large at int8" not in of(looked(chain(tmp_path), samples(two, 6), qtype="int16"), "x").words


def test_zeros(tmp_path):
    found = looked(chain(tmp_path), samples(lambda _: {"x": np.zeros((1, 4, 16, 16))}, 3))
    assert of(found, "x").words == ("zero",)


def test_threads_change_nothing(tmp_path):
    prepared = chain(tmp_path, spread=UNEVEN)
    one, three = (looked(prepared, pictures(), other=pictures(9, brightness=2), threads=count) for count in (1, 3))
    assert one == three


def test_curves_count_every_value_once(tmp_path):
    found = looked(chain(tmp_path), pictures(5))
    for each in found.tensors:
        assert sum(each.curve.floats) == pytest.approx(each.total, rel=1e-3)
        assert sum(each.curve.quantised) == pytest.approx(each.total, rel=1e-3)


def test_what_cannot_be_run_is_told(tmp_path):
    prepared = chain(tmp_path)
    observed, plan = calibrated(prepared, pictures(4))
    found = distributions(prepared, plan, pictures(4, broken=(0, 2)), observed, evaluation=pictures(3, broken=(1,)))
    assert (found.samples, found.evaluated, set(found.broken)) == (2, 2, {"0", "1", "2"})
    none = distributions(prepared, plan, Samples((), pictures().load), observed)
    assert of(none, "x").channels is None
    assert of(none, "x").low < 0


def test_only_what_is_asked_for(tmp_path):
    wanted = (Point("activation", "d"), Point("weight", "w3"), Point("weight", "no such"), Point("activation", "no such"))
    with pytest.raises(Exception, match="no such"):
        looked(chain(tmp_path), pictures(3), wanted=wanted)
    assert [each.name for each in looked(chain(tmp_path), pictures(3), wanted=wanted[:3]).tensors] == [
        "d_HzCalibration",
        "w3_HzCalibration",
    ]


def test_channels_without_room_go_without(tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "ROOM", 14_000)
    found = looked(chain(tmp_path), pictures(3))
    assert of(found, "x").channels is not None
    assert of(found, "d").channels is None
    assert "1 tensors" in found.remarks[0] or "2 tensors" in found.remarks[0]
    assert replace(found, remarks=()) != found
