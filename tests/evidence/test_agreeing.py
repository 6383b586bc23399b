"""What an agreement amounts to, and whom it blames."""

from pathlib import Path

import pytest

from pipecheck.evidence.agreeing import blamed, likeness
from pipecheck.evidence.pair import Agreement, OutputGap, Part
from pipecheck.evidence.pixels import Parting

PART = Part(tensor="t", node="n", operator="Conv", largest=1.0, compared=9)
PARTING = Parting(left=(), right=())


def output(decimals, fault=None):
    return OutputGap(name="y", cosine=1.0, largest=0.1, reach=1.0, decimals=decimals, fault=fault)


def agreement(*outputs, **more):
    places = dict.fromkeys(("source", "model", "folder"), Path("a"))
    return Agreement(input="x", road="evaluation", count=8, outputs=outputs, **places, **more)


@pytest.mark.parametrize(
    ("found", "alike", "blame"),
    [
        pytest.param(agreement(output(7), output(3), inputs=0.0), "equal", None, id="three decimals"),
        pytest.param(agreement(output(7), inputs=90.0), "equal", None, id="inputs that do not matter"),
        pytest.param(agreement(output(7), missing=("more",)), "equal", None, id="one output more"),
        pytest.param(agreement(output(1), inputs=0.6, alike=6), "rounded", None, id="rounded to levels"),
        pytest.param(agreement(output(0), inputs=60.0, halved=True, alike=7), "halved", None, id="halved colors"),
        pytest.param(agreement(output(2), inputs=0.0, alike=2, part=PART), "different", "graph", id="the graph"),
        pytest.param(agreement(output(2), inputs=0.0, alike=2), "different", "graph", id="the graph, nobody knows where"),
        pytest.param(agreement(output(2), inputs=60.0, halved=True, alike=2, part=PART), "different", "graph", id="the graph besides"),
        pytest.param(agreement(output(2), inputs=9.0, alike=7), "different", "road", id="the values of the road"),
        pytest.param(agreement(output(2), alike=7, parting=PARTING), "different", "road", id="the sizes of the road"),
        pytest.param(agreement(output(0), inputs=9.0, alike=0, part=PART), "different", "both", id="both"),
        pytest.param(agreement(output(7, "NaN"), inputs=0.0, alike=0), "different", "graph", id="no numbers"),
        pytest.param(agreement(missing=("a", "b")), "different", "graph", id="no output in common"),
        pytest.param(agreement(output(1), inputs=0.5), "different", None, id="not run alone"),
        pytest.param(agreement(output(1)), "different", None, id="nothing else known"),
    ],
)
def test_what_an_agreement_amounts_to(found, alike, blame):
    assert likeness(found) == alike
    assert blamed(found) == blame
