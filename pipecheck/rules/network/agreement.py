"""PC702: whether the float model of the toolchain still computes what the source model does."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import agreeing
from pipecheck.evidence.pair import Agreement, OutputGap
from pipecheck.evidence.pixels import levels
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.calibration.words import few
from pipecheck.rules.network import words
from pipecheck.rules.network.figures import fixed
from pipecheck.rules.rule import rule

_NAMED = 4
_NOISE = 10
"""What is drawn at random differs on many pictures by no more than so many times what it does on one."""


@rule("PC702", Severity.ERROR, on=Agreement)
def outputs_disagree(agreement: Agreement) -> Iterator[Problem]:
    """The source model and `original_float.onnx` give other answers to the same pictures.

    Both are float networks: given what training gives, and what the evaluation gives, they must agree to three to five decimals. Where
    they do not, either the two roads make something else of the picture, or the graphs are not the same network: converted from another
    checkpoint, or from an export that was made since. The first step of the roads at which they part is shown, or the first node.

    Mend the road that differs, or convert the model again.

    Bad:
        original_float.onnx: largest difference 3.1, 71 % the same answers

    Good:
        original_float.onnx: agrees to 5 decimals on all pictures
    """
    if _noisy(agreement):
        return
    blamed = agreeing.blamed(agreement)
    if blamed in {"graph", "both"}:
        yield _graphs(agreement)
    elif agreeing.likeness(agreement) == "different" and not agreement.explained:
        yield _roads(agreement)


def _noisy(agreement: Agreement) -> bool:
    """Whether one of the two differs from itself about as much as from the other, so that nothing can be told."""
    if agreement.unsteady is None or not agreement.outputs or any(each.fault is not None for each in agreement.outputs):
        return False
    return max(each.largest for each in agreement.outputs) <= _NOISE * agreement.unsteady


def _graphs(agreement: Agreement) -> Problem:
    names = f"{agreement.model.name} and {agreement.source.name}"
    hint = "they are not the same network: convert the model that was trained, or name the one that was converted"
    origin, part = agreement.origin or Origin(agreement.model), agreement.part
    if part is not None:
        unlike = "".join(f"; {what} is {other} there and {mine} here" for what, other, mine in part.unlike[:1])
        message = (
            f"fed the same tensor, {names} part at {part.operator} {part.node}: {part.tensor} is up to {part.largest:.2g} apart{unlike}"
        )
        return Problem(message, origin, hint=hint, evidence={"tensor": part.tensor, "node": part.node, "largest": part.largest})
    if not agreement.outputs:
        return Problem(f"{names} have no output in common: {few(agreement.missing, _NAMED)}", origin, hint=hint)
    message = f"fed the same tensor, {names} agree to {agreement.alike} decimals only"
    return Problem(message, origin, hint=hint, evidence={"decimals": agreement.alike})


def _roads(agreement: Agreement) -> Problem:
    gap = min(agreement.outputs, key=lambda each: (each.fault is None, each.decimals))
    message = (
        f"{agreement.model.name} on its road and {agreement.source.name} on that of training disagree on "
        f"{words.pictures(agreement.count)}: {_apart(gap)}"
    )
    if agreement.inputs is not None:
        message += f"; what the networks are given is up to {levels(agreement.inputs)} levels apart"
    parting = agreement.parting
    here = next((each for each in (parting.right if parting else ()) if each.origin is not None), None)
    there = [each for each in (parting.left if parting else ()) if each.origin is not None]
    return Problem(
        message,
        (here.origin if here else None) or agreement.origin or Origin(agreement.model),
        tuple(Related(each.origin, "training does this") for each in there if each.origin is not None),
        "make this step as training does" if here else "compare the two roads step by step: pipecheck diff --image",
        confidence=None if agreement.inputs is not None else Confidence.LIKELY,
        evidence={"cosine": gap.cosine, "largest": gap.largest, "decimals": gap.decimals, "same": gap.same, "inputs": agreement.inputs},
    )


def _apart(gap: OutputGap) -> str:
    if gap.fault is not None:
        return f"{gap.name}: {gap.fault}"
    same = "" if gap.same is None else f", {100 * gap.same:.0f} % the same answers"
    return f"{gap.name} is up to {gap.largest:.2g} apart (cosine {fixed(gap.cosine, 4)}){same}"


RULES = (outputs_disagree,)
