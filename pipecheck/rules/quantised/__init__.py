"""PC80x: what quantisation costs, and where; simulated on the float network with the calibration samples."""

from __future__ import annotations

from pipecheck.rules.quantised import loss, structure

RULES = (*loss.RULES, *structure.RULES)
