"""The range of a tensor by a calibration method."""

from __future__ import annotations

from pipecheck.probe.quant.method import Method
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.thresholds import divergence, error, percentile

Ends = tuple[float, float]


def ranges(observed: Observed, method: Method, *, asymmetric: bool) -> dict[str, Range]:
    """The range of every tensor that was *observed* to hold numbers."""
    return {name: range_of(histogram, method, asymmetric=asymmetric) for name, histogram in observed.tensors.items() if histogram.total > 0}


def range_of(histogram: Histogram, method: Method, *, asymmetric: bool) -> Range:
    """The range by *method* of the values in *histogram*: within those that were seen, and with 0 inside."""
    low, high = _ends(histogram, method, asymmetric=asymmetric) if histogram.total else (0.0, 0.0)
    low, high = max(low, min(histogram.low, 0.0)), min(high, max(histogram.high, 0.0))
    if asymmetric:
        return Range(min(low, 0.0), max(high, 0.0), asymmetric=True)
    most = max(-low, high, 0.0)
    return Range(-most, most)


def _ends(histogram: Histogram, method: Method, *, asymmetric: bool) -> Ends:
    match method.kind:
        case "max":
            return histogram.low, histogram.high
        case "percentile":
            find = percentile.both if asymmetric else percentile.largest
            return find(histogram, method.percentile)
        case "kl":
            return divergence.least(histogram, method.bins)
        case "mse":
            return error.least(histogram, asymmetric=asymmetric)
