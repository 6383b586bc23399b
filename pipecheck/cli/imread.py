"""`pipecheck imread`: what each reader makes of picture files."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from pipecheck.cli.counting import counting

if TYPE_CHECKING:
    from pipecheck.errors import PipecheckError


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("paths", nargs="+", metavar="IMAGE", help="a picture file, or a folder with such")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit status."""
    from pipecheck import asking
    from pipecheck.report import imread

    complaints: list[PipecheckError] = []
    with counting() as progress:
        found = asking.imread(options.paths, progress=progress, unreadable=complaints.append)
    for complaint in complaints:
        print(f"pipecheck: {complaint}", file=sys.stderr)
    if complaints and not found.files:
        return "", 2
    text = imread.as_json(found) if options.format == "json" else imread.as_text(found)
    return text, 2 if complaints else found.status
