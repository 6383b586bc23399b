"""What can be wrong, one module per family; nothing registers itself."""

from __future__ import annotations

from pipecheck.rules import color, consistency, itself, keys, paths, quant, values
from pipecheck.rules.rule import Rule

ALL: tuple[Rule, ...] = (
    *itself.RULES,
    *paths.with_model(color.RULES),
    *values.RULES,
    *keys.RULES,
    *consistency.RULES,
    *paths.RULES,
    *quant.RULES,
)
"""Every rule there is, in the order of the codes."""
