"""`pipecheck prepare`: writes calibration files in the form that the toolchain reads, or reads them back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipecheck.cli.counting import counting

if TYPE_CHECKING:
    from pipecheck.preparing.verifying import Verified
    from pipecheck.preparing.writing import Written

_SHOWN = 20


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("path", nargs="?", default=".", metavar="PROJECT", help="a pipecheck.toml, a conversion YAML or a folder")
    parser.add_argument("--images", metavar="DIR", help="the pictures: a folder, a file, or a text file with a path on every line")
    parser.add_argument(
        "--source", metavar="SOURCE", help="what is done to a picture, as FILE.py:NAME or a chain in YAML (default: [calibration])"
    )
    parser.add_argument("--input", metavar="NAME", help="only this input of the model")
    parser.add_argument("--to", metavar="DIR", help="where the files go (default: cal_data_dir of the YAML)")
    parser.add_argument("--count", metavar="N", type=int, help="so many pictures, evenly spread (default: all)")
    parser.add_argument("--threads", metavar="N", type=int, help="default: as many as there are cores")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--verify", action="store_true", help="write nothing: read back what was written, and make it again to compare")
    how.add_argument(
        "--force", action="store_true", help="remove files that another chain made, where the manifest says that they are ours"
    )


def run(options: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit status."""
    text, status = _verify(options) if options.verify else _write(options)
    return "\n".join(map(_plain, text)), status


def _write(options: argparse.Namespace) -> tuple[list[str], int]:
    from pipecheck.preparing.run import prepare

    with counting() as progress:
        found = prepare(
            options.path,
            images=options.images,
            source=options.source,
            input=options.input,
            to=options.to,
            count=options.count,
            threads=options.threads,
            force=options.force,
            progress=progress,
        )
    for each in found:
        _tell(each.job.notes)
        _tell(_some([f"{picture}: {reason}; left out" for picture, reason in each.left_out]))
        _tell(_some([f"{picture}: {reason}; its file stays as it was" for picture, reason in each.unread]))
    return [line for each in found for line in _written(each)], max(each.status for each in found)


def _written(what: Written) -> Iterator[str]:
    there_before = what.kept + len(what.unread)
    count = what.made + there_before
    there = f" ({there_before} of them were there already)" if there_before else ""
    left = f", {len(what.left_out)} left out" if what.left_out else ""
    yield f"{_files(count)}{left}, {what.job.form}, in {what.job.folder}{there}"
    yield f"made by {what.job.source}; the manifest is {what.manifest}"


def _verify(options: argparse.Namespace) -> tuple[list[str], int]:
    from pipecheck.preparing.run import verify

    with counting() as progress:
        found = verify(options.path, source=options.source, input=options.input, to=options.to, threads=options.threads, progress=progress)
    lines = [line for each in found for line in (*_some(list(each.problems)), _verified(each))]
    return lines, max(each.status for each in found)


def _verified(what: Verified) -> str:
    if what.problems:
        problems = "1 problem" if len(what.problems) == 1 else f"{len(what.problems)} problems"
        way_out = f"; run `{what.remedy}` to make them again, with the options as before" if what.remedy else ""
        return f"{what.job.folder}: {problems} with {_files(what.count)}{way_out}"
    return f"{what.job.folder}: {_files(what.count)} as they were written, and as {what.job.source} makes them: {what.job.form}"


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - _SHOWN
    return lines if rest <= 0 else [*lines[:_SHOWN], f"and {rest} more"]


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"pipecheck: {_plain(line)}", file=sys.stderr)


def _plain(line: str) -> str:
    """*line* as one, whatever stands in the names of the user's files."""
    from pipecheck.errors import PipecheckError

    return str(PipecheckError(line))
