"""Finds the preprocessing mistakes that cost accuracy before a vision network is quantised for an edge NPU.

>>> import pipecheck
>>> report = pipecheck.check("config.yaml", training="train.py:val_transform")  # doctest: +SKIP
>>> report.status  # doctest: +SKIP
0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipecheck.api import check as check
    from pipecheck.api import diff as diff
    from pipecheck.api import identify as identify
    from pipecheck.api import lint as lint
    from pipecheck.calibrating import Given as Given
    from pipecheck.calibrating import calibration as calibration
    from pipecheck.errors import PipecheckError as PipecheckError
    from pipecheck.findings import Finding as Finding
    from pipecheck.findings import Severity as Severity
    from pipecheck.modelling import model as model
    from pipecheck.report.model import Report as Report

__version__ = "0.1.0"
_PUBLIC = {
    **dict.fromkeys(("check", "diff", "identify", "lint"), "pipecheck.api"),
    **dict.fromkeys(("Given", "calibration"), "pipecheck.calibrating"),
    **dict.fromkeys(("Finding", "Severity"), "pipecheck.findings"),
    "model": "pipecheck.modelling",
    "PipecheckError": "pipecheck.errors",
    "Report": "pipecheck.report.model",
}


def __getattr__(name: str) -> Any:
    """The public names, loaded when first asked for: `pipecheck --help` needs none of them."""
    if name in _PUBLIC:
        from importlib import import_module

        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'pipecheck' has no attribute {name!r}")
