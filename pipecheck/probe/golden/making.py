"""A source as a function from a picture file to a tensor: a program runs as far as it can be read, an object is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from pipecheck.errors import PipecheckError
from pipecheck.probe.identify.asking.handing import hand
from pipecheck.probe.identify.asking.running import clock
from pipecheck.probe.identify.asking.subject import Subject, subject
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.pixels.ready import ready
from pipecheck.spec import Program
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array

Make: TypeAlias = Callable[[Path], Array]
_SECONDS = 600.0
"""A call that takes longer will never return."""


@contextmanager
def made_by(source: Program | Callable[..., Any], name: str) -> Iterator[Make]:
    """What makes tensors as *source*, called *name*, does; only an object is called, and a program is done over."""
    if isinstance(source, Program):
        yield _run(source, name)
        return
    with TemporaryDirectory(prefix="pipecheck-") as folder:
        yield _called(subject(source, name=name, file=None, folder=Path(folder), until=clock(_SECONDS)))


def _run(program: Program, name: str) -> Make:
    begun = ready(program, program, (name, name))
    if not begun.whole:
        raise PipecheckError("; ".join(begun.notes))

    def make(picture: Path) -> Array:
        try:
            with hushed():
                tensor: Array = begun.chain(picture)
        except ToolkitError as e:
            raise PipecheckError(str(e) if str(e).startswith(str(picture)) else f"{picture}: {e}") from e
        return tensor

    return make


def _called(asked: Subject) -> Make:
    """An object is handed the path where it takes one, else the picture as it is taken to be read."""

    def make(picture: Path) -> Array:
        if asked.way == "path":
            return asked.answer(lambda: asked.taker(str(picture)))
        try:
            with hushed():
                read = readers.read(asked.read, picture)
        except ToolkitError as e:
            raise PipecheckError(str(e) if str(e).startswith(str(picture)) else f"{picture}: {e}") from e
        return asked.answer(lambda: hand(asked.taker, asked.way, read, asked.folder))

    return make
