"""A quantised network held against the float one layer by layer, on the samples that it takes worst."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipecheck.evidence.debug.badcases import Cut
from pipecheck.findings import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What comes out of the layer *mod_name* as the *tensor*, in the float network (*base*) and in the quantised one (*analy*).

    Both are of one shape, that of the first sample. The quantised tensor is the one that is taken further: rounded to numbers of
    *quant_dtype*, *qscale* apart; that is None for floats. *noise* is the power of the difference in parts of that of the float tensor,
    *raw* before the tensor was rounded itself, and *taken* the largest of what the layer takes. Where it *grows*, *said* tells why.
    """

    mod_name: str
    base_op_type: str
    analy_op_type: str
    tensor: str
    shape: tuple[int, ...]
    quant_dtype: str
    qscale: float | None
    cosine: float
    mse: float
    l1: float
    kl: float
    sqnr: float
    atol: float
    rtol: float
    base_min: float
    analy_min: float
    base_max: float
    analy_max: float
    base_mean: float
    analy_mean: float
    base_var: float
    analy_var: float
    noise: float
    raw: float
    taken: float
    grows: bool = False
    said: tuple[str, ...] = ()

    @property
    def max_qscale_diff(self) -> float | None:
        """The largest difference in steps of the scale."""
        return None if self.qscale is None else self.atol / self.qscale


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The *layers* of *model* in the order of computation, over all *samples* together; *said* sums them up.

    What comes after *cut* was not compared, as it chooses.
    """

    model: Path
    samples: tuple[str, ...]
    layers: tuple[Layer, ...]
    said: tuple[str, ...] = ()
    cut: tuple[Cut, ...] = ()
    written: tuple[Path, ...] = ()
    origin: Origin | None = None

    @property
    def first(self) -> Layer | None:
        """The first layer at which the error grows."""
        return next((layer for layer in self.layers if layer.grows), None)
