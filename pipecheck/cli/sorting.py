"""Which of many YAMLs are conversion YAMLs, for commit hooks, which are handed every YAML that changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import text

_GROUP = re.compile(r"""^\s*['"]?(model|input|calibration|compiler)_parameters['"]?\s*[:：]""", re.MULTILINE)


def conversions(paths: Iterable[str]) -> list[str]:
    """Those of *paths* that have a group of a conversion YAML, or cannot be read, which is to be told."""
    return [path for path in paths if _is_one(Path(path))]


def _is_one(path: Path) -> bool:
    try:
        return _GROUP.search(text.read(path)) is not None
    except SourceError:
        return True
