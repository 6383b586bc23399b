"""What does this do, whatever it is written in? Found out by sending pictures through it, and proven on others."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipecheck.probe.identify import answering, callables, explaining
from pipecheck.probe.identify.asking import loading
from pipecheck.probe.identify.asking.handing import Way
from pipecheck.probe.identify.asking.running import clock
from pipecheck.probe.identify.asking.subject import subject
from pipecheck.probe.identify.found import Alternative, Identified
from pipecheck_transformers.ops import Read

__all__ = ["Alternative", "Identified", "Taker", "Way", "explain", "identify"]
Taker = str | Callable[..., Any] | Sequence[Callable[..., Any]]
"""A callable, the list of callables that toolchain samples return, or FILE.py:NAME of either."""
SECONDS = 60.0


def identify(taker: Taker, *, seconds: float = SECONDS, way: Way | None = None, read: Read | None = None) -> Identified:
    """What *taker* does to pictures.

    *way* is how it wants to be handed a picture and *read* who read that picture, where this cannot be seen; it ends after *seconds*.
    """
    until = clock(seconds)
    file = Path(taker.rpartition(":")[0]).resolve() if isinstance(taker, str) else None
    called = loading.load(taker, until) if isinstance(taker, str) else taker
    name = taker if isinstance(taker, str) else getattr(taker, "__name__", type(taker).__name__)
    with tempfile.TemporaryDirectory(prefix="pipecheck-") as folder:
        asked = subject(called, name=name, file=file, folder=Path(folder), until=until, way=way, read=read)
        return answering.answer(callables.examined(asked))


def explain(
    image: str | Path, dump: str | Path, *, shape: tuple[int, ...] | None = None, dtype: str | None = None, seconds: float = SECONDS
) -> Identified:
    """What made the tensor in the file *dump* of the picture in the file *image*; *shape* and *dtype* of a raw file, where known."""
    return explaining.explained(Path(image), Path(dump), shape, dtype, clock(seconds))
