"""A chain compiled for throughput: bit for bit what its steps give one after the other, with less work."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipecheck_transformers import fuse
from pipecheck_transformers.apply import applied, apply
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import StepError, ToolkitError
from pipecheck_transformers.ops import Color, Layout, Op, TakeChannel, ToColor, Transpose
from pipecheck_transformers.pillow import Opening, opening
from pipecheck_transformers.pixels import Array, Pixels

if TYPE_CHECKING:
    from pipecheck_transformers.kernels.lookup import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """A stretch of operations as one *table*: the index after it, and what the picture is then; *layout* None leaves it."""

    end: int
    table: Table
    shuffles_only: bool
    color: Color
    layout: Layout | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A chain ready to be called on many pictures, from any number of threads at once."""

    chain: Chain
    opening: Opening | None
    ops: tuple[Op, ...]
    fused: Mapping[int, Fused]
    scratch: threading.local

    def __call__(self, source: Array | str | os.PathLike[str], out: Array | None = None) -> Array:
        """The tensor made of a picture or of a picture file, in one piece of memory; in *out* where that is given."""
        try:
            return _placed(self._made(source, out), out)
        except StepError:
            # Operations may have changed places; in the order written the complaint names the right one.
            return _placed(_step_by_step(self.chain, source), out)

    def __reduce__(self) -> tuple[Any, ...]:
        return compiled, (self.chain,)

    def _made(self, source: Array | str | os.PathLike[str], out: Array | None) -> Array:
        pixels, at = self._opened(source)
        if pixels.array.dtype != np.uint8 or not pixels.array.size:
            return _step_by_step(self.chain, pixels.array)
        while at < len(self.ops):
            fused = self.fused.get(at)
            if fused is None or pixels.array.dtype != np.uint8:
                pixels, at = apply(self.ops[at], pixels), at + 1
            else:
                pixels, at = self._looked_up(fused, pixels, out), fused.end
        return pixels.array

    def _opened(self, source: Array | str | os.PathLike[str]) -> tuple[Pixels, int]:
        """The picture, and how many operations are done already."""
        if self.opening is not None and isinstance(source, str | os.PathLike):
            return Pixels(self.opening(source), self.chain.read.color), self.opening.done
        _, pixels = next(self.chain.steps(source))
        return pixels, 0

    def _looked_up(self, fused: Fused, pixels: Pixels, out: Array | None) -> Pixels:
        from pipecheck_transformers.kernels import lookup

        hwc, table, layout = pixels.hwc, fused.table, fused.layout or pixels.layout
        height, width = hwc.shape[:2]
        usable = out if fused.end == len(self.ops) else None
        if layout == "chw":
            array = _room((len(table.sources), height, width), table.values.dtype, usable)
            lookup.channels_first(table, hwc, array, self._planes(hwc.shape))
        elif fused.shuffles_only:
            array = lookup.shuffle(hwc, table.sources)
        else:
            array = _room((height, width, len(table.sources)), table.values.dtype, usable)
            lookup.channels_last(table, hwc, array)
        return Pixels(array, fused.color, layout, pixels.range)

    def _planes(self, shape: tuple[int, ...]) -> list[Array]:
        """This thread's own room for the channels of a picture; most pictures of a set end in the same size."""
        planes: list[Array] = getattr(self.scratch, "planes", [])
        if len(planes) != shape[2] or planes[0].shape != shape[:2]:
            planes = self.scratch.planes = [np.empty(shape[:2], np.uint8) for _ in range(shape[2])]
        return planes


def compiled(chain: Chain) -> Compiled:
    """*chain* in the form that is called fastest."""
    _keep_freed_memory()
    ops = fuse.arranged(chain.ops, chain.read.color)
    found = {start: _fused(ops[start:end], before, end) for start, end, before in fuse.stretches(ops, chain.read.color)}
    fused = {start: one for start, one in found.items() if one is not None}
    return Compiled(chain=chain, opening=opening(chain.read, ops), ops=ops, fused=fused, scratch=threading.local())


def _keep_freed_memory() -> None:
    # glibc hands out arrays above 128 kB as fresh pages, and a third of the time of a small picture goes into faulting them in. That
    # limit, and how much freed memory is kept, grow with the largest array freed so far, up to 32 MB. Elsewhere this does nothing.
    np.empty((1 << 25) - (1 << 16), np.uint8)


def _fused(ops: Sequence[Op], before: Color, end: int) -> Fused | None:
    """*ops* by trial on every byte there is, None where they do not fit a picture in the color *before*."""
    from pipecheck_transformers.kernels.lookup import Table

    channels = np.arange(1 if before in ("gray", "nv12") else 3, dtype=np.uint8)
    levels = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis, np.newaxis], len(channels), axis=2)
    try:
        with np.errstate(all="ignore"):  # levels that no picture may hold
            after = applied(ops, Pixels(levels, before))
        shuffled = applied([op for op in ops if isinstance(op, ToColor | TakeChannel)], Pixels(channels[np.newaxis, np.newaxis], before))
    except StepError:
        return None
    table = Table(sources=tuple(map(int, shuffled.array.ravel())), values=np.ascontiguousarray(after.hwc[:, 0].T))
    layout = next((op.layout for op in reversed(ops) if isinstance(op, Transpose)), None)
    return Fused(end=end, table=table, shuffles_only=table.shuffles_only, color=after.color, layout=layout)


def _step_by_step(chain: Chain, source: Array | str | os.PathLike[str]) -> Array:
    *_, (_, last) = chain.steps(source)
    return last.array


def _room(shape: tuple[int, ...], dtype: np.dtype[Any], out: Array | None) -> Array:
    """*out* where the result can be written into it as it is, new memory elsewhere."""
    usable = out is not None and out.shape == shape and out.dtype == dtype and out.flags.c_contiguous and out.flags.writeable
    return out if usable and out is not None else np.empty(shape, dtype)


def _placed(array: Array, out: Array | None) -> Array:
    """*array* in *out*, or in one piece that may be written to."""
    if out is None:
        return array if array.flags.c_contiguous and array.flags.writeable else array.copy()
    if array is not out:
        if array.shape != out.shape or array.dtype != out.dtype:
            raise ToolkitError(f"the tensor is {array.dtype} {array.shape}, and what it should be written to {out.dtype} {out.shape}")
        out[...] = array
    return out
