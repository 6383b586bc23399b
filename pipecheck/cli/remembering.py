"""How closely the command line looks at files, and where it remembers what it measured."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from pipecheck.gather.looking import Looking, Progress


def looking(options: argparse.Namespace, progress: Progress | None) -> Looking:
    """What the *options* ask for."""
    asked = vars(options)
    cache = None if asked.get("no_cache") else _folder()
    return Looking(full=asked.get("full", False), cache=cache, rehash=asked.get("rehash", False), drawn=drawn(options), progress=progress)


def drawn(options: argparse.Namespace) -> bool:
    """Whether a page is asked for, which shows pictures."""
    return "html" in (options.format, *(chosen for chosen, _ in vars(options).get("also", ())))


def _folder() -> Path | None:
    """The folder that this system keeps for what can be made again; None where the user has no home."""
    said = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    try:
        return Path(said) / "pipecheck" if said and Path(said).is_absolute() else Path.home() / ".cache" / "pipecheck"
    except RuntimeError:
        return None
