"""PC7: the float model, measured; and what of a picture NV12 loses."""

from __future__ import annotations

from pipecheck.rules.network import accuracy, agreement, costs, hypotheses

RULES = (*accuracy.RULES, *agreement.RULES, *costs.RULES, *hypotheses.RULES)
