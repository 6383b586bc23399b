"""The command line: one short function per command, nothing heavy imported before it is needed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pipecheck import __version__

if TYPE_CHECKING:
    from pipecheck.engine import Settings
    from pipecheck.findings import Severity
    from pipecheck.report.model import Report

FORMATS = ("rich", "text", "json")
STATUSES = "exit status: 0 clean, 1 findings that count, 2 could not check, 3 nothing was checked"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    options = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = options.command
    from pipecheck.errors import PipecheckError

    try:
        return command(options)
    except PipecheckError as e:
        print(f"pipecheck: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("pipecheck: interrupted", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pipecheck",
        description="Finds the preprocessing mistakes that cost accuracy before a network is quantised for an edge NPU.",
        epilog=STATUSES,
    )
    parser.add_argument("--version", action="version", version=f"pipecheck {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = _command(commands, "check", _check, "check everything that a project says of its roads")
    check.add_argument("path", nargs="?", default=".", help="a pipecheck.toml, a conversion YAML or a folder (default: this folder)")
    check.add_argument("--training", metavar="SOURCE", help="the training preprocessing, as FILE.py:NAME or a chain in YAML")
    check.add_argument("--calibration", metavar="SOURCE", help="what makes the calibration files, likewise")
    _report_options(check)
    lint = _command(commands, "lint", _lint, "check conversion YAMLs by their text alone, for pre-commit")
    lint.add_argument("paths", nargs="+", metavar="CONFIG", help="a conversion YAML")
    _report_options(lint)
    diff = _command(commands, "diff", _diff, "say in which aspects two sources differ")
    diff.add_argument("left", help="FILE.py:NAME, a chain in YAML, or a conversion YAML (as the camera meets it)")
    diff.add_argument("right", help="likewise")
    diff.add_argument("--image", metavar="FILE", help="run both on this picture too, and say how far apart they are and where they part")
    diff.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    explain = _command(commands, "explain", _explain, "show the manual page of a rule")
    explain.add_argument("rule", help="a code or a name: PC301, double-normalization")
    _command(commands, "rules", _rules, "list all rules")
    demo = _command(commands, "demo", _demo, "write a small project with two mistakes to a temporary folder and check it")
    _report_options(demo)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Callable[[argparse.Namespace], int], does: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=STATUSES)
    parser.set_defaults(command=run)
    return parser


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, help="default: rich in a terminal, else text")
    parser.add_argument("--output", metavar="FILE", help="write the report there instead of printing it")
    parser.add_argument("--select", metavar="CODES", default="", help="only rules that begin with these codes: PC2,PC301")
    parser.add_argument("--ignore", metavar="CODES", default="", help="no rules that begin with these codes")
    parser.add_argument("--fail-on", choices=("error", "warning", "note"), default="error", help="severity that gives status 1")


def _check(options: argparse.Namespace) -> int:
    from pipecheck import api

    report = api.check(
        options.path,
        training=options.training,
        calibration=options.calibration,
        settings=_settings(options),
        fail_on=_severity(options),
    )
    return _show(report, options)


def _lint(options: argparse.Namespace) -> int:
    from pipecheck import api

    return _show(api.lint(options.paths, settings=_settings(options), fail_on=_severity(options)), options)


def _diff(options: argparse.Namespace) -> int:
    from pipecheck import api
    from pipecheck.report import differences

    found = api.diff(options.left, options.right, image=options.image)
    _write(differences.as_json(found) if options.format == "json" else differences.as_text(found))
    return found.status


def _explain(options: argparse.Namespace) -> int:
    from pipecheck import api

    rule = api.rule(options.rule)
    _write(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.manual}")
    return 0


def _rules(_: argparse.Namespace) -> int:
    from pipecheck.rules import ALL

    rules = sorted(ALL, key=lambda rule: rule.code)
    _write("\n".join(f"{rule.code}  {rule.severity!s:8} {rule.name:28} {rule.summary}" for rule in rules))
    return 0


def _demo(options: argparse.Namespace) -> int:
    from pipecheck import api, demo

    folder = demo.write()
    print(f"wrote a small project to {folder}; look around, mend it, and run `pipecheck check` there\n", file=sys.stderr)
    report = api.check(folder, settings=_settings(options), fail_on=_severity(options))
    _show(report, options)
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    from pipecheck.engine import Settings

    return Settings(_codes(options.select), _codes(options.ignore))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())


def _severity(options: argparse.Namespace) -> Severity:
    from pipecheck.findings import Severity

    return Severity[options.fail_on.upper()]


def _show(report: Report, options: argparse.Namespace) -> int:
    rendered = _rendered(report, options)
    if options.output is None:
        _write(rendered)
        return report.status
    from pipecheck.errors import SourceError

    try:
        with open(options.output, "w", encoding="utf-8") as file:  # noqa: PTH123  # pathlib costs more than the rest of --help
            file.write(rendered)
    except OSError as e:
        raise SourceError(options.output, e.strerror or str(e)) from e
    return report.status


def _write(text: str) -> None:
    """Prints *text*; what the terminal's encoding lacks is written out as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.rstrip("\n").encode(encoding, "backslashreplace").decode(encoding), flush=True)


def _rendered(report: Report, options: argparse.Namespace) -> str:
    terminal = options.output is None and sys.stdout.isatty()
    match options.format or ("rich" if terminal else "text"):
        case "json":
            from pipecheck.report import jsonformat

            return jsonformat.render(report)
        case "rich":
            import shutil

            from pipecheck.report import terminal as rich_format

            return rich_format.render(report, width=shutil.get_terminal_size((100, 24)).columns, color=_wants_color(terminal=terminal))
        case _:
            from pipecheck.report import text

            return text.render(report)


def _wants_color(*, terminal: bool) -> bool:
    """Color in a terminal, unless NO_COLOR is set; FORCE_COLOR overrides the lack of one."""
    import os

    if os.environ.get("NO_COLOR"):
        return False
    return terminal or bool(os.environ.get("FORCE_COLOR"))


if __name__ == "__main__":
    sys.exit(main())
