"""A source and the chain that it is read as, on pictures of many sizes: they must agree, or the source must be unread."""

from __future__ import annotations

import numpy as np
from followed import ours, program, same, theirs

SIZES = ((48, 64), (64, 48), (37, 53), (50, 50), (91, 40), (120, 200), (31, 99), (256, 255))
"""Height first: wide, tall, square, narrow, odd and even."""


def picture(height, width):
    """A picture of noise, the same every time."""
    return np.random.default_rng(height * 1000 + width).integers(0, 256, (height, width, 3), np.uint8)


def agrees(source, sizes=SIZES, tolerance=0.0):
    """Asserts that *source* is read as a chain that makes its tensor of pictures of all *sizes*; returns the program."""
    made = 0
    for size in sizes:
        expected = theirs(source, picture(*size).copy())
        if expected is None:
            continue
        mine = ours(source, picture(*size).copy())
        assert mine is not None, program(source).steps
        same(mine, expected, tolerance)
        made += 1
    assert made > len(sizes) // 2
    return program(source)
