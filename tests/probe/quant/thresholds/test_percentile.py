import contextlib
import io

import numpy as np
import pytest
from onnxruntime.quantization.calibrate import HistogramCollector

from pipecheck.probe.quant.method import SWEEP
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.thresholds import percentile

DRAW = np.random.default_rng(0)
SIZE = 200_003
"""Of which no share is a whole number of values: there rounding decides, and differently in bins of another width."""
SPREADS = {
    "normal": DRAW.normal(0, 1.3, SIZE),
    "relu": np.maximum(DRAW.normal(0, 1.3, SIZE), 0),
    "relu6": np.clip(DRAW.normal(1, 3, SIZE), 0, 6),
    "laplace": DRAW.laplace(0.5, 1, SIZE),
    "cauchy": DRAW.standard_cauchy(SIZE),
    "even": DRAW.uniform(-1, 3, SIZE),
    "negative": -DRAW.gamma(2, 1, SIZE),
}


def peer(array, share, *, symmetric):
    """The range that onnxruntime has, and the width of its bins."""
    pytest.importorskip("onnxruntime", minversion="1.20")
    collector = HistogramCollector(
        "percentile", symmetric=symmetric, num_bins=2048, num_quantized_bins=128, percentile=100 * share, scenario="same"
    )
    with contextlib.redirect_stdout(io.StringIO()):
        collector.collect({"x": [array]})
        low, high = map(float, collector.compute_collection_result()["x"][:2])
    edges = collector.histogram_dict["x"][1]
    return low, high, float(edges[1] - edges[0])


@pytest.mark.parametrize("share", [*SWEEP, 0.99, 0.9])
@pytest.mark.parametrize("spread", SPREADS)
def test_the_largest_value_is_within_a_bin_of_that_of_onnxruntime(spread, share):
    array = SPREADS[spread].astype(np.float32)
    low, high, width = peer(array, share, symmetric=True)
    found = percentile.largest(histogram.of(array), share)
    assert found[0] == -found[1]
    assert abs(found[1] - max(-low, high)) <= width * 1.001


@pytest.mark.parametrize("share", [*SWEEP, 0.99, 0.9])
@pytest.mark.parametrize("spread", SPREADS)
def test_both_ends_are_within_a_bin_of_those_of_onnxruntime(spread, share):
    array = SPREADS[spread].astype(np.float32)
    low, high, width = peer(array, share, symmetric=False)
    observed = histogram.of(array)
    found = percentile.both(observed, share)
    assert abs(max(found[0], observed.low) - low) <= width * 1.001
    assert abs(min(found[1], observed.high) - high) <= width * 1.001


@pytest.mark.parametrize("share", SWEEP)
@pytest.mark.parametrize("spread", SPREADS)
def test_the_share_lies_in_the_range_and_in_none_that_is_a_bin_smaller(spread, share):
    array = SPREADS[spread].astype(np.float32)
    observed = histogram.of(array)
    _, high = percentile.largest(observed, share)
    assert (np.abs(array) <= high + observed.width).mean() >= share
    assert (np.abs(array) < high).mean() < share


def test_all_is_within_the_whole():
    observed = histogram.of(np.array([-3.3, 0.1, 2.2], np.float32))
    assert percentile.largest(observed, 1.0) == percentile.both(observed, 1.0) == (observed.low, observed.high)


@pytest.mark.parametrize(("size", "share", "few"), [(1000, 0.999, 1), (6000, 0.9995, 3), (10_000, 0.9999, 1), (200_000, 0.99995, 10)])
def test_exactly_as_many_as_were_meant_are_enough(size, share, few):
    array = np.ones(size, np.float32)
    array[:few] = 5.0
    assert percentile.largest(histogram.of(array), share) == (-1.0, 1.0)
    array[few] = 5.0
    assert percentile.largest(histogram.of(array), share) == (-5.0, 5.0)


def test_values_that_are_mostly_0_keep_a_range():
    array = np.zeros(10_000, np.float32)
    array[0] = 3.0
    observed = histogram.of(array)
    assert percentile.largest(observed, 0.99) == (-observed.width, observed.width)
    assert percentile.both(observed, 0.99) == (-observed.width, observed.width)
