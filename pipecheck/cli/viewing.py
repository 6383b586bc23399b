"""How what is printed looks: plain lines, or as wide and as colored as the terminal is."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import NamedTuple


class View(NamedTuple):
    """A terminal so many cells wide, with ANSI *color* or without; *link* says where the page of a rule is, for codes that lead there."""

    width: int
    color: bool
    link: Callable[[str], str | None] | None = None


def view(options: argparse.Namespace) -> View | None:
    """What the report that the *options* ask for is made to fit; None where it is no picture for a terminal."""
    terminal = options.output is None and sys.stdout is not None and sys.stdout.isatty()
    if options.format != "rich" and (options.format is not None or not terminal):
        return None
    import shutil

    width, color = shutil.get_terminal_size((100, 24)).columns, _wants_color(terminal=terminal)
    if not (color and terminal and _takes_links()):
        return View(width, color)
    from pipecheck.cli import linking

    return View(width, color, linking.page)


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


def _takes_links() -> bool:
    """Whether the terminal takes links, or swallows what it does not know; a log of CI may show it."""
    return os.environ.get("TERM", "dumb") not in ("dumb", "linux") and not os.environ.get("CI")
