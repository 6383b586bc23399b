"""The ranking of what quantisation costs, place by place."""

import time
from dataclasses import replace

import numpy as np
import pytest
from branched import branched
from planted import calibrated, classifier, samples
from simulated import feed, plan

from pipecheck.errors import PipecheckError, UsageError
from pipecheck.probe.quant.judging import compare
from pipecheck.probe.quant.points import only, points, without
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.sensitivity import figures
from pipecheck.probe.quant.sensitivity.rank import rank, ranks
from pipecheck.probe.quant.simulate import build

BAD = (3, 6)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A network with two bad layers, and the plan that makes them so."""
    prepared = classifier(tmp_path_factory.mktemp("planted"), BAD)
    return prepared, calibrated(prepared)


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """A network with two outputs, a plan and samples."""
    prepared = branched(tmp_path_factory.mktemp("branched"))
    fed = {str(seed): feed(prepared, seed) for seed in range(12)}
    return prepared, plan(prepared, per_channel=False), Samples(tuple(fed), fed.__getitem__)


def brute(prepared, asked, found, kind, way):
    """The measures of every place, by a session for each that runs all samples."""
    floats = build.session(prepared, only(prepared, asked, ()))
    networks = {point.name: build.session(prepared, way(prepared, asked, [point])) for point in points(prepared, asked, kind)}
    return {name: compare.compare(floats, network, found, prepared.outputs, threads=1) for name, network in networks.items()}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        pytest.param("weight", {"w3_HzCalibration", "w6_HzCalibration"}, id="weights"),
        pytest.param("node", {"conv3", "conv6"}, id="nodes"),
    ],
)
def test_planted_layers_are_ranked_first(planted, kind, names):
    prepared, asked = planted
    found = rank(prepared, asked, samples(), kind=kind, threads=2)
    assert set(found.order[:2]) == names
    assert all(each.refined and each.samples == 24 for each in found.places[:2])
    assert found.settled
    cosines = [each.figures["y"]["cosine-similarity"] for each in found.places]
    assert cosines[1] < 0.99 < cosines[2]


def test_what_is_left_float_helps_most_where_it_was_planted(tmp_path):
    prepared = classifier(tmp_path, BAD[:1])
    found = rank(prepared, calibrated(prepared), samples(), kind="weight", alone=False, threads=2)
    assert found.order[0] == "w3_HzCalibration"
    assert found.places[0].figures["y"]["cosine-similarity"] > found.whole["y"]["cosine-similarity"] + 0.01


@pytest.mark.parametrize("kind", ["weight", "activation", "node"])
@pytest.mark.parametrize(("alone", "way"), [pytest.param(True, only, id="alone"), pytest.param(False, without, id="all but one")])
def test_measured_on_all_samples_it_is_what_brute_force_finds(several, kind, alone, way):
    prepared, asked, given = several
    found = rank(prepared, asked, given, kind=kind, alone=alone, screened=12, threads=2)
    wanted = brute(prepared, asked, given, kind, way)
    assert {each.name for each in found.places} == set(wanted)
    for each in found.places:
        assert each.refined
        for output in prepared.outputs:
            right = wanted[each.name][output]
            expected = {metric: getattr(right, figures.FIELDS[metric]) for metric in figures.DEFAULT}
            assert each.figures[output] == pytest.approx(expected, rel=1e-9), each.name


@pytest.mark.parametrize("kind", ["weight", "activation"])
def test_screening_finds_the_first_ones_of_brute_force(several, kind):
    prepared, asked, given = several
    found = rank(prepared, asked, given, kind=kind, metrics="mse", threads=2)
    wanted = brute(prepared, asked, given, kind, only)
    for table in found.tables:
        order = sorted(wanted, key=lambda name, output=table.output: -wanted[name][output].mse)
        assert list(table.order[:5]) == order[:5]
        assert all(found.place(name).refined for name in order[:5])
    assert found.screened == 2
    assert any(not each.refined for each in found.places)


def test_neither_threads_nor_the_cache_change_anything(several):
    prepared, asked, given = several
    first = ranks(prepared, asked, given, threads=1)
    for options in ({"threads": 3}, {"threads": 2, "cache_bytes": 1}):
        other = ranks(prepared, asked, given, **options)
        assert {kind: replace(each, cache=first[kind].cache) for kind, each in other.items()} == first


def test_every_output_has_its_table(several):
    prepared, asked, given = several
    found = rank(prepared, asked, given, kind="weight", metrics=["sqnr", "KL", "atol"], threads=2)
    assert [(table.output, table.metric) for table in found.tables] == [("y", "sqnr"), ("z", "sqnr")]
    assert found.metrics == ("sqnr", "KL", "ATOL")
    assert found.order[0] in {table.order[0] for table in found.tables}
    near, head = found.place("w_near_HzCalibration"), found.place("w_head_HzCalibration")
    assert near.figures["y"] == {"sqnr": float("inf"), "KL": 0.0, "ATOL": 0.0}
    assert near.figures["z"]["KL"] > 0
    assert head.figures["z"]["sqnr"] == float("inf")


def test_only_the_outputs_that_are_asked_for(several):
    prepared, asked, given = several
    found = rank(prepared, asked, given, kind="weight", outputs="z", threads=2)
    assert [table.output for table in found.tables] == ["z"]
    assert found.order[-1] == "w_head_HzCalibration"


def test_a_place_says_who_takes_it_and_what_that_costs(several):
    prepared, asked, given = several
    found = rank(prepared, asked, given, kind="weight", interested=["w", "w_head_HzCalibration"], data_num=1, threads=1)
    assert {each.name: (each.op, each.qtype, each.units, each.macs, each.samples) for each in found.places} == {
        "w_HzCalibration": ("Conv", "int8", ("once", "again"), 2 * 16 * 16 * 9 * 64, 1),
        "w_head_HzCalibration": ("Gemm", "int8", ("y_node",), 80, 1),
    }
    assert 0.2 < found.place("w_HzCalibration").share < 0.6


def test_what_cannot_be_read_is_left_out(planted):
    prepared, asked = planted
    whole = rank(prepared, asked, Samples(tuple("13579"), samples().load), kind="weight", threads=2)
    found = rank(prepared, asked, Samples(tuple("0123456789"), samples(broken=range(0, 10, 2)).load), kind="weight", threads=2)
    assert set(found.broken) == set("02468")
    assert found.samples == 5
    assert found.order[:2] == whole.order[:2]
    assert found.place(found.order[0]).figures["y"] == pytest.approx(whole.place(found.order[0]).figures["y"])


def test_without_a_sample_there_is_no_ranking(planted):
    prepared, asked = planted
    with pytest.raises(PipecheckError, match="is no array"):
        rank(prepared, asked, samples(2, broken=(0, 1)), threads=1)
    with pytest.raises(UsageError, match="no sample"):
        rank(prepared, asked, samples(0), threads=1)


def test_out_of_time_it_tells_what_it_has(planted):
    prepared, asked = planted
    found = rank(prepared, asked, samples(), kind="weight", threads=1, deadline=time.monotonic() - 1)
    assert (len(found.places), found.left, found.stopped, found.settled, found.samples) == (1, 10, "time", False, 1)
    assert rank(prepared, asked, samples(), kind="weight", threads=1, deadline=time.monotonic() + 600).stopped is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"metrics": "psnr"}, "unknown metric psnr", id="metric"),
        pytest.param({"outputs": "q"}, "no output q", id="output"),
        pytest.param({"interested": ["q"]}, "no quantised weight q; there are w0_HzCalibration, ", id="place"),
    ],
)
def test_what_there_is_not_is_told(planted, options, said):
    prepared, asked = planted
    with pytest.raises(UsageError, match=said):
        rank(prepared, asked, samples(), kind="weight", **options)


def test_nothing_quantised_is_an_empty_ranking(planted):
    prepared, asked = planted
    found = rank(prepared, only(prepared, asked, ()), samples(), threads=1)
    assert (found.order, found.tables, found.stopped) == ((), (), None)


def test_progress_ends_where_it_said_it_would(planted):
    prepared, asked = planted
    told = []
    rank(prepared, asked, samples(), threads=2, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1]


def test_a_range_without_end_and_a_sample_without_numbers_are_ranked_all_the_same(tmp_path):
    prepared = classifier(tmp_path, layers=3)
    asked = calibrated(prepared)
    ranges = {**asked.ranges, "r1": replace(asked.ranges["r1"], high=float("inf"))}

    def load(name):
        fed = samples().load(name)
        return {"x": np.where(fed["x"] > 2, np.nan, fed["x"]).astype(np.float32)} if name == "3" else fed

    found = rank(prepared, replace(asked, ranges=ranges), Samples(tuple("0123"), load), kind="activation", threads=1)
    assert sorted(found.order) == sorted(point.name for point in points(prepared, asked, "activation"))
    assert not found.failed
