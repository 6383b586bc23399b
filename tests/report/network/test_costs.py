"""What mismatches cost, in words."""

import math
from typing import get_args

import pytest
from measured_networks import FOLDER, MODEL, cost, costs, figure, unlabelled

from pipecheck.evidence.model import Cost, Matter
from pipecheck.report import text
from pipecheck.report.model import Report
from pipecheck.report.network import costs as rows


def lines(each):
    return [line.strip() for line in text.render(Report(networks=(each,))).splitlines()[1:-1]]


def test_costs_are_ranked_each_with_its_interval_its_roads_and_what_mending_gains():
    assert lines(costs()) == [
        (
            f"cost of each mismatch on {MODEL.name}, 600 pictures of {FOLDER}: top1 0.868 ± 0.027 on the road of training, "
            "0.410 ± 0.040 on that of calibration, 0.702 ± 0.036 on that of runtime"
        ),
        "values: normalised twice: −40.4 points [−44.9, −35.9] (calibration); mended: +39.0",
        "channel order: bgr for rgb: −16.1 points [−19.0, −13.2] (calibration, runtime); mended: +15.8",
        "kernel: opencv cubic for pil linear: −0.4 points [−1.0, +0.2], within noise (calibration); mended: +0.3",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param((unlabelled(),), ["channel order: bgr for rgb: 31 % of answers change (calibration)"], id="answers"),
        pytest.param((unlabelled(changed=0.0),), ["channel order: bgr for rgb: no answer changes (calibration)"], id="no answer"),
        pytest.param((unlabelled(changed=None),), ["channel order: bgr for rgb: outputs move by 40 % (calibration)"], id="outputs"),
        pytest.param((unlabelled("color", "gray for rgb"),), ["color: gray for rgb: 31 % of answers change (calibration)"], id="gray"),
        pytest.param(
            (unlabelled("decode", "read by opencv for pil"),),
            ["read by opencv for pil: 31 % of answers change (calibration)"],
            id="reading",
        ),
        pytest.param(
            (cost(mended=0.1), cost(road="runtime", mended=0.2)),
            ["channel order: bgr for rgb: −16.1 points [−19.0, −13.2] (calibration, runtime); mended: calibration +10.0, runtime +20.0"],
            id="roads that gain unlike",
        ),
        pytest.param(
            (cost(low=0.02, high=0.3),), ["channel order: bgr for rgb: −16 points [−30, −2] (calibration); mended: +16"], id="few pictures"
        ),
        pytest.param(
            (cost(broken=0.0012, low=0.0008, high=0.0016, mended=None),),
            ["channel order: bgr for rgb: −0.12 points [−0.16, −0.08] (calibration)"],
            id="many pictures",
        ),
        pytest.param(
            (cost(broken=-0.02, low=-0.03, high=-0.01, mended=None),),
            ["channel order: bgr for rgb: +2.0 points [+1.0, +3.0] (calibration)"],
            id="a gain",
        ),
        pytest.param(
            (cost(broken=math.nan, low=math.nan, high=math.nan, mended=None),),
            ["channel order: bgr for rgb: unknown (calibration)"],
            id="not a number",
        ),
    ],
)
def test_a_cost_in_its_unit(given, said):
    assert lines(costs(trained=figure(0.868, 0.027), roads=(), costs=given))[1:] == said


def test_a_metric_that_is_no_share_has_no_points():
    trained = figure(3.2, 0.1, "l2", share=False, more_is_better=False)
    given = (cost(broken=1.24, low=1.11, high=1.37, mended=1.2),)
    assert lines(costs(trained=trained, roads=(), costs=given))[1:] == [
        "channel order: bgr for rgb: l2 1.24 worse [1.11, 1.37] (calibration); mended: +1.20"
    ]


@pytest.mark.parametrize("matter", get_args(Matter))
def test_every_matter_has_a_word(matter):
    assert rows.label(Cost(road="runtime", matter=matter, what="")) != ""
