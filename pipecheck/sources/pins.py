"""Which versions of a library a project asks for, from the requirement files beside a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import text

UP = 3
"""So many folders above that of the source are looked into."""
LARGEST = 256 * 1024
"""A requirement file of more bytes than this is passed over."""
MOST = 20
"""So many requirement files of one folder are read."""
_FILES = ("requirements*.txt", "requirements/*.txt", "pyproject.toml", "setup.cfg", "setup.py", "environment*.y*ml", "Pipfile")
_VERSION = r"\s*v?\d+(?:\.\d+)*(?:\.\*)?"
_SIGN = r"(?:===?|=|>=|<=|~=|!=|>|<|\^|~)"
_LIMITS = rf"(?P<limits>{_SIGN}{_VERSION}(?:\s*,\s*{_SIGN}{_VERSION})*)"
_QUOTED = rf"=\s*(?:\{{.*?\bversion\s*=\s*)?[\"'](?P<quoted>{_SIGN}?{_VERSION}(?:\s*,\s*{_SIGN}{_VERSION})*)"  # as Poetry and Pipenv write
Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """The versions from *lowest* on that lie below *highest*, None where nothing is said; *said* is the requirement and its file."""

    lowest: Version | None
    highest: Version | None
    said: str

    def before(self, version: Version) -> bool | None:
        """Whether all of these came before *version*; None where some did and some did not."""
        if self.highest is not None and self.highest <= _padded(version):
            return True
        return False if self.lowest is not None and self.lowest >= _padded(version) else None


def pinned(source: Path, library: str) -> Pin | None:
    """What the nearest requirement files say of *library* to the file *source*; None where none does, or where they disagree."""
    folder = source.parent.absolute()
    for _ in range(UP + 1):
        if pins := [pin for path in _requirements(folder) for pin in _said(path, library)]:
            return _all_of(pins)
        if folder == folder.parent or (folder / ".git").exists():
            return None
        folder = folder.parent
    return None


def _requirements(folder: Path) -> list[Path]:
    try:
        return [path for pattern in _FILES for path in sorted(folder.glob(pattern)) if path.is_file()][:MOST]
    except OSError:
        return []


def _said(path: Path, library: str) -> Iterator[Pin]:
    named = re.compile(rf"(?<![\w.-]){re.escape(library)}(?:\[[^\]]*\])?[\"']?\s*\(?(?:{_LIMITS}|{_QUOTED})", re.IGNORECASE)
    try:
        lines = text.lines(text.read(path), path) if path.stat().st_size <= LARGEST else ()
    except (SourceError, OSError):
        return  # a broken requirement file is not our subject
    for line in lines:
        if found := named.search(line.split("#", 1)[0]):
            limits = found["limits"] or found["quoted"]
            signed = limits if limits[0] in "=<>~^!" else f"=={limits}"
            ranges = [_range(part.strip()) for part in limits.split(",")]
            yield from (Pin(low, high, f"{library}{signed} ({path.name})") for low, high in ranges)


def _range(limit: str) -> tuple[Version | None, Version | None]:
    """The first version that *limit* allows, and the first above that it does not."""
    sign, digits = re.match(r"([=<>~^!]*)\s*v?([\d.]+)", limit).groups()  # type: ignore[union-attr]  # it was matched before
    version = tuple(map(int, digits.strip(".").split(".")))
    match sign:
        case "!=":
            return None, None
        case ">=" | ">":
            return _padded(version), None
        case "<":
            return None, _padded(version)
        case "<=":
            return None, _next(version)
        case "~=":
            return _padded(version), _next(version[:-1] or version)
        case "~":
            return _padded(version), _next(version[:2])
        case "^":
            return _padded(version), _next(version[: next((place for place, part in enumerate(version) if part), len(version) - 1) + 1])
        case _:
            return _padded(version), _next(version)


def _next(version: Version) -> Version:
    """The first version after *version* and all that begin with it."""
    return _padded((*version[:-1], version[-1] + 1))


def _padded(version: Version) -> Version:
    return (*version, *(0,) * (4 - len(version)))


def _all_of(pins: list[Pin]) -> Pin | None:
    """What all of *pins* allow together."""
    lowest = max((pin.lowest for pin in pins if pin.lowest is not None), default=None)
    highest = min((pin.highest for pin in pins if pin.highest is not None), default=None)
    if lowest is not None and highest is not None and lowest >= highest:
        return None
    return Pin(lowest, highest, " and ".join(dict.fromkeys(pin.said for pin in pins)))
