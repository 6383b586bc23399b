"""Comments that ignore what is found on their line: `# pipecheck: ignore[PC403] measured: costs nothing`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text

_PRAGMA = re.compile(r"#\s*pipecheck:\s*ignore\[(?P<codes>[^\]]*)\][ \t]*(?P<reason>[^\r\n]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pragma:
    """A comment that ignores *codes*, or what begins with them, on the *line*, for a *reason*, empty where it gives none."""

    codes: tuple[str, ...]
    reason: str
    line: int
    origin: Origin

    def covers(self, code: str, origin: Origin | None) -> bool:
        """Whether a finding of *code* at *origin* is meant."""
        here = origin is not None and (origin.path, origin.line) == (self.origin.path, self.line)
        return here and bool(self.reason) and code.startswith(self.codes)


def read(path: Path) -> list[Pragma]:
    """The comments of the file *path*, none where it holds none or cannot be read."""
    try:
        source = text.read(path)
    except SourceError:
        return []
    if "pipecheck:" not in source:
        return []
    lines = text.lines(source, path)
    comments = _of_python(source) if path.suffix == ".py" else None
    return list(_pragmas(path, lines, comments))


def _pragmas(path: Path, lines: tuple[str, ...], comments: set[tuple[int, int]] | None) -> Iterator[Pragma]:
    for number, line in enumerate(lines, 1):
        found = _PRAGMA.search(line)
        if found is None or (comments is not None and (number, found.start()) not in comments):
            continue
        codes = tuple(code.strip().upper() for code in found["codes"].split(",") if code.strip())
        if codes:
            about = number if line[: found.start()].strip() else _next(lines, number)
            origin = Origin(path, number, found.start() + 1, len(found[0].rstrip()))
            yield Pragma(codes=codes, reason=found["reason"].strip(" -:"), line=about, origin=origin)


def _next(lines: tuple[str, ...], number: int) -> int:
    """The line that a comment on a line of its own speaks of: the first below that is more than a comment."""
    below = (at for at, line in enumerate(lines[number:], number + 1) if line.strip() and not line.strip().startswith("#"))
    return next(below, number)


def _of_python(source: str) -> set[tuple[int, int]]:
    """Where comments begin, so that texts that look like some are left alone."""
    import io
    import tokenize  # few files hold one

    found = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                found |= {(token.start[0], token.start[1] + at.start()) for at in _PRAGMA.finditer(token.string)}
    except (tokenize.TokenError, SyntaxError, ValueError):  # what could be read up to there counts
        pass
    return found
