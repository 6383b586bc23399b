"""The functions of the toolchain's accuracy debugger, under their names, so that a script moves over by changing its import.

>>> import pipecheck.debugger as dbg
>>> nodes = dbg.get_sensitivity_of_nodes("out/model_calibrated_model.onnx", "cosine-similarity", "calibration_data", node_type="weight")

A model is one that `pipecheck quantize --output` wrote, or a float one, which is then calibrated first, as a file or as an
`onnx.ModelProto`. The samples are a folder for each input, as the toolchain dumps them, or a single folder.
"""

from __future__ import annotations

from pipecheck.debugger.accumulation import plot_acc_error
from pipecheck.debugger.everything import runall
from pipecheck.debugger.raising import sensitivity_analysis
from pipecheck.debugger.sensitivity import get_sensitivity_of_nodes
from pipecheck.debugger.spread import get_channelwise_data_distribution, plot_distribution

__all__ = [
    "get_channelwise_data_distribution",
    "get_sensitivity_of_nodes",
    "plot_acc_error",
    "plot_distribution",
    "runall",
    "sensitivity_analysis",
]
