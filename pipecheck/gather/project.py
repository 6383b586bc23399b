"""Which file speaks for which road: from a pipecheck.toml, or from what lies beside a conversion YAML."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipecheck.errors import SourceError
from pipecheck.findings import ROADS, Ignore, Origin, Road
from pipecheck.guesses import close_to
from pipecheck.sources import text
from pipecheck.spec import Program
from pipecheck_transformers.words import Color, Library, YuvRange

if TYPE_CHECKING:
    from pipecheck.evidence.calibration import Advice

MANIFEST = "pipecheck.toml"
W = TypeVar("W", bound=str)
_READERS: tuple[Library, ...] = ("opencv", "pil", "skimage")
_COLORS: tuple[Color, ...] = ("rgb", "bgr", "gray")
_RANGES: tuple[YuvRange, ...] = ("full", "video")
_LABELS = ("imagefolder", "csv", "txt", "yolo", "coco", "voc")
_COUNTS = ("at_least", "advised", "at_most")
_TOP = ("config", "ignore", *ROADS)
_TEXTS = ("source", "images", "labels", "label_format", "classes", "image", "dump", "model", "task", "decoder", "metric")
_CHOICES = ("reader", "color", "nv12")
_NUMBERS = ("expected", "quantized")
_ROAD = (*_TEXTS, *_CHOICES, *_NUMBERS, "inputs")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSource:
    """What the project says of one road, paths relative to *folder*; *origin* is where it says it, or the file that was *found*.

    *program* is what a live object does that was handed over instead of a name; *advice* is how many samples are wanted, where it says so.
    """

    source: str | None = None
    program: Program | None = None
    folder: Path = Path()
    reader: str | None = None
    color: Color | None = None
    nv12: YuvRange | None = None
    images: str | None = None
    labels: str | None = None
    label_format: str | None = None
    classes: str | None = None
    advice: Advice | None = None
    model: str | None = None
    found: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A folder with a conversion YAML and the sources of the roads; *ignored* gives codes with the reason for ignoring them."""

    folder: Path
    config: Path | None
    roads: Mapping[Road, RoadSource] = field(default_factory=dict)
    ignored: Mapping[str, Ignore] = field(default_factory=dict)

    @property
    def has_pictures(self) -> bool:
        """Whether a road names the pictures that it reads."""
        return any(said.images is not None for said in self.roads.values())


def load(path: Path) -> Project:
    """The project at *path*: a manifest, a conversion YAML with or without one beside it, or a folder with either."""
    try:
        return _found(path)
    except OSError as e:  # a name that is too long, a folder that may not be entered
        raise SourceError(path, e.strerror or str(e)) from e


def _found(path: Path) -> Project:
    if path.is_dir():
        return _folder(path)
    if path.suffix == ".toml":
        return _manifest(path, _table(path))
    manifest = path.parent / MANIFEST
    if manifest.is_file():
        project = _manifest(manifest, _table(manifest))
        if project.config is None or project.config.resolve() == path.resolve():
            return Project(folder=project.folder, config=path, roads=project.roads, ignored=project.ignored)
    return Project(folder=path.parent, config=path)


def _folder(folder: Path) -> Project:
    for name in (MANIFEST, "pyproject.toml"):
        path = folder / name
        if path.is_file() and (table := _table(path)) is not None:
            return _manifest(path, table)
    here = configs(folder)
    if len(here) == 1:
        return Project(folder=folder, config=here[0])
    if not here:
        raise SourceError(folder, f"holds neither a {MANIFEST} nor a conversion YAML; `pipecheck calibration` looks into folders of files")
    raise SourceError(folder, f"name the one to check: no {MANIFEST} here, and conversion YAMLs: {', '.join(path.name for path in here)}")


def configs(folder: Path) -> list[Path]:
    """The conversion YAMLs in *folder*."""
    return [path for path in sorted(folder.glob("*.y*ml")) if path.is_file() and "input_parameters:" in text.read(path)]


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


def _manifest(path: Path, table: dict[str, Any] | None) -> Project:
    if table is None:
        raise SourceError(path, "has no table [tool.pipecheck]")
    _known(table, _TOP, path, "")
    config = _text(table, "config", path)
    return Project(
        folder=path.parent,
        config=None if config is None else path.parent / config,
        roads={road: _road(table[road], path, road) for road in ROADS if road in table},
        ignored=_ignored(table.get("ignore", {}), path),
    )


def _road(given: object, path: Path, road: Road) -> RoadSource:
    where = f"[{road}] "
    table = _typed(given, path, where, (*_ROAD, *_COUNTS) if road == "calibration" else _ROAD)
    inputs = table.get("inputs", {})
    if not isinstance(inputs, dict):
        raise SourceError(path, f"{where}inputs is a table: write [{road}.inputs.NAME]")
    for name, of_input in inputs.items():
        _typed(of_input, path, f"[{road}.inputs.{name}] ")
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
        origin=_place(path, road),
    )


def _typed(table: object, path: Path, where: str, words: tuple[str, ...] = _ROAD) -> dict[str, Any]:
    """*table* as a road's, every key one of *words* and of its type."""
    if not isinstance(table, dict):
        raise SourceError(path, f"{where.strip(' []')} is a table: write {where}and then source = …")
    _known(table, words, path, where)
    for key in _TEXTS:
        _text(table, key, path, where)
    for key in _NUMBERS:
        if isinstance(table.get(key, 0), bool) or not isinstance(table.get(key, 0), int | float):
            raise SourceError(path, f"{where}{key} is a number, not {table[key]!r}")
    return table


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
