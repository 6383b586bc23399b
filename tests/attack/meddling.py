"""Files that go away, are cut off, grow or change while they are read, and two runs at once: there is a report or one line, and an end.

    python tests/attack/meddling.py --seconds 600 --seed 1 calibration quantize

While a command runs, a few files of its project are meddled with at random moments, or the same command runs beside it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), *(str(Path(__file__).parents[up]) for up in (1, 2))]

import runs  # noqa: E402 - which the line above makes findable
import storied  # noqa: E402

MEASURED = "--images pictures/validation --labels pictures/validation --expected 0.954 --limit 100"
READING = {
    "check": "check --budget 20 --format html --output report.html",
    "calibration": "calibration calibration_f32 --training pictures/validation",
    "select": "calibration pictures/calibration --select 20",
    "model": f"model model.onnx --training train.py:val_transform {MEASURED}",
    "prepare": "prepare --to new",
    "quantize": "quantize --samples 16 --limit 40 --output quantized",
    "debug": "debug sensitivity badcases --samples 8 --limit 20 --output debugged",
    "diff": "diff train.py:val_transform config.yaml",
    "imread": "imread pictures/validation",
    "fix": "fix --unsafe",
}
"""The commands that read many files, and with which words."""
SLOWEST = 240


def meddle(rng, folder):
    """Does something to a file in *folder*, and says what."""
    path = rng.choice([path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink()])
    content = path.read_bytes()
    match rng.randrange(6):
        case 0:
            path.unlink()
            return f"{path.name} goes"
        case 1:
            path.write_bytes(content[: rng.randrange(len(content) + 1)])
            return f"{path.name} is cut off"
        case 2:
            path.write_bytes(content + rng.randbytes(rng.randrange(1, 100)))
            return f"{path.name} grows"
        case 3:
            path.write_bytes(rng.randbytes(len(content)))
            return f"{path.name} is noise"
        case 4:
            path.unlink()
            path.mkdir()
            return f"{path.name} becomes a folder"
        case _:
            shutil.rmtree(path.parent) if path.parent != folder else path.unlink()
            return f"the folder of {path.name} goes"


def meddled(rng, command, seconds, project, room):
    """Complaints about a run of the *command* in whose files somebody meddles."""
    folder, done = shutil.copytree(project, room / "meddled"), []
    process = runs.begun(command, folder, room / "cache-meddled")
    for wait in sorted(rng.uniform(0.1, 1) * seconds for _ in range(rng.randrange(1, 6))):
        try:
            process.wait(wait / 2)
        except subprocess.TimeoutExpired:  # noqa: PERF203 - a process takes longer
            with suppress(OSError, IndexError):  # it went by itself in between
                done.append(meddle(rng, folder))
    yield from (f"{complaint} [{', '.join(done)}]" for complaint in _ended(process))
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(room / "cache-meddled", ignore_errors=True)


def twice(rng, command, seconds, project, room):
    """Complaints about two runs of the *command* at once, and about the files that they leave."""
    usual = runs.undisturbed(command, project, room)
    folder, cache = shutil.copytree(project, room / "twice"), room / "cache-twice"
    first = runs.begun(command, folder, cache)
    time.sleep(rng.uniform(0, 0.5) * seconds)
    second = runs.begun(command, folder, cache)
    yield from (f"beside another, it {complaint}" for process in (first, second) for complaint in _ended(process))
    yield from (f"beside another, it {complaint}" for complaint in runs.halves(usual, runs.files(folder), litter=False))
    shutil.rmtree(folder)
    shutil.rmtree(cache, ignore_errors=True)


def _ended(process):
    try:
        _, said = process.communicate(timeout=SLOWEST)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        yield "does not end"
        return
    if process.returncode not in range(4) or "Traceback" in said:
        yield f"ends with {process.returncode}: {said[-1500:]}"
    elif process.returncode == 2 and not said.startswith("pipecheck: "):
        yield f"does not say why: {said[-300:]}"


def main() -> int:
    """Tells how many runs there were, and what was wrong with them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=f"default: all of {', '.join(READING)}")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rng, told, done, end = random.Random(given.seed), Counter(), Counter(), time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory(prefix="pipecheck-runs-") as place:
        room = Path(place)
        project = storied.project(room / "project")
        usual = {name: runs.undisturbed(READING[name], project, room).seconds for name in given.commands or READING}
        while time.monotonic() < end:
            name, attack = rng.choice(list(usual)), rng.choice((meddled, meddled, meddled, twice))
            done[f"{name} {attack.__name__}"] += 1
            for complaint in attack(rng, READING[name], usual[name], project, room):
                told[f"{name}: {complaint}"] += 1
                print(f"{name}: {complaint}", file=sys.stderr, flush=True)
    print(f"{done.total()} runs: " + ", ".join(f"{what} {count}" for what, count in sorted(done.items())))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
