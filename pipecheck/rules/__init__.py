"""What can be wrong, one module or package per family; nothing registers itself."""

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
"""The rules that judge what is written in a YAML; these are all that `lint` needs where no sources are named."""


def of_sources() -> tuple[Rule, ...]:
    """The rules on what sources do to a picture besides its color and values."""
    from pipecheck.rules import geometry, reading  # which take longer to load than to lint a YAML

    return (*reading.RULES, *geometry.RULES)


def of_projects(*, pictures: bool, calibration: bool, networks: bool = False, quantised: bool = False) -> tuple[Rule, ...]:
    """The rules on a project and what lies beside it; those on what is named only where there is some."""
    from pipecheck.rules import artefacts

    on_files = (*(_of_pictures() if pictures else ()), *(of_calibration() if calibration else ()))
    on_models = (*(of_networks() if networks else ()), *(of_quantised() if quantised else ()))
    return (*STATIC, *of_sources(), itself.unused_ignore, *on_files, *on_models, *artefacts.RULES)


def of_calibration() -> tuple[Rule, ...]:
    """The rules on calibration sets."""
    from pipecheck.rules import calibration

    return calibration.RULES


def of_networks() -> tuple[Rule, ...]:
    """The rules on networks that were run."""
    from pipecheck.rules import network

    return network.RULES


def of_quantised() -> tuple[Rule, ...]:
    """The rules on networks whose quantisation was simulated."""
    from pipecheck.rules import quantised

    return quantised.RULES


def _of_pictures() -> tuple[Rule, ...]:
    from pipecheck.rules import pictures, pixels

    return (*pictures.RULES, *pixels.RULES)


def every() -> tuple[Rule, ...]:
    """Every rule there is."""
    return of_projects(pictures=True, calibration=True, networks=True, quantised=True)
