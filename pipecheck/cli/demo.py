"""`pipecheck demo`: a project with mistakes, from the first check to a clean one, as the commands tell it."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from pipecheck import api, demo
from pipecheck.cli.counting import counting
from pipecheck.cli.leaving import watched
from pipecheck.cli.remembering import drawn
from pipecheck.cli.viewing import View, has_blocks, view
from pipecheck.errors import SourceError
from pipecheck.gather.looking import Looking
from pipecheck.gather.networks.how import How

if TYPE_CHECKING:
    from pipecheck.cli.counting import Teller
    from pipecheck.engine import Settings
    from pipecheck.findings import Severity
    from pipecheck.report.model import Report

_OTHER = "s100.toml"
_SECONDS = 8.0
"""So long may the network run in a check; half of that is enough where not much else runs."""
_WIDEST = 100
_BOLD, _GREEN, _RED = 1, 32, 31


def checked(options: argparse.Namespace, settings: Settings, fail_on: Severity | None) -> Report:
    """The first report of the story."""
    folder = _written(options.folder)
    print(f"wrote a small project to {folder}; look around, mend it, and run `pipecheck check` there\n", file=sys.stderr)
    with counting() as progress:
        page = drawn(options)  # which has room for everything
        looking = Looking(drawn=page, progress=progress)
        return api.check(folder, looking=looking, how=_how(progress, probe=page), settings=settings, fail_on=fail_on)


def _how(progress: Teller | None, *, probe: bool) -> How:
    """How the network is run; to *probe* is to ask it which preprocessing it wants, as where the story begins."""
    return How(probe=probe, deadline=monotonic() + _SECONDS, stages=None if progress is None else progress.of)


def story(options: argparse.Namespace, settings: Settings, fail_on: Severity | None) -> Iterator[str]:
    """What is to be printed, piece by piece; the project is left as it was mended."""
    folder = _written(options.folder)
    teller = _Teller(view=view(options), blocks=has_blocks(options), settings=settings, fail_on=fail_on)
    yield teller.prose(
        f"In {folder} lies a project: a network that tells {len(demo.CLASSES)} road signs apart. It was right about 95 of 100 pictures "
        "when it was trained, and on the board it guesses. What follows is what the commands say there, shortened."
    )
    with _inside(folder), watched():
        first = teller.check(probe=True)
        yield from _found(teller, first)
        yield from _cost(teller, first)
        yield from _mended(teller, first)
        yield from _clean(teller)
    yield teller.prose(
        f"The mended project stays in {folder}. In your own, `pipecheck init` writes a pipecheck.toml, and `pipecheck check` does the rest."
    )


def _found(teller: _Teller, first: Report) -> Iterator[str]:
    yield teller.heading("1. Check: what is wrong, and where?", "pipecheck check")
    yield teller.report(replace(first, networks=(), sets=()))
    yield teller.prose(
        "The toolchain of the S100 wants files as the network takes them: there the same numbers are right, but red and blue are not:"
    )
    yield teller.command(f"pipecheck check {_OTHER}")
    yield teller.verdict(teller.check(_OTHER))


def _cost(teller: _Teller, first: Report) -> Iterator[str]:
    if first.networks:  # else these rules were left out
        yield teller.heading("2. Cost: what does each mistake lose, and what does the network want?", "pipecheck model --probe")
        yield teller.networks(first)


def _mended(teller: _Teller, first: Report) -> Iterator[str]:
    """Edits the YAMLs and the script, drops odd pictures, and makes the calibration files anew."""
    yield teller.heading("3. Mend", f"pipecheck fix config.yaml {_OTHER}")
    yield teller.diff(_ran("fix", "config.yaml", _OTHER))
    yield teller.command(f"pipecheck fix --unsafe config.yaml {_OTHER}")
    yield _ran("fix", "--unsafe", "config.yaml", _OTHER)
    yield teller.prose("Python is for people to edit. Here is how; and what does not belong in the calibration set is deleted:")
    yield teller.diff(_rewritten())
    yield teller.prose(f"deleted: {', '.join(path.as_posix() for path in _odd(first))}")
    yield teller.prose("Files that were made before are still wrong, so they are made again, for either chip in the form that it wants:")
    for words in (("prepare",), ("prepare", _OTHER)):
        yield teller.command(" ".join(("pipecheck", *words)))
        yield _ran(*words)


def _clean(teller: _Teller) -> Iterator[str]:
    yield teller.heading("4. Clean: is it as it was trained?", "pipecheck check")
    yield teller.verdict(teller.check())
    yield teller.command(f"pipecheck check {_OTHER}")
    yield teller.verdict(teller.check(_OTHER))


def _written(folder: str | None) -> Path:
    """The project in *folder*, which must not hold anything yet."""
    if folder is None:
        return demo.write()
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise SourceError(path, "is not empty: name a new folder")
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    return demo.write(path)


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Works in *folder*, so that paths are short and can be followed there."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _ran(command: str, *words: str) -> str:
    """What a command prints."""
    from pipecheck.cli.parser import parser

    text, _ = import_module(f"pipecheck.cli.{command}").run(parser(command).parse_args([command, *words]))
    return str(text)


def _rewritten() -> str:
    """Edits what only people can, and returns that as a diff."""
    return "".join(_edited(Path(name), text) for name, text in demo.MENDED.items())


def _edited(path: Path, after: str) -> str:
    before = path.read_text(encoding="utf-8")
    path.write_text(after, encoding="utf-8")
    return "".join(difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), str(path), str(path), n=1))


def _odd(first: Report) -> Iterator[Path]:
    """Deletes the pictures that the report names as odd, and all files that were made before; yields the pictures."""
    from pipecheck.evidence.calibration import PictureSet

    for folder in demo.CALIBRATION:
        for path in Path(folder).iterdir():
            path.unlink()
    for each in first.sets:
        if isinstance(each, PictureSet):
            for odd in sorted(each.odd, key=lambda odd: odd.name):
                path = Path(each.folder, odd.name)
                path.unlink()
                yield path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Checks the project in the current folder, and makes text of everything: for a terminal if there is a *view*, else plain."""

    view: View | None
    blocks: bool
    settings: Settings
    fail_on: Severity | None

    def check(self, path: str = ".", *, probe: bool = False) -> Report:
        """The report on *path*."""
        with counting() as progress:
            return api.check(
                path,
                looking=Looking(progress=progress),
                how=_how(progress, probe=probe),
                settings=self.settings,
                fail_on=self.fail_on,
            )

    def report(self, report: Report) -> str:
        """The whole *report*."""
        if self.view is None:
            from pipecheck.report import text

            return text.render(report)
        from pipecheck.report import terminal

        return terminal.render(report, width=self.view.width, color=self.view.color, blocks=self.blocks, link=self.view.link)

    def networks(self, report: Report) -> str:
        """What was measured on networks."""
        if self.view is None:
            from pipecheck.report import text

            return text.measured(report)
        from pipecheck.report import terminal

        return terminal.measured(report, width=self.view.width, color=self.view.color, blocks=self.blocks)

    def verdict(self, report: Report) -> str:
        """The first line of *report*."""
        from pipecheck.report.verdict import verdict

        return self._wrapped(verdict(report))

    def heading(self, title: str, command: str) -> str:
        """The *title* of a chapter, and the *command* that it begins with."""
        return f"\n{self._styled(title, _BOLD)}\n{'=' * len(title)}\n{self.command(command)}"

    def command(self, command: str) -> str:
        """A *command* as it would be typed."""
        return f"\n{self._styled(f'$ {command}', _BOLD)}"

    def prose(self, sentence: str) -> str:
        """A *sentence* between what commands print."""
        return f"\n{self._wrapped(sentence)}"

    def diff(self, text: str) -> str:
        """The diff *text*, in colors where there are some."""
        return "\n".join(map(self._changed, text.splitlines()))

    def _changed(self, line: str) -> str:
        color = {"+": _GREEN, "-": _RED}.get(line[:1])
        return line if color is None or line.startswith(("+++", "---")) else self._styled(line, color)

    def _wrapped(self, sentence: str) -> str:
        return sentence if self.view is None else textwrap.fill(sentence, min(self.view.width, _WIDEST), break_on_hyphens=False)

    def _styled(self, text: str, style: int) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.view is not None and self.view.color else text
