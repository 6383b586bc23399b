"""A folder that nobody may enter, not even who may do everything: its path is longer than the system takes."""

from __future__ import annotations

import os

_NAME = "x" * 250
_DEPTH = 17


def closed(folder):
    """Makes folders below *folder*, the lowest of which cannot be listed by its path, and returns its path."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(_DEPTH):
        os.mkdir(_NAME, dir_fd=here)
        above, here = here, os.open(_NAME, os.O_RDONLY, dir_fd=here)
        os.close(above)
    os.close(here)
    return str(folder.joinpath(*[_NAME] * _DEPTH))
