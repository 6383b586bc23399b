"""Pairs of hashes that differ in few bits, found by what they share and not by comparing each with each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

BOUND = 15
"""So many of 128 bits may differ: in one of 8 bands of 16 bits it is at most one, which leaves 17 buckets to look in."""
_BANDS, _BITS = 8, 16
_CHUNK = 1 << 18
_DIRECT = 1 << 18
"""Half as many pairs are compared one by one in less time than it takes to sort their hashes into buckets."""

Indices = npt.NDArray[np.int64]
Distances = npt.NDArray[np.int64]
Bands = npt.NDArray[np.uint16]


def close(hashes: npt.NDArray[np.uint64], most: int) -> tuple[Indices, Indices, Distances]:
    """The pairs of rows of two *hashes* each that differ in at most BOUND bits: the earlier rows, the later, in how many bits.

    About twice *most* pairs are looked at. Where that leaves some out, because thousands of rows share a bucket, those that share it
    are looked at before those that are one bit away, and each row is compared with the first rows of the bucket.
    """
    if len(hashes) * (len(hashes) - 1) <= _DIRECT:
        return _all(hashes)
    bands, ones, size = _bands(hashes), _ones(), max(len(hashes), 1)
    keys = [np.empty(0, np.int64)]

    def apart(earlier: Indices, later: Indices) -> Distances:
        counts = ones[bands[earlier] ^ bands[later]].view(np.uint64)[:, 0]
        total = (counts * np.uint64(0x0101010101010101)) >> np.uint64(56)  # of the eight bytes
        return np.asarray(total, np.int64)

    for probes in (np.zeros(1, np.uint16), np.uint16(1) << np.arange(_BITS, dtype=np.uint16)):
        cap = _cap(bands, probes, most)
        for earlier, later in (pair for column in bands.T for probe in probes for pair in _candidates(column, column ^ probe, cap)):
            near = apart(earlier, later) <= BOUND
            keys.append(earlier[near] * size + later[near])
    found = np.sort(np.concatenate(keys))
    found = found[np.diff(found, prepend=-1) > 0]
    earlier, later = found // size, found % size
    return earlier, later, apart(earlier, later)


def _all(hashes: npt.NDArray[np.uint64]) -> tuple[Indices, Indices, Distances]:
    """The close ones of all pairs there are."""
    earlier, later = np.triu_indices(len(hashes), 1)
    ones = np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1).sum(axis=1, dtype=np.uint8)
    apart = ones[(hashes[earlier] ^ hashes[later]).view(np.uint8)].sum(axis=1, dtype=np.int64)
    near = apart <= BOUND
    return earlier[near], later[near], apart[near]


def _bands(hashes: npt.NDArray[np.uint64]) -> Bands:
    """Each band takes one bit of every row and of every column of both hashes: flat borders make no band the same for all."""
    bits = np.unpackbits(hashes.astype("<u8").view(np.uint8).reshape(-1, 2, 8), axis=2).reshape(-1, 2, 8, 8)
    row, band = np.arange(8), np.arange(_BANDS)[:, np.newaxis]
    diagonals = bits[:, :, row, (row + band) % 8].transpose(0, 2, 1, 3)
    packed = np.packbits(diagonals.reshape(-1, _BANDS, _BITS), axis=2)
    return packed.reshape(-1, _BANDS * 2).view("<u2").astype(np.uint16)


def _ones() -> npt.NDArray[np.uint8]:
    """How many bits each number of 16 bits has."""
    return np.asarray(np.unpackbits(np.arange(1 << _BITS, dtype=np.uint16).view(np.uint8).reshape(-1, 2), axis=1).sum(axis=1), np.uint8)


def _cap(bands: Bands, probes: npt.NDArray[np.uint16], most: int) -> int:
    """How many rows of a bucket are compared at most, so that all comparisons together are not more than *most*."""
    lengths = np.concatenate([_sizes(column)[column[:, np.newaxis] ^ probes].ravel() for column in bands.T])
    tally = np.bincount(lengths, minlength=2)
    # With a cap of k, each row looks at min(k, size) rows of a bucket: one more for each bucket that holds at least k.
    looked = (len(lengths) - tally.cumsum() + tally)[1:].cumsum()
    return max(1, int(np.searchsorted(looked, most, side="right")))


def _sizes(column: npt.NDArray[np.uint16]) -> Indices:
    return np.bincount(column, minlength=1 << _BITS)


def _candidates(column: npt.NDArray[np.uint16], buckets: npt.NDArray[np.uint16], cap: int) -> Iterator[tuple[Indices, Indices]]:
    """Each row with the first *cap* rows of its bucket among the values of *column*, as far as they come before it."""
    sizes = _sizes(column)
    members, starts = np.argsort(column, kind="stable"), sizes.cumsum() - sizes
    counts = np.minimum(sizes[buckets], cap)
    ends = counts.cumsum()
    begin = 0
    while begin < len(column):
        end = max(begin + 1, int(np.searchsorted(ends, ends[begin] - counts[begin] + _CHUNK, side="right")))
        part = counts[begin:end]
        later = np.repeat(np.arange(begin, end), part)
        within = np.arange(len(later)) - np.repeat(part.cumsum() - part, part)
        earlier = members[np.repeat(starts[buckets[begin:end]], part) + within]
        before = earlier < later
        yield earlier[before], later[before]
        begin = end
