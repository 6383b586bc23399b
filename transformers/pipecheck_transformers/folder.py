"""A chain over many pictures: in order, on several threads, with a bounded number of pictures in memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from pipecheck_transformers.chain import Broken, Chain, Progress
from pipecheck_transformers.errors import ReadError, StepError, ToolkitError
from pipecheck_transformers.fast import compiled
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.walking import walk

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".avif", ".ppm", ".pgm"})
_AHEAD = 2
"""How many pictures per thread are begun before they are asked for."""
_BLOCKS = 4
"""How many pieces of memory Pillow holds per thread: the picture, its conversion, and two passes of a resize."""


def pictures(folder: str | os.PathLike[str]) -> list[Path]:
    """The picture files below *folder*, by name."""
    found = (Path(root) / name for root, _, names in walk(folder) for name in names)
    return sorted(path for path in found if path.suffix.lower() in PICTURES)


def run(
    chain: Chain,
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    threads: int | None,
    progress: Progress | None,
    broken: Broken | None,
) -> Iterator[tuple[Path, Array]]:
    """What `Chain.over` promises."""
    if threads is not None and (type(threads) is not int or threads < 1):
        raise ToolkitError(f"threads is a whole number from 1, not {threads!r}")
    paths = _listed(source)
    workers = threads or os.cpu_count() or 1
    done = 0
    # Closed here and not when the garbage is collected: a traceback may keep this frame alive for long.
    with _memory(chain, workers), closing(_ahead(compiled(chain), paths, workers)) as begun:
        for path, future in begun:
            tensor = _tensor(path, future, broken)
            del future  # it holds the tensor too
            if tensor is not None:
                yield path, tensor
            del tensor
            done += 1
            if progress is not None:
                progress(done, len(paths))


def _listed(source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    if not isinstance(source, str | os.PathLike):
        return [Path(path) for path in source]
    if Path(source).is_dir():
        return pictures(source)
    raise ReadError(Path(source), "not a folder")


def _memory(chain: Chain, workers: int) -> AbstractContextManager[None]:
    if chain.read.library != "pil":
        return nullcontext()
    from pipecheck_transformers.readers.libraries import blocks  # only a reader by Pillow loads Pillow

    return blocks.kept(_BLOCKS * workers)


def _ahead(make: Callable[[Path], Array], paths: Iterable[Path], workers: int) -> Generator[tuple[Path, Future[Array]], None, None]:
    """Every path with its tensor under way, a few paths ahead; what is not begun when the caller leaves is dropped."""
    pool = ThreadPoolExecutor(workers)
    waiting: deque[tuple[Path, Future[Array]]] = deque()
    try:
        for path in paths:
            waiting.append((path, pool.submit(make, path)))
            if len(waiting) == _AHEAD * workers:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        pool.shutdown(cancel_futures=True)


def _tensor(path: Path, future: Future[Array], broken: Broken | None) -> Array | None:
    """The tensor of the picture at *path*, None when it was left to *broken*."""
    try:
        return future.result()
    except ReadError as e:
        fault: ReadError | StepError = e
    except StepError as e:
        fault = StepError(f"{path}: {e}")
    if broken is None:
        raise fault
    broken(fault)
    return None
