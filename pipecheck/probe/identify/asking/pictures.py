"""Pictures made to give a preprocessing away: one color, a coordinate, and something like a photograph; all from nothing."""

from __future__ import annotations

import numpy as np

from pipecheck_transformers.pixels import Array

_GOLDEN = 0.6180339887498949


def constant(height: int, width: int, color: tuple[int, int, int]) -> Array:
    """One color everywhere, as R, G, B."""
    return np.full((height, width, 3), color, np.uint8)


def ramp(height: int, width: int, axis: int) -> Array:
    """Gray that grows along *axis* (0: down, 1: right), dithered across it so that the mean over a line is the coordinate itself."""
    along, across = (height, width) if axis == 0 else (width, height)
    ideal = np.arange(along) * (255.0 / max(along - 1, 1))
    dither = (np.arange(across) + 1) * _GOLDEN % 1.0
    plane = np.floor(ideal[None, :] + dither[:, None]).clip(0, 255).astype(np.uint8)
    return np.repeat((plane.T if axis == 0 else plane)[:, :, None], 3, axis=2)


def natural(height: int, width: int, seed: int) -> Array:
    """Smooth grounds, hard edges, fine texture and both ends of the scale, no two channels alike."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3))
    for cell, strength in ((64, 90.0), (16, 40.0), (5, 22.0), (1, 14.0)):
        picture += strength * _clouds(rng, height, width, cell)
    picture += rng.uniform(90, 165, 3)
    for _ in range(8):
        picture[_block(rng, height, width)] += rng.uniform(-160, 160, 3)
    return np.rint(picture).clip(0, 255).astype(np.uint8)


def _clouds(rng: np.random.Generator, height: int, width: int, cell: int) -> Array:
    """Noise between −1 and 1 whose spots are *cell* pixels wide."""
    coarse = rng.uniform(-1, 1, (height // cell + 2, width // cell + 2, 3))
    rows, columns = np.arange(height) / cell, np.arange(width) / cell
    top, left = rows.astype(int), columns.astype(int)
    down, right = (rows - top)[:, None, None], (columns - left)[None, :, None]
    upper = coarse[top][:, left] * (1 - right) + coarse[top][:, left + 1] * right
    lower = coarse[top + 1][:, left] * (1 - right) + coarse[top + 1][:, left + 1] * right
    mixed: Array = upper * (1 - down) + lower * down
    return mixed


def _block(rng: np.random.Generator, height: int, width: int) -> tuple[slice, slice]:
    top, left = int(rng.integers(0, height)), int(rng.integers(0, width))
    return slice(top, top + int(rng.integers(1, height // 3 + 2))), slice(left, left + int(rng.integers(1, width // 3 + 2)))
