"""The measures are what their definitions say, for whatever numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipecheck.probe.quant.judging.measures import MEASURES, SAME, UNLIKE, Measures, better, measures


def defined(reference, other):
    """The definitions, written down in double precision."""
    a, b = reference.astype(np.float64).reshape(-1), other.astype(np.float64).reshape(-1)
    apart = np.abs(a - b)
    power, noise = float(a @ a), float(apart @ apart)
    return Measures(
        cosine=float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b))),
        l1=float(apart.mean()),
        l2=math.sqrt(noise) / a.size,
        chebyshev=float(apart.max()),
        sqnr=10 * math.log10(power / noise),
        mse=noise / a.size,
        mre=float(apart.sum() / np.abs(a).sum()),
    )


def near(found, wanted, relative=1e-6):
    return all(math.isclose(getattr(found, name), getattr(wanted, name), rel_tol=relative, abs_tol=1e-12) for name in MEASURES)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int8", "int64", "uint8", "bool"])
@pytest.mark.parametrize("shape", [(7,), (1, 3, 50, 50), (2, 70001), ()], ids=str)
def test_the_measures_are_their_definitions(shape, dtype):
    rng = np.random.default_rng(0)
    a, b = ((rng.normal(0, 40, shape) + 50).astype(dtype) for _ in range(2))
    if dtype == "bool" or shape == ():
        a, b = np.ones(shape, dtype), (np.arange(max(1, int(np.prod(shape)))).reshape(shape) % 2 + (shape == ()) * 3).astype(dtype)
    if np.array_equal(a, b):
        assert measures(a, b) == SAME
    else:
        assert near(measures(a, b), defined(a, b))


def test_a_cosine_near_1_keeps_its_digits():
    rng = np.random.default_rng(0)
    a = rng.normal(size=200_000)
    b = a + 1e-5 * rng.normal(size=a.size)
    assert 1 - measures(a, b).cosine == pytest.approx(0.5e-10, rel=0.02)
    assert 1 - measures(a.astype(np.float32), a.astype(np.float32) * np.float32(3)).cosine < 1e-12


def test_what_is_not_contiguous_is_measured_all_the_same():
    a, b = np.random.default_rng(0).normal(size=(2, 30, 40)).astype(np.float32)
    assert measures(a.T, b.T[:, :]) == measures(np.ascontiguousarray(a.T), np.ascontiguousarray(b.T))
    assert near(measures(a[::2, ::3], b[::2, ::3]), defined(a[::2, ::3], b[::2, ::3]))


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("reference", "other", "wanted"),
    [
        pytest.param([1.0, 2.0], [1.0, 2.0], SAME, id="equal"),
        pytest.param([0.0, -0.0], [0.0, 0.0], SAME, id="zeros"),
        pytest.param([], [], SAME, id="empty"),
        pytest.param([NAN, INF, 1.0], [NAN, INF, 1.0], SAME, id="equal and no numbers"),
        pytest.param([NAN], [NAN], SAME, id="nothing but no number"),
        pytest.param([1.0, NAN], [1.0, 2.0], UNLIKE, id="no number in one"),
        pytest.param([1.0, 2.0], [1.0, NAN], UNLIKE, id="no number in the other"),
        pytest.param([INF, 1.0], [-INF, 1.0], UNLIKE, id="infinite the other way"),
        pytest.param([1.0, 2.0], [[1.0, 2.0]], UNLIKE, id="another shape"),
        pytest.param([], [1.0], UNLIKE, id="another size"),
    ],
)
def test_what_has_no_measure_is_defined(reference, other, wanted):
    for kind in (np.float32, np.float64):
        assert measures(np.array(reference, kind), np.array(other, kind)) == wanted


def test_nothing_but_zeros_has_no_direction():
    found = measures(np.zeros(4, np.float32), np.array([0, 3, 0, 4], np.float32))
    assert found == Measures(cosine=0.0, l1=7 / 4, l2=5 / 4, chebyshev=4.0, sqnr=-INF, mse=25 / 4, mre=INF)
    found = measures(np.array([0, 3, 0, 4], np.float32), np.zeros(4, np.float32))
    assert found == Measures(cosine=0.0, l1=7 / 4, l2=5 / 4, chebyshev=4.0, sqnr=0.0, mse=25 / 4, mre=1.0)


@pytest.mark.parametrize("unit", [1e-44, 1e-30, 1e30, 3e38, 1e200, 1e-200, 1e308, 5e-324], ids=str)
def test_values_of_any_size(unit):
    kind = np.float64 if not 1e-40 < unit < 1e39 else np.float32
    a, b = np.array([0.0, 3.0, 4.0]), np.array([1.0, 3.0, 4.0])
    found = measures(*((each * (unit / 4 if unit > 1 else unit)).astype(kind) for each in (a, b)))
    assert found.cosine == pytest.approx(5 / math.sqrt(26), rel=1e-5)
    assert found.sqnr == pytest.approx(10 * math.log10(25), rel=1e-4)
    assert found.mre == pytest.approx(1 / 7, rel=1e-5)


def test_not_counting_what_is_infinite_in_both():
    a, b = np.array([INF, 3.0, 4.0, NAN], np.float32), np.array([INF, 3.0, 5.0, NAN], np.float32)
    assert near(measures(a, b), defined(a[1:3], b[1:3]))


@settings(max_examples=66, deadline=None)
@given(
    a=arrays.arrays(np.float32, st.integers(0, 40), elements=st.floats(width=32)),
    b=arrays.arrays(np.float32, st.integers(0, 40), elements=st.floats(width=32)),
)
def test_every_measure_is_a_number_within_its_bounds(a, b):
    found = measures(a, b[: a.size])
    assert -1 <= found.cosine <= 1
    assert all(getattr(found, name) >= 0 for name in ("l1", "l2", "chebyshev", "mse", "mre"))
    assert not math.isnan(found.sqnr)


def test_which_is_better():
    assert better("cosine", 0.9, 0.8)
    assert better("sqnr", 40.0, 30.0)
    assert better("mse", 0.1, 0.2)
    assert not better("l1", 0.2, 0.2)
