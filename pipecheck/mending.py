"""Text edits at spans: everything that is not edited stays as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipecheck.findings import Edit

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|$)")
"""A line with what ends it, as YAML counts lines."""


def apply(source: str, edits: Iterable[Edit]) -> str:
    """*source* with the *edits* that do not touch one another, the first ones winning."""
    lines = _LINE.findall(source)
    end = "\r\n" if "\r\n" in source else "\n"
    for edit in reversed(_apart(edits)):
        if edit.line > len(lines):
            continue
        line = lines[edit.line - 1]
        start = edit.column - 1
        lines[edit.line - 1] = line[:start] + edit.text.replace("\n", end) + line[start + edit.width :]
    return "".join(lines)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """*edits* in the order of the text, without those that overlap an earlier one or repeat it."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column, edit.width)):
        before = kept[-1] if kept else None
        if before is None or before.line != edit.line or before.column + max(before.width, 1) <= edit.column:
            kept.append(edit)
    return kept
