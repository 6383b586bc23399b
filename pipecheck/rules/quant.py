"""PC808: the tables that say how operators and nodes are quantised."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Configuration, Wishes
from pipecheck.findings import Problem, Severity
from pipecheck.rules.keys import of, problem
from pipecheck.rules.rule import rule


@rule("PC808", Severity.ERROR, on=Configuration | Wishes)
def quant_config(configuration: Configuration | Wishes) -> Iterator[Problem]:
    """A table of quantisation names a node, an operator, a type or a key that does not exist.

    What is not recognised is not applied: the softmax that was to stay in int16 runs in int8, and nobody is told. Operators are spelled
    as in ONNX (`Softmax`), types are int8, int16, float16 and the like, nodes run `ON` the BPU or the CPU. The words of `optimization`
    and the values of calibration (percentiles from 0.5 to 1, at least 129 bins) are held against what the toolchain knows.

    Take the names of the optimised model and the words of the documentation.

    Bad:
        quant_config: {op_config: {softmax: {qtype: int32}}}

    Good:
        quant_config: {op_config: {Softmax: {qtype: int16}}}
    """
    yield from map(problem, of("quant", configuration))


RULES = (quant_config,)
