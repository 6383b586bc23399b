"""YAML to plain data, with the place of every key and value in a side table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import placeholders, text
from pipecheck.sources.yamlwalk import Builder, Duplicate, Key, Place

_UNPRINTABLE = yaml.reader.Reader.NON_PRINTABLE

_WIDE = {"：": "colon", "；": "semicolon", "“": "quote", "”": "quote", "‘": "quote", "’": "quote", "，": "comma"}
_INDENTED = ("mapping values are not allowed", "did not find expected key", "expected <block end>", "bad indentation")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """Plain *data*; *values* and *keys* say where each value and key stands, *duplicates* which keys repeat.

    *texts* holds how a value is written that is not a text itself.
    """

    path: Path
    data: Any
    values: Mapping[Place, Origin] = field(default_factory=dict)
    keys: Mapping[Place, Origin] = field(default_factory=dict)
    duplicates: tuple[Duplicate, ...] = ()
    texts: Mapping[Place, str] = field(default_factory=dict)

    def get(self, *place: Key) -> Any:
        """The value at *place*, None where there is none."""
        here = self.data
        for key in place:
            if not isinstance(here, dict) or key not in here:
                return None
            here = here[key]
        return here

    def origin(self, *place: Key) -> Origin:
        """Where the value at *place* stands, else where its nearest parent does."""
        while place and place not in self.values:
            place = place[:-1]
        return self.values.get(place, Origin(self.path))


def load(path: Path) -> Document:
    """The document in the file *path*."""
    return parse(text.read(path), path)


def parse(source: str, path: Path) -> Document:
    """The document in *source*; *path* stands in its origins and in complaints."""
    builder = Builder(path)
    try:
        loader = _LOADER(source)
        try:
            data = builder.document(loader)
        finally:
            loader.dispose()
    except (yaml.YAMLError, SourceError) as e:
        if (unfilled := placeholders.place(source)) is not None:
            raise SourceError(path, placeholders.message(unfilled[0]), *unfilled[1:]) from e
        if isinstance(e, SourceError):
            raise
        raise _complaint(e, source, path) from e
    except UnicodeEncodeError as e:  # half of a surrogate pair, which a file cannot hold but a string can
        raise SourceError(path, f"not YAML: {e.reason}") from e
    return Document(path, data, builder.values, builder.keys, tuple(builder.duplicates), builder.texts)


def _complaint(error: yaml.YAMLError, source: str, path: Path) -> SourceError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        problem = getattr(error, "problem", None) or str(error)
        return SourceError(path, f"not YAML: {problem}{_trap(problem, source, mark.line)}", mark.line + 1, mark.column + 1)
    if found := _UNPRINTABLE.search(source):
        before = source[: found.start()]
        line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
        return SourceError(path, f"not YAML: the character {found.group()!a} is not allowed", line, column)
    return SourceError(path, f"not YAML: {' '.join(str(error).split())}")


def _trap(problem: str, source: str, number: int) -> str:
    """What is behind the parser's complaint about the line *number* and those before it."""
    lines = source.split("\n")[max(number - 2, 0) : number + 1]
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in lines):
        return "; there is a tab in the indentation, and YAML takes spaces only"
    wide = next((sign for line in lines for sign in _WIDE if sign in line.split("#")[0]), None)
    if wide is not None:
        return f"; {wide} is not the {_WIDE[wide]} of YAML"
    if any(re.match(r"\s*[A-Za-z_]\w*:[^\s:]", line) for line in lines):
        return "; a space belongs after the colon"
    return "; is it indented like its neighbours?" if problem.startswith(_INDENTED) else ""
