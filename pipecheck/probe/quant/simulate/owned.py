"""Whose a file is that would be overwritten: the toolchain calls its own by the same names."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import onnxfile

_NAME = "pipecheck"
_LARGEST = 1 << 28
"""No table of nodes has so many bytes."""


def free(path: Path) -> bool:
    """Whether there is nothing at *path*, or a calibrated model, or a table of its nodes, that was written here."""
    if not os.path.lexists(path):
        return True
    return _is_table(path) if path.suffix == ".json" else _is_model(path)


def _is_model(path: Path) -> bool:
    try:
        return bool(onnxfile.model(path).producer_name == _NAME)
    except SourceError:
        return False


def _is_table(path: Path) -> bool:
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return False
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and any(isinstance(each, dict) and _NAME in each for each in found.values())
