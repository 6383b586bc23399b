"""The distributions, against sums over all cases and against a second library."""

from math import comb, exp, inf, isclose, log

import pytest

from pipecheck.probe.scores.chances import binomial, log_share, quantile, student


@pytest.mark.parametrize("of", [1, 2, 7, 40])
@pytest.mark.parametrize("chance", [0.0, 0.001, 0.3, 0.5, 0.97, 1.0])
def test_a_binomial_is_the_sum_over_all_cases(of, chance):
    for count in range(-1, of + 1):
        exact = sum(comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(count + 1))
        assert isclose(binomial(count, of, chance), exact, rel_tol=1e-10, abs_tol=1e-300)


@pytest.mark.parametrize(
    ("count", "of", "chance"), [(7114, 10_000, 0.7654), (38_000, 50_000, 0.7654), (38_300, 50_000, 0.7654), (999_000, 1_000_000, 0.999)]
)
def test_many_pictures(count, of, chance):
    stats = pytest.importorskip("scipy.stats")
    assert isclose(binomial(count, of, chance), stats.binom.cdf(count, of, chance), rel_tol=1e-6)


def test_a_share_too_small_for_a_float_has_a_logarithm():
    assert isclose(log_share(3000, 1, 0.5), 3000 * log(0.5))
    assert log_share(2, 2, 0) == -inf
    assert log_share(2, 2, 1) == 0
    assert isclose(exp(log_share(2, 2, 0.9)), 3 * 0.9**2 - 2 * 0.9**3)


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.706), (2, 4.303), (9, 2.262), (199, 1.972), (10_000, 1.960)])
def test_student_is_as_in_the_tables(freedom, t):
    assert isclose(quantile(0.975, freedom), t, abs_tol=6e-4)
    assert isclose(student(t, freedom), 0.975, abs_tol=1e-4)
    assert isclose(student(-t, freedom), 0.025, abs_tol=1e-4)
    assert isclose(student(0, freedom), 0.5)
    assert (student(inf, freedom), student(-inf, freedom)) == (1, 0)
