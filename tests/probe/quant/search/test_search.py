"""What the searches find on networks of which is known what is best."""

import math
import time

import numpy as np
import pytest
from searched import chain, lifted, samples, smooth, spiked, tried
from simulated import run

from pipecheck.errors import PipecheckError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.judging.metric import METRICS, merit
from pipecheck.probe.quant.method import KL, MAX, PERCENTILE, SWEEP, Choice, Method
from pipecheck.probe.quant.search import choices, search
from pipecheck.probe.quant.search.attempt import Attempt, best
from pipecheck.probe.quant.simulate import build

PLAIN = {"per_channel": False, "asymmetric": False}


def cosine(a, b):
    a, b = a.astype(np.float64).ravel(), b.astype(np.float64).ravel()
    return float(a @ b / math.sqrt((a @ a) * (b @ b)))


def test_what_is_good_enough_at_once_is_not_searched_any_further(tmp_path):
    found = search.default(tried(chain(tmp_path), samples(smooth)))
    assert [each.choice for each in found.attempts] == list(choices.choices(choices.DEFAULT)[:3])
    assert found.choice in [each.choice for each in found.attempts]
    assert len(found.untried) == 9
    assert not found.late
    assert f"Select {found.choice.method} method." in found.words
    assert found.words[-1] == "The similarity 0.995 is reached: 9 more complex of 12 settings were not tried."
    assert found.judged == ("0",)


def test_channels_that_differ_by_far_ask_for_scales_of_their_own(tmp_path):
    found = search.default(tried(chain(tmp_path, uneven=True), samples(smooth)))
    assert found.choice.per_channel
    assert not found.choice.asymmetric
    assert "Perchannel quantization is enabled." in found.words
    assert found.plan.per_channel == {"first", "second", "third"}


def test_an_outlier_asks_for_a_percentile(tmp_path):
    every = choices.choices([MAX, Method("percentile", 0.999)], [False], [False])
    found = search.modelwise(tried(chain(tmp_path), samples(spiked, first=smooth), metric="mae"), every)
    assert found.choice.method.kind == "percentile"
    assert found.plan.ranges["x"].high < 10


def test_one_sided_values_gain_by_a_zero_point(tmp_path):
    every = choices.choices([MAX], [True])
    found = search.modelwise(tried(chain(tmp_path), samples(lifted)), every)
    assert [each.choice.asymmetric for each in found.attempts] == [False, True]
    assert found.choice.asymmetric
    assert found.words[-1] == "Asymmetric quantization is enabled."


def test_the_figures_are_those_of_the_written_network(tmp_path):
    prepared, given = chain(tmp_path, outputs=("y", "b")), samples(smooth)
    trying = tried(prepared, given)
    found = search.modelwise(trying, choices.choices(choices.DEFAULT))
    fed = given.load("0")
    wanted = prepare.session(prepared).run(fed)
    assert len(found.attempts) == 12
    for each in found.attempts:
        made = run(build.build(prepared, trying.plan(each.choice)), fed, fused=False)
        assert each.outputs == pytest.approx({name: cosine(wanted[name], made[name]) for name in ("y", "b")}, abs=1e-6)
        assert each.worst == min(each.outputs.values())
    assert best(found.attempts).worst >= max(each.worst for each in found.attempts) - 2e-6
    assert found.outputs == best(found.attempts).outputs


def test_equally_good_is_the_simplest():
    several = [attempt(MAX, 0.99), attempt(PERCENTILE, 0.9950001), attempt(KL, 0.9950005), attempt(Method("mse"), math.nan)]
    assert best(several).choice.method == PERCENTILE
    assert best([attempt(MAX, math.nan), attempt(KL, 0.1)]).choice.method == KL
    assert best([]) is None


def attempt(method, value):
    return Attempt(choice=Choice(method=method, **PLAIN), metric="cosine-similarity", outputs={"y": value}, seconds=0.0)


def test_the_worst_output_counts():
    several = {"y": 0.9, "z": 0.99}
    assert Attempt(choice=Choice(method=MAX, **PLAIN), metric="sqnr", outputs=several, seconds=0.0).worst == 0.9
    assert Attempt(choice=Choice(method=MAX, **PLAIN), metric="mse", outputs=several, seconds=0.0).worst == 0.99


def test_when_there_is_no_time_one_setting_is_tried_all_the_same(tmp_path):
    found = search.default(tried(chain(tmp_path, uneven=True), samples(smooth), deadline=time.monotonic() - 1))
    assert [each.choice.method for each in found.attempts] == [MAX]
    assert found.late
    assert found.words[-1].startswith("There was no time to try 11 of 12 settings: max-percentile:percentile=0.99995; kl; ")


def test_progress_counts_all_settings(tmp_path):
    seen = []
    search.modelwise(tried(chain(tmp_path), samples(smooth), progress=lambda *at: seen.append(at)), choices.choices([MAX, KL]))
    assert seen == [(done, 8) for done in range(1, 9)]


def test_what_is_asked_for_is_only_tried(tmp_path):
    found = search.fixed(tried(chain(tmp_path), samples(smooth)), Choice(method=KL, per_channel=True, asymmetric=False))
    assert found.words == ("Run calibration model with kl method.", "Perchannel quantization is enabled.")
    assert len(found.attempts) == 1


def test_the_sweep_tries_the_advised_percentiles(tmp_path):
    found = search.sweep(tried(chain(tmp_path), samples(spiked)), per_channel=True)
    assert [each.choice.method.percentile for each in found.attempts] == list(SWEEP)
    assert all(each.choice.per_channel for each in found.attempts)


def test_the_first_sample_that_can_be_read_judges(tmp_path):
    trying = tried(chain(tmp_path), samples(smooth, broken=(0, 1)), judged=2)
    found = search.fixed(trying, Choice(method=MAX, **PLAIN))
    assert found.judged == ("2",)
    assert [each.name for each in trying.judged] == ["2", "4"]
    assert found.broken == {"0": "0: is no array", "1": "1: is no array"}


def test_without_any_sample_there_is_no_search(tmp_path):
    with pytest.raises(PipecheckError, match="0: is no array"):
        tried(chain(tmp_path), samples(smooth, count=2, broken=(0, 1)))


def test_what_never_held_a_number_stays_float(tmp_path):
    def broken(rng):
        return {"x": np.full((1, 4, 16, 16), np.nan)}

    found = search.fixed(tried(chain(tmp_path), samples(broken)), Choice(method=MAX, **PLAIN))
    assert found.plan.taken == {}


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_prefers_more_bits(tmp_path, metric):
    trying = tried(chain(tmp_path), samples(smooth), metric=metric)
    few = search.fixed(trying, Choice(method=Method("percentile", 0.6), **PLAIN)).attempts[0]
    many = search.fixed(trying, Choice(method=MAX, per_channel=True, asymmetric=False)).attempts[0]
    assert merit(metric, many.worst) > merit(metric, few.worst)
