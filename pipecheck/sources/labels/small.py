"""The content of a small file with the labels of one picture."""

from __future__ import annotations

from pathlib import Path

from pipecheck.errors import SourceError

LIMIT = 16 * 1024 * 1024


def content(path: Path) -> bytes:
    """What the file at *path* holds, unless that is far more than that needs."""
    try:
        if not path.is_file():
            raise SourceError(path, "not a regular file")
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    if len(data) > LIMIT:
        raise SourceError(path, f"larger than {LIMIT / 2**20:g} MiB, so not the labels of one picture")
    return data
