"""Each finding gets the cost of the mismatch that it speaks of, and of no other."""

import math
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from measured_networks import SCRIPT, cost, costs, figure, unlabelled

from pipecheck.evidence.model import Matter
from pipecheck.findings import Confidence, Finding, Origin, Related, Severity
from pipecheck.report.network.priced import _MATTERS, priced
from pipecheck.report.price import price
from pipecheck.rules import every

PLACE = Origin(SCRIPT, 4, 10)


def finding(code="PC201", roads=("calibration",), origin=PLACE, **said):
    given = {"name": "a-rule", "severity": Severity.ERROR, "confidence": Confidence.CERTAIN, "message": "m"}
    return Finding(code=code, roads=roads, origin=origin, **{**given, **said})


def paid(told, *measured):
    (found,) = priced([told], measured)
    assert replace(found, cost=None, cost_unit=None) == told
    return found.cost, found.cost_unit


def of(*given, **changes):
    return costs(**{"costs": given, **changes})


@pytest.mark.parametrize(
    ("code", "matter"),
    [
        ("PC101", "decode"), ("PC102", "values"), ("PC103", "decode"), ("PC108", "color"), ("PC201", "color"), ("PC203", "layout"),
        ("PC204", "chroma"), ("PC206", "color"), ("PC206", "values"), ("PC207", "color"), ("PC301", "values"), ("PC305", "values"),
        ("PC307", "dtype"), ("PC401", "size"), ("PC402", "policy"), ("PC403", "kernel"), ("PC404", "kernel"), ("PC405", "border"),
        ("PC406", "policy"), ("PC407", "border"), ("PC408", "policy"), ("PC409", "geometry"), ("PC403", "geometry"),
    ],
)  # fmt: skip
def test_a_rule_speaks_of_its_matter(code, matter):
    assert paid(finding(code), of(cost(matter, "x"))) == (16.1, "points")


@pytest.mark.parametrize(
    ("told", "measured"),
    [
        pytest.param(finding("PC201"), of(cost("values", "x")), id="another matter"),
        pytest.param(finding("PC403"), of(cost("policy", "x")), id="another part of the geometry"),
        pytest.param(finding(roads=("runtime",)), of(cost()), id="another road"),
        pytest.param(finding(input="lidar"), of(cost()), id="another input"),
        pytest.param(finding("PC105"), of(cost("decode", "x")), id="broken pictures are no mismatch"),
        pytest.param(finding("PC601"), of(cost("values", "x")), id="a calibration set"),
        pytest.param(finding(roads=(), origin=Origin(Path("other.py"), 4)), of(cost()), id="no road and another place"),
        pytest.param(finding(), of(cost(broken=math.nan)), id="a cost that is no number"),
        pytest.param(finding(), of(), id="nothing measured"),
        pytest.param(finding(), of(cost(broken=0.0, low=-0.5, high=0.95)), id="one picture, which proves nothing"),
        pytest.param(finding(), of(cost(broken=-0.05, low=-0.2, high=0.11)), id="few pictures that gain"),
    ],
)
def test_no_cost_is_taken_from_another_mismatch(told, measured):
    assert paid(told, measured) == (None, None)


@pytest.mark.parametrize(("low", "high"), [(-0.006, 0.006), (None, None)], ids=["many pictures", "no interval"])
def test_what_costs_nothing_is_said_to(low, high):
    assert paid(finding(), of(cost(broken=0.0, low=low, high=high))) == (0.0, "points")


def test_the_same_place_breaks_ties():
    here, there = cost("values", "a", broken=0.02, low=0.01, high=0.03), cost("values", "b", origins=(Origin(Path("b.py"), 1),))
    assert paid(finding("PC303"), of(there, here)) == (2.0, "points")
    related = finding("PC303", origin=None, related=(Related(Origin(Path("b.py"), 1, 9), "here"),))
    assert paid(related, of(here, there)) == (16.1, "points")


def test_of_several_roads_the_dearest_counts():
    roads = ("calibration", "runtime")
    dear = cost(road="runtime", broken=0.3, low=0.28, high=0.32)
    assert paid(finding(roads=roads), of(cost(), dear)) == (30.0, "points")


def test_what_a_rule_speaks_of_first_counts_before_what_is_dearer():
    assert paid(finding("PC403"), of(cost("geometry", "x", broken=0.5), cost("kernel", "y"))) == (16.1, "points")


def test_a_finding_without_a_road_is_priced_by_its_place():
    assert paid(finding("PC304", roads=()), of(cost("values", "std"))) == (16.1, "points")


def test_costs_are_of_the_same_input():
    other = of(cost(broken=0.9, low=0.8, high=1.0), input="lidar")
    assert paid(finding(input="data"), other, of(cost())) == (16.1, "points")


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        pytest.param(of(cost()), (16.1, "points"), "costs 16.1 points", id="points"),
        pytest.param(of(cost(broken=0.1612, low=0.02, high=0.3)), (16.0, "points"), "costs 16 points", id="no more digits than are known"),
        pytest.param(of(cost(broken=0.01, low=0.005, high=0.015)), (1.0, "points"), "costs 1 point", id="one point"),
        pytest.param(of(cost(broken=-0.02, low=-0.03, high=-0.01)), (-2.0, "points"), "gains 2 points", id="a gain"),
        pytest.param(of(cost(broken=0.0, low=-0.01, high=0.01)), (0.0, "points"), "costs nothing", id="nothing"),
        pytest.param(of(unlabelled(changed=0.312)), (31.0, "answers"), "changes 31 % of answers", id="answers"),
        pytest.param(of(unlabelled(changed=None, apart=0.0042)), (0.4, "outputs"), "moves outputs by 0.4 %", id="outputs"),
        pytest.param(
            of(cost(broken=1.24, low=1.1, high=1.4), trained=figure(3.0, 0.1, "l2", share=False, more_is_better=False)),
            (1.24, "l2"),
            "costs 1.24 of l2",
            id="a metric that is no share",
        ),
    ],
)
def test_a_price_has_a_unit(given, expected, said):
    assert paid(finding(), given) == expected
    (found,) = priced([finding()], [given])
    assert price(found) == said


def test_what_was_not_measured_has_no_price():
    assert price(finding()) == ""


@pytest.mark.parametrize(
    ("low", "high", "doubted"),
    [
        pytest.param(-0.5, -0.35, True, id="surely better"),
        pytest.param(-0.05, 0.01, False, id="perhaps"),
        pytest.param(0.1, 0.2, False, id="worse"),
    ],
)
def test_what_a_network_is_better_off_with_is_doubted(low, high, doubted):
    (found,) = priced([finding(hint="swap them")], [of(cost(broken=(low + high) / 2, low=low, high=high))])
    assert found.hint.endswith("swap them")
    assert found.hint.startswith("the network is better off with it: see first whether the source of training") == doubted


def test_only_rules_that_exist_are_priced_by_matters_that_are_measured():
    assert set(_MATTERS) <= {rule.code for rule in every()}
    assert {matter for matters in _MATTERS.values() for matter in matters} <= set(get_args(Matter))
