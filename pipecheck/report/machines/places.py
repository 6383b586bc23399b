"""Where a file lies, as other programs look for it: below the folder of the run, without detours."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

_UNPAIRED = re.compile("[\ud800-\udfff]")


def path(path: Path) -> str:
    """*path* with slashes; `deploy/../train.py`, as manifests name files, is `train.py`."""
    return Path(os.path.normpath(path)).as_posix()


def uri(path_: Path) -> str:
    """*path_* as a URI: one of its own for an absolute path, else a reference."""
    said = quote(_encoded(path(path_)))
    if not path_.is_absolute():
        return said
    return f"file://{said}" if said.startswith("/") else f"file:///{said}"


def _encoded(name: str) -> bytes:
    """The bytes that the system knows *name* by, as far as it is the name of a file."""
    try:
        return name.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return _UNPAIRED.sub("\ufffd", name).encode()
