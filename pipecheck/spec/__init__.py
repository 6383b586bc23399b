"""Every road in one form: a program as it was written, a spec as it acts, and what sets two specs apart."""

from pipecheck.spec.canonical import canonical
from pipecheck.spec.difference import Difference, diff
from pipecheck.spec.facts import Affinity, Arrangement, ColorState, Decode, Fact, Placed, Quantised, Spec, Values
from pipecheck.spec.program import ASPECTS, Aspect, Decoded, Opaque, Program, Random, Step

__all__ = [
    "ASPECTS", "Affinity", "Arrangement", "Aspect", "ColorState", "Decode", "Decoded", "Difference", "Fact", "Opaque",
    "Placed", "Program", "Quantised", "Random", "Spec", "Step", "Values", "canonical", "diff",
]  # fmt: skip
