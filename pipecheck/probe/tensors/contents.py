"""What the first bytes of a file give away: another format under a tensor's name, or numbers of another width."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Literal

import numpy as np

from pipecheck.probe.tensors.forms import HEAD, MAGIC
from pipecheck_transformers.pixels import Array

Width = Literal["uint8", "float32"]

_FORMATS = (
    (MAGIC, "an .npy file"),
    (b"PK\x03\x04", "a zip archive, such as .npz"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"BM", "a BMP picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"\x89HDF", "an HDF5 file"),
    *((bytes((0x80, version)), "a Python pickle") for version in (2, 3, 4, 5)),
)
_BMP = 54
_PIECE = 16_384
_ENOUGH = 1024
_APART, _ALIKE = 0.6, 0.25
_SMALLEST, _LARGEST = 1e-12, 1e7


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """What a look into a file showed: its first bytes, the *format* that they name, and the *width* that its numbers must have."""

    head: bytes
    format: str | None = None
    width: Width | None = None


def opened(path: Path | str) -> FileIO:
    """The regular file at *path* for reading; anything else is refused without waiting, as a pipe would make it."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "no regular file")
    return FileIO(number)


def head(path: Path) -> bytes:
    """The first bytes of the file at *path*."""
    with opened(path) as file:
        return file.read(HEAD)


def look(path: Path, size: int) -> Peek:
    """What the file of *size* bytes at *path* looks like."""
    with opened(path) as file:
        first = file.read(HEAD)
        pieces = []
        for place in (size // 4, size // 2, size * 3 // 4):
            file.seek(place // 8 * 8)  # no number of any width is cut
            pieces.append(file.read(_PIECE))
    return Peek(head=first, format=_format(first, size), width=width(b"".join(piece[: len(piece) // 8 * 8] for piece in pieces)))


def _format(first: bytes, size: int) -> str | None:
    for magic, name in _FORMATS:
        if first.startswith(magic) and (magic != b"BM" or int.from_bytes(first[2:6], "little") == size >= _BMP):
            return name
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return "a WebP picture"
    return "text" if _is_text(first) else None


def _is_text(first: bytes) -> bool:
    try:
        text = first[: HEAD - 4].decode("utf-8")
    except UnicodeDecodeError as e:
        if e.start < len(first) - 4 - 4:  # not merely cut within a letter
            return False
        text = first[: e.start].decode("utf-8")
    return bool(text) and all(sign.isprintable() or sign in "\r\n\t" for sign in text)


def width(data: bytes) -> Width | None:
    """The one dtype that the bytes *data*, a whole number of eights, can be; None where that is not certain.

    The bytes of a float32 differ by their place in it: sign and exponent take few values, those of the fraction many or one. Bytes of
    a picture are the same kind of number at every place.
    """
    columns = np.frombuffer(data, np.uint8).reshape(-1, 8)
    if len(columns) < _ENOUGH:
        return None
    shares = [np.bincount(columns[:, place] >> 2, minlength=64) / len(columns) for place in range(8)]
    if all(_distance(shares[0], share) < _ALIKE for share in shares[1:]) and np.count_nonzero(shares[0]) > 2:
        return "uint8"
    exponents_differ = min(_distance(shares[3], shares[place]) for place in (0, 1)) > _APART
    repeats = all(_distance(shares[place], shares[place + 4]) < _ALIKE for place in range(4))
    return "float32" if exponents_differ and repeats and _plausible(np.frombuffer(data, "<f4")) else None


def _distance(left: Array, right: Array) -> float:
    """How far apart two distributions are, from 0 to 1."""
    return float(np.abs(left - right).sum() / 2)


def _plausible(numbers: Array) -> bool:
    magnitudes = np.abs(numbers[numbers != 0]).astype(np.float64)
    inside = (magnitudes >= _SMALLEST) & (magnitudes <= _LARGEST)  # which no NaN is
    return len(magnitudes) >= _ENOUGH and float(inside.mean()) > 0.99
