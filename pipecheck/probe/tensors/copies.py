"""Tensor files of the same bytes: the same picture, calibrated with more than once."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path

from pipecheck.evidence.calibration import Alike
from pipecheck.probe.tensors.contents import opened

_PIECES, _PIECE = 4, 256
"""Of every file so many pieces of so many bytes are looked at; only files in which these are the same are read whole."""
_BLOCK = 1 << 20
_NAMES = 20


def copies(folder: Path, names: Sequence[str]) -> tuple[Alike, ...]:
    """The groups of files in *folder* that hold the same bytes, the largest first; those that cannot be read are in none."""
    found = [
        group for near in _grouped(names, lambda name: _pieces(folder / name)) for group in _grouped(near, lambda n: _whole(folder / n))
    ]
    found.sort(key=lambda group: (-len(group), group[0]))
    return tuple(Alike(names=tuple(group[:_NAMES]), count=len(group), exact=True) for group in found)


def _grouped(names: Iterable[str], key: Callable[[str], Hashable | None]) -> list[list[str]]:
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for name in names:
        if (said := key(name)) is not None:
            groups[said].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _pieces(path: Path) -> Hashable | None:
    """The size of the file and bytes from places spread over it; None where it cannot be read, or holds one byte throughout them."""
    try:
        with opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            seen = []
            for place in range(_PIECES):
                os.lseek(file.fileno(), max(size - _PIECE, 0) * place // (_PIECES - 1), os.SEEK_SET)
                seen.append(os.read(file.fileno(), _PIECE))
    except OSError:
        return None
    return (size, *seen) if len(set(b"".join(seen))) > 1 else None


def _whole(path: Path) -> bytes | None:
    digest = hashlib.blake2b(digest_size=16)
    try:
        with opened(path) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.digest()
