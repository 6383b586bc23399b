"""What pipecheck says when it cannot do its work: one line that begins with the file."""

from __future__ import annotations

from pathlib import Path

LONGEST = 6000
"""So many signs of a message are told: a path has room in it, the megabyte of text that somebody took for a key has not."""


class PipecheckError(Exception):
    """Anything that ends a run with status 2; the message stands on its own, and on one line whatever stands in the user's names.

    >>> try:
    ...     pipecheck.check("nowhere.yaml")
    ... except pipecheck.PipecheckError as e:
    ...     print(e)
    nowhere.yaml: no such file
    """

    def __str__(self) -> str:
        said = super().__str__()
        told = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
        return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in told)


class SourceError(PipecheckError):
    """A file that is missing, unreadable or cannot be parsed at all."""

    def __init__(self, path: Path | str, reason: str, line: int | None = None, column: int | None = None) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {reason}")


class UsageError(PipecheckError):
    """A request that makes no sense, such as an unknown rule code."""
