"""YAML to plain data, with the place of every key and value in a side table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text
from pipecheck.sources.yamlwalk import Builder, Duplicate, Key, Place

_UNPRINTABLE = yaml.reader.Reader.NON_PRINTABLE

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
    except yaml.YAMLError as e:
        raise _complaint(e, source, path) from e
    except UnicodeEncodeError as e:  # half of a surrogate pair, which a file cannot hold but a string can
        raise SourceError(path, f"not YAML: {e.reason}") from e
    return Document(path, data, builder.values, builder.keys, tuple(builder.duplicates), builder.texts)


def _complaint(error: yaml.YAMLError, source: str, path: Path) -> SourceError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return SourceError(path, f"not YAML: {getattr(error, 'problem', None) or error}", mark.line + 1, mark.column + 1)
    if found := _UNPRINTABLE.search(source):
        before = source[: found.start()]
        line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
        return SourceError(path, f"not YAML: the character {found.group()!a} is not allowed", line, column)
    return SourceError(path, f"not YAML: {' '.join(str(error).split())}")
