"""Leaving the most sensitive points float: planted bad layers are as many as the curve says."""

import planted
import pytest

from pipecheck.errors import PipecheckError
from pipecheck.evidence.debug.partial import Target
from pipecheck.probe.quant.partial import writing
from pipecheck.probe.quant.partial.curve import curve, order
from pipecheck.probe.quant.points import Point
from pipecheck.probe.quant.sensitivity.rank import rank

LINES = """\
float  last of them  y cosine-similarity  accuracy
"""


@pytest.mark.parametrize("kind", ["node", "weight"])
@pytest.mark.parametrize("bad", [(4,), (2, 7), (2, 5, 7), (0, 3, 4, 8)], ids=str)
def test_the_knee_is_at_the_number_of_planted_layers(tmp_path, bad, kind):
    prepared = planted.classifier(tmp_path, bad)
    plan = planted.calibrated(prepared)
    ranked = planted.ranked(prepared, plan, kind)
    found = curve(prepared, plan, ranked, planted.samples(), accuracy=planted.accuracy, threads=2)
    assert {point.of for point in ranked[: len(bad)]} == {f"conv{index}" if kind == "node" else f"w{index}" for index in bad}
    assert (found.knee, found.least, found.settled) == (len(bad), len(bad), True)
    steps = {step.count: step for step in found.steps}
    assert steps[len(bad)].accuracy >= 0.99 * found.accuracy > steps[len(bad) - 1].accuracy
    assert len(steps) < len(ranked)


@pytest.mark.parametrize("kind", ["node", "weight"])
def test_the_order_is_that_of_a_ranking(tmp_path, kind):
    prepared = planted.classifier(tmp_path, (2, 7))
    plan = planted.calibrated(prepared)
    ranked = order(rank(prepared, plan, planted.samples(), kind=kind, threads=2))
    assert {point.of for point in ranked[:2]} == ({"conv2", "conv7"} if kind == "node" else {"w2", "w7"})
    assert curve(prepared, plan, ranked, planted.samples(), accuracy=planted.accuracy).least == 2


def test_without_labels_every_output_has_to_come_close(tmp_path):
    prepared = planted.classifier(tmp_path, (2, 5), heads=2)
    plan = planted.calibrated(prepared)
    ranked = planted.ranked(prepared, plan)
    found = curve(prepared, plan, ranked, planted.samples(), target=Target(similarity=0.95))
    assert found.accuracy is None
    assert found.knee == found.least == 2
    worst = {step.count: min(each["cosine-similarity"] for each in step.outputs.values()) for step in found.steps}
    assert worst[1] < 0.95 <= worst[2]


def test_what_cannot_be_reached_is_said(tmp_path):
    prepared = planted.classifier(tmp_path, (2,))
    plan = planted.calibrated(prepared)
    found = curve(prepared, plan, [Point("node", "conv0")], planted.samples(), accuracy=planted.accuracy)
    assert found.least is None
    assert "Nothing that was measured reaches 99 % of the float accuracy 1." in list(writing.words(found))


def test_threads_change_nothing(tmp_path):
    prepared = planted.classifier(tmp_path, (2,))
    plan = planted.calibrated(prepared)
    ranked = planted.ranked(prepared, plan)
    one, three = (curve(prepared, plan, ranked, planted.samples(), threads=threads) for threads in (1, 3))
    assert one == three


def test_only_both_ends_are_measured_when_it_is_late(tmp_path):
    prepared = planted.classifier(tmp_path, (2, 5, 7))
    plan = planted.calibrated(prepared)
    found = curve(prepared, plan, planted.ranked(prepared, plan), planted.samples(), accuracy=planted.accuracy, deadline=0.0)
    assert [step.count for step in found.steps] == [0, 13]
    assert (found.settled, found.stopped) == (False, "time")
    assert "not with one less" not in "".join(writing.words(found))


def test_broken_samples_are_passed_over(tmp_path):
    prepared = planted.classifier(tmp_path)
    plan = planted.calibrated(prepared)
    found = curve(prepared, plan, [Point("node", "conv0")], planted.samples(6, broken=(0, 3)))
    assert (found.samples, found.broken) == (4, {"0": "0: is no array", "3": "3: is no array"})
    with pytest.raises(PipecheckError, match="0: is no array"):
        curve(prepared, plan, [], planted.samples(2, broken=(0, 1)))


def test_a_metric_that_is_none_is_refused(tmp_path):
    prepared = planted.classifier(tmp_path)
    with pytest.raises(PipecheckError, match="atol is no metric of an output"):
        curve(prepared, planted.calibrated(prepared), [], planted.samples(), target=Target(metric="atol"))


def test_the_files_are_a_table_rows_and_a_picture(tmp_path):
    prepared = planted.classifier(tmp_path, (2, 5))
    plan = planted.calibrated(prepared)
    found = curve(prepared, plan, planted.ranked(prepared, plan), planted.samples(), accuracy=planted.accuracy)
    log, rows, picture = writing.write(found, tmp_path / "out")
    text = log.read_text(encoding="utf-8")
    assert text.startswith(LINES)
    assert "The knee is at 2 of 13: conv" in text
    assert "99 % of the float accuracy 1 is reached with 2 of 13 float, and not with one less." in text
    lines = rows.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "float,last,output,cosine-similarity,mse,mre,sqnr,mae,l2,chebyshev,accuracy,reached"
    assert len(lines) == 1 + len(found.steps)
    before = picture.read_bytes()
    assert before.startswith(b"\x89PNG")
    assert writing.draw(found, tmp_path / "again.png").read_bytes() == before
