"""The words of the command line."""

from __future__ import annotations

import argparse

from pipecheck import __version__
from pipecheck.cli import diff, identify, imread

FORMATS = ("rich", "text", "json")
STATUSES = "exit status: 0 clean, 1 findings that count, 2 could not check, 3 nothing was checked"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="pipecheck",
        description="Finds the preprocessing mistakes that cost accuracy before a network is quantised for an edge NPU.",
        epilog=STATUSES,
    )
    top.add_argument("--version", action="version", version=f"pipecheck {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = _command(commands, "check", "check everything that a project says of its roads")
    check.add_argument("path", nargs="?", default=".", help="a pipecheck.toml, a conversion YAML or a folder (default: this folder)")
    check.add_argument("--training", metavar="SOURCE", help="the training preprocessing, as FILE.py:NAME or a chain in YAML")
    check.add_argument("--calibration", metavar="SOURCE", help="what makes the calibration files, likewise")
    _report_options(check)
    lint = _command(commands, "lint", "check conversion YAMLs without opening models, pictures or tensors, for pre-commit")
    lint.add_argument("paths", nargs="+", metavar="CONFIG", help="a conversion YAML")
    _report_options(lint)
    diff.add(_command(commands, "diff", "say what sets two sources apart, as written and on pictures"))
    imread.add(_command(commands, "imread", "show what each reader makes of picture files, and where they differ"))
    identify.add(_command(commands, "identify", "say what a callable does to pictures, or what made a dumped tensor of a picture"))
    fix = _command(commands, "fix", "show what findings in conversion YAMLs can be mended by text edits, or mend them")
    fix.add_argument("paths", nargs="+", metavar="CONFIG", help="a conversion YAML")
    how = fix.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="show every edit, safe or not, and change nothing (default)")
    how.add_argument("--safe", action="store_true", help="make the edits that cannot change what the toolchain does")
    how.add_argument("--unsafe", action="store_true", help="make all edits; look at the diff first")
    init = _command(commands, "init", "write a first pipecheck.toml from what lies in a folder")
    init.add_argument("folder", nargs="?", default=".", help="default: this folder")
    explain = _command(commands, "explain", "show the manual page of a rule")
    explain.add_argument("rule", help="a code or a name: PC301, double-normalization")
    _command(commands, "rules", "list all rules")
    demo = _command(commands, "demo", "write a small project with two mistakes to a temporary folder and check it")
    _report_options(demo)
    return top


def _command(commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, does: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=STATUSES)
    parser.set_defaults(command=name)
    return parser


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, help="default: rich in a terminal, else text")
    parser.add_argument("--output", metavar="FILE", help="write the report there instead of printing it")
    parser.add_argument("--select", metavar="CODES", default="", help="only rules that begin with these codes: PC2,PC301")
    parser.add_argument("--ignore", metavar="CODES", default="", help="no rules that begin with these codes")
    parser.add_argument("--fail-on", choices=("error", "warning", "note"), default="error", help="severity that gives status 1")
