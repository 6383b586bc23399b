"""Every mistake in every clean project that it fits: where is more found than its code, or less?

python tests/attack/injecting.py [words of a mistake or a project]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "transformers"), str(ROOT / "tests")]

from clean_projects import every  # noqa: E402 - which the line above makes findable
from injected import EVERY  # noqa: E402


def found(report):
    """How often each code is found with each severity."""
    return Counter((each.code, each.severity) for each in report.findings)


def gained(clean, mistake):
    """The codes that are found with *mistake* and not without, and those that are found no more; None where it does not fit."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        clean.lay(Path(second))
        if not mistake.into(Path(second), clean):
            return None
        clean.lay(Path(first))
        before, after = found(clean.check(Path(first))), found(clean.check(Path(second)))
    return tuple(tuple(sorted(code for code, _ in each.elements())) for each in (after - before, before - after))


def main(*words):
    tried = wrong = 0
    for clean in every():
        for mistake in EVERY:
            if words and not all(word in f"{mistake.id} {clean.id}" for word in words):
                continue
            told = gained(clean, mistake)
            tried += told is not None
            if told is not None and told[0] != mistake.codes:
                wrong += 1
                print(f"{clean.id}: {mistake.id}: {told[0]} in place of {mistake.codes}", flush=True)
    print(f"{tried} mistakes, {wrong} of them told otherwise")
    return int(wrong > 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        sys.exit(main(*sys.argv[1:]))
