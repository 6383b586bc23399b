"""A baseline: findings that were there when somebody began to use the checks, and that are dealt with later."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.findings import Finding
from pipecheck.sources import text

NAME = "pipecheck-baseline.json"
KIND = "pipecheck baseline"
SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finding as it is remembered: what makes it the same one, and what people recognise it by."""

    fingerprint: str
    code: str
    place: str
    message: str


def load(path: Path) -> tuple[Entry, ...]:
    """The findings in the baseline *path*."""
    try:
        data = json.loads(text.read(path))
    except (ValueError, RecursionError) as e:
        raise SourceError(path, f"not JSON: {e}") from e
    match data:
        case {"kind": "pipecheck baseline", "schema": 1, "findings": list(entries)}:
            return tuple(_entry(each, path) for each in entries)
        case {"kind": "pipecheck baseline", "schema": other}:
            raise SourceError(path, f"a baseline of another version, {other}: make it anew with `pipecheck baseline create`")
        case _:
            raise SourceError(path, "no baseline: `pipecheck baseline create` makes one")


def _entry(each: Any, path: Path) -> Entry:
    match each:
        case {"fingerprint": str(mark), "code": str(code), "place": str(place), "message": str(message)}:
            return Entry(fingerprint=mark, code=code, place=place, message=message)
        case _:
            raise SourceError(path, f"an entry without fingerprint, code, place and message: {json.dumps(each)[:80]}")


def dumped(entries: Iterable[Entry]) -> str:
    """*entries* as the text of a baseline, in an order that does not depend on the run."""
    rows = sorted(entries, key=lambda each: (each.place, each.code, each.message, each.fingerprint))
    findings = [{"code": e.code, "place": e.place, "message": e.message, "fingerprint": e.fingerprint} for e in rows]
    return json.dumps({"kind": KIND, "schema": SCHEMA, "findings": findings}, indent=2, ensure_ascii=False) + "\n"


def entry(finding: Finding, folder: Path) -> Entry:
    """*finding* as a baseline in *folder* remembers it: by the text of its line, so that lines may be added above."""
    origin = finding.origin
    place = "" if origin is None else _below(origin.path, folder)
    line = None if origin is None or origin.line is None else _line(origin.path, origin.line)
    parts = (finding.code, place, finding.input or "", finding.message if line is None else line)
    mark = hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:32]
    return Entry(fingerprint=mark, code=finding.code, place=place, message=finding.message)


def split(findings: Iterable[Finding], entries: Iterable[Entry], folder: Path) -> tuple[list[Finding], list[Finding], list[Entry]]:
    """The *findings* that *entries* do not know, those that they do, and the entries that nothing needs any more."""
    known = Counter(each.fingerprint for each in entries)
    fresh: list[Finding] = []
    old: list[Finding] = []
    for finding in findings:
        mark = entry(finding, folder).fingerprint
        (old if known[mark] else fresh).append(finding)
        known[mark] -= bool(known[mark])
    return fresh, old, [each for each in entries if known[each.fingerprint]]


def _below(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()


def _line(path: Path, number: int) -> str | None:
    try:
        lines = text.lines(text.read(path), path)
    except SourceError:
        return None
    return lines[number - 1].strip() if number <= len(lines) else None
