"""A pipecheck.toml as a project: every key known, of its type, and with its place; what is not so is one line naming file and key."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
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


def load(path: Path) -> Project | None:
    """The project that *path* describes; None for a pyproject.toml that says nothing of pipecheck."""
    table = _table(path)
    return None if table is None else _project(path, table)


def _table(path: Path) -> dict[str, Any] | None:
    """The manifest in *path*; None for a pyproject.toml that says nothing of pipecheck."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        data: dict[str, Any] = tomllib.loads(text.read(path))
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


def _project(path: Path, table: dict[str, Any]) -> Project:
    _known(table, _TOP, path, "")
    config, baseline = _text(table, "config", path), _text(table, "baseline", path)
    grave = _one_of(table, "fail_on", _SEVERITIES, path, "")
    return Project(
        folder=path.parent,
        config=None if config is None else path.parent / config,
        roads={road: _road(table[road], path, road) for road in ROADS if road in table},
        ignored=_ignored(table.get("ignore", {}), path),
        baseline=None if baseline is None else path.parent / baseline,
        fail_on=None if grave is None else Severity[grave.upper()],
    )


def _road(given: object, path: Path, road: str) -> RoadSource:
    where = f"[{road}] "
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
        advice=_advice(table, path, where) if any(key in table for key in _COUNTS) else None,
        model=_text(table, "model", path, where),
        judging=_judging(table, path, road) if any(key in table for key in _JUDGED) else None,
        inputs=_inputs(table, path, road),
        origin=_place(path, road),
    )


def _inputs(table: Mapping[str, Any], path: Path, road: str) -> dict[str, RoadSource]:
    """What the road says of single inputs."""
    inputs = table.get("inputs", {})
    if not isinstance(inputs, dict):
        raise SourceError(path, f"[{road}] inputs is a table: write [{road}.inputs.NAME]")
    return {name: _road(of_input, path, f"{road}.inputs.{name}") for name, of_input in inputs.items()}


def _typed(table: object, path: Path, where: str, words: tuple[str, ...]) -> dict[str, Any]:
    """*table* as a road's, every key one of *words*, and texts where they belong."""
    if not isinstance(table, dict):
        raise SourceError(path, f"{where.strip(' []')} is a table: write {where}and then source = …")
    _known(table, words, path, where)
    for key in _TEXTS:
        _text(table, key, path, where)
    return table


def _judging(table: Mapping[str, Any], path: Path, road: str) -> Judging:
    from pipecheck.gather import judging

    return judging.read(table, f"[{road}] ", _place(path, road))


def _advice(table: Mapping[str, Any], path: Path, where: str) -> Advice:
    from pipecheck.gather import advice

    return advice.read(table, where, _place(path, "calibration"))


def _ignored(table: object, path: Path) -> dict[str, Ignore]:
    if not isinstance(table, dict) or not all(isinstance(reason, str) and reason.strip() for reason in table.values()):
        raise SourceError(path, '[ignore] gives every code its reason: PC303 = "measured: costs nothing on this model"')
    return {code: Ignore(reason, _entry(path, code)) for code, reason in table.items()}


def _entry(path: Path, code: str) -> Origin:
    """The line of [ignore] that speaks of *code*; in an inline table, where it is named."""
    lines = text.read(path).splitlines()
    header = _place(path, "ignore").line or 0
    entry = re.compile(rf"""\s*(?P<key>["']?{re.escape(code)}["']?)\s*=""")
    inline = re.compile(rf"""\bignore\b.*?(?P<key>["']?{re.escape(code)}["']?)\s*=""")
    for number, line in enumerate(lines[header:], header + 1):
        if found := entry.match(line) or inline.match(line):
            return Origin(path, number, found.start("key") + 1, len(found["key"]))
    return Origin(path)


def _place(path: Path, name: str) -> Origin:
    """The line of the table's header; TOML parsers do not tell."""
    table = f"tool.pipecheck.{name}" if path.name == "pyproject.toml" else name
    header = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]")
    for number, line in enumerate(text.read(path).splitlines(), 1):
        if header.match(line):
            return Origin(path, number, 1, len(line.rstrip()))
    return Origin(path)


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
