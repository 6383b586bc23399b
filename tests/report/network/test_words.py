"""What was measured on networks, a line for each and for what it consists of."""

import math

import pytest
from measured_networks import (
    FOLDER,
    MODEL,
    accuracy,
    agreement,
    apart,
    figure,
    goal,
    lossy,
    unlabelled,
    wrong,
)  # fmt: skip
from measured_quantised import EVERY

from pipecheck import assembly
from pipecheck.evidence.model import Own
from pipecheck.evidence.pair import OutputGap
from pipecheck.report import text
from pipecheck.report.model import Report

ON = f"{MODEL.name} on {FOLDER}"


def lines(each):
    return [line.strip() for line in text.render(Report(networks=(each,))).splitlines()[1:-1]]


@pytest.mark.parametrize(
    ("each", "said"),
    [
        pytest.param(
            accuracy(),
            f"accuracy of {ON}: top1 0.7638 ± 0.0040 against 0.7654 stated: within noise; 2000 pictures, 3 broken",
            id="as stated",
        ),
        pytest.param(
            wrong(),
            f"accuracy of {ON}: top1 0.643 ± 0.021 against 0.7654 stated: below: 0.122 lost, p < 1e-6; top5 0.831 ± 0.016; "
            "2000 pictures, 3 broken, 7 without a label, 200 left out: the verdict could not change any more",
            id="below",
        ),
        pytest.param(
            accuracy(figures=(figure(0.75, 0.019),), chance=0.03),
            f"accuracy of {ON}: top1 0.750 ± 0.019 against 0.7654 stated: 0.015 lost, perhaps by chance (p = 0.03); "
            "2000 pictures, 3 broken",
            id="perhaps below",
        ),
        pytest.param(
            accuracy(figures=(figure(0.79, 0.019),), chance=1.0),
            f"accuracy of {ON}: top1 0.790 ± 0.019 against 0.7654 stated: 0.025 more than that; 2000 pictures, 3 broken",
            id="above",
        ),
        pytest.param(
            accuracy(figures=(figure(4.31, 0.12, "l2", share=False, more_is_better=False),), expected=goal(3.2, 1), chance=1e-5),
            f"accuracy of {ON}: l2 4.31 ± 0.12 against 3.2 stated: below: 1.11 too much, p = 1e-05; 2000 pictures, 3 broken",
            id="less is better",
        ),
        pytest.param(
            accuracy(expected=None, road="runtime", broken=0, pictures=1997),
            f"accuracy of {ON} (runtime road): top1 0.7638 ± 0.0040; 1997 pictures",
            id="nothing stated",
        ),
        pytest.param(
            accuracy(figures=(), run=0, broken=1, pictures=1, chance=None),
            f"accuracy of {ON}: no picture could be judged; 1 picture, 1 broken",
            id="nothing judged",
        ),
        pytest.param(
            agreement(),
            f"agreement of model.onnx and {ON}: to 5 decimals on 8 pictures, the same answer on all",
            id="agreement",
        ),
        pytest.param(
            agreement(outputs=(OutputGap(name="y", cosine=0.9998, largest=0.2, reach=9.0, decimals=1),), inputs=0.5, alike=6),
            f"agreement of model.onnx and {ON}: they differ by what inputs lose: up to 0.2 apart, cosine 0.9998, on 8 pictures",
            id="inputs were rounded",
        ),
        pytest.param(
            agreement(outputs=(OutputGap(name="y", cosine=math.nan, largest=math.inf, reach=math.nan, decimals=0, fault="NaN"),)),
            f"agreement of model.onnx and {ON}: they part: NaN, on 8 pictures",
            id="not a number",
        ),
        pytest.param(agreement(outputs=(), count=0), f"agreement of model.onnx and {ON}: nothing could be compared", id="nothing compared"),
        pytest.param(
            lossy(),
            f"halved chroma of NV12 on {MODEL.name}: −0.3 points of top1 [−0.7, +0.1], within noise, 600 pictures",
            id="halved chroma",
        ),
        pytest.param(
            lossy(cost=unlabelled("chroma", "", changed=0.004)),
            f"halved chroma of NV12 on {MODEL.name}: <1 % of answers change, 600 pictures",
            id="halved chroma without labels",
        ),
    ],
)
def test_a_line_for_each(each, said):
    assert lines(each)[0] == said


def test_what_makes_an_accuracy_hard_to_believe_stands_below_it():
    assert lines(wrong(quantized=None))[1:] == [
        "the source model on training's road: 0.764 ± 0.019",
        "over the same outputs metrics.py:top1 comes to 0.610, and top1 to 0.643",
        "61 % of the pictures got the same answer",
        "two runs on the same picture are up to 0.03 apart",
        "assumed: labels are counted from 0",
    ]
    assert lines(accuracy(commonest=0.12, silent=0.0, unsteady=1e-7)) == lines(accuracy())
    assert lines(accuracy(silent=1.0))[1:] == ["no class is named on 100 % of the pictures: scores are no numbers, or all the same"]
    assert lines(accuracy(numbered="the labels number classes by one more"))[1:] == ["the labels number classes by one more"]
    same = Own(name="metrics.py:top1", value=0.76379, figure=figure(0.7638))
    assert lines(accuracy(own=same))[1] == "metrics.py:top1 makes the same of the outputs: 0.7638"


def test_where_two_models_part():
    assert lines(apart())[1:] == [
        "output logits: to 0 decimals, up to 3.1 of 21 apart, cosine 0.9812, the same answer on 71 %",
        "output features: to 2 decimals, up to 0.004 of 1.3 apart, cosine 0.9999",
        "only one of them has the output aux",
        "what they are given is up to 12.5 levels apart",
        (
            "given the same, they part at Conv conv1: conv1_out is up to 0.31 apart, the first of 120 tensors that were compared; "
            "strides: 1×1 in the model, 2×2 in the source"
        ),
        (
            "the roads part at Resize(224, 224, interpolation='cubic') (preprocess.py:5), where training has "
            "Resize(224, 224, library='pil') (train.py:2), 31 levels at most"
        ),
        "farthest apart in logits: cat/0007.jpg (3.1); dog/1.jpg (2.2); a.jpg (2) and 1 more",
        "two runs on the same picture are up to 0.02 apart",
    ]


COARSE = (OutputGap(name="y", cosine=0.9, largest=1.0, reach=9.0, decimals=0),)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"inputs": 40.0, "halved": True},
            "what they are given is up to 40 levels apart, which is what NV12 takes from the colors",
            id="NV12",
        ),
        pytest.param({"inputs": 1.0}, "what they are given is up to 1 level apart, which rounding to bytes does", id="bytes"),
        pytest.param({"inputs": 0.0}, "both are given the same", id="the same"),
        pytest.param({"inputs": None, "alike": 6}, "given the very same, they agree to 6 decimals", id="the same network"),
    ],
)
def test_what_two_models_were_given(changes, said):
    assert said in lines(agreement(outputs=COARSE, **changes))


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_nothing_is_said_with_more_lines_than_it_has(make):
    assert not [line for line in lines(make()) if not line or "nan" in line.split() or "None" in line]


def test_what_is_measured_on_networks_gets_into_the_report():
    made = tuple(make() for make in EVERY.values())
    assert assembly._networks(made) == made
    assert {type(each).__name__.lower() for each in made} == {"accuracy", "agreement", "costs", "probed", "lossy", "simulated"}
