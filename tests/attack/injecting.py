"""Every mistake in every clean project that it fits: where is more found than its code, or less?

python tests/attack/injecting.py [words of a mistake or a project]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "transformers"), str(ROOT / "tests")]

from clean_projects import every  # noqa: E402 - which the line above makes findable
from injected import EVERY  # noqa: E402

from pipecheck.fixing import fix  # noqa: E402


def found(report):
    """How often each code is found with each severity."""
    return Counter((each.code, each.severity) for each in report.findings)


def told(clean, mistake, folder):
    """The codes that are found with *mistake* and not without, and those that are left after the fixes; None where it does not fit."""
    (folder / "right").mkdir(), (folder / "wrong").mkdir()
    clean.lay(folder / "wrong")
    if not mistake.into(folder / "wrong", clean):
        return None
    clean.lay(folder / "right")
    before, after = found(clean.check(folder / "right")), found(clean.check(folder / "wrong"))
    mended = fix(folder / "wrong" / clean.asked, unsafe=True)
    mended.write()
    return codes(after - before), codes(found(clean.check(folder / "wrong")) - before) if mended.files else None


def codes(counted):
    return tuple(sorted(code for code, _ in counted.elements()))


def main(*words):
    tried = wrong = 0
    for clean, mistake in product(every(), EVERY):
        if all(word in f"{mistake.id} {clean.id}" for word in words):
            with tempfile.TemporaryDirectory() as folder:
                seen = told(clean, mistake, Path(folder))
            tried += seen is not None
            if seen not in (None, (mistake.codes, mistake.left)):
                wrong += 1
                print(f"{clean.id}: {mistake.id}: {seen} in place of {mistake.codes, mistake.left}", flush=True)
    print(f"{tried} mistakes, {wrong} of them told otherwise")
    return int(wrong > 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        sys.exit(main(*sys.argv[1:]))
