"""Writes the pages of rules and commands, pictures of terminals, and what commands print in README and docs: `python docs/make.py`."""

from __future__ import annotations

import argparse
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from pipecheck import cli, demo
from pipecheck.cli.parser import COMMANDS, parser
from pipecheck.rules import every

DOCS = Path(__file__).parent
ROOT = DOCS.parent
WIDTH = 104
PHOTOS = {"a.jpg": "rgb-420.jpg", "b.jpg": "exif-6.jpg"}
"""The pictures that lie in `photos` beside the demo project, for commands that look at pictures."""
FAMILIES = {
    "PC0": "pipecheck itself",
    "PC1": "Reading the picture",
    "PC2": "Color and layout",
    "PC3": "Values: mean, scale, range",
    "PC4": "Geometry: resize, crop, pad",
    "PC5": "The conversion YAML",
    "PC6": "The calibration set",
    "PC7": "The float model",
    "PC8": "Quantisation",
}
OPTIONS = "\n## Options\n"
SCREENS = {
    "report.svg": "pipecheck check --ignore PC6,PC704",
    "model.svg": "pipecheck model --probe --limit 120 --ignore PC704",
    "calibration.svg": "pipecheck calibration calibration_f32 --no-cache",
    "diff.svg": "pipecheck diff train.py:val_transform config.yaml --image pictures/calibration/000.png",
}
"""What is typed in the demo project for each picture of a terminal."""
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<style>{styles}
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
.{unique_id}-matrix {{ font-size: {char_height}px; line-height: {line_height}px; }}</style>
<rect width="100%" height="100%" rx="8" fill="#0c0c0c"/>
<g transform="translate(9, 12)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def rules() -> Iterator[tuple[Path, str]]:
    """A page per rule, and the index that leads to them."""
    found = sorted(every(), key=lambda rule: rule.code)
    for rule in found:
        yield DOCS / "rules" / f"{rule.code}.md", f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity}\n\n{rule.page}\n"
    lines = [
        "# Rules",
        "",
        "Every finding has a code, which never changes its meaning. `pipecheck explain PC301` prints the page of a rule in the terminal.",
        "`--select`, `--ignore`, `[ignore]` and comments take codes and what they begin with: `PC3` is the whole family. A finding may be",
        "graver or milder than its rule; the page of the rule says when.",
    ]
    for family, title in FAMILIES.items():
        rows = [rule for rule in found if rule.code.startswith(family)]
        lines += ["", f"## {family} {title}", "", "| code | name | severity | what is wrong |", "|---|---|---|---|"]
        lines += [f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {rule.summary} |" for rule in rows]
    yield DOCS / "rules" / "README.md", "\n".join((*lines, ""))


def commands() -> Iterator[tuple[Path, str]]:
    """A page per command, what is written by hand followed by the options as they are now, and the index."""
    for name, (does, _) in COMMANDS.items():
        path = DOCS / "commands" / f"{name}.md"
        page = path.read_text(encoding="utf-8") if path.exists() else f"# pipecheck {name}\n\n{does[0].upper()}{does[1:]}.\n"
        yield path, page.partition(OPTIONS)[0] + OPTIONS + "\n" + options(name)
    rows = (f"| [`pipecheck {name}`]({name}.md) | {does} |" for name, (does, _) in COMMANDS.items())
    head = "# Commands\n\nOne page each, with an example and all options.\n\n| command | does |\n|---|---|"
    yield DOCS / "commands" / "README.md", "\n".join((head, *rows, ""))


def options(name: str) -> str:
    """The arguments and options of the command *name* as a table."""
    command = actions(parser())[name]
    rows = [f"| {_spelled(each)} | {_help(each)} |" for each in command._actions if "--help" not in each.option_strings]  # noqa: SLF001
    return "\n".join(("| | |", "|---|---|", *rows, "")) if rows else "This command has none.\n"


def actions(top: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The commands of the command line *top*, by name."""
    found = next(each.choices for each in top._actions if isinstance(each, argparse._SubParsersAction))  # noqa: SLF001
    return dict(found)


def _spelled(action: argparse.Action) -> str:
    """How *action* is written on the command line."""
    if action.choices and not action.option_strings:
        return " or ".join(f"`{word}`" for word in action.choices)
    taken = "" if action.nargs == 0 else str(action.metavar or ("" if action.choices else action.dest.upper()))
    return f"`{' '.join((*action.option_strings, taken)).strip() or action.dest}`"


def _help(action: argparse.Action) -> str:
    """What *action* does, and the words it takes."""
    words = f"one of {', '.join(f'`{word}`' for word in action.choices)}" if action.choices and action.option_strings else ""
    text = (action.help or "").replace("|", "\\|").replace("*", "\\*")
    return "; ".join(filter(None, (words, text)))


@contextmanager
def _demo() -> Iterator[None]:
    """The demo project, with two pictures beside it, as the working directory; what is temporary goes with it."""
    before, kept = Path.cwd(), tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        project, tempfile.tempdir = Path(folder, "demo"), folder
        project.mkdir()
        os.chdir(demo.write(project))
        Path("photos").mkdir()
        for name, original in PHOTOS.items():
            shutil.copy(ROOT / "fixtures" / "pictures" / original, Path("photos", name))
        try:
            yield
        finally:
            os.chdir(before)
            tempfile.tempdir = kept


@contextmanager
def _terminal() -> Iterator[None]:
    """What is printed is as wide and as colored as on a terminal."""
    said = {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "NO_COLOR": ""}
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})


def screen(name: str) -> str:
    """The picture *name* of a terminal in the demo project as SVG, with the fonts of whoever looks at it."""
    from rich.console import Console
    from rich.terminal_theme import DIMMED_MONOKAI
    from rich.text import Text

    command = SCREENS[name]
    with _demo(), _terminal():
        printed = _printed(command if " diff " in command else f"{command} --format rich")
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text(f"$ {command}\n", "bold"), Text.from_ansi(printed.rstrip()), sep="\n")
    drawn = console.export_svg(theme=DIMMED_MONOKAI, code_format=FRAME, unique_id=Path(name).stem)
    return re.sub(r' clip-path="[^"]*"', "", drawn).replace("&#160;", "\u00a0")  # nothing is longer than its line


def examples(text: str) -> str:
    """*text* with what its commands print in the demo project, in which its files are written and its edits are made."""
    if "```console\n" not in text:
        return text
    with _demo():
        return re.sub(r"(?ms)^```(\w+)(?: (\S+))?\n(.*?)^```$", _block, text)


def _block(block: re.Match[str]) -> str:
    """A block of commands with what they print; a file that is named is written, a diff is an edit, anything else is left alone."""
    language, name, content = block.groups()
    if language == "console":
        commands = re.findall(r"(?m)^\$ (.*)\n", content)
        return f"```console\n{''.join(map(_example, commands))}```"
    if language == "diff":
        _edit(content)
    elif name is not None:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(content, encoding="utf-8")
    return block[0]


def _example(command: str) -> str:
    return f"$ {command}\n{_printed(command)}"


def _edit(diff: str) -> None:
    """Makes the edit that *diff* shows, in the one place where it fits."""
    head, *hunks = re.split(r"(?m)^@@.*\n", diff)
    path = Path(head.rpartition("+++ ")[2].strip())
    for hunk in hunks:
        lines = hunk.splitlines(keepends=True)
        before, after = ("".join(line[1:] for line in lines if line[0] in kept) for kept in (" -", " +"))
        text = path.read_text(encoding="utf-8")
        if text.count(before) != 1:
            raise ValueError(f"this edit of {path} fits in {text.count(before)} places:\n{diff}")
        path.write_text(text.replace(before, after), encoding="utf-8")


def _printed(command: str) -> str:
    """What *command* prints; folders with names of chance are called by the rest of it."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        cli.main(shlex.split(command)[1:])
    return re.sub(r"\S*pipecheck-demo-\w+", "/tmp/pipecheck-demo", printed.getvalue())  # noqa: S108  # a name to show


if __name__ == "__main__":
    for path, page in (*rules(), *commands()):
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8")
    for name in SCREENS:
        (DOCS / name).write_text(screen(name), encoding="utf-8")
    for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        path.write_text(examples(path.read_text(encoding="utf-8")), encoding="utf-8")
