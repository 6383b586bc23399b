"""How alike two thumbnails are, once a change of light and a little cropping are allowed for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipecheck.probe.sets.record import SIDE

Floats = npt.NDArray[np.floating]
Thumbnails = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]

_SPREAD, _UNSEEN = 5.5, 4.0
"""Where nothing in the picture moved, no cell differs more: in root mean squares of all cells, and in levels."""
_WHITE = 225
"""The mean of a cell that may hold pixels of 255."""
_CHUNK = 1024


def contrast(thumbnails: Thumbnails) -> Floats:
    """The standard deviation of each thumbnail's levels over its cells, the largest of the channels."""
    return np.asarray(thumbnails.std(axis=(1, 2), dtype=np.float32).max(axis=1, initial=0))


def unlike(thumbnails: Thumbnails, earlier: Indices, later: Indices) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """For each pair the share of the later one's contrast that the earlier cannot explain, and whether that is spread over the picture.

    Allowed for are another brightness and contrast, and a frame that was moved, cut or stretched a little: the thumbnail and its
    slopes are fitted by least squares. An object that moved before the same ground leaves its difference in a few cells.
    """
    moves = _moves()
    parts = [_fitted(thumbnails, earlier[at : at + _CHUNK], later[at : at + _CHUNK], moves) for at in range(0, len(earlier), _CHUNK)]
    if not parts:
        return np.empty(0), np.empty(0, bool)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _moves() -> Floats:
    """What turns the cells of one channel into themselves (light), their slopes (moved) and these growing outward (cut), side by side."""
    still, slope = np.eye(SIDE), np.gradient(np.eye(SIDE), axis=0)
    outward = np.diag(np.arange(SIDE) - (SIDE - 1) / 2)
    down, right = (slope, still), (still, slope)
    grown = (outward @ slope, still), (still, outward @ slope)
    return np.stack([np.kron(rows, columns).T for rows, columns in ((still, still), down, right, *grown)], axis=1).astype(np.float32)


def _fitted(thumbnails: Thumbnails, earlier: Indices, later: Indices, moves: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    firsts, which = np.unique(earlier, return_inverse=True)
    causes = _causes(thumbnails[firsts], moves)
    products = (causes @ causes.transpose(0, 2, 1)).astype(np.float64)
    # A share of the diagonal keeps a thumbnail with no slope in one direction from making the equations singular.
    products += np.eye(products.shape[1]) * (1e-6 * np.trace(products, axis1=1, axis2=2)[:, np.newaxis, np.newaxis] + 1e-6)
    causes, which = causes[which.ravel()], which.ravel()
    before, after = (_rows(thumbnails[rows]) for rows in (earlier, later))
    effect = _centered(after)
    weights = np.linalg.inv(products).astype(np.float32)[which] @ (causes @ effect[..., np.newaxis])
    rest = effect - (weights.transpose(0, 2, 1) @ causes)[:, 0]
    size = np.sqrt((rest**2).mean(axis=1))
    # Light that was already white became no brighter, in whichever of the two.
    white = ((after > _WHITE) & (rest < 0)) | ((before > _WHITE) & (rest > 0))
    largest = np.where(white, 0, np.abs(rest)).max(axis=1)
    return size / np.maximum(effect.std(axis=1), 1), largest <= np.maximum(_SPREAD * size, _UNSEEN)


def _rows(thumbnails: Thumbnails) -> Thumbnails:
    """The cells of each thumbnail one after the other, channel by channel."""
    return np.asarray(thumbnails.transpose(0, 3, 1, 2).reshape(len(thumbnails), -1))


def _causes(thumbnails: Thumbnails, moves: Floats) -> Floats:
    """What each thumbnail may have become: thumbnail × cause × cell, every channel of a cause in a row."""
    levels = _rows(thumbnails).reshape(-1, SIDE * SIDE).astype(np.float32)
    every = (levels @ moves.reshape(SIDE * SIDE, -1)).reshape(len(thumbnails), 3, -1, SIDE * SIDE)
    return _centered(np.ascontiguousarray(every.transpose(0, 2, 1, 3)).reshape(len(thumbnails), every.shape[2], -1))


def _centered(numbers: npt.NDArray[np.generic]) -> Floats:
    """Less the mean of the last axis: a brightness that all cells gained is none of the causes."""
    floats = numbers.astype(np.float32)
    return np.asarray(floats - floats.mean(axis=-1, keepdims=True))
