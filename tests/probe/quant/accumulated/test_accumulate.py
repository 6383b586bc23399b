"""The error along the graph, and whether weights or activations bring it."""

import planted
import pytest

from pipecheck.errors import UsageError
from pipecheck.probe.quant import points
from pipecheck.probe.quant.accumulated import asking, blaming, writing
from pipecheck.probe.quant.accumulated.accumulate import accumulate
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.judging.compare import spread
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.simulate import build


@pytest.fixture
def made(tmp_path):
    prepared = planted.classifier(tmp_path, (2, 5), heads=2)
    return prepared, planted.calibrated(prepared)


def test_the_figures_are_those_of_the_networks_side_by_side(made):
    prepared, plan = made
    found = accumulate(prepared, plan, planted.samples(), threads=2)
    tensors = [unit.output for unit in prepared.units]
    plans = [points.only(prepared, plan, points.points(prepared, plan, kind)) for kind in ("weight", "activation")] + [plan]
    for curve, each in zip(found.curves, plans, strict=True):
        exact, quantised = prepare.session(prepared, expose=tensors), build.session(prepared, each, expose=tensors)
        wanted = spread(exact, quantised, planted.samples(), tensors)
        assert curve.figures["cosine-similarity"] == pytest.approx([wanted[name].mean.cosine for name in tensors], abs=1e-12)
        assert curve.figures["mse"] == pytest.approx([wanted[name].mean.mse for name in tensors], rel=1e-9)
        assert curve.figures["sqnr"] == pytest.approx([wanted[name].mean.sqnr for name in tensors], rel=1e-9)


def test_neither_threads_nor_passes_change_anything(made):
    prepared, plan = made
    assert accumulate(prepared, plan, planted.samples(), threads=1, room=1) == accumulate(prepared, plan, planted.samples(), threads=3)


def test_the_weights_are_blamed_where_they_are_bad(made):
    prepared, plan = made
    found = accumulate(prepared, plan, planted.samples())
    assert [blame.culprit for blame in found.blames] == ["weights", "weights"]
    blame = found.blames[0]
    assert blame.weights < 0.5
    assert blame.activations > 0.99
    assert blaming.words(blame).startswith("output y: the weights, 100 % of the square error, the larger part of it on 24 of 24 samples: ")


def test_the_activations_are_blamed_where_their_ranges_are_bad(tmp_path):
    prepared = planted.classifier(tmp_path)
    plan = planted.calibrated(prepared, per_channel=True)
    wide = {name: Range(40 * each.low, 40 * each.high) for name, each in plan.ranges.items()}
    found = accumulate(prepared, planted.replaced(plan, ranges=wide), planted.samples())
    assert [blame.culprit for blame in found.blames] == ["activations"]
    assert "the activations, " in next(writing.words(found))


def test_nobody_is_blamed_where_nothing_is_off(tmp_path):
    prepared = planted.classifier(tmp_path)
    plan = planted.replaced(planted.calibrated(prepared), taken={})
    found = accumulate(prepared, plan, planted.samples(4))
    assert [blame.culprit for blame in found.blames] == ["neither"]
    assert found.curves[0].figures["sqnr"] == (float("inf"),) * len(prepared.units)
    writing.write(found, tmp_path / "out")


def test_curves_are_asked_for_by_names_and_lists_of_names(made):
    prepared, plan = made
    found = asking.asked(
        prepared, plan, ["weight", "w2_HzCalibration", ["conv2", "clip5"]], [["conv2"], ["r1_HzCalibration", "w3_HzCalibration"]]
    )
    assert [(each.name, each.left) for each in found] == [
        ("weight", False),
        ("w2_HzCalibration", False),
        ("conv2, clip5", False),
        ("all but conv2", True),
        ("all but r1_HzCalibration, w3_HzCalibration", True),
    ]
    assert [point.name for point in found[2].points] == ["conv2", "conv5"]
    assert [(point.kind, point.of) for point in found[4].points] == [("activation", "r1"), ("weight", "w3")]
    shown = accumulate(prepared, plan, planted.samples(4), non_quantize_node=[["conv2", "conv5"], []])
    assert shown.curves[0].outputs["y"]["cosine-similarity"] > 0.9 > shown.curves[1].outputs["y"]["cosine-similarity"]


def test_a_name_that_nothing_has_is_refused(made):
    with pytest.raises(UsageError, match="nothing called conv22 is quantised: did you mean conv2"):
        asking.asked(*made, ["conv22"])


def test_one_sample_or_the_worst_one(made):
    prepared, plan = made
    worst = accumulate(prepared, plan, planted.samples(), mode="worst", room=1)
    alone = [accumulate(prepared, plan, planted.samples(), sample=name) for name in planted.samples().names]
    ends = {each.sample: min(figures["cosine-similarity"] for figures in each.curves[-1].outputs.values()) for each in alone}
    assert worst.sample == min(ends, key=ends.get)
    assert worst.curves == next(each.curves for each in alone if each.sample == worst.sample)
    with pytest.raises(UsageError, match="there is no sample nowhere"):
        accumulate(prepared, plan, planted.samples(), sample="nowhere")


def test_one_sample_is_enough_when_it_is_late(made):
    found = accumulate(*made, planted.samples(8, broken=(0,)), deadline=0.0, room=1, threads=1)
    assert (found.samples, found.stopped, list(found.broken)) == (1, "time", ["0"])


def test_the_files_are_a_table_rows_and_a_picture(made, tmp_path):
    found = accumulate(*made, planted.samples(4))
    log, rows, picture = writing.write(found, tmp_path / "out")
    assert picture.name == "accumulated_error_cosine-similarity.png"
    text = log.read_text(encoding="utf-8").splitlines()
    assert text[0] == "cosine-similarity, mean of 4 samples"
    assert text[2].split() == ["node", "operator", "weight", "activation", "weight", "+", "activation"]
    assert len(rows.read_text(encoding="utf-8").splitlines()) == 1 + 3 * (len(found.places) + 2)
    assert writing.draw(found, tmp_path / "again.png").read_bytes() == picture.read_bytes()
