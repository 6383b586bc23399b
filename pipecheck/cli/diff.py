"""`pipecheck diff`: what sets two sources apart, as written and on pictures."""

from __future__ import annotations

import argparse

from pipecheck.cli.counting import counting
from pipecheck.saving import save

_FORMS = (
    "FILE.py:NAME, a chain in YAML, the JSON of a processor, an OpenMMLab or Paddle config, 02_preprocess.sh, timm:NAME, torchvision:NAME, "
    "ultralytics:TASK, or a conversion YAML (as the camera meets it)"
)


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("left", metavar="A", help=_FORMS)
    parser.add_argument("right", metavar="B", help="likewise")
    parser.add_argument(
        "--image",
        metavar="FILE",
        action="append",
        default=[],
        help="run both on this picture, or on those in this folder, and say how far apart they are and where they part; may be repeated",
    )
    parser.add_argument("--picture", metavar="FILE.png", help="draw left, right and the difference of the worst picture there")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit status."""
    from pipecheck import api
    from pipecheck.errors import UsageError
    from pipecheck.report import differences

    if options.picture and not options.image:
        raise UsageError("--picture draws what the two make of a picture: name one with --image")
    with counting() as progress:
        found = api.diff(options.left, options.right, image=options.image, draw=bool(options.picture), progress=progress)
    if options.picture and found.pixels is not None and found.pixels.picture is not None:
        read = [options.left, options.right, *options.image]
        save(options.picture, found.pixels.picture, read, "compared", "the drawing")
    return differences.as_json(found) if options.format == "json" else differences.as_text(found), found.status
