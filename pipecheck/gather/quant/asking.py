"""What a caller asks of a simulated quantisation, in the place of what the project says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The calibration samples in *data*, at most so many *samples* of them; *quant_config* is a JSON file, *output* a folder to write to.

    The other words are those of the toolchain; None where the project is to say.
    """

    data: Path | None = None
    quant_config: Path | None = None
    output: Path | None = None
    samples: int | None = None
    calibration_type: str | None = None
    max_percentile: float | None = None
    per_channel: bool | None = None
    asymmetric: bool | None = None
    bias_correction: bool | None = None
    all_node_type: str | None = None
