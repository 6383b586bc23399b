"""What one pass over a picture leaves of it: a row of fixed width, so that twenty thousand of them are a few megabytes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FORMAT = 2
"""Counts up whenever a figure of the same picture changes: what was kept before is measured anew."""
BINS = 32
SIDE = 8
WHOLE = 65535
"""A picture's histogram shares this out among its bins, whatever the size of the picture: whole numbers add up exactly."""

RECORD = np.dtype([
    ("width", "<u4"),  # as stored, before any turn by EXIF
    ("height", "<u4"),
    ("bytes", "<u8"),
    ("digest", "S16"),  # of the whole file, for exact duplicates
    ("mean", "<f4", (3,)),  # levels of R, G, B
    ("deviation", "<f4", (3,)),
    ("luma", "<f4"),
    ("contrast", "<f4"),  # standard deviation of the luma
    ("saturation", "<f4"),  # mean of the largest less the smallest channel
    ("low", "u1"),  # hundredth part of the luma
    ("high", "u1"),  # ninety-nine hundredths
    ("common", "<f4"),  # share of the commonest level of the luma and its two neighbours
    ("sharpness", "<f4"),  # of the picture brought to one size, so that pictures of all sizes compare
    ("pattern", "<u8"),  # perceptual hash of low frequencies
    ("gradient", "<u8"),  # perceptual hash of neighbours
    ("thumbnail", "u1", (SIDE, SIDE, 3)),
    ("histogram", "<u2", (3, BINS)),  # of R, G, B, each summing to WHOLE
])  # fmt: skip
"""One measured picture."""

Row = npt.NDArray[np.void]
"""One RECORD without dimensions, or many in a row."""
