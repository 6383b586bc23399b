"""`pipecheck model`: is the float model as accurate as the network that was trained, and if not, why?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipecheck.cli.amounts import count, seconds
from pipecheck.cli.calibration import FORMS
from pipecheck.cli.counting import counting
from pipecheck.cli.leaving import watched

if TYPE_CHECKING:
    from pipecheck.engine import Settings
    from pipecheck.findings import Severity
    from pipecheck.report.model import Report

_FIGURES = ("expected", "quantized")
EVALUATED = ("training", "evaluation", "images", "labels", "label_format", "classes", "task", "metric", "decoder")
"""The words that `evaluated` adds."""


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command, those on the report aside."""
    parser.add_argument(
        "path", nargs="?", default=".", help="a pipecheck.toml, a conversion YAML, a folder, or an ONNX file (default: this folder)"
    )
    parser.add_argument("--model", metavar="FILE", help="the ONNX file to measure (default: [evaluation], the last build, the YAML's)")
    evaluated(parser)
    parser.add_argument("--expected", metavar="FIGURE", help="what the network that was trained has, with its digits: 0.7654")
    parser.add_argument("--quantized", metavar="FIGURE", help="what the quantised model has: says which chapter applies")
    parser.add_argument("--probe", action="store_true", help="try which preprocessing the network wants")
    parser.add_argument("--until-certain", action="store_true", help="stop as soon as more pictures cannot change the verdict")
    running(parser)


def evaluated(parser: argparse.ArgumentParser) -> None:
    """The words on the pictures that a model is measured with, and on what they show."""
    parser.add_argument("--training", metavar="SOURCE", help="the training preprocessing, as FILE.py:NAME or a chain in YAML")
    parser.add_argument("--evaluation", metavar="SOURCE", help="what makes the pictures that the model is measured with, likewise")
    parser.add_argument("--images", metavar="DIR", help="the pictures, or a text file that lists them")
    parser.add_argument("--labels", metavar="PATH", help="what they show")
    parser.add_argument("--label-format", choices=FORMS, help="default: what they look like")
    parser.add_argument("--classes", metavar="FILE", help="the names of all classes in the order of the outputs, one on every line")
    parser.add_argument(
        "--task", choices=("classification", "detection", "segmentation", "regression"), help="default: what labels are for"
    )
    parser.add_argument("--metric", metavar="NAME", help="top1, map, miou, cosine …, or your own as FILE.py:FUNCTION(outputs, truth)")
    parser.add_argument("--decoder", metavar="NAME", help="what reads the outputs: yolov8, ssd …, or your own as FILE.py:FUNCTION(outputs)")


def running(parser: argparse.ArgumentParser) -> None:
    """The words on how much is run."""
    parser.add_argument("--limit", metavar="N", type=count, help="so many pictures, evenly from all classes (default: all)")
    parser.add_argument("--budget", metavar="TIME", type=seconds, help="stop after this time and say what was cut: 60s, 5m")
    parser.add_argument("--threads", metavar="N", type=count, help="default: as many as there are cores")
    parser.add_argument("--allow-exec", action="store_true", help="run code that --metric and --decoder name")


def report(options: argparse.Namespace, settings: Settings, fail_on: Severity | None) -> Report:
    """What is measured on the model."""
    from pipecheck import modelling

    with watched(), counting() as progress:
        return modelling.model(
            options.path,
            **{name: getattr(options, name) for name in ("model", *EVALUATED, *_FIGURES)},
            probe=options.probe,
            until_certain=options.until_certain,
            limit=options.limit,
            seconds=options.budget,
            threads=options.threads,
            allow_exec=options.allow_exec,
            progress=progress,
            settings=settings,
            fail_on=fail_on,
        )
