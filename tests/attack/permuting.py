"""Every mistake in a project of every kind, written in every way: where is something else found?

python tests/attack/permuting.py [how many projects for each mistake]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "transformers"), str(ROOT / "tests")]

from test_permuted import MISTAKES, PERMUTED, PROJECTS, permuted, seen  # noqa: E402 - which the line above makes findable

FLOW = ("flow style", "a group in flow style")
UNLIKE = {
    "a key twice": (*FLOW, "keys in another order"),  # the data hold it once; and the last one counts
    "a key without effect": FLOW,  # which cannot become a comment there
    **dict.fromkeys(("taken at night", "validation calibrates"), ("inline tables",)),  # whose keys have no place, so the folder is shown
}
"""What is another project when it is written in another way."""


def differing(mistake, project, folder):
    """The ways of writing *project* with *mistake* in which something else is found; None where it does not fit."""
    (folder / "right").mkdir()
    project.lay(folder / "right")
    if not mistake.into(folder / "right", project):
        return None
    expected = seen(project.check(folder / "right"), folder / "right")
    ways = {
        how: permuted(folder / "right", folder / str(number) / "right", how)
        for number, how in enumerate(PERMUTED)
        if how not in UNLIKE.get(mistake.id, ())
    }
    return [how for how, each in ways.items() if seen(project.check(each), each) != expected]


def main(most=3):
    tried = wrong = 0
    for mistake in MISTAKES.values():
        done = 0
        for project in random.Random(mistake.id).sample(list(PROJECTS.values()), len(PROJECTS)):
            with tempfile.TemporaryDirectory() as folder:
                found = differing(mistake, project, Path(folder)) if done < int(most) else None
            done += found is not None
            for how in found or ():
                wrong += 1
                print(f"{project.id}: {mistake.id}: {how}", flush=True)
        tried += done * len(PERMUTED)
    print(f"{tried} ways of writing, {wrong} of them change what is found")
    return int(wrong > 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        sys.exit(main(*sys.argv[1:]))
