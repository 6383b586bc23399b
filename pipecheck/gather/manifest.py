"""A pipecheck.toml as a project: every key known, of its type, and with its place; what is not so is one line naming file and key."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipecheck.errors import SourceError
from pipecheck.findings import ROADS, Ignore, Origin, Severity
from pipecheck.gather.project import Project, RoadSource
from pipecheck.guesses import close_to
from pipecheck.sources import text
from pipecheck_transformers.words import Color, Library, YuvRange

if TYPE_CHECKING:
    from pipecheck.evidence.calibration import Advice
    from pipecheck.gather.judging import Judging

W = TypeVar("W", bound=str)
_READERS: tuple[Library, ...] = ("opencv", "pil", "skimage")
_COLORS: tuple[Color, ...] = ("rgb", "bgr", "gray")
_RANGES: tuple[YuvRange, ...] = ("full", "video")
_LABELS = ("imagefolder", "csv", "txt", "json", "yolo", "coco", "voc", "masks", "vectors")
_SEVERITIES = ("error", "warning", "note")
_COUNTS = ("at_least", "advised", "at_most")
_TOP = ("config", "ignore", "baseline", "fail_on", *ROADS)
_TEXTS = ("source", "images", "labels", "label_format", "classes", "image", "dump", "model", "task", "decoder", "metric")
_CHOICES = ("reader", "color", "nv12")
_JUDGED = ("task", "decoder", "metric", "expected", "quantized")
_ROAD = (*_TEXTS, *_CHOICES, "expected", "quantized", "inputs")
LIMIT = 2**20
_PART = r"""(?:(?<![\w-])[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"(?P<key>{_PART})[ \t]*=")
_HEADER = re.compile(r"\s*\[\s*(?P<name>[^\[\]]+)\]")
_DEEP = re.compile(rf"(?:{_PART}[ \t]*\.[ \t]*){{60}}")
"""A dotted key of so many parts, for which parsers of TOML take time and memory with the square of their number."""


@dataclass(frozen=True, slots=True)
class _Manifest:
    """The *path* of a manifest, where its tables begin, and where its [ignore] speaks of each code."""

    path: Path
    tables: Mapping[str, Origin]
    ignored: Mapping[str, Origin]

    def place(self, name: str) -> Origin:
        """The line of the table's header; TOML parsers do not tell."""
        return self.tables.get(f"tool.pipecheck.{name}" if self.path.name == "pyproject.toml" else name, Origin(self.path))


def load(path: Path) -> Project | None:
    """The project that *path* describes; None for a pyproject.toml that says nothing of pipecheck."""
    source = text.read(path, LIMIT)
    table = _table(path, source)
    return None if table is None else _project(_placed(path, text.lines(source, path)), table)


def _table(path: Path, source: str) -> dict[str, Any] | None:
    """The manifest in *source*; None for a pyproject.toml that says nothing of pipecheck."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    if (deep := _DEEP.search(source)) is not None:
        raise SourceError(path, "not TOML that is read here: a key of 60 parts and more", source.count("\n", 0, deep.start()) + 1)
    try:
        data: dict[str, Any] = tomllib.loads(source)
    except RecursionError as e:
        raise SourceError(path, "not TOML: nested too deep") from e
    except ValueError as e:  # a number of 5000 digits is no TOMLDecodeError
        raise SourceError(path, f"not TOML: {e}") from e
    if path.name != "pyproject.toml":
        return data
    match data:
        case {"tool": {"pipecheck": dict(table)}}:
            return table
        case {"tool": {"pipecheck": _}}:
            raise SourceError(path, "tool.pipecheck is a table: write [tool.pipecheck]")
        case _:
            return None


def _placed(path: Path, lines: Sequence[str]) -> _Manifest:
    """Where tables begin, and codes are ignored, on the *lines* of *path*."""
    tables: dict[str, Origin] = {}
    for number, line in enumerate(lines, 1):
        if found := _HEADER.match(line):
            tables.setdefault(found["name"].strip(), Origin(path, number, 1, len(line.rstrip())))
    made = _Manifest(path, tables, {})
    ignored: dict[str, Origin] = {}
    header = made.place("ignore").line or 0
    for number, line in enumerate(lines[header:], header + 1):  # an entry on a line of its own, or those of an inline table
        for found in _KEY.finditer(line) if line.startswith("ignore") else filter(None, [_KEY.match(line, len(line) - len(line.lstrip()))]):
            ignored.setdefault(found["key"].strip("\"'"), Origin(path, number, found.start("key") + 1, len(found["key"])))
    return replace(made, ignored=ignored)


def _project(manifest: _Manifest, table: dict[str, Any]) -> Project:
    path = manifest.path
    _known(table, _TOP, path, "")
    config, baseline = _text(table, "config", path), _text(table, "baseline", path)
    grave = _one_of(table, "fail_on", _SEVERITIES, path, "")
    return Project(
        folder=path.parent,
        config=None if config is None else path.parent / config,
        roads={road: _road(table[road], manifest, road) for road in ROADS if road in table},
        ignored=_ignored(table.get("ignore", {}), manifest),
        baseline=None if baseline is None else path.parent / baseline,
        fail_on=None if grave is None else Severity[grave.upper()],
    )


def _road(given: object, manifest: _Manifest, road: str) -> RoadSource:
    path, where = manifest.path, f"[{road}] "
    table = _typed(given, path, where, (*_ROAD, *_COUNTS) if road == "calibration" else _ROAD)
    return RoadSource(
        source=_text(table, "source", path, where),
        folder=path.parent,
        reader=_one_of(table, "reader", _READERS, path, where),
        color=_one_of(table, "color", _COLORS, path, where),
        nv12=_one_of(table, "nv12", _RANGES, path, where),
        images=_text(table, "images", path, where),
        labels=_text(table, "labels", path, where),
        label_format=_one_of(table, "label_format", _LABELS, path, where),
        classes=_text(table, "classes", path, where),
        advice=_advice(table, manifest, where) if any(key in table for key in _COUNTS) else None,
        model=_text(table, "model", path, where),
        judging=_judging(table, manifest, road) if any(key in table for key in _JUDGED) else None,
        inputs=_inputs(table, manifest, road),
        origin=manifest.place(road),
    )


def _inputs(table: Mapping[str, Any], manifest: _Manifest, road: str) -> dict[str, RoadSource]:
    """What the road says of single inputs."""
    inputs = table.get("inputs", {})
    if not isinstance(inputs, dict):
        raise SourceError(manifest.path, f"[{road}] inputs is a table: write [{road}.inputs.NAME]")
    return {name: _road(of_input, manifest, f"{road}.inputs.{name}") for name, of_input in inputs.items()}


def _typed(table: object, path: Path, where: str, words: tuple[str, ...]) -> dict[str, Any]:
    """*table* as a road's, every key one of *words*, and texts where they belong."""
    if not isinstance(table, dict):
        raise SourceError(path, f"{where.strip(' []')} is a table: write {where}and then source = …")
    _known(table, words, path, where)
    for key in _TEXTS:
        _text(table, key, path, where)
    return table


def _judging(table: Mapping[str, Any], manifest: _Manifest, road: str) -> Judging:
    from pipecheck.gather import judging

    return judging.read(table, f"[{road}] ", manifest.place(road))


def _advice(table: Mapping[str, Any], manifest: _Manifest, where: str) -> Advice:
    from pipecheck.gather import advice

    return advice.read(table, where, manifest.place("calibration"))


def _ignored(table: object, manifest: _Manifest) -> dict[str, Ignore]:
    if not isinstance(table, dict) or not all(isinstance(reason, str) and reason.strip() for reason in table.values()):
        raise SourceError(manifest.path, '[ignore] gives every code its reason: PC303 = "measured: costs nothing on this model"')
    return {code: Ignore(reason, manifest.ignored.get(code, Origin(manifest.path))) for code, reason in table.items()}


def _known(table: Mapping[str, Any], words: tuple[str, ...], path: Path, where: str) -> None:
    for key in table:
        if key not in words:
            close = close_to(key, words)
            raise SourceError(path, f"{where}{key} is not known{f'; did you mean {close[0]}?' if close else ''}")


def _text(table: Mapping[str, Any], key: str, path: Path, where: str = "") -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise SourceError(path, f"{where}{key} is a text in quotes, not {value!r}")
    if not value.strip() or "\0" in value:
        raise SourceError(path, f"{where}{key} names nothing: {value!r}")
    return value


def _one_of(table: Mapping[str, Any], key: str, words: tuple[W, ...], path: Path, where: str) -> W | None:
    value = _text(table, key, path, where)
    for word in words:
        if value == word:
            return word
    if value is None:
        return None
    raise SourceError(path, f"{where}{key} is one of {', '.join(words)}, not {value!r}")
