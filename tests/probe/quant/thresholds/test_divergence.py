import numpy as np
import pytest
from onnxruntime.quantization.calibrate import HistogramCollector

from pipecheck.probe.quant.observe import histogram
from pipecheck.probe.quant.thresholds import divergence

DRAW = np.random.default_rng(0)
SIZES = (50, 1000, 60_000)
SPREADS = {
    "normal": lambda size: DRAW.normal(0, 1.3, size),
    "relu": lambda size: np.maximum(DRAW.normal(0, 1.3, size), 0),
    "relu6": lambda size: np.clip(DRAW.normal(1, 3, size), 0, 6),
    "laplace": lambda size: DRAW.laplace(0, 1, size),
    "cauchy": DRAW.standard_cauchy,
    "even": lambda size: DRAW.uniform(-1, 3, size),
    "negative": lambda size: -DRAW.gamma(2, 1, size),
}


def up_to_a_power_of_two(array):
    """*array*, and the next power of two, so that both tools have the same bins."""
    return np.append(array, 2.0 ** np.ceil(np.log2(np.abs(array).max()))).astype(np.float32)


def counted(array, bins):
    most = np.abs(array).max()
    return np.histogram(array, bins, range=(-most, most))


def peer(array, counts, edges):
    """The range that onnxruntime has."""
    pytest.importorskip("onnxruntime", minversion="1.20")
    collector = HistogramCollector("entropy", symmetric=False, num_bins=counts.size, num_quantized_bins=128, percentile=99, scenario="same")
    return tuple(map(float, collector.get_entropy_threshold((counts, edges.astype(np.float32), array.min(), array.max()), 128)))


def same(observed, bins, ends):
    """Whether ours are these *ends* but for a bin."""
    low, high = divergence.least(observed, bins)
    width = 2 * observed.magnitude / bins
    return (max(low, observed.low), min(high, observed.high)) == pytest.approx(ends, abs=1.001 * width)


WITH_ZEROS = ("relu", "relu6")


@pytest.mark.parametrize("bins", [128, 256, 512])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("spread", SPREADS)
def test_the_range_is_that_of_onnxruntime(spread, size, bins):
    """Which has 128 bins if nothing else is said: then zeros do not count either way."""
    array = up_to_a_power_of_two(SPREADS[spread](size))
    observed = histogram.of(array)
    counts, edges = counted(array, bins)
    np.testing.assert_array_equal(divergence.resampled(observed, bins), counts)
    if bins > 128 and spread in WITH_ZEROS:
        counts[bins // 2] -= (array == 0).sum()
    assert same(observed, bins, peer(array, counts, edges))


def test_zeros_do_not_clip_what_is_large():
    values = np.abs(DRAW.normal(0, 1, 100_000)).astype(np.float32)
    alone = divergence.least(histogram.of(values))
    found = divergence.least(histogram.of(np.append(values, np.zeros(100_000, np.float32))))
    assert found == pytest.approx(alone, rel=0.02)
    assert found[1] > 2


@pytest.mark.parametrize("bins", [128, 129, 300, 1024, 2048])
@pytest.mark.parametrize("spread", SPREADS)
def test_the_sums_give_what_each_candidate_alone_gives(spread, bins):
    counts = divergence.resampled(histogram.of(SPREADS[spread](5000).astype(np.float32)), bins)
    found = divergence.divergences(counts)
    wanted = [divergence.divergence(counts, reach) for reach in range(64, counts.size // 2 + 1)]
    np.testing.assert_allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("bins", [128, 300, 2048])
def test_bins_of_another_width_hold_about_the_same(bins):
    array = DRAW.normal(0, 1, 200_000).astype(np.float32)
    observed = histogram.of(array)
    counts = divergence.resampled(observed, bins)
    wanted = np.histogram(array, bins, range=(-observed.magnitude, observed.magnitude))[0]
    assert counts.sum() == wanted.sum()
    assert np.abs(np.cumsum(counts) - np.cumsum(wanted)).max() <= observed.counts.max()


@pytest.mark.parametrize(
    ("array", "bins", "size"),
    [
        pytest.param(np.linspace(-1, 1, 99), 5, 128, id="too few"),
        pytest.param(np.linspace(-1, 1, 99), 10**9, 8192, id="more than there are"),
        pytest.param(np.linspace(-1, 1, 99), 301, 300, id="odd"),
        pytest.param(np.full(5, 1e-40), 2048, 128, id="hardly anything"),
    ],
)
def test_the_number_of_bins_has_limits(array, bins, size):
    assert divergence.resampled(histogram.of(array.astype(np.float32)), bins).size == size


@pytest.mark.parametrize(
    "array",
    [
        pytest.param([7.0] * 5, id="constant"),
        pytest.param([0.0] * 5, id="zeros"),
        pytest.param([0.0] * 10_000 + [1.0], id="hardly anything but zeros"),
        pytest.param([-1.0, 1.0], id="two"),
        pytest.param([3e38, -3e38, 1e-30], id="huge"),
        pytest.param([1e-42, -1e-44], id="tiny"),
    ],
)
def test_any_histogram_has_a_range(array):
    observed = histogram.of(np.array(array, np.float32))
    low, high = divergence.least(observed)
    assert np.isfinite([low, high]).all()
    assert low <= 0 <= high


def test_a_few_values_far_off_are_given_up():
    array = np.append(DRAW.normal(0, 1, 200_000), [100.0]).astype(np.float32)
    low, high = divergence.least(histogram.of(array))
    assert 3 < high < 12
    assert high == pytest.approx(-low, rel=0.05)
