"""Runs that are stopped at any moment: what they leave is whole, and the next run comes to what an undisturbed one comes to.

    python tests/attack/runs.py --seconds 600 --seed 1 prepare quantize

SIGINT, SIGTERM and SIGKILL come at random moments of every command that writes something, or of those that are named.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import storied  # noqa: E402 - which the line above makes findable

WRITING = {
    "prepare": "prepare --to new --count 30",
    "check": "check --budget 20 --format html --output report.html",
    "calibration": "calibration pictures/calibration --select 20",
    "quantize": "quantize --samples 16 --limit 40 --output quantized --threads 1",
    "debug": "debug sensitivity partial --samples 8 --limit 20 --output debugged --threads 1",
    "baseline": "baseline create",
    "fix": "fix --unsafe",
    "init": "init s100",
}
"""The commands that write, and with which words."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
PASSING = (".npz", "_sensitivity.json", "new.json")
"""The ends of names of what says how far a run has come, which differs from moment to moment."""
SLOWEST = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a *command* makes of the project *before* it: so long it takes, the *status* and the files *after* it."""

    command: str
    seconds: float
    status: int
    before: dict[str, bytes]
    after: dict[str, bytes]


def begun(command, folder, cache):
    """The process of a *command* in the project *folder*."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipecheck", *command.split()],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "OMP_NUM_THREADS": "1", "NO_COLOR": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def files(folder):
    """Everything in *folder* by its name in there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def undisturbed(command, project, room):
    """What comes of the *command* in a copy of *project*."""
    folder = shutil.copytree(project, room / "undisturbed")
    before, start = files(folder), time.monotonic()
    process = begun(command, folder, room / "cache")
    _, said = process.communicate(timeout=SLOWEST)
    assert "Traceback" not in said, said
    found = Undisturbed(command=command, seconds=time.monotonic() - start, status=process.returncode, before=before, after=files(folder))
    shutil.rmtree(folder)
    return found


def stopped(usual, project, room, sent, moment):
    """Complaints about what is left by a run to which *sent* comes at a *moment*, a share of its time, and by the next one."""
    folder, cache = shutil.copytree(project, room / "stopped"), room / "cache-stopped"
    process = begun(usual.command, folder, cache)
    try:
        process.wait(moment * usual.seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(sent)
    _, said = process.communicate(timeout=SLOWEST)
    early = process.returncode != usual.status or "interrupted" in said
    if early and not _is_usual_end(process.returncode, said, sent):
        yield f"ends with {process.returncode}: {said[-300:]}"
    yield from halves(usual, files(folder), litter=sent == signal.SIGKILL)
    after = begun(usual.command, folder, cache)
    _, said = after.communicate(timeout=SLOWEST)
    if after.returncode != usual.status and not _is_refused(usual, said):
        yield f"the next run ends with {after.returncode}: {said[-300:]}"
    elif not _is_refused(usual, said):
        yield from _differences(usual, files(folder))
    shutil.rmtree(folder)
    shutil.rmtree(cache, ignore_errors=True)


def _is_usual_end(status, said, sent):
    """Whether a run ended as it should; before pipecheck is loaded, Python itself does as it does."""
    if sent == signal.SIGKILL or (status in (2, -signal.SIGINT) and said.endswith("pipecheck: interrupted\n")):
        return "Traceback" not in said  # Python ends by the signal where it came in the middle of `exec`, though it was caught
    return status in (-sent, 130) and "pipecheck/cli/__init__.py" not in said.partition("KeyboardInterrupt")[0].replace(", in <module>", "")


def _is_refused(usual, said):
    """Whether the next run finds that everything was done: it makes no baseline and no manifest twice."""
    return "is there" in said or "already" in said or "exists" in said or (usual.command.startswith("fix") and "nothing to mend" in said)


def halves(usual, left, *, litter):
    """Complaints about files that are neither as they were nor as they will be."""
    for name, content in left.items():
        parts = Path(name).parts
        if any(part.startswith((".pipecheck-", ".")) for part in parts):
            if not litter and name not in usual.before and "partial/.journal" not in name:
                yield f"leaves {name}"
        elif not name.endswith(PASSING) and content not in (usual.before.get(name), usual.after.get(name)):
            yield f"leaves {name} half: {len(content)} bytes, {len(usual.after.get(name, b''))} when it is whole"
    for name in usual.before.keys() - left.keys():
        yield f"takes {name} away"


def _differences(usual, left):
    """Complaints about what the next run leaves otherwise than an undisturbed one."""
    shown = {name for name in left if not any(part.startswith(".") for part in Path(name).parts)}
    for name in sorted(shown ^ {name for name in usual.after if not any(part.startswith(".") for part in Path(name).parts)}):
        yield f"the next run makes another choice of files: {name}"
    for name in sorted(shown & usual.after.keys()):
        if not name.endswith(PASSING) and left[name] != usual.after[name]:
            yield f"the next run makes another {name}"


def main() -> int:
    """Tells how many runs were stopped, and what was wrong with what they left."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commands", nargs="*", choices=[[], *WRITING], metavar="COMMAND", help=f"default: all of {', '.join(WRITING)}")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rng, told, runs, end = random.Random(given.seed), Counter(), Counter(), time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory(prefix="pipecheck-runs-") as place:
        room = Path(place)
        project = storied.project(room / "project")
        known = {name: undisturbed(WRITING[name], project, room) for name in given.commands or WRITING}
        while time.monotonic() < end:
            name, sent = rng.choice(list(known)), rng.choice(SIGNALS)
            runs[f"{name} {sent.name}"] += 1
            for complaint in stopped(known[name], project, room, sent, rng.uniform(0, 1.05)):
                told[f"{name} {sent.name}: {complaint}"] += 1
                print(f"{name} {sent.name}: {complaint}", file=sys.stderr, flush=True)
    print(f"{runs.total()} runs stopped: " + ", ".join(f"{what} {count}" for what, count in sorted(runs.items())))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
