import numpy as np
import pytest

from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.thresholds import error

DRAW = np.random.default_rng(0)
SIZE = 100_000


def swish(array):
    return array / (1 + np.exp(-array))


SPREADS = {
    "normal": DRAW.normal(0, 1.3, SIZE),
    "relu": np.maximum(DRAW.normal(0, 1.3, SIZE), 0),
    "relu6": np.clip(DRAW.normal(1, 3, SIZE), 0, 6),
    "laplace": DRAW.laplace(0.5, 1, SIZE),
    "few far off": np.append(DRAW.normal(0, 1, SIZE), [40.0, -35.0]),
    "swish": swish(DRAW.normal(0, 2, SIZE)),
    "negative": -DRAW.gamma(2, 1, SIZE),
    "large": DRAW.normal(0, 1e37, SIZE),
    "small": DRAW.normal(0, 1e-30, SIZE),
}


def left(array, low, high, *, asymmetric):
    """The mean squared error of *array* in int8."""
    step = (high - low) / 255 if asymmetric else high / 127
    zero = -128 - np.rint(low / step) if asymmetric else 0
    numbers = np.clip(np.rint(array / step) + zero, -128 if asymmetric else -127, 127)
    return np.mean(((numbers - zero) * step - array) ** 2)


@pytest.mark.parametrize("asymmetric", [False, True])
@pytest.mark.parametrize("spread", SPREADS)
def test_no_smaller_range_has_less_error(spread, asymmetric):
    array = SPREADS[spread].astype(np.float32).astype(np.float64)
    observed = histogram.of(array.astype(np.float32))
    low, high = error.least(observed, asymmetric=asymmetric)
    found = left(array, low, high, asymmetric=asymmetric)
    ends = (min(observed.low, 0), max(observed.high, 0)) if asymmetric else (-observed.magnitude, observed.magnitude)
    tried = [left(array, ends[0] * part, ends[1] * part, asymmetric=asymmetric) for part in np.linspace(0.02, 1, 99)]
    assert found <= 1.01 * min(tried)


def test_what_a_clip_has_piled_up_is_in_the_range():
    observed = histogram.of(SPREADS["relu6"].astype(np.float32))
    assert error.least(observed, asymmetric=False) == (-6.0, 6.0)
    assert error.least(observed, asymmetric=True) == (0.0, 6.0)


def test_ends_are_found_apart():
    array = np.concatenate([np.clip(DRAW.normal(0, 1, SIZE), -4, 4), [-60.0]]).astype(np.float32)
    low, high = error.least(histogram.of(array), asymmetric=True)
    # Where the derivative of (60 + low)² / SIZE + ((4 - low) / 255)² / 12 is 0.
    assert low == pytest.approx(-(60 * 12 * 255**2 / SIZE - 4) / (12 * 255**2 / SIZE + 1), rel=0.02)
    assert 3 < high <= 4


@pytest.mark.parametrize("asymmetric", [False, True])
@pytest.mark.parametrize(
    "array",
    [
        pytest.param([0.0] * 5, id="zeros"),
        pytest.param([7.0] * 5, id="constant"),
        pytest.param([-7.0] * 5, id="constant and negative"),
        pytest.param([-1.0, 1.0], id="two"),
        pytest.param([3e38, -3e38, 1e-30], id="huge"),
        pytest.param([1e-42, -1e-44], id="tiny"),
    ],
)
def test_any_histogram_has_a_range(array, asymmetric):
    low, high = error.least(histogram.of(np.array(array, np.float32)), asymmetric=asymmetric)
    assert np.isfinite([low, high]).all()
    assert low <= high


@pytest.mark.parametrize("value", [7.0, -7.0, 0.3])
def test_a_constant_is_kept_as_it_is(value):
    array = np.full(9, value, np.float32)
    for asymmetric in (False, True):
        low, high = error.least(histogram.of(array), asymmetric=asymmetric)
        assert left(array.astype(np.float64), low, high, asymmetric=asymmetric) < 1e-9
