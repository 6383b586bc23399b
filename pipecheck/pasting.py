"""What people paste to have `pipecheck fix` make the edits that a finding offers."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator

from pipecheck.findings import Finding
from pipecheck.gather.project import Project

OPTIONS = ("training", "calibration")
"""The roads whose sources can be named on the command line."""


def command(finding: Finding, plan: Project) -> str | None:
    """The command that mends *finding* in *plan* as it was asked for; None where it rests on what no command line can name."""
    if finding.fix is None or plan.asked is None:
        return None
    if finding.roads and any(source is None or road not in OPTIONS for road, source in plan.given.items()):
        return None
    return " ".join(map(shlex.quote, _words(finding, plan, safe=finding.fix.safe)))


def _words(finding: Finding, plan: Project, *, safe: bool) -> Iterator[str]:
    """The words of the command; the one that writes comes last, so that half a line changes nothing."""
    yield from ("pipecheck", "fix")
    asked = os.fspath(plan.asked or "")
    if asked != ".":
        yield f".{os.sep}{asked}" if asked.startswith("-") else asked
    yield from ("--select", finding.code)
    yield from (f"--{road}={source}" for road, source in plan.given.items() if source is not None and road in OPTIONS)
    yield "--safe" if safe else "--unsafe"
