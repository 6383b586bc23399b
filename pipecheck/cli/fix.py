"""`pipecheck fix`: shows the edits that mend findings, or makes them."""

from __future__ import annotations

import argparse
import codecs
import difflib
import shutil
import sys
import tempfile
from pathlib import Path

from pipecheck import fixing
from pipecheck.errors import SourceError


def run(options: argparse.Namespace) -> tuple[str, int]:
    """What was mended, or the edits as a diff, and 1 where they were only shown."""
    writes = options.safe or options.unsafe
    changed = fixing.mend(options.paths, unsafe=not options.safe)
    if not changed:
        print("nothing to mend", file=sys.stderr)
    if not writes:
        return "".join(_diff(path, *texts) for path, texts in changed.items()), int(bool(changed))
    for path, (_, after) in changed.items():
        _replace(path, after)
    return "".join(f"mended {path}\n" for path in changed), 0


def _diff(path: Path, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), str(path), str(path))
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _replace(path: Path, after: str) -> None:
    """Writes *after* in place of *path*, byte order mark kept, so that there is a whole file at any moment."""
    try:
        mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(mark + after.encode())
        shutil.copymode(path, file.name)
        shutil.move(file.name, path.resolve())
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
