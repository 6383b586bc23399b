"""Writes a page per rule from its docstring, the picture of a report, and what the README's commands print: `python docs/make.py`."""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from pipecheck import api, cli, demo
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


@contextmanager
def _demo() -> Iterator[None]:
    """The demo project as the working directory."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(demo.write(Path(folder)))
        try:
            yield
        finally:
            os.chdir(Path(__file__).parent)


def picture() -> str:
    """The report on the demo project as SVG, with the fonts of whoever looks at it."""
    from rich.console import Console
    from rich.terminal_theme import DIMMED_MONOKAI
    from rich.text import Text

    with _demo():
        report = terminal.render(api.check(), width=WIDTH, color=True)
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(report))
    return console.export_svg(theme=DIMMED_MONOKAI, code_format=FRAME, unique_id="report")


def examples(text: str) -> str:
    """*text* with what its commands print in the demo project."""
    with _demo():
        return re.sub(r"(?ms)^```console\n(.*?)^```$", _block, text)


def _block(block: re.Match[str]) -> str:
    commands = re.findall(r"(?m)^\$ (.*)\n", block[1])
    examples = (f"$ {command}\n{_printed(command)}" for command in commands)
    return f"```console\n{''.join(examples)}```"


def _printed(command: str) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        cli.main(shlex.split(command)[1:])
    return printed.getvalue()


if __name__ == "__main__":
    here = Path(__file__).parent
    pages(here / "rules")
    (here / "report.svg").write_text(picture(), encoding="utf-8")
    readme = here.parent / "README.md"
    readme.write_text(examples(readme.read_text(encoding="utf-8")), encoding="utf-8")
