"""Bytes that are almost right, given to everything that reads: it reads them or refuses them in one line, whatever they are, and soon.

    python tests/attack/reading.py yaml python --seconds 600 --seed 1
    python tests/attack/reading.py onnx --seconds 600 --atheris

All readers take turns where none is named. What breaks one lies in the folder `--keep`, and so does, as `last`, what is being read: where
this process ends before it has told how many inputs there were, that file is what ended it. Inputs are changed at random; with
`--atheris`, where that is installed, one reader is led by what its inputs reach.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "transformers"), str(ROOT / "tests")]
LED = "--atheris" in sys.argv
if LED:
    import atheris

    with atheris.instrument_imports(include=["pipecheck", "pipecheck_transformers", "tomllib", "yaml"]):
        from attack import readers
else:
    from attack import readers

from pipecheck.errors import LONGEST, PipecheckError  # noqa: E402 - which the lines above make findable

SECONDS = 10.0
"""An input of so many bytes as the seeds have takes this long only where something goes round for ever."""
GROWN = 20_000
STUCK = 120


class HungError(BaseException):
    """Raised in the middle of what takes too long."""


@dataclass(slots=True)
class Tried:
    """How many inputs were *read* and *refused*, and the input and the traceback of each place where one *broke* a reader."""

    read: int = 0
    refused: int = 0
    broke: dict[str, tuple[bytes, str]] = field(default_factory=dict)


def attack(reader: readers.Reader, inputs: Iterator[bytes], folder: Path, tried: Tried) -> None:
    """Gives every input to *reader*, as a file in *folder*."""
    path = folder / reader.file
    path.parent.mkdir(parents=True, exist_ok=True)
    for data in inputs:
        path.write_bytes(data)
        for read in reader.reads:
            _given(read, path, folder, data, tried)


def _given(read: Callable[[Path], object], path: Path, folder: Path, data: bytes, tried: Tried) -> None:
    try:
        with soon():
            refusal = refused(read, path, folder)
    except (Exception, HungError) as e:  # noqa: BLE001 - whatever it is, it is told
        *_, last = traceback.extract_tb(e.__traceback__)
        tried.broke.setdefault(f"{type(e).__name__} at {Path(last.filename).name}:{last.lineno}", (data, traceback.format_exc()))
    else:
        tried.read += refusal is None
        tried.refused += refusal is not None


def refused(read: Callable[[Path], object], path: Path, folder: Path) -> str | None:
    """The line in which *read* refuses the file, None where it reads it."""
    try:
        read(path)
    except PipecheckError as e:
        said = str(e)
        assert said.startswith((str(folder), path.name)), f"no file is named: {said}"
        assert said.isprintable(), f"more than one line: {said!r}"
        assert len(said) < 2 * LONGEST, f"{len(said)} signs"
        return said
    return None


@contextlib.contextmanager
def soon(seconds: float = SECONDS, *, waiting: bool = False) -> Iterator[None]:
    """Ends what takes more time of the processor than that; *waiting*: more time at all."""
    timer, sign = (signal.ITIMER_REAL, signal.SIGALRM) if waiting else (signal.ITIMER_PROF, signal.SIGPROF)

    def stop(*_: object) -> None:
        raise HungError

    before = signal.signal(sign, stop)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(sign, before)


def mutants(rng: random.Random, reader: readers.Reader) -> Iterator[bytes]:
    """The seeds of *reader*, changed without end."""
    seeds = list(reader.seeds())
    while True:
        data = rng.choice(seeds)
        for _ in range(rng.choice((1, 1, 2, 3, 6))):
            data = _changed(rng, data, rng.choice(seeds), rng.choice(reader.words))[:GROWN]
        yield data


def _changed(rng: random.Random, data: bytes, other: bytes, word: bytes) -> bytes:
    """*data* with one change."""
    first, last = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    near = min(last, first + rng.choice((1, 2, 4, 16, 64)))
    match rng.randrange(12):
        case 0:  # a bit turned over
            return data[:first] + bytes(byte ^ 1 << rng.randrange(8) for byte in data[first : first + 1]) + data[first + 1 :]
        case 1:
            return data[:first] + rng.randbytes(near - first) + data[near:]
        case 2:
            return data[:first] + data[near:]
        case 3:
            return data[:first]
        case 4:
            return data[:near] + data[first:near] * rng.choice((1, 2, 70, 1000)) + data[near:]
        case 5:  # one part in the place of another
            return (
                data[:first] + other[first:]
                if rng.random() < 0.5
                else data[:first] + other[rng.randrange(len(other) + 1) :][: near - first]
            )
        case 6:  # lines in another order
            lines = data.splitlines(keepends=True)
            rng.shuffle(lines)
            return b"".join(lines)
        case 7:
            return data[:first] + word * rng.choice((1, 1, 2, 70, 1000)) + data[first:]
        case 8 | 9:  # a line in the place of another, or again
            lines, others = data.splitlines(keepends=True) or [b""], other.splitlines(keepends=True) or [b""]
            at = rng.randrange(len(lines))
            return b"".join([*lines[:at], rng.choice((*others, *lines)), *lines[at + rng.randrange(2) :]])
        case _:
            return data[:first] + word + data[near:]


def main() -> int:
    """Tells how many inputs there were, and what broke; 1 where something did."""
    every = readers.every()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(every))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for what breaks a reader")
    parser.add_argument("--atheris", action="store_true", help="let atheris choose the inputs, of one reader")
    given = parser.parse_args()
    if unknown := set(given.readers) - set(every):
        parser.error(f"no reader is called {', '.join(unknown)}")
    keep = given.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    named, broken = given.readers or list(every), 0
    for name in named:
        tried = Tried()
        with tempfile.TemporaryDirectory() as folder:
            if given.atheris:
                _led(name, every[name], Path(folder), given, keep)
            else:
                inputs = _noted(mutants(random.Random(given.seed), every[name]), keep, given.seconds / len(named))
                attack(every[name], inputs, Path(folder), tried)
        broken += _told(name, tried, keep)
    return 1 if broken else 0


def _noted(inputs: Iterator[bytes], keep: Path, seconds: float) -> Iterator[bytes]:
    """*inputs* for so long, each written down before it is read."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = next(inputs)
        (keep / "last").write_bytes(data)
        faulthandler.dump_traceback_later(STUCK, exit=True)
        yield data
    faulthandler.cancel_dump_traceback_later()


def _led(name: str, reader: readers.Reader, folder: Path, given: argparse.Namespace, keep: Path) -> None:
    """Lets atheris choose the inputs; it tells how many there were, and ends this process when the time is over."""
    corpus, words, tried = keep / "corpus", keep / "words", Tried()
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(reader.seeds()):
        (corpus / f"seed{number}").write_bytes(seed)
    spelled = ("".join(map("\\x{:02x}".format, word)) for word in reader.words)
    words.write_text("".join(f'"{word}"\n' for word in spelled), encoding="ascii")

    def one(data: bytes) -> None:
        before = len(tried.broke)
        attack(reader, iter([data]), folder, tried)
        if len(tried.broke) > before:
            _told(name, tried, keep)

    options = [
        f"-max_total_time={given.seconds:.0f}",
        f"-seed={given.seed + 1}",
        f"-dict={words}",
        f"-max_len={GROWN}",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={keep}/", str(corpus)], one)
    atheris.Fuzz()


def _told(name: str, tried: Tried, keep: Path) -> int:
    """Tells what became of the inputs of the reader *name*, and how many broke it."""
    print(f"{name}: {tried.read} read, {tried.refused} refused, {len(tried.broke)} broke it", flush=True)
    for number, (what, (data, trace)) in enumerate(tried.broke.items()):
        (keep / f"{name}-{number}").write_bytes(data)
        print(f"  {what}, as {keep / f'{name}-{number}'}\n{trace}", flush=True)
    return len(tried.broke)


if __name__ == "__main__":
    sys.exit(main())
