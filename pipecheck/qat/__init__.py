"""Networks in torch that are quantised in training: how they are put together, and where they lose what the float network knows.

torch is needed, and loaded when something is asked for: `pip install 'pipecheck-npu[torch]'`.
"""

from __future__ import annotations

from pipecheck.qat.analysis import QuantAnalysis as QuantAnalysis
from pipecheck.qat.checking import check_model as check_model
