"""The words of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from pipecheck import __version__

FORMATS = ("rich", "text", "concise", "json", "html", "markdown", "github", "sarif", "junit")
STATUSES = "exit status: 0 clean, 1 findings that count, 2 could not check, 3 nothing was checked"


def parser(asked: str | None = None) -> argparse.ArgumentParser:
    """The whole command line; where it is known that the command *asked* comes first, the others go without their options."""
    top = argparse.ArgumentParser(
        prog="pipecheck",
        description="Finds the preprocessing mistakes that cost accuracy before a network is quantised for an edge NPU.",
        epilog=STATUSES,
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"pipecheck {__version__}",
        help="print the versions of pipecheck and its libraries, for bug reports",
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (does, add) in COMMANDS.items():
        command = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=STATUSES)
        command.set_defaults(command=name)
        if asked not in COMMANDS or asked == name:
            add(command)
    return top


def _check(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli.amounts import seconds

    command.add_argument("path", nargs="?", default=".", help="a pipecheck.toml, a conversion YAML or a folder (default: this folder)")
    _sources(command)
    command.add_argument("--baseline", metavar="FILE", help="findings that are left for later (default: what the manifest names)")
    command.add_argument(
        "--budget", metavar="TIME", type=seconds, default="60s", help="so long may models of [evaluation] run (default: 60s)"
    )
    _report(command)


def _lint(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", metavar="CONFIG", help="a conversion YAML")
    command.add_argument("--skip-others", action="store_true", help="leave out YAMLs that are no conversion YAMLs, for commit hooks")
    _report(command)


def _diff(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import diff

    diff.add(command)


def _imread(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import imread

    imread.add(command)


def _identify(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import identify

    identify.add(command)


def _calibration(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import calibration

    calibration.add(command)
    _shown(command)


def _model(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import model

    model.add(command)
    _report(command)


def _quantize(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import quantize

    quantize.add(command)
    _select(command)
    _printed(command)


def _debug(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import debug

    debug.add(command)
    _select(command)
    _printed(command)


def _prepare(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import prepare

    prepare.add(command)


def _baseline(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import baseline

    baseline.add(command)


def _fix(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="a pipecheck.toml, a conversion YAML or a folder (default: this folder)"
    )
    _select(command)
    _sources(command)
    how = command.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="show every edit, safe or not, and change nothing (default)")
    how.add_argument("--safe", action="store_true", help="make the edits that cannot change what the toolchain does")
    how.add_argument("--unsafe", action="store_true", help="make all edits; look at the diff first")


def _init(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", default=".", help="default: this folder")


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("rule", help="a code or a name: PC301, double-normalization")


def _demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", metavar="FOLDER", help="a new or an empty folder for the project (default: a temporary one)")
    _report(command)


def _completion(command: argparse.ArgumentParser) -> None:
    from pipecheck.cli import completion

    completion.add(command)


def _nothing(_: argparse.ArgumentParser) -> None:
    """A command without options."""


def _sources(command: argparse.ArgumentParser) -> None:
    command.add_argument("--training", metavar="SOURCE", help="the training preprocessing, as FILE.py:NAME or a chain in YAML")
    command.add_argument("--calibration", metavar="SOURCE", help="what makes the calibration files, likewise")


def _report(command: argparse.ArgumentParser) -> None:
    _select(command)
    _shown(command)


def _select(command: argparse.ArgumentParser) -> None:
    command.add_argument("--select", metavar="CODES", default="", help="only rules that begin with these codes: PC2,PC301")


def _shown(command: argparse.ArgumentParser) -> None:
    command.add_argument("--output", metavar="FILE", help="write the report there instead of printing it")
    _printed(command)


def _printed(command: argparse.ArgumentParser) -> None:
    command.set_defaults(output=None)
    command.add_argument("--format", choices=FORMATS, help="default: rich in a terminal, else text")
    command.add_argument(
        "--also", metavar="FORMAT=FILE", type=_also, action="append", default=[], help="write the report to a file in another format, too"
    )
    command.add_argument("--ignore", metavar="CODES", default="", help="no rules that begin with these codes")
    command.add_argument(
        "--fail-on", choices=("error", "warning", "note"), help="severity that gives status 1 (default: what the manifest says, else error)"
    )


def _also(text: str) -> tuple[str, str]:
    """`sarif=report.sarif`, apart."""
    chosen, _, file = text.partition("=")
    if chosen not in FORMATS or not file:
        raise argparse.ArgumentTypeError(f"a format and a file such as sarif=report.sarif, not {text}; formats: {', '.join(FORMATS)}")
    return chosen, file


COMMANDS: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "check": ("check everything that a project says of its roads", _check),
    "lint": ("check conversion YAMLs without opening models, pictures or tensors, for pre-commit", _lint),
    "diff": ("say what sets two sources apart, as written and on pictures", _diff),
    "imread": ("show what each reader makes of picture files, and where they differ", _imread),
    "identify": ("say what a callable does to pictures, or what made a dumped tensor of a picture", _identify),
    "calibration": ("say whether a calibration set is fit for use, or choose one from a larger set", _calibration),
    "model": ("measure how accurate the float model is, what mismatches cost it, and which preprocessing it wants", _model),
    "quantize": ("simulate the NPU's quantisation with the calibration files, and say what it costs", _quantize),
    "debug": ("say where quantisation loses the accuracy, and what is the cheapest mend", _debug),
    "prepare": ("write calibration files in the form that the toolchain reads, or verify them", _prepare),
    "baseline": ("leave what is found today for later, and tell only what is new", _baseline),
    "fix": ("show what findings in conversion YAMLs can be mended by text edits, or mend them", _fix),
    "watch": ("check again whenever a file of the project is saved", _check),
    "init": ("write a first pipecheck.toml from what lies in a folder", _init),
    "explain": ("show the manual page of a rule", _explain),
    "rules": ("list all rules", _nothing),
    "demo": ("write a small project with mistakes, check it, say what they cost, mend them, and check again", _demo),
    "completion": ("print a script that makes a shell complete the words of this command line", _completion),
}
"""What each command does, and its options."""
