from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from onnxruntime.quantization.quant_utils import compute_scale_zp

from pipecheck.probe.quant.method import KL, MAX, MSE, PERCENTILE, SWEEP, Method
from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.observe.observe import Observed
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.thresholds import thresholds

METHODS = [MAX, PERCENTILE, KL, MSE, Method("kl", bins=300), *(Method("percentile", share) for share in (0.5, *SWEEP, 1.0))]
NUMBERS = st.floats(width=32, allow_subnormal=True)


@settings(max_examples=100, deadline=None)
@given(arrays.arrays(np.float32, st.integers(0, 30), elements=NUMBERS), st.sampled_from(METHODS), st.booleans())
def test_a_range_lies_within_what_was_seen_and_has_0_inside(array, method, asymmetric):
    observed = histogram.of(array)
    found = thresholds.range_of(observed, method, asymmetric=asymmetric)
    assert found.asymmetric == asymmetric
    assert np.isfinite([found.low, found.high]).all()
    assert found.low <= 0 <= found.high
    if asymmetric:
        assert min(observed.low, 0) <= found.low
        assert found.high <= max(observed.high, 0)
    else:
        assert found.low == -found.high
        assert found.high <= observed.magnitude


@settings(max_examples=100, deadline=None)
@given(
    arrays.arrays(
        np.float32, st.integers(1, 30), elements=st.floats(width=32, allow_nan=False, allow_infinity=False, allow_subnormal=False)
    )
)
def test_the_scale_of_max_is_that_of_onnxruntime_bit_for_bit(array):
    pytest.importorskip("onnxruntime", minversion="1.20")
    found = thresholds.range_of(histogram.of(array), MAX, asymmetric=False)
    _, scale = compute_scale_zp(array.min(), array.max(), np.int8(-127), np.int8(127), symmetric=True)
    mine = np.float32(max(-found.low, found.high) / 127)
    assert mine == scale or found.high / 127 < np.finfo(np.float32).tiny


@pytest.mark.parametrize(
    ("values", "asymmetric", "wanted"),
    [
        pytest.param([-1, 3], False, (-3, 3), id="around 0"),
        pytest.param([-1, 3], True, (-1, 3), id="both ends"),
        pytest.param([2, 3], True, (0, 3), id="0 is inside of what is above"),
        pytest.param([-5, -2], True, (-5, 0), id="0 is inside of what is below"),
        pytest.param([2, 3], False, (-3, 3), id="above"),
        pytest.param([], False, (0, 0), id="nothing"),
        pytest.param([0, 0], True, (0, 0), id="zeros"),
    ],
)
def test_max_covers_everything(values, asymmetric, wanted):
    found = thresholds.range_of(histogram.of(np.array(values, np.float32)), MAX, asymmetric=asymmetric)
    assert found == Range(*wanted, asymmetric=asymmetric)


def test_a_larger_share_never_has_the_smaller_range():
    observed = histogram.of(np.random.default_rng(0).standard_t(3, 50_000).astype(np.float32))
    for asymmetric in (False, True):
        ranges = [
            thresholds.range_of(observed, Method("percentile", share), asymmetric=asymmetric) for share in (0.5, 0.9, *SWEEP[::-1], 1)
        ]
        for small, large in pairwise(ranges):
            assert large.low <= small.low
            assert small.high <= large.high
        assert ranges[-1] == thresholds.range_of(observed, MAX, asymmetric=asymmetric)


def test_every_tensor_with_numbers_has_a_range():
    tensors = {"x": histogram.of(np.array([1.0, -2.0], np.float32)), "none": Histogram(), "strange": histogram.of(np.array([np.nan]))}
    observed = Observed(tensors=tensors, count=1, broken={})
    assert thresholds.ranges(observed, MAX, asymmetric=True) == {"x": Range(-2.0, 1.0, asymmetric=True)}
