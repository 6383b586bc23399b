"""`pipecheck debug`: where does quantisation lose the accuracy, and what is the cheapest mend?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipecheck.cli.counting import counting
from pipecheck.cli.leaving import watched
from pipecheck.cli.model import EVALUATED, evaluated, running
from pipecheck.cli.quantize import CALIBRATED, calibrated

if TYPE_CHECKING:
    from pipecheck.engine import Settings
    from pipecheck.findings import Severity
    from pipecheck.report.model import Report

_STEPS = "quantised, structure, calibrations, accumulated, sensitivity, distributions, badcases, layers, partial, mixed"


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command, those on the report aside."""
    parser.add_argument(
        "words",
        nargs="*",
        metavar="[STEP] PATH",
        help=f"a step alone ({_STEPS}; default: all until it is certain what to do), and an ONNX file or a project (default: this folder)",
    )
    parser.add_argument("--target", metavar="SHARE", type=_share, default=0.99, help="of the float accuracy to reach (default: 0.99)")
    calibrated(parser)
    parser.add_argument("--output", dest="folder", metavar="DIR", help="write tables, pictures and configurations there, and resume there")
    evaluated(parser)
    running(parser)


def _share(text: str) -> float:
    try:
        found = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1:
        raise argparse.ArgumentTypeError(f"a share of the float accuracy such as 0.99 or 99%, not {text}")
    return found


def report(options: argparse.Namespace, settings: Settings, fail_on: Severity | None) -> Report:
    """What the steps find."""
    from pipecheck import debugging
    from pipecheck.errors import UsageError

    steps = [word for word in options.words if word in debugging.STEPS]
    paths = [word for word in options.words if word not in debugging.STEPS]
    if len(paths) > 1:
        raise UsageError(f"name one path; {paths[0]} is no step: they are {', '.join(debugging.STEPS)}")
    with watched(), counting() as progress:
        return debugging.debug(
            *paths,
            steps=steps,
            target=options.target,
            **{name: getattr(options, name) for name in (*CALIBRATED, *EVALUATED)},
            output=options.folder,
            limit=options.limit,
            seconds=options.budget,
            threads=options.threads,
            allow_exec=options.allow_exec,
            progress=progress,
            settings=settings,
            fail_on=fail_on,
        )
