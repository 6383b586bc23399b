"""PC80x: what quantisation costs, and where; simulated on the float network with the calibration samples."""

from __future__ import annotations

from pipecheck.rules.quantised import loss, ranges, sensitivity, structure

RULES = (*loss.RULES, *sensitivity.RULES, *ranges.RULES, *structure.RULES)
