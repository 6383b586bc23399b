"""PC6: whether a calibration set is fit for use, its pictures and its tensors."""

from __future__ import annotations

from pipecheck.rules.calibration import classes, counts, files, pictures, values

RULES = (*counts.RULES, *classes.RULES, *pictures.RULES, *files.RULES, *values.RULES)
