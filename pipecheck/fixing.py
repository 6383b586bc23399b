"""The text edits that mend what findings say is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from pipecheck import api, mending
from pipecheck.sources import text


def mend(paths: Sequence[str | Path], *, unsafe: bool = False) -> dict[Path, tuple[str, str]]:
    """The files that the fixes of all findings would change, as they are and as they would be; only safe fixes unless *unsafe*."""
    findings = [finding for path in paths for finding in api.lint([path]).findings]
    fixes = [finding.fix for finding in findings if finding.fix is not None and (finding.fix.safe or unsafe)]
    edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda edit: (str(edit.path), edit.line, edit.column))
    changed: dict[Path, tuple[str, str]] = {}
    for path, mine in groupby(edits, key=lambda edit: edit.path):
        before = text.read(path)
        changed[path] = before, mending.apply(before, mine)
    return {path: (before, after) for path, (before, after) in changed.items() if before != after}
