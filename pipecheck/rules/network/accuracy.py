"""PC701, PC705 and PC706: how accurate the float model is, and whether that can be believed."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.model import Accuracy, reaches
from pipecheck.evidence.pair import Agreement
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.network import words
from pipecheck.rules.network.figures import figure
from pipecheck.rules.network.standing import DOUBT
from pipecheck.rules.rule import rule

_STEADY = 1e-4
"""Sums of floats that are added in another order stay below this; layers that draw random numbers do not."""
_SAME = 5e-4
"""Two figures of the same outputs that are no farther apart are the same, written with three digits."""


@rule("PC701", Severity.ERROR, on=Accuracy, confidence=Confidence.LIKELY)
def accuracy_below_expected(accuracy: Accuracy) -> Iterator[Problem]:
    """The float model is less accurate than it should be, before anything is quantised.

    `*_original_float_model.onnx` does not compute with integers yet: it must be as accurate as the network that was trained. Where it
    is not, the preprocessing, the export or the labels are to blame, and no setting of the quantisation can bring the loss back. A
    figure counts as missed when a network that is as accurate as expected would do as badly on so many pictures in fewer than one of a
    hundred tries; the digits with which it is stated count too.

    Mend the road of the evaluation first. `pipecheck model --probe` tries which preprocessing the network wants.

    Bad:
        [evaluation]  expected = 0.7654      # measured: 0.644 ± 0.038

    Good:
        [evaluation]  expected = 0.7654      # measured: 0.7638 ± 0.0040
    """
    if accuracy.expected is None or accuracy.chance is None or accuracy.chance >= DOUBT or accuracy.explained or _miscounted(accuracy):
        return
    found, expected = accuracy.figure, accuracy.expected
    digits = max(2, min(expected.digits, 3))
    message = (
        f"{found.metric} of {accuracy.model.name} is {figure(found)} on {words.pictures(found.count)}, and {words.goal(expected)} is "
        f"expected: {words.lost(found, expected.value, digits)} lost, {words.probability(accuracy.chance)}"
    )
    yield Problem(
        message,
        expected.origin or accuracy.origin or Origin(accuracy.model),
        _trained(accuracy),
        _blame(accuracy),
        evidence={"value": found.value, "low": found.low, "high": found.high, "expected": expected.value, "chance": accuracy.chance},
    )


def _trained(accuracy: Accuracy) -> tuple[Related, ...]:
    if accuracy.trained is None:
        return ()
    return (Related(Origin(accuracy.model), f"the source model has {figure(accuracy.trained)} on the road of training"),)


def _blame(accuracy: Accuracy) -> str:
    """Where to look first."""
    if accuracy.numbered is not None:
        return f"{accuracy.numbered}; name the classes in the order of the outputs"
    if (own := accuracy.own) is not None and own.value == accuracy.figure.value < own.figure.value - _SAME:
        return f"{own.figure.metric} of the same outputs is {own.figure.value:.3f}: look at the code of {own.name} first"
    if accuracy.trained is None or accuracy.expected is None:
        return "run `pipecheck model` with --probe to see which preprocessing the network wants"
    if reaches(accuracy.trained, accuracy.expected):
        said = "on the road of training the network is as accurate as expected: mend what the evaluation's road does differently"
        return f"{said}, or convert again where PC702 says that the graphs part"
    return "on the road of training it is no better: look at the checkpoint, the order of the labels, the pictures and the stated figure"


@rule("PC705", Severity.WARNING, on=Accuracy | Agreement)
def not_deterministic(measured: Accuracy | Agreement) -> Iterator[Problem]:
    """The model makes something else of the same picture each time.

    A dropout that was exported in training mode, or a layer that draws random numbers: every figure that is measured with it is one of
    many, and the toolchain calibrates on noise.

    Export the network in evaluation mode (`model.eval()`), and without layers that sample.

    Bad:
        torch.onnx.export(model.train(), …)

    Good:
        torch.onnx.export(model.eval(), …)
    """
    if measured.unsteady is not None and measured.unsteady > _STEADY:
        message = f"run twice on the same picture, the outputs of {measured.model.name} are up to {measured.unsteady:.2g} apart"
        yield Problem(
            message, Origin(measured.model), hint="export the network in evaluation mode", evidence={"largest": measured.unsteady}
        )


@rule("PC706", Severity.WARNING, on=Accuracy, confidence=Confidence.POSSIBLE)
def evaluation_code(accuracy: Accuracy) -> Iterator[Problem]:
    """On the same outputs of the model, the project's own evaluation code comes to another figure.

    What decodes boxes, applies a threshold or counts hits is code too: a class that is off by one, boxes in the pixels of the network's
    input instead of the picture's, a sigmoid that is applied twice. The loss then is in the measurement and not in the model.

    Compare both on one picture, and mend the code, or state a metric that means what the code counts.

    Bad:
        hit = outputs["scores"].argmax() == label + 1

    Good:
        hit = outputs["scores"].argmax() == label
    """
    own = accuracy.own
    if own is None or abs(own.value - own.figure.value) <= _SAME:
        return
    counted = words.pictures(own.figure.count)
    message = f"over the same outputs of {counted}, {own.name} comes to {own.value:.3f} and {own.figure.metric} to {own.figure.value:.3f}"
    yield Problem(
        message,
        own.origin or Origin(accuracy.model),
        hint="compare both on one picture: numbers of classes, thresholds, the size that boxes are counted in",
        severity=Severity.ERROR if _miscounted(accuracy) else None,
        evidence={"own": own.value, own.figure.metric: own.figure.value},
    )


def _miscounted(accuracy: Accuracy) -> bool:
    """Whether the stated figure is only missed because of the code that counts."""
    own, goal = accuracy.own, accuracy.expected
    if own is None or goal is None or abs(own.value - own.figure.value) <= _SAME:
        return False
    missed = accuracy.chance is not None and accuracy.chance < DOUBT
    return missed and own.value == accuracy.figure.value and reaches(own.figure, goal)


RULES = (accuracy_below_expected, not_deterministic, evaluation_code)
