"""A `hb_mapper_makertbin.log` to what the build really did, each fact with its line; read line by line, however long the log is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TextIO, TypeVar

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import buildparams, numpyprint, yamldoc
from pipecheck.sources.numpyprint import Extremes
from pipecheck.sources.yamldoc import Document

T = TypeVar("T")
PIECE, HEAD, CONFIG_LINES, WARNINGS = 1 << 16, 1 << 18, 5000, 50
LIMIT = 256 * 1024 * 1024
_PREFIX = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d+ (?:(?:file: \S+|func: \S+|line No: \d+|DEBUG|INFO|WARNING|ERROR) )*")
_START = re.compile(r"Start (?:hb_mapper|Model Convert)")
_COUNT = re.compile(r"num of calibration data: (\d{1,9})\s*$|There are (\d{1,9}) samples in the ")
_MARCH = re.compile(r"specified model compilation architecture: ([\w-]+?)\.?\s*$|Start to compile the model with march ([\w-]+?)\.?\s*$")
_METHOD = re.compile(r"Select (\S.{0,200}?) method\.?\s*$|Run calibration model with (max|kl|\S*percentile\S*|mix) (?:calibration )?method")
_WARNING = re.compile(r"the parameter setting will prevail|Can not find the scale for|^UserWarning|\bWARNING\b")
Numbered = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Noted(Generic[T]):
    """A *value* and the line of the log that says it."""

    value: T
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedInput:
    """One input as the tool handled it: *original* is the trained type, *expected* the one that its nodes get.

    *channels* are the printed calibration values after the tool's own conversion, at the corners of each picture.
    """

    name: str
    original: str | None = None
    expected: str | None = None
    layout: str | None = None
    means: tuple[float, ...] | None = None
    scales: tuple[float, ...] | None = None
    channels: tuple[Extremes, ...] = ()
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The last build in a log; *config* is the conversion YAML as the tool took it."""

    path: Path
    config: Document | None = None
    march: Noted[str] | None = None
    samples: Noted[int] | None = None
    method: Noted[str] | None = None
    inputs: Mapping[str, LoggedInput] = field(default_factory=dict)
    warnings: tuple[Noted[str], ...] = ()


def load(path: Path) -> Log:
    """What the log *path* says."""
    try:
        if not path.is_file():
            raise SourceError(path, "no such file" if not path.exists() else "not a regular file")
        if path.stat().st_size > LIMIT:
            raise SourceError(path, f"larger than {LIMIT // 2**20} MiB, and not read: it holds several builds, or is no log")
        with path.open(encoding="utf-8", errors="replace") as stream:
            return read(stream, path)
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    except ValueError as e:  # a NUL in the name
        raise SourceError(path, str(e)) from e


def read(stream: TextIO, path: Path) -> Log:
    """What *stream* says; *path* stands in the origins."""
    log, before = Log(path=path), ""
    for number, message, rest in _messages(stream):
        log = _advance(log, Origin(path, number), before, message, rest)
        before = message
    return log


def _advance(log: Log, origin: Origin, before: str, message: str, rest: Iterator[Numbered]) -> Log:
    """*log* after one more message with the lines that follow it."""
    if _START.match(message) and (log.config or log.inputs):  # another build into the same file
        return Log(path=log.path)
    if before.startswith("Dump config:"):
        return replace(log, config=_config(origin, message, rest))
    if message.startswith("call build params:"):
        return _build(log, rest)
    if found := _COUNT.search(message):
        return replace(log, samples=log.samples or Noted(int(found[1] or found[2]), origin))
    if found := _MARCH.search(message):
        return replace(log, march=log.march or Noted(found[1] or found[2], origin))
    if found := _METHOD.search(message):
        return replace(log, method=Noted(found[1] or found[2], origin))
    if len(log.warnings) < WARNINGS and _WARNING.search(message):
        return replace(log, warnings=(*log.warnings, Noted(message.strip()[:500], origin)))
    return log


def _messages(stream: TextIO) -> Iterator[tuple[int, str, Iterator[Numbered]]]:
    """Every message with its line number, its text without the time before it, and the lines that follow before the next."""
    count = 0

    def which(line: Numbered) -> int:
        nonlocal count
        count += bool(_PREFIX.match(line[1]))
        return count

    for _, lines in itertools.groupby(_lines(stream), which):
        rest = iter(lines)
        number, first = next(rest)
        prefix = _PREFIX.match(first)
        yield number, first[prefix.end() :] if prefix else first, rest


def _lines(stream: TextIO) -> Iterator[Numbered]:
    """The lines with their numbers; a line that is too long comes in several pieces, cut between its words."""
    number, kept = 1, ""
    while piece := stream.readline(PIECE):
        if piece.endswith("\n"):
            yield number, kept + piece
            number, kept = number + 1, ""
        else:
            done, space, tail = (kept + piece).rpartition(" ")
            kept = tail if len(tail) < PIECE else ""
            yield number, done + space if kept else done + space + tail
    if kept:
        yield number, kept


def _config(origin: Origin, first: str, rest: Iterator[Numbered]) -> Document | None:
    """The YAML that begins with *first*, its places moved to where it stands in the log."""
    lines = itertools.takewhile(lambda line: line[1].strip(), itertools.islice(rest, CONFIG_LINES))
    source = "".join([first, *(line for _, line in lines)])
    try:
        document = yamldoc.parse(source, origin.path)
    except SourceError:
        return None
    above = (origin.line or 1) - 1
    values = {place: _moved(said, above) for place, said in document.values.items()}
    return replace(document, values=values, keys={place: _moved(said, above) for place, said in document.keys.items()})


def _moved(origin: Origin, lines: int) -> Origin:
    return replace(origin, line=(origin.line or 1) + lines)


def _build(log: Log, rest: Iterator[Numbered]) -> Log:
    """*log* with what the tool was called with, and what it was given to calibrate on."""
    number, head, tail = _head(rest)
    origin = Origin(log.path, number)
    march = buildparams.word(head, "march")
    said = {name: _input(name, told, origin) for name, told in buildparams.inputs(head).items()}
    layouts = {name: found.layout for name, found in said.items()}
    seen = numpyprint.extremes(itertools.chain([tail], (line for _, line in rest)), layouts)
    inputs = {name: replace(found, channels=seen.get(name, ())) for name, found in said.items()}
    return replace(log, march=Noted(march, origin) if march else log.march, inputs=inputs)


def _input(name: str, told: Mapping[str, object], origin: Origin) -> LoggedInput:
    def word(key: str) -> str | None:
        return said if isinstance(said := told.get(key), str) else None

    def numbers(key: str) -> tuple[float, ...] | None:
        return said if isinstance(said := told.get(key), tuple) else None

    return LoggedInput(
        name=name,
        original=word("original_input_type"),
        expected=word("expected_input_type"),
        layout=word("original_input_layout"),
        means=numbers("means"),
        scales=numbers("scales"),
        origin=origin,
    )


def _head(lines: Iterator[Numbered]) -> tuple[int | None, str, str]:
    """The parameters up to the calibration data, the line they begin on, and what follows on the line where the data begin."""
    number, head = None, ""
    for at, line in lines:
        number = number or at
        head, found, tail = (head + line).partition("'calibration_data': {")
        if found or len(head) > HEAD:
            return number, head, tail
    return number, head, ""
