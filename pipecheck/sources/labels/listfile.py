"""A text file with the path of a picture on every line: a set of pictures without a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import text
from pipecheck.sources.labels.lines import LIMIT, parted
from pipecheck_transformers.folder import PICTURES

MARK = "# pictures chosen by pipecheck calibration --select"
"""What a list begins with that was written here, and may be written again."""


def pictures(path: Path) -> list[Path]:
    """The pictures that the lines of *path* name, relative to its folder, each once; what stands behind a name is left aside."""
    names: dict[str, None] = {}
    for at, line in enumerate(text.read(path, LIMIT).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name = _name(line)
        if "\0" in name:
            raise SourceError(path, "no picture has a name with a NUL in it", at)
        names[name if os.sep == "\\" else name.replace("\\", "/")] = None
    if not names:
        raise SourceError(path, "names no picture")
    folder = path.parent
    return [folder / name for name in names]


def holds(name: str) -> bool:
    """Whether *name*, on a line of its own, is read back as it is."""
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no text
        return False
    plain = name.splitlines() == [name] and not name.startswith("#") and (os.sep == "\\" or "\\" not in name)
    return plain and _name(name) == name


def _name(line: str) -> str:
    """The picture that *line* names: all of it where that ends as pictures do, or holds nothing that does."""
    whole = line.strip().strip("\"'")
    name, _ = parted(line)
    return name if os.path.splitext(name)[1].lower() in PICTURES else whole  # noqa: PTH122  # a million lines are not made paths
