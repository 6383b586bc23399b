"""Finds the preprocessing mistakes that cost accuracy before a vision network is quantised for an edge NPU.

>>> import pipecheck
>>> report = pipecheck.check("config.yaml", training="train.py:val_transform", select="PC2")
>>> report.status
1
>>> [finding.message for finding in report.findings]
['the network gets bgr, but was trained on rgb']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipecheck.api import check as check
    from pipecheck.api import diff as diff
    from pipecheck.api import lint as lint
    from pipecheck.api import rule as rule
    from pipecheck.asking import identify as identify
    from pipecheck.asking import imread as imread
    from pipecheck.baselining import baseline as baseline
    from pipecheck.calibrating import Given as Given
    from pipecheck.calibrating import calibration as calibration
    from pipecheck.choosing import choose as choose
    from pipecheck.debugging import debug as debug
    from pipecheck.errors import PipecheckError as PipecheckError
    from pipecheck.findings import Finding as Finding
    from pipecheck.findings import Severity as Severity
    from pipecheck.fixing import fix as fix
    from pipecheck.modelling import model as model
    from pipecheck.preparing.run import prepare as prepare
    from pipecheck.preparing.run import verify as verify
    from pipecheck.quantizing import quantize as quantize
    from pipecheck.report.model import Report as Report
    from pipecheck.starter import init as init

__version__ = "0.1.0"
_PUBLIC = {
    **dict.fromkeys(("check", "diff", "lint", "rule"), "pipecheck.api"),
    **dict.fromkeys(("identify", "imread"), "pipecheck.asking"),
    **dict.fromkeys(("Given", "calibration"), "pipecheck.calibrating"),
    **dict.fromkeys(("Finding", "Severity"), "pipecheck.findings"),
    **dict.fromkeys(("prepare", "verify"), "pipecheck.preparing.run"),
    "baseline": "pipecheck.baselining",
    "choose": "pipecheck.choosing",
    "debug": "pipecheck.debugging",
    "fix": "pipecheck.fixing",
    "init": "pipecheck.starter",
    "model": "pipecheck.modelling",
    "quantize": "pipecheck.quantizing",
    "PipecheckError": "pipecheck.errors",
    "Report": "pipecheck.report.model",
}


def __getattr__(name: str) -> Any:
    """The public names, loaded when first asked for: `pipecheck --help` needs none of them."""
    if name in _PUBLIC:
        from importlib import import_module

        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'pipecheck' has no attribute {name!r}")
