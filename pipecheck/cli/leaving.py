"""The end soon after Ctrl-C or a request to end, even in the middle of what cannot be interrupted: a network, code of the user's."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_GRACE = 3.0
"""So many seconds there are to leave in order."""
_ENDS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def orderly() -> Iterator[None]:
    """Lets a request to end, as a batch system or a container sends it, end a run as Ctrl-C does: nothing half made is left behind."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def watched(grace: float = _GRACE) -> Iterator[None]:
    """Ends the process with status 2 so many seconds after Ctrl-C or a request to end, unless it has ended by then."""
    if threading.current_thread() is not threading.main_thread():  # which signals do not reach
        yield
        return
    try:
        stream = os.dup(2)  # decoders' complaints are kept off the other one
    except OSError:  # it is closed
        stream = os.open(os.devnull, os.O_WRONLY)
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    told = threading.Event()
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=_leave, args=(reading, stream, told, grace), daemon=True).start()
    try:
        yield
    except KeyboardInterrupt:
        told.set()  # whoever called says so
        raise
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)


def _leave(reading: int, stream: int, told: threading.Event, grace: float) -> None:
    """Wait for a signal, and then for the process to end by itself; nothing more to wait for where the pipe is closed before."""
    while (number := os.read(reading, 1)) and number[0] not in _ENDS:
        pass
    if number:
        threading.Event().wait(grace)
        if not told.is_set():
            os.write(stream, b"pipecheck: interrupted\n")
        os._exit(2)
    os.close(reading)
    os.close(stream)
