"""How what is printed looks: plain lines, or as wide and as colored as the terminal is."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NamedTuple


class View(NamedTuple):
    """A terminal so many cells wide, with ANSI *color* or without."""

    width: int
    color: bool


def view(options: argparse.Namespace) -> View | None:
    """What the report that the *options* ask for is made to fit; None where it is no picture for a terminal."""
    terminal = options.output is None and sys.stdout is not None and sys.stdout.isatty()
    if options.format != "rich" and (options.format is not None or not terminal):
        return None
    import shutil

    return View(width=shutil.get_terminal_size((100, 24)).columns, color=_wants_color(terminal=terminal))


def has_blocks(options: argparse.Namespace) -> bool:
    """Whether what the report is written to can hold the characters that charts are made of; files can."""
    from pipecheck.report.sets.blocks import BLOCKS

    encoding = (options.output is None and getattr(sys.stdout, "encoding", None)) or "utf-8"
    return BLOCKS.encode(encoding, "ignore").decode(encoding) == BLOCKS


def _wants_color(*, terminal: bool) -> bool:
    """Color in a terminal that is not dumb, unless NO_COLOR is set; FORCE_COLOR overrides the lack of one."""
    if os.environ.get("NO_COLOR"):
        return False
    return (terminal and os.environ.get("TERM") != "dumb") or bool(os.environ.get("FORCE_COLOR"))
