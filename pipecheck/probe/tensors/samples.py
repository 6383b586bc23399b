"""A fixed part of the numbers of many files: runs of neighbours spread evenly over files and places, and a few whole samples."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipecheck.probe.tensors.blocks import Axes, native
from pipecheck.probe.tensors.contents import opened
from pipecheck.probe.tensors.forms import Form
from pipecheck_transformers.pixels import Array

RUN = 512
RUNS = 128
"""So many runs at most, of so many neighbours: 65,536 numbers of each channel."""
_GOLDEN = 0.6180339887498949
"""Multiples of it, less their whole part, are spread evenly from the first few on."""


def spread(count: int, most: int) -> list[int]:
    """At most so many of *count* places, evenly, from the first to the last."""
    return list(range(count)) if count <= most else [index * (count - 1) // max(most - 1, 1) for index in range(most)]


def whole(path: Path, form: Form) -> Array | None:
    """The first sample in the file at *path*, in its shape; None where it cannot be read."""
    size = form.bytes // form.samples
    try:
        with opened(path) as file:
            data = _read(file.fileno(), form.offset, size)
    except OSError:
        return None
    numbers: Array = native(np.frombuffer(data, np.uint8), form.dtype)
    return numbers.reshape(form.shape, order="F" if form.fortran else "C")


def sample(files: Sequence[tuple[Path, Form, Axes]]) -> tuple[Array, ...]:
    """Numbers of every channel of *files*, which all have as many, in their own dtype and in the order in which they lie."""
    chosen = [files[index] for index in spread(len(files), RUNS)]
    runs = [run for index, each in enumerate(chosen) for run in _of_file(*each, RUNS // len(chosen), index)]
    return tuple(np.concatenate([run[channel] for run in runs]) for channel in range(len(runs[0]))) if runs else ()


def _of_file(path: Path, form: Form, lie: Axes, count: int, index: int) -> list[Array]:
    try:
        return list(_runs(path, form, lie, count, index))
    except OSError:
        return []  # it was there a moment ago, and what is left is sample enough


def _runs(path: Path, form: Form, lie: Axes, count: int, index: int) -> Iterator[Array]:
    """Runs of one file, each of all channels at the same place."""
    pixels = lie.pixels * form.samples
    few = pixels <= count * RUN
    places = [0] if few else [_place(number, count, index, pixels) for number in range(count)]
    with opened(path) as file:
        for place in places:
            for start, length in _within(place, min(pixels, RUN) if not few else pixels, lie.pixels):
                yield _run(file.fileno(), form, lie, start, length)


def _place(number: int, count: int, index: int, pixels: int) -> int:
    """Where a run begins: in its own part of the file, which another file samples at another place."""
    shift = (_GOLDEN * (index + 1)) % 1
    return min(int((number + shift) * pixels / count), pixels - RUN)


def _within(place: int, length: int, pixels: int) -> Iterator[tuple[int, int]]:
    """The run cut where one sample ends and the next begins."""
    while length > 0:
        part = min(length, pixels - place % pixels)
        yield place, part
        place, length = place + part, length - part


def _run(number: int, form: Form, lie: Axes, place: int, length: int) -> Array:
    width, (before, start) = np.dtype(form.dtype).itemsize, divmod(place, lie.pixels)
    first = form.offset + before * lie.pixels * lie.channels * width
    if lie.interleaved:
        data = _read(number, first + start * lie.channels * width, length * lie.channels * width)
        return np.transpose(native(np.frombuffer(data, np.uint8), form.dtype).reshape(-1, lie.channels))
    planes = [_read(number, first + (channel * lie.pixels + start) * width, length * width) for channel in range(lie.channels)]
    return np.stack([native(np.frombuffer(plane, np.uint8), form.dtype) for plane in planes])


def _read(number: int, offset: int, size: int) -> bytes:
    os.lseek(number, offset, os.SEEK_SET)
    data = os.read(number, size)
    while len(data) < size and (more := os.read(number, size - len(data))):
        data += more
    if len(data) < size:
        raise OSError(0, "shorter than it was a moment ago")
    return data
