"""Whether the picture of a calibration file is gone or another one now, and not only out of reach for the moment."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pipecheck.preparing.manifest import Entry


def is_stale(entry: Entry, picture: Path, from_there: str, seen: str | None) -> bool:
    """Whether the *picture* of *entry* is another one than then, or gone; *seen* is what its bytes are, None where they cannot be read."""
    if seen is None:
        return _is_gone(picture)
    return entry.picture != from_there or entry.picture_sha256 not in ("", seen)


def _is_gone(picture: Path) -> bool:
    """Whether *picture* alone is not there any more: a disk that is away for a moment takes the whole folder along."""
    try:
        picture.lstat()
    except FileNotFoundError:
        with suppress(OSError):
            return any(True for _ in picture.parent.iterdir())
    except (OSError, ValueError):
        pass
    return False
