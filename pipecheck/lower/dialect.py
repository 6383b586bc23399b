"""Which dialect a named source is written in, and its program."""

from __future__ import annotations

from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import yamldoc
from pipecheck.spec import Decoded, Opaque, Program, Step


def lower(name: str, folder: Path) -> Program:
    """The program of the source *name*, `file.py:name` or a chain in YAML, with paths relative to *folder*."""
    file, _, inner = name.rpartition(":") if ".py:" in name else (name, "", "")
    path = folder / file
    if path.suffix in (".yaml", ".yml"):
        return _chain(path)
    if path.suffix == ".py":
        return _python(path, inner)
    raise SourceError(name, "not a source that can be read: FILE.py:NAME, or a chain in YAML")


def _python(path: Path, name: str) -> Program:
    from pipecheck.lower import torchvision
    from pipecheck.sources import pycalls, pyvalues

    module = pycalls.load(path)
    if not name:
        found = ", ".join(pycalls.names(module)) or "none"
        raise SourceError(path, f"say which transform is meant, as {path.name}:NAME; the file has {found}")
    value = pycalls.find(module, name)
    if torchvision.speaks(value):
        return torchvision.lower(value)
    return Program(Decoded(layout=None, dtype=None), (Step(Opaque(pyvalues.spelled(value)), value.origin),))


def _chain(path: Path) -> Program:
    from pipecheck.lower import chain
    from pipecheck_transformers.chain import Chain
    from pipecheck_transformers.errors import ToolkitError

    document = yamldoc.load(path)
    try:
        made = Chain.from_data(document.data, str(path))
        places = [_place(document, index) for index in range(len(made.ops))]
        return chain.lower(made, document.keys.get(("read",), Origin(path, 1)), places)
    except ToolkitError as e:
        raise SourceError(path, str(e).removeprefix(f"{path}: ")) from e


def _place(document: yamldoc.Document, index: int) -> Origin:
    """Where the step number *index* is named."""
    step = document.get("steps")[index]
    name = next(iter(step)) if isinstance(step, dict) else None
    return document.keys.get(("steps", index, name), document.origin("steps", index))
