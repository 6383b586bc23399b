"""`pipecheck fix`: shows the edits that mend findings, or makes them."""

from __future__ import annotations

import argparse
import sys

from pipecheck import fixing


def run(options: argparse.Namespace) -> tuple[str, int]:
    """What was mended, or the edits as a diff, and 1 where they were only shown."""
    found = fixing.fix(
        options.paths, training=options.training, calibration=options.calibration, select=options.select, unsafe=not options.safe
    )
    if not found.files:
        print("nothing to mend", file=sys.stderr)
    if not (options.safe or options.unsafe):
        return str(found), int(bool(found.files))
    found.write()
    return "".join(f"mended {path}\n" for path in found.files), 0
