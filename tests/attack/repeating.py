"""The same input gives the same bytes: every command in every format, whatever the machine it runs on.

    python tests/attack/repeating.py            # all commands and formats, in every surrounding

A surrounding is the seed of hashes, the locale, the time zone, the number of threads, the depth of the current folder, and the order in
which files came to their folders.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MACHINES = ("text", "concise", "json", "html", "markdown", "github", "sarif", "junit")
SEVERAL = """
import contextlib, io, json, os, sys
from pipecheck.cli import main
told = []
for arguments in json.loads(sys.argv[1]):
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as e:
            status = e.code
    out.flush()
    told.append([arguments, status, out.buffer.getvalue().decode(), err.getvalue()])
sys.stdout.buffer.write(json.dumps(told).encode())
"""


@dataclass(frozen=True, kw_only=True)
class Surrounding:
    """What must make no difference."""

    seed: int = 0
    locale: str = "C.UTF-8"
    zone: str = "UTC"
    threads: int = 1
    depth: str = "project"
    backwards: bool = False


SURROUNDINGS = (
    Surrounding(),
    Surrounding(seed=1, locale="C", zone="Asia/Kolkata", threads=3, depth="a/b/c/d/project", backwards=True),
    Surrounding(seed=2, locale="POSIX", zone="America/St_Johns", threads=2, depth="other name/project"),
    Surrounding(seed=3, threads=8, backwards=True),
)


def commands(*, networks):
    """What is run in a project with a model that can be run, or else in one with pictures and calibration files."""
    for form in MACHINES:
        yield ["check", "--format", form]
        yield ["lint", "config.yaml", "--format", form]
        yield ["model", "--format", form, "--threads", "THREADS"] if networks else ["calibration", "--format", form, "--no-cache"]
    if networks:
        yield ["demo", "shown", "--format", "json"]
    else:
        yield ["diff", "training.yaml", "calibration.yaml", "--format", "json"]
        yield ["diff", "training.yaml", "calibration.yaml", "--image", "pictures"]
        yield ["fix"]
        yield ["rules"]


def told(project, surrounding, asked):
    """What the commands *asked* say in a copy of *project*: arguments, status, output and errors of each."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, surrounding.depth)
        _copy(project, folder, backwards=surrounding.backwards)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))},
            "PYTHONHASHSEED": str(surrounding.seed),
            "LC_ALL": surrounding.locale,
            "TZ": surrounding.zone,
            "OMP_NUM_THREADS": str(surrounding.threads),
            "XDG_CACHE_HOME": str(Path(place, "cache")),
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "transformers"))),
        }
        said = [[word.replace("THREADS", str(surrounding.threads)) for word in arguments] for arguments in asked]
        command = [sys.executable, "-c", SEVERAL, json.dumps(said)]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return [(tuple(asked[number]), *each[1:]) for number, each in enumerate(json.loads(done.stdout))]


def _copy(project, folder, *, backwards):
    """Files with the times that they had, which came in one order or the other."""
    for path in sorted(project.rglob("*"), reverse=backwards):
        if path.is_file():
            (folder / path.relative_to(project)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, folder / path.relative_to(project))


def differing(project, surroundings, asked):
    """The commands that said something else in one of *surroundings* than in the first."""
    first, *others = (told(project, each, asked) for each in surroundings)
    for surrounding, other in zip(surroundings[1:], others, strict=True):
        yield from ((one[0], surrounding, one, two) for one, two in zip(first, other, strict=True) if one != two)


def projects(folder):
    """A project of each toolchain with calibration files and mistakes, and one with a network."""
    sys.path[:0] = [str(ROOT), str(ROOT / "transformers"), str(ROOT / "tests")]
    from clean_projects import every
    from injected import EVERY

    mistakes = {each.id: each for each in EVERY}
    for clean in every():
        if clean.kind == "filled":
            made = folder / clean.id
            made.mkdir()
            clean.lay(made)
            for name in ("files in the other order", "no bird", "taken at night", "a key that nobody knows"):
                assert mistakes[name].into(made, clean)
            yield made, False
    import model_projects

    (folder / "network").mkdir()
    yield model_projects.write(folder / "network", evaluation=model_projects.samples("rgb"), per_class=4), True


def main():
    wrong = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        for project, networks in projects(Path(folder)):
            asked = list(commands(networks=networks))
            tried += len(asked) * len(SURROUNDINGS)
            for arguments, surrounding, one, two in differing(project, SURROUNDINGS, asked):
                wrong += 1
                print(f"{project.name}: pipecheck {' '.join(arguments)} in {surrounding}", *_apart(one, two), sep="\n  ", flush=True)
    print(f"{tried} runs, {wrong} of them say something else")
    return int(wrong > 0)


def _apart(one, two):
    """The first lines that differ."""
    lines = zip("\n".join(map(str, one[1:])).splitlines(), "\n".join(map(str, two[1:])).splitlines(), strict=False)
    return [f"{a[:300]!r}\n  {b[:300]!r}" for a, b in lines if a != b][:2]


if __name__ == "__main__":
    sys.exit(main())
