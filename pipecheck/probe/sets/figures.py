"""From the pixels of a picture to its row of figures.

All but the levels of its channels are taken at one scale, whatever its size and however it was decoded: so pictures of all sizes
compare, both ways of measuring agree, and grain weighs as little as it does for a network.
"""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from pipecheck.probe.sets.decoding import SHORT, Pixels
from pipecheck.probe.sets.record import BINS, SIDE, WHOLE, Row

Counts = npt.NDArray[np.float64]

_TILES = 32
_FLAT = 1.0
"""A difference in levels, or a wave as high as that makes it, that nobody sees: flat parts of a picture have no pattern."""
_LEVELS = np.arange(256.0)
_MOST = 1 << 24
"""So many pixels are counted exactly in OpenCV's histograms, which are float32."""
_EDGES = (np.arange(256)[:, np.newaxis] // (256 // BINS) <= np.arange(BINS)).astype(np.float64)
_SUMS = np.column_stack([_LEVELS, _LEVELS**2, _EDGES])
"""What counts are multiplied by: their sum, the sum of their squares, and how many lie in each bin or below; exact in float64."""


def write(row: Row, pixels: Pixels, small: Pixels, orientation: int) -> None:
    """Write to *row* what a picture shows, which *orientation* turns upright: of *pixels* their levels, of *small* the rest."""
    gray = cast("Pixels", cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    blue, green, red = (_counted(pixels, channel) for channel in range(3))
    counts = np.array((red, green, blue, _counted(gray, 0)))
    _levels(row, counts)
    _exposure(row, counts[3])
    row["sharpness"] = _sharpness(gray)
    half = _halved(small)  # colors need no more
    row["saturation"] = _saturation(half)
    _patterns(row, upright(_area(_halved(half), _TILES, _TILES), orientation))


def reduced(pixels: Pixels, factor: int) -> Pixels:
    """*pixels* with each side divided by *factor*: the means of blocks, close to what a JPEG decoder gives that reduces."""
    if factor == 1:
        return pixels
    height, width = pixels.shape[:2]
    rows, columns = -(-height // factor), -(-width // factor)
    if (rows * factor, columns * factor) != (height, width):  # the edge goes on, as in the blocks of a JPEG
        edges = 0, rows * factor - height, 0, columns * factor - width
        pixels = cast("Pixels", cv2.copyMakeBorder(pixels, *edges, cv2.BORDER_REPLICATE))
    return _area(pixels, columns, rows)


def _halved(pixels: Pixels) -> Pixels:
    """*pixels* at half the size, if that leaves enough for the tiles: the last step to those is slow from far above."""
    return reduced(pixels, 2) if min(pixels.shape[:2]) >= 2 * _TILES else pixels


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """*pixels* as EXIF's *orientation* says that they are to be seen."""
    if orientation == 1:
        return pixels
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    down, right = orientation in (3, 4, 7, 8), orientation in (2, 3, 6, 7)
    return np.ascontiguousarray(pixels[:: -1 if down else 1, :: -1 if right else 1])


def _area(pixels: Pixels, width: int, height: int) -> Pixels:
    return cast("Pixels", cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA))


def _counted(pixels: Pixels, channel: int) -> Counts:
    """How many pixels have each level."""
    rows = max(1, _MOST // pixels.shape[1])
    if len(pixels) > rows:
        return _counted(pixels[:rows], channel) + _counted(pixels[rows:], channel)
    counts = cv2.calcHist([pixels], [channel], None, [256], [0, 256])
    return counts.ravel().astype(np.float64)  # OpenCV 4 has a second axis


def _levels(row: Row, counts: Counts) -> None:
    """The figures of R, G, B and the luma by their *counts*."""
    sums = counts @ _SUMS
    edges, totals = sums[:, 2:], sums[:, -1:]
    means, squares = (sums[:, :2] / totals).T.tolist()
    *row["mean"], row["luma"] = means
    *deviations, row["contrast"] = (math.sqrt(max(square - mean**2, 0)) for mean, square in zip(means, squares, strict=True))
    row["deviation"] = deviations
    # What lies below each edge is rounded and not what lies between, so that the shares add up.
    shares = np.rint(edges[:3] * (WHOLE / totals[:3]))
    shares[:, 1:] -= shares[:, :-1].copy()
    row["histogram"] = shares


def _exposure(row: Row, counts: Counts) -> None:
    below = counts.cumsum()
    total = float(below[-1])
    row["low"], row["high"] = below.searchsorted((total * 0.01, total * 0.99))
    around = counts.copy()  # each level with its neighbours
    around[1:] += counts[:-1]
    around[:-1] += counts[1:]
    row["common"] = around.max() / total


def _sharpness(gray: Pixels) -> float:
    """The variance of the Laplacian where the short side has SHORT pixels, or fewer if there are no more.

    Before it is brought to that size the picture is smoothed in proportion, so that none comes out sharper for its size alone; what is
    at that size already is smoothed as much as the resize would do.
    """
    height, width = gray.shape
    ratio = min(height, width) / SHORT
    smooth = cv2.GaussianBlur(gray, (5, 5), ratio / 2 if ratio > 1 else 0.65)
    if ratio > 1:
        smooth = cv2.resize(smooth, (round(width / ratio), round(height / ratio)), interpolation=cv2.INTER_LINEAR)
    _, deviation = cv2.meanStdDev(cv2.Laplacian(smooth, cv2.CV_16S))
    return float(deviation[0, 0]) ** 2


def _saturation(pixels: Pixels) -> float:
    blue, green, red = cv2.split(pixels)
    span = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    return cv2.mean(span)[0]


def _patterns(row: Row, tiles: Pixels) -> None:
    row["thumbnail"] = _area(tiles, SIDE, SIDE)[..., ::-1]
    gray = cv2.cvtColor(tiles.astype(np.float32), cv2.COLOR_BGR2GRAY)
    waves = cv2.dct(gray)[:8, :8].ravel()
    order = np.sort(waves)
    row["pattern"] = _packed(waves > (order[31] + order[32]) / 2 + _FLAT)
    steps = cv2.resize(gray, (9, 8), interpolation=cv2.INTER_AREA)
    row["gradient"] = _packed(steps[:, 1:] - steps[:, :-1] > _FLAT)


def _packed(bits: npt.NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(bits).tobytes(), "big")
