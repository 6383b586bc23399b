"""Whether places on the disk are there, whether two are one, where they really lie; what cannot be a name, or entered, is nowhere."""

from __future__ import annotations

import os
from pathlib import Path


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether a folder lies at *path*; no error where the name is too long or goes round in a circle."""
    return os.path.isdir(path)  # noqa: PTH112  # a Path raises some of these errors


def is_file(path: str | os.PathLike[str]) -> bool:
    """Whether a regular file lies at *path*, likewise."""
    return os.path.isfile(path)  # noqa: PTH113  # likewise


def same(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Whether both are the same file or folder, which is there."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121  # likewise
    except (OSError, ValueError):
        return False


def real(path: Path) -> Path:
    """*path* without links; a link that leads back to itself, and a name that no file can have, stay as they are."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path


def aside(path: str | os.PathLike[str]) -> str:
    """A name in the folder of *path* for what will take its place, which no other run takes: in containers all have the same number."""
    return os.path.join(os.path.dirname(path), f".pipecheck-{os.getpid()}-{os.urandom(4).hex()}.partial")  # noqa: PTH118, PTH120
