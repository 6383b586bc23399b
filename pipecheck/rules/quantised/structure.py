"""PC806: layers that the NPU would compute in one go, and cannot. PC807: modules that one scale cannot serve."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipecheck.evidence.debug.structure import Called, Structure
from pipecheck.evidence.quant import Simulated, Unfused
from pipecheck.findings import Confidence, Origin, Problem, Severity
from pipecheck.rules.rule import rule

_NAMED = 3


@rule("PC806", Severity.WARNING, on=Simulated)
def not_fused(simulated: Simulated) -> Iterator[Problem]:
    """A batch norm, an activation or an addition stands apart that the NPU would fuse into a convolution.

    What is fused is computed in one go, in 32 bits, and rounded once. What stands apart is rounded once more in between, which costs
    accuracy, and takes time of its own. It is how the network was exported that keeps the two apart: the tensor between them is an output
    too, or the batch norm is one of training, or it stands at the input. Batch norms and additions that stand apart because the network
    is made like that, as in a DenseNet, are not told.

    Export the network with `model.eval()`, take outputs behind the activation, and give what a batch norm at the input does as mean and
    scale.

    Bad:
        Conv → (output "feat") → BatchNormalization → Relu

    Good:
        Conv (batch norm folded) → Relu → (output "feat")
    """
    apart = simulated.apart
    if not apart:
        return
    first, rest = ", ".join(map(_said, apart[:_NAMED])), f" and {len(apart) - _NAMED} more" if len(apart) > _NAMED else ""
    yield Problem(
        f"{len(apart)} node{'s' * (len(apart) > 1)} of {simulated.model.name} cannot be fused: {first}{rest}",
        Origin(simulated.model),
        hint=_hint(apart),
        evidence={"nodes": [{"node": each.node, "operator": each.op, "why": each.why} for each in apart]},
    )


def _hint(apart: tuple[Unfused, ...]) -> str:
    """What helps, by what keeps the nodes apart."""
    helps = {
        "is an output": "take outputs behind the activation, or leave them out",
        "training mode": "export after model.eval()",
        "at the input": "give its numbers as mean and scale of the configuration",
    }
    return "; ".join(help_ for why, help_ in helps.items() if any(why in each.why for each in apart)) or "look at how it was exported"


def _said(each: Unfused) -> str:
    return f"{each.op} {each.node} ({each.why})"


@rule("PC807", Severity.WARNING, on=Structure, confidence=Confidence.LIKELY)
def shared_module(structure: Structure) -> Iterator[Problem]:
    """A module is called several times, and what it gives is so different from call to call that one scale cannot serve all.

    Quantisation-aware training replaces modules: a module has one scale for what it gives, however often it is called. A call that
    reaches a quarter as far as another one, or less, then has two of its eight bits left unused, and where the scale was averaged
    between the calls, the widest is cut off. How far a call reaches is judged by 99.99 % of its values. Post-training quantisation of an
    ONNX file gives each call a scale of its own; there it costs nothing.

    Give each call a module of its own before the network is prepared for training, with the same weight where it has one. A module whose
    calls are alike can stay as it is.

    Bad:
        self.conv = Conv2d(8, 8, 1)
        y = self.conv(x) + self.conv(100 * x)

    Good:
        self.conv0, self.conv1 = Conv2d(8, 8, 1), Conv2d(8, 8, 1)
        self.conv1.weight, self.conv1.bias = self.conv0.weight, self.conv0.bias
        y = self.conv0(x) + self.conv1(100 * x)
    """
    found = structure.shared
    if not found:
        return
    first, rest = "; ".join(map(_called, found[:_NAMED])), f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    yield Problem(
        f"one scale cannot serve all calls of {first}{rest}",
        Origin(structure.path) if structure.path is not None else None,
        hint="give each call a module of its own before quantisation-aware training"
        + ("; post-training quantisation gives each call its own scale" if structure.own else ""),
        evidence={"modules": [_shown(module) for module in found]},
    )


def _called(module: Called) -> str:
    reached = sorted(call.reach for call in module.calls if call.reach > 0)
    spread = f"{reached[0]:.3g} to {reached[-1]:.3g}, × {module.ratio:.3g}"
    return f"the module {module.part.name} ({module.part.kind}), whose {module.times} outputs reach from {spread}"


def _shown(module: Called) -> dict[str, Any]:
    calls = [{"tensor": call.tensor, "low": call.low, "high": call.high, "reach": call.reach} for call in module.calls]
    return {"module": module.part.name, "kind": module.part.kind, "ratio": module.ratio, "calls": calls}


RULES = (not_fused, shared_module)
