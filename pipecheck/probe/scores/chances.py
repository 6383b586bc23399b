"""How likely counts and means are: the binomial's and Student's distributions, by the incomplete beta function."""

from __future__ import annotations

from math import exp, expm1, inf, lgamma, log, log1p

_TERMS = 20_000
_CLOSE = 1e-14
_TINY = 1e-300
_HALVINGS = 50


def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function."""
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def log_share(a: float, b: float, x: float) -> float:
    """The logarithm of the share of a beta distribution that lies below *x*; exact where that share is far too small for a float."""
    if x <= 0:
        return -inf
    if x >= 1:
        return 0.0
    if x < (a + 1) / (a + b + 2):
        return _log_tail(a, b, x)
    other = _log_tail(b, a, 1 - x)
    return log1p(-exp(other)) if other < -_TINY else -inf


def binomial(count: int, of: int, chance: float) -> float:
    """How likely at most *count* out of *of* are, if each has this *chance*."""
    if count < 0 or (chance >= 1 and count < of):
        return 0.0
    if count >= of or chance <= 0:
        return 1.0
    return exp(log_share(of - count, count + 1, 1 - chance))


def student(t: float, freedom: float) -> float:
    """How likely Student's *t* of so many degrees of *freedom* is at most this."""
    if t in {inf, -inf}:
        return float(t > 0)
    log_tail = log_share(freedom / 2, 0.5, freedom / (freedom + t * t)) - log(2)
    return exp(log_tail) if t < 0 else -expm1(log_tail)


def quantile(share: float, freedom: float) -> float:
    """The value that Student's t of so many degrees of *freedom* stays below with this chance, above one half."""
    low, high = 0.0, 1.0
    while student(high, freedom) < share:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if student(middle, freedom) < share else (low, middle)
    return high


def _log_tail(a: float, b: float, x: float) -> float:
    """`log_share` for *x* below the middle, by the continued fraction in Lentz's form."""
    front = a * log(x) + b * log1p(-x) - log_beta(a, b) - log(a)
    upper, lower = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = lower
    for term in range(1, _TERMS):
        even = term * (b - term) * x / ((a + 2 * term - 1) * (a + 2 * term))
        odd = -(a + term) * (a + b + term) * x / ((a + 2 * term) * (a + 2 * term + 1))
        for factor in (even, odd):
            lower = 1 / _away(1 + factor * lower)
            upper = _away(1 + factor / upper)
            value *= lower * upper
        if abs(lower * upper - 1) < _CLOSE:
            break
    return front + log(value)


def _away(value: float) -> float:
    """*value*, or what is no division by zero."""
    return value if abs(value) > _TINY else _TINY
