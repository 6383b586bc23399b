"""What a search for lost accuracy came to, in the first line and as what can be pasted."""

from pathlib import Path

import pytest
from measured_quantised import loss, lossy, simulated

from pipecheck.evidence.debug.recommended import Recommended
from pipecheck.evidence.debug.remedies import Remedies, Remedy
from pipecheck.findings import Confidence, Finding, Origin, Severity
from pipecheck.report import text
from pipecheck.report.html import page
from pipecheck.report.model import Report
from pipecheck.report.network import answers

SENTENCE = "put head on the CPU (float32): 100.0 % of the float accuracy is left, with 0.1 % of the multiplications in more than int8"


def recommended(course="mixed", **changes):
    given = {"sentence": SENTENCE, "reasons": ("weights, mostly",), "paste": ("node_info:", "  head:", "    'ON': CPU")}
    return Recommended(**{"model": Path("model.onnx"), "course": course, **given, **changes})


def remedies(**changes):
    tried = (
        Remedy(words="kl, per_channel", keys=(("calibration_type", "kl"),), cosine=0.999, loss=loss(0.872, 0.870), reached=True),
        Remedy(words="max", keys=(("calibration_type", "max"),), cosine=0.93),
    )
    return Remedies(**{"model": Path("model.onnx"), "words": "kl", "target": 0.99, "tried": tried, **changes})


def lines(*networks, **given):
    return [line.strip() for line in text.render(Report(networks=networks, checked=("model.onnx",), **given)).splitlines()]


def found(hint=SENTENCE):
    return Finding(
        code="PC801",
        name="accuracy-lost",
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        message="quantisation loses 22.6 % of top1",
        origin=Origin(Path("model.onnx")),
        hint=hint,
    )


def test_the_first_line_says_what_to_do():
    assert lines(recommended(), lossy(), findings=(found(),))[0].startswith(f"error: quantisation loses 22.6 % of top1; {SENTENCE}")
    assert SENTENCE not in lines(recommended(), lossy(), findings=(found("another hint"),))[0]


@pytest.mark.parametrize(
    ("course", "start"), [("fine", "clean: model.onnx: "), ("unknown", "nothing found: model.onnx: "), ("mixed", "advice: model.onnx: ")]
)
def test_without_findings_the_course_is_the_answer(course, start):
    assert lines(recommended(course), simulated())[0] == f"{start}{SENTENCE}"


def test_only_what_needs_nothing_is_good():
    assert answers.good([recommended("fine"), simulated()])
    assert not answers.good([recommended("mixed"), simulated()])


def test_what_can_be_pasted_keeps_its_indentation():
    shown = text.render(Report(networks=(recommended(),), checked=("model.onnx",)))
    assert "    node_info:\n      head:\n        'ON': CPU\n" in shown
    assert "<code>    &#x27;ON&#x27;: CPU</code>" in page.render(Report(networks=(recommended(),), checked=("model.onnx",)))


@pytest.mark.parametrize(
    ("each", "said"),
    [
        pytest.param(remedies(), "99 % of the float accuracy are asked for: kl, per_channel reaches it", id="reached"),
        pytest.param(
            remedies(tried=(Remedy(words="max", keys=(), cosine=0.9),)),
            "the outputs are to stay close: none reaches it",
            id="without labels",
        ),
    ],
)
def test_other_calibrations(each, said):
    assert any(line.endswith(said) for line in lines(each))
