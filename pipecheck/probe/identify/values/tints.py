"""Which conversion of colors makes the table of samples an affine of its channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipecheck.probe.identify.asking.subject import as_read
from pipecheck.probe.identify.values import spelling
from pipecheck.probe.identify.values.samples import Samples
from pipecheck.probe.identify.values.spelling import Spelled
from pipecheck_transformers.apply import applied
from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Color, Library, Op, Read, TakeChannel, ToColor, YuvRange
from pipecheck_transformers.pixels import Array, Pixels

_GRAYS: tuple[Library, ...] = ("opencv", "pil", "torch", "skimage", "horizon")
_YUVS: tuple[tuple[Library, YuvRange], ...] = (("opencv", "full"), ("pil", "full"), ("horizon", "full"), ("horizon", "video"))
_NV12S: tuple[tuple[Library, YuvRange], ...] = (("opencv", "video"), ("horizon", "full"), ("horizon", "video"))
_CLOSE = 0.75
"""Levels by which a rounded conversion may miss the line; a wrong one misses it by dozens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """The operations that make the colors (*mixes*: they cannot simply change places with a resize), and the values after them.

    *gains* are what a level of a channel becomes, and *levels* the miss.
    """

    ops: tuple[Op, ...]
    spellings: tuple[Spelled, ...]
    levels: float
    mixes: bool
    gains: tuple[float, ...] = (1.0,)


def tints(samples: Samples, read: Read) -> list[Tint]:
    """What explains *samples* of pictures that are handed over as *read* does, the best first."""
    given = as_read(samples.given[:, None], read)[:, 0]
    found = [
        tint
        for ops in conversions(samples.made.shape[1], read.color, planar=samples.planar)
        if (tint := _tried(ops, given, samples, read)) is not None
    ]
    found.sort(key=lambda tint: (min(tint.spellings[0].levels, tint.levels), len(tint.ops)))
    return [tint for tint in found if tint.levels <= max(_CLOSE, found[0].levels * 1.5)]


def conversions(channels: int, order: Color, *, planar: bool) -> Iterator[tuple[Op, ...]]:
    """Everything that may be done to the colors of a picture in *order* that ends in so many channels."""
    other: Color = "bgr" if order == "rgb" else "rgb"
    if planar:
        for source in (None, other):
            for library, yuv_range in _NV12S:
                yield (ToColor("nv12", source=source, library=library, range=yuv_range),)
        return
    if channels == 1:
        for source in (None, other):
            yield from ((ToColor("gray", source=source, library=library),) for library in _GRAYS)
        yield from ((TakeChannel(index),) for index in range(3))
        return
    yield ()
    yield (ToColor(other),)
    for source in (None, other):
        yield from ((ToColor("gray", source=source, library=library), ToColor(order)) for library in _GRAYS)
        yield from ((ToColor("yuv444", source=source, library=library, range=yuv_range),) for library, yuv_range in _YUVS)


def _tried(ops: tuple[Op, ...], given: Array, samples: Samples, read: Read) -> Tint | None:
    colored = _colored(ops, given, read, planar=samples.planar)
    if colored is None or colored.shape != samples.made.shape:
        return None
    levels = spelling.line(colored, samples.made).levels * (1 if not read.unit else 255)
    if not levels <= _CLOSE * 4:
        return None
    found = spelling.spellings(colored, samples.made)
    mixes = any(isinstance(op, ToColor) and op.color not in ("rgb", "bgr") for op in ops)
    return Tint(ops=ops, spellings=tuple(found), levels=levels, mixes=mixes) if found else None


def _colored(ops: tuple[Op, ...], given: Array, read: Read, *, planar: bool) -> Array | None:
    """*given* (colors × 3) after *ops*; of NV12 the Y, U and V of an even block."""
    block = np.repeat(np.repeat(given[:, None, None, :], 2, axis=1), 2, axis=2)
    try:
        pixels = [applied(ops, Pixels(each, read.color)).array for each in block]
    except StepError:
        return None
    if planar:
        return np.stack([np.array([plane[0, 0, 0], plane[2, 0, 0], plane[2, 1, 0]]) for plane in pixels])
    return np.stack([picture[0, 0] for picture in pixels])
