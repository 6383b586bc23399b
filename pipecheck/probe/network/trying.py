"""A network opened and run once in a process of its own: what ends a process, or takes all memory, ends that one."""

from __future__ import annotations

import faulthandler
import os
import re
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.network import opening
from pipecheck.probe.trial import crew
from pipecheck_transformers.pixels import Array

SECONDS = 30
"""So long a processor may work at opening a network and at running it once."""
_PATIENCE = 4 * SECONDS
"""So long is waited for that on a busy machine."""
_STUCK = 1.0
"""Who has worked less than that until then has not begun, and tells nothing of the network."""
_LARGEST = 1 << 28
"""A larger input is not made up."""
_SIDE = 224
"""How long a side that may vary is, as in most networks."""
_PIECE = 4096
_LONG = f"onnxruntime is not done with opening it and running it once after {SECONDS} seconds of work"
_MEMORY = re.compile(r"bad_alloc|bad array new length|[Ff]ailed to allocate|MemoryError")


def tried(path: Path, opened: Callable[[], Any]) -> None:
    """Complain where the session that *opened* makes of the file *path* cannot be made, or ends the process; this is for Linux alone.

    A fork takes a hundredth of the time of a new interpreter. The child touches nothing but the session, and leaves without cleaning up.
    """
    if sys.platform != "linux":
        return
    mine, theirs = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads may hold locks of Python's, and the child takes none
        child = os.fork()
    if child == 0:
        _run(theirs, path, opened)
    os.close(theirs)
    said = None
    try:
        said = _heard(mine)
    finally:
        os.close(mine)
        if said is None:
            os.kill(child, signal.SIGKILL)
        _, status, used = os.wait4(child, 0)
    if said is None and used.ru_utime + used.ru_stime < _STUCK:
        return
    reason = _LONG if said is None else said.decode("utf-8", "replace") or _ended(status)
    if reason is not None:
        raise SourceError(path, reason)


def _heard(pipe: int) -> bytes | None:
    """What the child says until it ends; None where it still works when nobody waits any longer."""
    said, end = b"", time.monotonic() + _PATIENCE
    while select.select([pipe], [], [], max(end - time.monotonic(), 0))[0]:
        piece = os.read(pipe, _PIECE)
        if not piece:
            return said
        said += piece
    return None


def _ended(status: int) -> str | None:
    """Why a process with this exit *status* has ended; None where it came to its end."""
    if not os.WIFSIGNALED(status):
        return None
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return _LONG
    if number == signal.SIGKILL:
        return "the system ended onnxruntime when it opened it or ran it, as it does when memory runs out"
    return f"onnxruntime crashes when it opens it or runs it ({signal.Signals(number).name})"


def _run(pipe: int, path: Path, opened: Callable[[], Any]) -> NoReturn:
    """All that the child does: it tells why the network cannot run here, or nothing."""
    said = ""
    try:
        free = _confined()
        said = _complaint(path, opened)
        if _MEMORY.search(said):
            said = f"onnxruntime cannot run it: it takes more memory than the {free / 1e9:.1f} GB that are free"
    except BaseException:  # noqa: BLE001, S110  # of what is wrong with this process, and not with the network, nothing is said
        pass
    finally:
        with suppress(OSError):
            os.write(pipe, said.encode("utf-8", "replace")[:_PIECE])
        os._exit(0)


def _confined() -> int:
    """Take no more time than is given and no more memory than is free, which is how many bytes; say nothing, and leave when told to."""
    import resource

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    faulthandler.disable()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_CPU, SECONDS)
    free = crew.free()
    if free is not None:
        _limit(resource.RLIMIT_AS, int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE") + free)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")  # where memory runs out all the same, this one goes first
    return free or 0


def _limit(kind: int, most: int) -> None:
    """Lower one of the limits of this process to *most*, where it is not lower."""
    import resource

    there = [each for each in resource.getrlimit(kind) if each != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min([most, *there]), resource.getrlimit(kind)[1]))


def _complaint(path: Path, opened: Callable[[], Any]) -> str:
    """What is wrong with the session that *opened* gives, or with the memory that it takes; what else breaks while it runs may do so."""
    try:
        session = opened()
    except SourceError as e:
        return str(e.args[0]).removeprefix(f"{path}: ")
    feed = {each.name: _zeros(each) for each in session.get_inputs()}
    if any(array is None for array in feed.values()):
        return ""
    try:
        session.run(None, feed)
    except opening.ERRORS as e:
        said = f"{type(e).__name__} {e}"
        return said if _MEMORY.search(said) else ""
    return ""


def _zeros(argument: Any) -> Array | None:
    """What the input *argument* takes, all zero; None where that is nothing simple, or more than any picture."""
    kind = re.fullmatch(r"tensor\((\w+)\)", argument.type)
    sides = [side if isinstance(side, int) else _SIDE if axis > 0 else 1 for axis, side in enumerate(argument.shape)]
    try:
        dtype = np.dtype(opening.DTYPES.get(kind[1], kind[1]) if kind else "O")
    except TypeError:  # one that numpy does not have
        return None
    if dtype.kind not in "biuf" or not 0 <= prod(sides) <= _LARGEST or min(sides, default=0) < 0:
        return None
    return np.zeros(sides, dtype)
