"""Values of a conversion YAML that are allowed, and known to cost."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import Inputs, parts

CLIPPED, MANY = 0.99, 5
"""Below this share of the values a percentile cuts off what networks use; so many nodes on the CPU cost more than they save."""


def hints(inputs: Inputs) -> Iterator[KeyFault]:
    """The few that are worth a word."""
    percentile = inputs.value("max_percentile")
    if percentile is not None and float(percentile) < CLIPPED:
        clipped = f"{100 * (1 - float(percentile)):.3g} %"
        message = f"max_percentile: {percentile} cuts off the largest {clipped} of all values; 0.9999 and more is usual"
        yield inputs.fault("hint", "max_percentile", message, "raise it, unless it was found by measuring", doubts=())
    nodes = [node for node in parts(inputs.value("run_on_cpu")) if node]
    if len(nodes) > MANY:
        message = f"{len(nodes)} nodes run on the CPU: every change between CPU and BPU costs a copy and a conversion"
        yield inputs.fault("hint", "run_on_cpu", message, "keep those that accuracy needs", doubts=())
    if str(inputs.value("layer_out_dump")).lower() == "true":
        message = "layer_out_dump makes a model that writes out every layer: good for debugging, slow on the board"
        yield inputs.fault("hint", "layer_out_dump", message, "set it to False for what is shipped", doubts=())
