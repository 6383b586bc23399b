"""`pipecheck quantize`: what will the NPU's quantisation make of this network?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipecheck.cli.amounts import count
from pipecheck.cli.counting import counting
from pipecheck.cli.leaving import watched
from pipecheck.cli.model import EVALUATED, evaluated, running

if TYPE_CHECKING:
    from pipecheck.engine import Settings
    from pipecheck.findings import Severity
    from pipecheck.report.model import Report

TYPES = ("int8", "int16", "dual-int16", "float16", "float32")
METHODS = ("default", "max", "kl", "mse", "mix", "modelwise", "layerwise", "sweep")
CALIBRATED = (
    "model",
    "data",
    "config",
    "quant_config",
    "samples",
    "calibration_type",
    "max_percentile",
    "per_channel",
    "asymmetric",
    "bias_correction",
    "all_node_type",
)
"""The words that `calibrated` adds."""


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command, those on the report aside."""
    parser.add_argument(
        "path", nargs="?", default=".", help="an ONNX file, a pipecheck.toml, a conversion YAML or a folder (default: this folder)"
    )
    calibrated(parser)
    parser.add_argument("--output", dest="folder", metavar="DIR", help="write the calibrated model and its quant_info.json there")
    evaluated(parser)
    running(parser)


def calibrated(parser: argparse.ArgumentParser) -> None:
    """The words on what a network is calibrated with, and how."""
    parser.add_argument("--model", metavar="FILE", help="the float ONNX file, where PATH is a project that names another")
    parser.add_argument("--data", metavar="DIR", help="the calibration files, or pictures (default: the folders that the YAML names)")
    parser.add_argument("--config", metavar="YAML", help="the conversion YAML that they are for, where PATH is an ONNX file")
    parser.add_argument("--samples", metavar="N", type=count, help="so many calibration samples, evenly spread (default: all)")
    parser.add_argument("--quant-config", metavar="JSON", help="the toolchain's table of number types (default: what the YAML names)")
    parser.add_argument("--calibration-type", choices=METHODS, help="default: what the YAML says, else the toolchain's own search")
    parser.add_argument("--max-percentile", metavar="P", type=_percentile, help="with max: so much of the values is covered, 0.5 to 1")
    _either(parser, "per-channel", "a scale for every output channel of the weights")
    _either(parser, "asymmetric", "scales of activations that need not lie around 0")
    _either(parser, "bias-correction", "fold the mean error of layers into their biases")
    parser.add_argument("--all-node-type", choices=TYPES, help="the number type of all nodes that nothing else is said of")


def _either(parser: argparse.ArgumentParser, name: str, what: str) -> None:
    """`--NAME` and `--no-NAME`; the YAML says, or the search finds out, where neither stands."""
    parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help=what)


def _percentile(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.5 <= found <= 1:
        raise argparse.ArgumentTypeError(f"a share from 0.5 to 1, not {text}")
    return found


def report(options: argparse.Namespace, settings: Settings, fail_on: Severity | None) -> Report:
    """What quantisation makes of the model."""
    from pipecheck import quantizing

    with watched(), counting() as progress:
        return quantizing.quantize(
            options.path,
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
