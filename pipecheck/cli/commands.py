"""One short function per command, which returns the exit status; nothing heavy is imported before it is needed."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipecheck.engine import Settings
    from pipecheck.errors import PipecheckError
    from pipecheck.findings import Severity
    from pipecheck.report.model import Report


def version() -> int:
    from pipecheck.cli import versions

    _write("\n".join(versions.lines()))
    return 0


def check(options: argparse.Namespace) -> int:
    return _show(_checked(options), options)


def watch(options: argparse.Namespace) -> int:
    from pipecheck.cli import watching

    return watching.run(options, lambda: _checked(options), lambda report: _show(report, options))


def _checked(options: argparse.Namespace) -> Report:
    from pipecheck import api
    from pipecheck.cli.amounts import lasting
    from pipecheck.cli.counting import counting
    from pipecheck.cli.leaving import watched
    from pipecheck.cli.remembering import looking

    with watched(), counting() as progress:
        return api.check(
            options.path,
            training=options.training,
            calibration=options.calibration,
            looking=looking(options, progress),
            how=lasting(options.budget, progress),
            baseline=options.baseline or True,
            settings=_settings(options),
            fail_on=_severity(options),
        )


def lint(options: argparse.Namespace) -> int:
    from pipecheck import api

    complaints: list[PipecheckError] = []
    paths = options.paths
    if options.skip_others:
        from pipecheck.cli.sorting import conversions

        paths = conversions(paths)
    report = api.lint(paths, settings=_settings(options), fail_on=_severity(options), unreadable=complaints.append)
    for complaint in complaints:
        print(f"pipecheck: {complaint}", file=sys.stderr)
    status = 2 if complaints and len(complaints) == len(paths) else _show(report, options)
    return 2 if complaints else 0 if options.skip_others and status == 3 else status


def diff(options: argparse.Namespace) -> int:
    return _printed(options)


def imread(options: argparse.Namespace) -> int:
    return _printed(options)


def identify(options: argparse.Namespace) -> int:
    return _printed(options)


def calibration(options: argparse.Namespace) -> int:
    from pipecheck.cli import calibration as command

    if options.select is None:
        return _show(command.report(options, _settings(options), _severity(options)), options)
    text, status = command.choose(options)
    if text:
        _write(text)
    return status


def model(options: argparse.Namespace) -> int:
    return _measured(options)


def quantize(options: argparse.Namespace) -> int:
    return _measured(options)


def debug(options: argparse.Namespace) -> int:
    return _measured(options)


def _measured(options: argparse.Namespace) -> int:
    """Runs a command that has a module of its own, and shows its report."""
    from importlib import import_module

    return _show(import_module(f"pipecheck.cli.{options.command}").report(options, _settings(options), _severity(options)), options)


def prepare(options: argparse.Namespace) -> int:
    return _printed(options)


def _printed(options: argparse.Namespace) -> int:
    """Runs a command that has a module of its own, and prints what it has to say."""
    from importlib import import_module

    text, status = import_module(f"pipecheck.cli.{options.command}").run(options)
    if text:
        _write(text)
    return int(status)


def baseline(options: argparse.Namespace) -> int:
    return _printed(options)


def fix(options: argparse.Namespace) -> int:
    return _printed(options)


def completion(options: argparse.Namespace) -> int:
    return _printed(options)


def init(options: argparse.Namespace) -> int:
    from pipecheck import starter

    print(f"wrote {starter.init(options.folder)}; look it over, then run `pipecheck check`")
    return 0


def explain(options: argparse.Namespace) -> int:
    from pipecheck import api

    rule = api.rule(options.rule)
    _write(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.manual}")
    return 0


def rules(_: argparse.Namespace) -> int:
    from pipecheck.rules import every

    rules = sorted(every(), key=lambda rule: rule.code)
    _write("\n".join(f"{rule.code}  {rule.severity!s:8} {rule.name:28} {rule.summary}" for rule in rules))
    return 0


def demo(options: argparse.Namespace) -> int:
    from pipecheck.cli import demo as command

    settings, fail_on = _settings(options), _severity(options)
    if options.also or options.output is not None or options.format not in (None, "rich", "text"):
        _show(command.checked(options, settings, fail_on), options)
        return 0
    for part in command.story(options, settings, fail_on):
        _write(part)
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    from pipecheck.engine import Settings

    chosen = options.select if isinstance(options.select, str) else ""  # of pictures, elsewhere
    return Settings(_codes(chosen), _codes(options.ignore))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())


def _severity(options: argparse.Namespace) -> Severity | None:
    """From where on findings count; None where the project says so."""
    from pipecheck.findings import Severity

    return None if options.fail_on is None else Severity[options.fail_on.upper()]


def _show(report: Report, options: argparse.Namespace) -> int:
    if "cv2" in sys.modules:  # pictures were read
        from pipecheck.cli import versions

        versions.warn()
    for chosen, file in options.also:
        _show(report, argparse.Namespace(**{**vars(options), "format": chosen, "output": file, "also": ()}))
    rendered = _rendered(report, options)
    if options.output is None:
        _write(rendered)
        return report.status
    from pipecheck.saving import save

    save(options.output, rendered, _read(report, options), "checked", "the report", samples=report.samples)
    return report.status


def _read(report: Report, options: argparse.Namespace) -> list[object]:
    """What the report speaks of, as far as it is known: the files that were named, and those that facts and findings lie in."""
    specs = [spec for roads in report.roads.values() for spec in roads.values()]
    facts = [getattr(spec, name).origin for spec in specs for name in spec.__slots__]
    named = [getattr(options, road, None) or "" for road in ("training", "calibration")]
    beside = [os.path.join(os.path.dirname(one), name) for one in report.checked for name in ("pipecheck.toml", "pyproject.toml")]  # noqa: PTH118, PTH120
    sets = [*report.given, *(each.folder for each in report.sets)]
    return [*report.checked, *report.sources, *beside, *named, *sets, *(origin.path for origin in facts if origin is not None)]


def _write(text: str) -> None:
    """Prints *text*; what the terminal's encoding lacks is written in ASCII."""
    from pipecheck.errors import SourceError

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        print(_encoded(text.rstrip("\n"), encoding), flush=True)
    except BrokenPipeError:
        raise
    except OSError as e:
        sys.stdout = None  # what is left in its buffer cannot be written either
        raise SourceError("standard output", e.strerror or str(e)) from e


def _encoded(text: str, encoding: str) -> str:
    try:
        return text.encode(encoding).decode(encoding)
    except UnicodeEncodeError:
        from pipecheck.cli import plainly

        return plainly.said(text, encoding)


def _rendered(report: Report, options: argparse.Namespace) -> str:
    from pipecheck.cli.viewing import has_blocks, view

    seen = view(options)
    if seen is None:
        return report.to(options.format or "text")
    from pipecheck.report import terminal

    blocks = not (report.sets or report.networks) or has_blocks(options)
    return terminal.render(report, width=seen.width, color=seen.color, blocks=blocks, link=seen.link)
