"""Progress over many files, told on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipecheck.probe.images.scan import Progress


@contextmanager
def counting() -> Iterator[Progress | None]:
    """Progress on a terminal: on a stream of its own, because the decoders' is closed off while they work."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8") as stream:

        def tell(done: int, total: int) -> None:
            stream.write(f"\r{done} of {total} files")
            stream.flush()

        yield tell
        stream.write("\r\x1b[K")
