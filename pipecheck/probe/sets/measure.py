"""One picture file, read once and decoded once: what it is by its header, and the figures that sets are judged by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipecheck.probe.images import header
from pipecheck.probe.images.header import Header
from pipecheck.probe.sets import decoding, figures
from pipecheck.probe.sets.record import RECORD, Row
from pipecheck.probe.sets.room import Room
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A file by its *header*, whose fault says why there is no *row*; else that is a RECORD without dimensions.

    Without a *digest* of its content the file could not be read to its end, which may be otherwise the next time.
    """

    header: Header
    digest: bytes = b""
    row: Row | None = None


def measured(path: Path, *, full: bool = False, room: Room | None = None) -> Measured:
    """What the picture at *path* is; *full* counts every pixel, else as few are decoded as the figures need.

    *room* is what threads share that decode at the same time.
    """
    try:
        return of(readers.content(path), path.name, full=full, room=room)
    except ReadError as e:
        return Measured(header=Header(fault=e.reason))
    except MemoryError:
        return Measured(header=Header(fault="there is not enough memory to read it"))


def of(data: bytes, name: str, *, full: bool = False, room: Room | None = None) -> Measured:
    """What the picture *data* is, the content of the file called *name*."""
    found, content = header.of(data, name), digest(data)
    if found.fault is not None or found.size is None:
        return Measured(header=found, digest=content)
    width, height = found.size
    row = np.zeros((), RECORD)
    row["width"], row["height"], row["bytes"], row["digest"] = width, height, len(data), content
    try:
        with (room or Room()).taken(width * height):
            _write(row, data, found, full=full)
    except ReadError as e:
        return Measured(header=replace(found, fault=e.reason), digest=content)
    return Measured(header=found, digest=content, row=row)


def _write(row: Row, data: bytes, found: Header, *, full: bool) -> None:
    width, height = int(row["width"]), int(row["height"])
    factor = decoding.reduction(width, height)
    pixels = decoding.decoded(data, found, factor=1 if full else factor)
    small = figures.reduced(pixels, factor) if pixels.size >= width * height * 3 else pixels  # else the decoder did that
    counted = pixels if full or factor == 1 else small[::2]  # each row is much like the next
    figures.write(row, counted, small, 1 if found.form == "TIFF" else found.traits.orientation)


def digest(data: bytes) -> bytes:
    """What stands for *data*: the same for the same bytes, and for no others that anybody did not make for the purpose."""
    return hashlib.sha1(data, usedforsecurity=False).digest()[:16]  # twice as fast as any other where the processor helps
