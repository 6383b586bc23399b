"""Writes the files that the command line asks for, and never one of those that it was given to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from pipecheck.errors import SourceError


def save(path: str, text: str | bytes, read: Iterable[object], done: str, what: str) -> None:
    """Writes *text*, *what* is made, to *path*; *read* are files, folders and names as FILE.py:NAME that were *done* so."""
    if os.path.exists(path) and any(_same(path, file) for file in _files(read)):  # noqa: PTH110
        raise SourceError(path, f"is what was {done}, and would be overwritten by {what}")
    content = text.encode(errors="backslashreplace") if isinstance(text, str) else text
    try:
        if isinstance(text, str) and _is_binary(path):
            raise SourceError(path, f"is no text, and would be overwritten by {what}")
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(content)
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e


def _is_binary(path: str) -> bool:
    """Whether a model, a picture or a tensor lies at *path*, which nobody means to replace by a report."""
    if not os.path.isfile(path):  # noqa: PTH113
        return False
    with open(path, "rb") as file:  # noqa: PTH123
        return b"\0" in file.read(4096)


def _files(read: Iterable[object]) -> Iterator[str]:
    for each in map(str, read):
        yield each
        yield from (each[:place] for place, letter in enumerate(each) if letter == ":")  # what is called may have colons in it too
        for folder, _, names in os.walk(each):
            yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121
    except (OSError, ValueError):
        return False
