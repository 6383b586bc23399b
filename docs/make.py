"""Writes a page per rule from its docstring, and the picture of a report: `python docs/make.py`."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path

from pipecheck import api, demo
from pipecheck.report import terminal
from pipecheck.rules import every

WIDTH = 104
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<style>{styles}
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
.{unique_id}-matrix {{ font-size: {char_height}px; line-height: {line_height}px; }}</style>
<defs>{lines}</defs>
<rect width="100%" height="100%" rx="8" fill="#0c0c0c"/>
<g transform="translate(12, 12)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def pages(folder: Path) -> None:
    """A Markdown page per rule."""
    for rule in every():
        page = f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity}\n\n{rule.page}\n"
        (folder / f"{rule.code}.md").write_text(page, encoding="utf-8")


def picture() -> str:
    """The report on the demo project as SVG, with the fonts of whoever looks at it."""
    from rich.console import Console
    from rich.terminal_theme import DIMMED_MONOKAI
    from rich.text import Text

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(demo.write(Path(folder)))
        report = terminal.render(api.check(), width=WIDTH, color=True)
        os.chdir(Path(__file__).parent)
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(report))
    return console.export_svg(theme=DIMMED_MONOKAI, code_format=FRAME, unique_id="report")


if __name__ == "__main__":
    here = Path(__file__).parent
    pages(here / "rules")
    (here / "report.svg").write_text(picture(), encoding="utf-8")
