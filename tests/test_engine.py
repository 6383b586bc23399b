"""The engine stamps what rules yield, and keeps one finding per mistake."""

from pathlib import Path

import pytest

from pipecheck.engine import Settings, run
from pipecheck.evidence import Comparison
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.rule import rule

HERE, THERE = Origin(Path("a.py"), 3), Origin(Path("b.yaml"), 7)


def comparison(road, name="data"):
    return Comparison(input=name, road=road, generation=None, training=None, script=None, handover=None, nodes=None)


def always(code, *problems, severity=Severity.ERROR):
    def a_fault(_):
        """A fault."""
        yield from problems

    return rule(code, severity, on=Comparison)(a_fault)


def test_a_finding_carries_the_rule_the_road_and_the_input():
    (found,) = run([always("PC900", Problem("wrong", HERE, hint="mend it"))], [comparison("runtime")], Settings())
    assert (found.code, found.name, found.severity, found.confidence) == ("PC900", "a-fault", Severity.ERROR, Confidence.CERTAIN)
    assert (found.input, found.roads, found.message, found.origin, found.hint) == ("data", ("runtime",), "wrong", HERE, "mend it")


def test_a_problem_can_weigh_less_than_its_rule():
    problem = Problem("wrong", HERE, severity=Severity.NOTE, confidence=Confidence.POSSIBLE)
    (found,) = run([always("PC900", problem)], [comparison("runtime")], Settings())
    assert (found.severity, found.confidence) == (Severity.NOTE, Confidence.POSSIBLE)


def test_one_mistake_on_several_roads_is_one_finding():
    said = always("PC900", Problem("wrong", HERE, (Related(THERE, "see here"),)))
    (found,) = run([said], [comparison("runtime"), comparison("calibration")], Settings())
    assert found.roads == ("calibration", "runtime")
    assert found.related == (Related(THERE, "see here"),)


def test_mistakes_in_two_places_are_two_findings():
    said = always("PC900", Problem("wrong", HERE), Problem("wrong", THERE))
    assert len(run([said], [comparison("runtime")], Settings())) == 2


def test_a_note_on_one_road_does_not_hide_an_error_on_another():
    light = always("PC900", Problem("wrong", HERE, severity=Severity.NOTE))
    heavy = always("PC900", Problem("very wrong", HERE))
    (found,) = run([light, heavy], [comparison("runtime")], Settings())
    assert (found.severity, found.message) == (Severity.ERROR, "very wrong")


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        (Settings(), ["PC201", "PC301"]),
        (Settings(select=("PC2",)), ["PC201"]),
        (Settings(ignore=("PC2",)), ["PC301"]),
        (Settings(select=("PC",), ignore=("PC301",)), ["PC201"]),
        (Settings(select=("PC4",)), []),
    ],
)
def test_which_rules_speak(settings, codes):
    rules = [always("PC201", Problem("a", HERE)), always("PC301", Problem("b", HERE))]
    assert [found.code for found in run(rules, [comparison("runtime")], settings)] == codes
