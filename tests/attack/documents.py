"""Small texts that are a great deal to read, and files that are none: what each reader takes for them in time and memory.

    python tests/attack/documents.py yaml toml

Every reader is given every one of them, each in a process of its own, which ends where it takes more than 2.5 GB or a minute.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "transformers"), str(ROOT / "tests")]

from attack import reading  # noqa: E402 - which the line above makes findable
from attack.readers import Reader, every  # noqa: E402 - likewise

MEGABYTE = 2**20
MEMORY, SECONDS = 2500 * MEGABYTE, 60
NAMES = range(900_000)
BOMBS: dict[str, Callable[[], bytes]] = {
    "brackets": lambda: b"[" * MEGABYTE,
    "braces": lambda: b'{"a":' * 200_000,
    "lists in lists": lambda: b"[" * 50_000 + b"]" * 50_000,
    "empty lists": lambda: b"[" + b"[]," * (5 * MEGABYTE) + b"1]",
    "empty objects": lambda: b"[" + b"{}," * (5 * MEGABYTE) + b"1]",
    "numbers": lambda: b"[" + b"1.5," * (3 * MEGABYTE) + b"1]",
    "a key of a megabyte": lambda: b'{"' + b"k" * MEGABYTE + b'": 1}',
    "a key of 15 MB": lambda: b'{"' + b"k" * (15 * MEGABYTE) + b'": 1}',
    "a text of 15 MB": lambda: b'{"a": "' + b"k" * (15 * MEGABYTE) + b'"}',
    "a text without end": lambda: b'"' + b"a" * (15 * MEGABYTE),
    "a number of 15 MB": lambda: b"[" + b"9" * (15 * MEGABYTE) + b"]",
    "many keys": lambda: b"{" + b",".join(b'"k%d":%d' % (each, each) for each in NAMES) + b"}",
    "many keys and one again": lambda: b"{" + b",".join(b'"k%d":1' % each for each in NAMES) + b',"k899999":1}',
    "one key again and again": lambda: b"{" + b",".join(b'"k":%d' % each for each in NAMES) + b"}",
    "aliases of aliases": lambda: b"a0: &a0 x\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (i, i, i - 1, i - 1) for i in range(1, 60)),
    "merges of merges": lambda: (
        b"a0: &a0 {k: 1}\n" + b"".join(b"a%d: &a%d {<<: [*a%d, *a%d]}\n" % (i, i, i - 1, i - 1) for i in range(1, 60))
    ),
    "a dotted key": lambda: b"a." * 500_000 + b"a = 1",
    "a dotted table": lambda: b"[" + b"a." * 500_000 + b"a]",
    "many ignored": lambda: b"[ignore]\n" + b"".join(b'P%d="x"\n' % each for each in range(80_000)),
    "many inputs": lambda: b"".join(b"[training.inputs.a%d]\n" % each for each in range(30_000)),
    "many imports": lambda: b"import b\n" * 50_000,
    "many calls": lambda: b"f(1)\n" * 100_000,
    "many branches": lambda: b"if a: t = 0\n" + b"elif b: t = 1\n" * 900,
    "a long sum": lambda: b"t = 1" + b"+1" * 200_000,
    "a long expression": lambda: b't = f"' + b"{a}" * 100_000 + b'"',
    "many lines": lambda: b"a: 1\n" * (20 * MEGABYTE),
    "lines of nothing": lambda: b"\n" * (15 * MEGABYTE),
    "words": lambda: b"a " * (7 * MEGABYTE),
    "NUL": lambda: bytes(15 * MEGABYTE),
    "UTF-16": lambda: '{"a": 1}'.encode("utf-16"),
    "UTF-16 without a mark": lambda: '{"a": 1}'.encode("utf-16-le"),
    "a mark": lambda: b'\xef\xbb\xbf{"a": 1}',
    "half a surrogate pair": lambda: b'{"\\ud800": "\\udfff"}',
    "half a surrogate pair in bytes": lambda: b'{"a": "\xed\xa0\x80"}',
}
"""What is a great deal to read, or cannot be."""


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


FILES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: path,
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to a pipe": lambda path: (os.mkfifo(path.with_name("pipe")), path.symlink_to("pipe")),
    "100 MB of nothing": lambda path: (path.touch(), os.truncate(path, 100 * MEGABYTE)),
}
"""What lies in the place of a file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it, after so many *seconds* of the processor, with so many *megabytes* more than before."""

    said: str
    seconds: float
    megabytes: float


def taken(reader: Reader, lay: Callable[[Path], object], memory: int = MEMORY) -> Taken:
    """What *reader* takes for what *lay* puts in the place of its file, in a process that may have so much *memory*."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, reader.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        lay(path)
        end, into = os.pipe()
        child = os.fork()
        if not child:
            _report(reader, path, Path(folder), into, memory)
        os.close(into)
        with os.fdopen(end, "rb") as told:
            said = told.read().decode()
        status = os.waitpid(child, 0)[1]
    if not said:
        return Taken(f"ended by signal {status}", SECONDS, memory / MEGABYTE)
    seconds, megabytes, what = said.split(" ", 2)
    return Taken(what, float(seconds), float(megabytes))


def _report(reader: Reader, path: Path, folder: Path, into: int, memory: int) -> None:
    """Reads, tells what came of it, and ends this process."""
    has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + memory, has + memory))
    before, start, said = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time(), []
    said += (_said(read, path, folder) for read in reader.reads)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    worst = next((each for each in said if each.startswith("BROKE")), said[0])
    os.write(into, f"{time.process_time() - start:.2f} {grown:.0f} {worst}".encode())
    os._exit(0)


def _said(read: Callable[[Path], object], path: Path, folder: Path) -> str:
    try:
        with reading.soon(SECONDS), reading.soon(2 * SECONDS, waiting=True):
            return reading.refused(read, path, folder) or "read"
    except BaseException as e:  # noqa: BLE001 - whatever it is, it is told
        return f"BROKE: {type(e).__name__}: {e}"[:200]


def main(*names: str) -> int:
    """Tells what every reader takes for everything; 1 where something broke one."""
    broken = 0
    for name, reader in every().items():
        for what, make in () if names and name not in names else (*BOMBS.items(), *FILES.items()):
            lay = make if what in FILES else lambda path, make=make: path.write_bytes(make())
            found = taken(reader, lay)
            broken += found.said.startswith(("BROKE", "ended"))
            print(f"{name:13} {what:31} {found.seconds:6.2f} s {found.megabytes:5.0f} MB  {found.said[:100]}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
