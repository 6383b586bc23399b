"""How numbers lie in a file: their dtype, their shape, where they begin; and the header of an .npy file, which says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod

import numpy as np

from pipecheck_transformers.words import Layout

MAGIC = b"\x93NUMPY"
HEAD = 4096
"""So many bytes at the start of a file hold every header that numpy writes for plain numbers."""
_SHORT, _LONG = 10, 12
_DTYPE = re.compile(r"'descr':\s*'([^']*)'")
_ORDER = re.compile(r"'fortran_order':\s*(True|False)")
_SHAPE = re.compile(r"'shape':\s*\(([\d,\s]*)\)")
_MOST_CHANNELS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Numbers of one *dtype*, as numpy writes it (`<f4`): *samples* of one *shape* each, from the byte *offset* on."""

    dtype: str
    shape: tuple[int, ...]
    offset: int = 0
    samples: int = 1
    fortran: bool = False

    @property
    def size(self) -> int:
        """How many numbers."""
        return self.samples * prod(self.shape)

    @property
    def bytes(self) -> int:
        """How many bytes the numbers take, without what lies before them."""
        return self.size * np.dtype(self.dtype).itemsize


def layout(shape: tuple[int | None, ...] | None) -> Layout | None:
    """The order of axes that *shape* itself shows: the one with few channels at only one of its ends."""
    if shape is None or len(shape) != len("chw"):
        return None
    first, last = (side is not None and side <= _MOST_CHANNELS for side in (shape[0], shape[-1]))
    return None if first == last else "chw" if first else "hwc"


def channels(shape: tuple[int, ...], order: Layout | None) -> int:
    """How many channels are told apart in a sample of *shape*: 1 where no order of axes says which axis they are."""
    if order is None or len(shape) != len("chw"):
        return 1
    count = shape[0] if order == "chw" else shape[-1]
    return count if 0 < count <= _MOST_CHANNELS else 1


def spelled(shape: tuple[int | None, ...]) -> str:
    """*shape* in a message: `3×640×?`."""
    return "×".join("?" if side is None else str(side) for side in shape) or "one number"


def name(dtype: str) -> str:
    """The *dtype* in a message."""
    kind = np.dtype(dtype)
    return f"big-endian {kind.name}" if kind.byteorder == ">" else kind.name


def header(head: bytes, size: int) -> Form | str:
    """What an .npy file of *size* bytes that begins with *head* holds, its leading axis still among the shape; or what is wrong with it."""
    length = 2 if head[6:7] == b"\x01" else 4
    start = _SHORT if length == 2 else _LONG
    end = start + int.from_bytes(head[8 : 8 + length], "little")
    text = head[start:end].decode("latin-1")
    dtype, order, shape = _DTYPE.search(text), _ORDER.search(text), _SHAPE.search(text)
    if len(head) < min(end, HEAD) or len(head) < start:
        return "cut short within its .npy header"
    if "'descr': [" in text:
        return "records of several fields, not numbers"
    if dtype is None or order is None or shape is None or any(text.count(word) > 1 for word in ("descr", "fortran_order", "shape")):
        return "an .npy file with a damaged header"
    if "O" in dtype[1]:
        return "pickled Python objects, which nothing here loads"
    return _formed(dtype[1], shape[1], order[1] == "True", end, size)


def _formed(dtype: str, sides: str, fortran: bool, offset: int, size: int) -> Form | str:
    try:
        kind = np.dtype(dtype)
        shape = tuple(int(side) for side in sides.split(",") if side.strip())
    except (TypeError, ValueError):
        return "an .npy file with a damaged header"
    if kind.kind not in "biuf" or kind.itemsize > np.dtype(np.float64).itemsize:
        return f"{kind.name}, not numbers of a picture"
    form = Form(dtype=kind.str, shape=shape, offset=offset, fortran=fortran and sum(side != 1 for side in shape) > 1)
    if form.size == 0:
        return f"an array of shape {spelled(shape)}, which is empty"
    if offset + form.bytes > size:
        return f"cut short: {size} of {offset + form.bytes} bytes"
    return form
