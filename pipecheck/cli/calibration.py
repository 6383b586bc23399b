"""`pipecheck calibration`: is this calibration set fit for use, and which pictures would make a good one?"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from pipecheck.cli.amounts import count
from pipecheck.cli.counting import counting
from pipecheck.cli.remembering import looking

if TYPE_CHECKING:
    from pipecheck.calibrating import Given
    from pipecheck.engine import Settings
    from pipecheck.findings import Severity
    from pipecheck.report.model import Report

_LIST = "calibration.txt"
_NEXT = "`pipecheck prepare --images {}` makes calibration files of them"
FORMS = ("imagefolder", "csv", "txt", "json", "yolo", "coco", "voc")


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command, those on the report aside."""
    parser.add_argument(
        "path",
        nargs="?",
        metavar="SET",
        help="a folder of pictures or of tensors, or a text file that lists pictures (default: the project's)",
    )
    parser.add_argument(
        "--config",
        metavar="PATH",
        help="what the files should be: a pipecheck.toml, a conversion YAML or a folder (default: what lies here)",
    )
    parser.add_argument("--input", metavar="NAME", help="the input of the model that these files are for")
    parser.add_argument("--images", metavar="DIR", help="the pictures that the tensors were made of, or a list of them")
    parser.add_argument("--training", metavar="DIR", help="pictures of training, to compare with")
    parser.add_argument("--validation", metavar="DIR", help="pictures that measure the accuracy, of which none should calibrate")
    parser.add_argument("--labels", metavar="PATH", help="labels of the pictures")
    parser.add_argument("--label-format", choices=FORMS, help="default: what they look like")
    parser.add_argument("--classes", metavar="FILE", help="the names of all classes, one on every line")
    parser.add_argument("--full", action="store_true", help="decode every pixel (default: as many as the figures need)")
    parser.add_argument("--rehash", action="store_true", help="know pictures by their content, and not by their size and time")
    parser.add_argument("--no-cache", action="store_true", help="remember nothing of the pictures, and measure all of them")
    parser.add_argument("--select", metavar="N", type=count, help="choose N diverse pictures, balanced over the classes, and write a list")
    parser.add_argument("--list", metavar="FILE", default=_LIST, help=f"where to list them (default: {_LIST}); no other text is replaced")


def report(options: argparse.Namespace, settings: Settings, fail_on: Severity | None) -> Report:
    """What is wrong with the set."""
    from pipecheck import calibrating

    with counting() as progress:
        return calibrating.calibration(
            options.path, given=_given(options), input=options.input, looking=looking(options, progress), settings=settings, fail_on=fail_on
        )


def choose(options: argparse.Namespace) -> tuple[str, int]:
    """What to print of the pictures that were chosen, and the exit status; the list is written."""
    from pipecheck.choosing import choose
    from pipecheck.errors import PipecheckError

    with counting() as progress:
        chosen = choose(options.path, options.select, given=_given(options), looking=looking(options, progress))
    if chosen.shut is not None:
        print(f"pipecheck: {PipecheckError(chosen.shut)}", file=sys.stderr)
    if not chosen.pictures:
        print(f"pipecheck: {chosen.root}: holds no picture to choose", file=sys.stderr)
        return "", 3
    chosen.write(options.list)
    return f"{_short(len(chosen.pictures), options.select)}{chosen.how}\nlisted in {options.list}; {_NEXT.format(options.list)}", 0


def _short(count: int, asked: int) -> str:
    """A line about the pictures being fewer than were asked for."""
    if count >= asked:
        return ""
    return f"only {'1 picture is' if count == 1 else f'{count} pictures are'} left to choose from, and {asked} were asked for\n"


def _given(options: argparse.Namespace) -> Given:
    from pipecheck.calibrating import Given

    names = ("config", "images", "training", "validation", "labels", "label_format", "classes")
    return Given(**{name: getattr(options, name) for name in names})
