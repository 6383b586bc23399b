"""The numbers of files, brought into memory block by block and channel by channel, in buffers of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from math import prod
from pathlib import Path

import numpy as np

from pipecheck.probe.tensors.contents import opened
from pipecheck.probe.tensors.forms import Form, channels
from pipecheck.probe.tensors.forms import layout as own
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.words import Layout

BLOCK = 1 << 22
"""So many bytes are looked at together: few enough for the cache of a processor, enough that Python's own time does not count."""


@dataclass(frozen=True, slots=True)
class Axes:
    """How the numbers of one sample lie: *pixels* of so many *channels*, plane by plane or *interleaved*."""

    pixels: int
    channels: int
    interleaved: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of *channels* from the *first* on, which take turns; a row for every sample in *files*, told by their place in the task."""

    first: int
    channels: int
    files: Sequence[int]
    rows: Array


def axes(form: Form, layout: Layout | None) -> Axes:
    """How a sample of *form* lies if its pixels are in the order *layout*; where that is unknown, as if it had one channel."""
    numbers = prod(form.shape)
    if layout is None:
        return Axes(numbers, 1, False)
    count = channels(form.shape, own(form.shape) or layout) if len(form.shape) == len("chw") else 3 if numbers % 3 == 0 else 1
    return Axes(numbers // count, count, (layout == "hwc") != form.fortran)  # in Fortran's order the last axis comes first


def tasks(kinds: Sequence[tuple[Form, Layout | None]]) -> Iterator[tuple[int, ...]]:
    """The places of files, each of a form and an order of axes, that are alike and fit into one block; a larger one stands alone."""
    start = 0
    for end, kind in enumerate(kinds):
        if end > start and (kind != kinds[start] or (end - start + 1) * kind[0].bytes > BLOCK):
            yield tuple(range(start, end))
            start = end
    if kinds:
        yield tuple(range(start, len(kinds)))


def blocks(paths: Sequence[Path], form: Form, lie: Axes, buffer: Array, lost: list[tuple[int, str]]) -> Iterator[Block]:
    """The numbers of the files at *paths*, which are all of *form*; what cannot be read is *lost*, by its place and with the reason.

    The rows are views of *buffer*, of `BLOCK` bytes, and hold until the next block is asked for.
    """
    if form.bytes > len(buffer):
        yield from _streamed(paths[0], form, lie, buffer, lost)
        return
    kept: list[int] = []
    for place, path in enumerate(paths):
        fault = _filled(path, form, buffer[len(kept) * form.bytes : (len(kept) + 1) * form.bytes])
        if fault is None:
            kept.append(place)
        else:
            lost.append((place, fault))
    if kept:
        numbers = native(buffer[: len(kept) * form.bytes], form.dtype)
        yield from _told_apart(numbers.reshape(len(kept) * form.samples, -1), lie, kept)


def native(data: Array, dtype: str) -> Array:
    """The bytes *data* as numbers of *dtype* in the byte order of this machine; truth values are 0 and 1."""
    kind = np.dtype(dtype)
    numbers = data.view(np.uint8 if kind.kind == "b" else kind)
    return numbers if numbers.dtype.isnative else numbers.byteswap().view(numbers.dtype.newbyteorder("="))


def _filled(path: Path, form: Form, into: Array) -> str | None:
    """Why the numbers of the file at *path* cannot be read, None once they are *into* where they should be."""
    try:
        with opened(path) as file:
            _fill(file, form.offset, into)
    except OSError as e:
        return (e.strerror or str(e)).lower()
    return None


def _fill(file: FileIO, offset: int, into: Array) -> None:
    """Read exactly as much as *into* takes."""
    if file.tell() != offset:
        file.seek(offset)
    rest = into.data
    while rest.nbytes:
        count = file.readinto(rest)
        if not count:
            raise OSError(0, "shorter than it was a moment ago")
        rest = rest[count:]


def _told_apart(samples: Array, lie: Axes, files: Sequence[int]) -> Iterator[Block]:
    """The channels of *samples*, one sample in each row: plane by plane, or at once where they take turns."""
    if lie.interleaved or lie.channels == 1:
        yield Block(0, lie.channels, files, samples)
        return
    for channel, plane in enumerate(samples.reshape(len(samples), lie.channels, -1).transpose(1, 0, 2)):
        yield Block(channel, 1, files, plane)


def _streamed(path: Path, form: Form, lie: Axes, buffer: Array, lost: list[tuple[int, str]]) -> Iterator[Block]:
    """One file that is larger than a block."""
    width = np.dtype(form.dtype).itemsize
    grain = width * (lie.channels if lie.interleaved else 1)
    most = len(buffer) // grain * grain
    run = lie.pixels * width * (lie.channels if lie.interleaved else 1)
    try:
        with opened(path) as file:
            for part in range(form.bytes // run):
                for start in range(0, run, most):
                    piece = buffer[: min(most, run - start)]
                    _fill(file, form.offset + part * run + start, piece)
                    numbers = native(piece, form.dtype).reshape(1, -1)
                    yield Block(0, lie.channels, (0,), numbers) if lie.interleaved else Block(part % lie.channels, 1, (0,), numbers)
    except OSError as e:
        lost.append((0, (e.strerror or str(e)).lower()))
