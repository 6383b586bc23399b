"""PC806: layers that the NPU would compute in one go, and cannot."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.quant import Simulated, Unfused
from pipecheck.findings import Origin, Problem, Severity
from pipecheck.rules.rule import rule

_NAMED = 3


@rule("PC806", Severity.WARNING, on=Simulated)
def not_fused(simulated: Simulated) -> Iterator[Problem]:
    """A batch norm, an activation or an addition stands apart that the NPU would fuse into a convolution.

    What is fused is computed in one go, in 32 bits, and rounded once. What stands apart is rounded once more in between, which costs
    accuracy, and takes time of its own. It is the graph that keeps the two apart: somebody else takes the tensor between them, or they
    stand in another order.

    Export the network with the batch norms folded (`model.eval()`), and let whoever else needs the tensor take the one behind.

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
        hint="export in eval mode, and take outputs behind the activation",
        evidence={"nodes": [{"node": each.node, "operator": each.op, "why": each.why} for each in apart]},
    )


def _said(each: Unfused) -> str:
    return f"{each.op} {each.node} ({each.why})"


RULES = (not_fused,)
