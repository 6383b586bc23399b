"""Pictures that are almost whole, read as pipecheck reads them: each is a picture, or one line says why it is none.

    python tests/attack/pictures.py --seconds 600 --seed 1

Every mutant of the pictures in `fixtures/` lies in `mutant` of the folder `--keep` while it is read: where this process ends before it has
told how many there were, that file is what ended it. `bombs.py` has those that are small, and unpack to a lot.
"""

from __future__ import annotations

import argparse
import random
import struct
import sys
import tempfile
import time
import zlib
from collections import Counter
from pathlib import Path

from pipecheck.probe.images import header
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.sets import measure
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError

PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"
READERS = (readers.opencv(), readers.pil(exif=True), readers.skimage(), readers.opencv(deep=True), readers.skimage("gray", unit=True))
NUMBERS = (
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\0\0\xff\xff",
    b"\1\0\0\0",
    b"\0\0\0\1",
)
SLOW = 5.0
"""Seconds that no file of a few kilobytes may take."""


def seeds():
    """The content of every whole picture there is, by name."""
    return {path.name: path.read_bytes() for path in sorted(PICTURES.iterdir()) if path.is_file()}


def mutated(rng, data, others):
    """*data* with one to four changes; the check sums of a PNG are right again, so that what lies behind them is met."""
    mutant = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        at = rng.randrange(len(mutant)) if rng.random() < 0.5 else min(rng.randrange(200), len(mutant) - 1)
        match rng.randrange(7):
            case 0 | 1:
                mutant[at] ^= 1 << rng.randrange(8)
            case 2 | 3:
                number = rng.choice(NUMBERS)
                mutant[at : at + len(number)] = number
            case 4:
                del mutant[at : at + rng.randrange(1, 20)]
            case 5:
                mutant[at:at] = mutant[max(at - rng.randrange(1, 100), 0) : at]
            case 6:
                other = rng.choice(others)
                start = rng.randrange(len(other))
                mutant[at : at + 50] = other[start : start + 50]
        mutant = mutant or bytearray(b"\0")
    return summed(bytes(mutant)) if rng.random() < 0.8 else bytes(mutant)


def summed(data):
    """*data* with right check sums, where it is a PNG."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    made, at = bytearray(data), 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            break
        struct.pack_into(">I", made, end, zlib.crc32(made[at + 4 : end]))
        at = end + 4
    return bytes(made)


def fates(data, name):
    """What every reader makes of *data* under this *name*: a shape, or the reason."""
    with hushed():
        found = measure.of(data, name)
        yield found.header.fault or "whole"
        assert header.of(data, name).form == found.header.form
        yield from (fate(how, data, name) for how in READERS)


def fate(how, data, name):
    """What one reader makes of it."""
    try:
        return str(readers.decode(how, data, name).ndim)
    except ReadError as e:
        said, reason = str(e), e.reason
    assert said == f"{name}: {reason}"
    assert reason.isprintable(), reason
    return reason


def main() -> int:
    """Tells how many mutants there were, and which took long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    keep = given.keep or Path(tempfile.mkdtemp())
    rng, every, told, slow, end = random.Random(given.seed), seeds(), Counter(), 0, time.monotonic() + given.seconds
    while time.monotonic() < end:
        name = rng.choice(list(every))
        data = mutated(rng, every[name], list(every.values()))
        (keep / "mutant").write_bytes(data)
        began = time.process_time()
        told.update("read" if len(fate) == 1 else fate for fate in fates(data, name))
        if time.process_time() - began > SLOW:
            slow += 1
            (keep / "mutant").rename(keep / f"slow-{slow}-{name}")
    count = told.total() // (1 + len(READERS))
    print(f"{count} mutants of {len(every)} pictures, {slow} of them slow, kept in {keep}; {told['read']} arrays, {len(told)} reasons")
    return 0


if __name__ == "__main__":
    sys.exit(main())
