"""What adds up to the figures of a layer, one sample after the other, as if all had been one batch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from pipecheck.probe.quant.layers.figures import divergence, relative
from pipecheck_transformers.pixels import Array


@dataclass(slots=True)
class Side:
    """The extremes, the mean and the variance of the values of one network."""

    count: int = 0
    low: float = math.inf
    high: float = -math.inf
    mean: float = 0.0
    squares: float = 0.0

    def add(self, values: Array) -> None:
        """Take the finite *values* of one sample, one after the other."""
        if values.size == 0:
            return
        (mean,), (deviation,) = (part.reshape(-1) for part in cv2.meanStdDev(values))
        apart, count = float(mean) - self.mean, self.count + values.size
        self.squares += float(deviation) ** 2 * values.size + apart**2 * self.count * values.size / count
        self.mean += apart * values.size / count
        self.count = count
        self.low, self.high = min(self.low, float(values.min())), max(self.high, float(values.max()))

    @property
    def variance(self) -> float:
        """The mean square distance from the mean."""
        return self.squares / self.count if self.count else 0.0


@dataclass(slots=True)
class Sums:
    """Two tensors over the samples so far: *base* is what should be, *analy* what is there instead."""

    base: Side = field(default_factory=Side)
    analy: Side = field(default_factory=Side)
    own: float = 0.0
    others: float = 0.0
    square: float = 0.0
    before: float = 0.0
    line: float = 0.0
    atol: float = 0.0
    rtol: float = 0.0
    entropy: float = 0.0
    total: int = 0
    unlike: bool = False
    shape: tuple[int, ...] | None = None

    def add(self, wanted: Array, raw: Array, got: Array) -> None:
        """Take one sample: *raw* is what *got* was before it was rounded."""
        self.shape = self.shape or tuple(map(int, wanted.shape))
        if wanted.shape != got.shape:
            self.unlike = True
            return
        self.entropy += divergence(wanted, got) * wanted.size
        self.rtol = max(self.rtol, relative(wanted, got))
        self.total += wanted.size
        left, middle, right = (np.ascontiguousarray(each, np.float32).reshape(-1) for each in (wanted, raw, got))
        sound = np.isfinite(left) & np.isfinite(middle) & np.isfinite(right)
        if not sound.all():
            self.unlike |= not bool((sound | (left == right) | (np.isnan(left) & np.isnan(right))).all())
            left, middle, right = left[sound], middle[sound], right[sound]
        if left.size == 0:
            return
        self.base.add(left)
        self.analy.add(right)
        self.own += cv2.norm(left, cv2.NORM_L2SQR)
        self.others += cv2.norm(right, cv2.NORM_L2SQR)
        self.square += cv2.norm(left, right, cv2.NORM_L2SQR)
        self.before += cv2.norm(left, middle, cv2.NORM_L2SQR)
        self.line += cv2.norm(left, right, cv2.NORM_L1)
        self.atol = max(self.atol, cv2.norm(left, right, cv2.NORM_INF))

    @property
    def noise(self) -> float:
        """The power of the difference in parts of that of the base."""
        return math.inf if self.unlike else _share(self.square, self.own)

    @property
    def raw(self) -> float:
        """The same before the tensor was rounded itself."""
        return math.inf if self.unlike else _share(self.before, self.own)

    @property
    def cosine(self) -> float:
        """By the difference: a sum of products would have lost the digits in which it differs from 1."""
        if self.unlike:
            return 0.0
        first, second = math.sqrt(self.own), math.sqrt(self.others)
        if self.square == 0:
            return 1.0
        if first == 0 or second == 0:
            return 0.0
        return min(max(1 - (self.square - (first - second) ** 2) / (2 * first * second), -1.0), 1.0)

    @property
    def sqnr(self) -> float:
        """In decibels."""
        noise = self.noise
        return math.inf if noise == 0 else -math.inf if math.isinf(noise) else -10 * math.log10(noise)

    def by_count(self, total: float) -> float:
        """*total* by the number of values."""
        return math.inf if self.unlike else total / self.base.count if self.base.count else 0.0

    @property
    def kl(self) -> float:
        """The relative entropy by the number of values."""
        return math.inf if self.unlike else self.entropy / self.total if self.total else 0.0


def _share(part: float, whole: float) -> float:
    return 0.0 if part == 0 else part / whole if whole > 0 else math.inf
