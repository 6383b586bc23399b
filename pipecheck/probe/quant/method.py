"""The calibration methods, by the names that the toolchain gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["max", "percentile", "kl", "mse"]
SWEEP = (0.99999, 0.99995, 0.9999, 0.9995, 0.999)
"""The percentiles that the vendor advises to try."""


@dataclass(frozen=True, slots=True)
class Method:
    """How the range of a tensor is found from its values; *percentile*, of those of `percentile`, is the share that is covered."""

    kind: Kind
    percentile: float = 1.0
    bins: int | None = None

    def __str__(self) -> str:
        return f"max-percentile:percentile={self.percentile:g}" if self.kind == "percentile" else self.kind


MAX = Method("max")
PERCENTILE = Method("percentile", 0.99995)
KL = Method("kl")
MSE = Method("mse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A *method* for the activations and how weights and activations are quantised with it."""

    method: Method
    per_channel: bool
    asymmetric: bool
