"""What can be wrong, one module per family; nothing registers itself."""

from __future__ import annotations

from pipecheck.rules import color, consistency, itself, keys, paths, quant, values
from pipecheck.rules.rule import Rule

STATIC: tuple[Rule, ...] = (
    *itself.RULES,
    *color.RULES,
    *values.RULES,
    *keys.RULES,
    *consistency.RULES,
    *paths.RULES,
    *quant.RULES,
)
"""The rules that judge what is written; these are all that `lint` needs."""


def every() -> tuple[Rule, ...]:
    """Every rule there is."""
    from pipecheck.rules import artefacts  # what earlier builds left behind takes longer to load than to lint a YAML

    return (*STATIC, *artefacts.RULES)
