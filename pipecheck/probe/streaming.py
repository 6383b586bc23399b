"""Work on many items by several threads: results in order, a bounded number under way, nothing left running."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeVar

from pipecheck_transformers.chain import Chain

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 2
"""How many items per thread are begun before their turn."""
_BLOCKS = 4
"""How many pieces of memory Pillow needs per thread."""


def each(work: Callable[[T], R], items: Iterable[T], threads: int, *, ahead: int = _AHEAD) -> Generator[R, None, None]:
    """What *work* makes of every item, in order; what is not begun when the caller leaves, or when one fails, is dropped.

    No more than *ahead* results per thread wait for their turn: small ones may be many, so that no thread waits for a slow item.
    """
    pool = ThreadPoolExecutor(threads)
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) == ahead * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def memory(chain: Chain, threads: int) -> AbstractContextManager[None]:
    """Lets Pillow keep the memory of its pictures meanwhile, where *chain* reads with it."""
    if chain.read.library != "pil":
        return nullcontext()
    from pipecheck_transformers.readers.libraries import blocks

    return blocks.kept(_BLOCKS * threads)


@contextmanager
def alone() -> Iterator[None]:
    """OpenCV without threads of its own: beside others, and for small pictures, it loses with them half of the time that it works."""
    import cv2

    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
