"""Writes the files that are asked for: never one of those that it was given to read, and never among calibration files."""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pipecheck import among
from pipecheck.errors import SourceError
from pipecheck.sources import places


def save(
    path: str,
    text: str | bytes,
    read: Iterable[object],
    done: str,
    what: str,
    *,
    samples: Iterable[Path] | None = None,
    mark: str | None = None,
) -> None:
    """Writes *text*, *what* is made, to *path*; *read* are files, folders and names as FILE.py:NAME that were *done* so.

    *samples* are folders of calibration files; where they are given, nothing is written among such. With a *mark*, only those texts are
    replaced that begin with it.
    """
    if os.path.exists(path) and any(places.same(path, file) for file in _files(read)):  # noqa: PTH110
        raise SourceError(path, f"is what was {done}, and would be overwritten by {what}")
    content = text.encode(errors="backslashreplace") if isinstance(text, str) else text
    try:
        if isinstance(text, str) and (kind := _kind(path, mark)) is not None:
            raise SourceError(path, f"is {kind}, and would be overwritten by {what}")
        if samples is not None and among.samples(os.path.dirname(path) or ".", samples):  # noqa: PTH120
            raise SourceError(
                path, "lies among calibration files, and the toolchain reads every file there as a sample: name another place"
            )
        replace(path, content)
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e


def replace(path: str, content: bytes) -> None:
    """Writes *content* so that there is a whole file at any moment; links, pipes and devices take it as it comes."""
    folder = os.path.dirname(path) or "."  # noqa: PTH120
    if not os.path.basename(path) or not os.access(folder, os.W_OK) or _is_special(path):  # noqa: PTH119
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(content)
        return
    made = places.aside(path)
    try:
        with open(made, "wb") as file:  # noqa: PTH123
            file.write(content)
        if os.path.exists(path):  # noqa: PTH110
            shutil.copymode(path, made)
        os.replace(made, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(made)  # noqa: PTH108
        raise


def _is_special(path: str) -> bool:
    """Whether what lies at *path* is not simply a file."""
    return os.path.islink(path) or (os.path.lexists(path) and not os.path.isfile(path))  # noqa: PTH113, PTH114


def _kind(path: str, mark: str | None) -> str | None:
    """What lies at *path* that nobody means to replace: a model, a picture, a tensor, a manifest, a text of others."""
    from pipecheck.preparing.manifest import KIND

    if not os.path.isfile(path):  # noqa: PTH113
        return None
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(4096)
    if b"\0" in head:
        return "no text"
    if KIND.encode() in head:
        return "the manifest of calibration files"
    ours = mark is None or not head or head.removeprefix(codecs.BOM_UTF8).startswith(mark.encode())
    return None if ours else "a text that pipecheck did not write"


def _files(read: Iterable[object]) -> Iterator[str]:
    for each in map(str, read):
        yield each
        yield from (each[:place] for place, letter in enumerate(each) if letter == ":")  # what is called may have colons in it too
        for folder, _, names in os.walk(each):
            yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118
