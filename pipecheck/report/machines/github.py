"""A report as annotations of a GitHub workflow: commands on standard output that mark the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.findings import Finding, Severity
from pipecheck.report.cells import visible
from pipecheck.report.machines import places
from pipecheck.report.model import Report
from pipecheck.report.order import ordered
from pipecheck.report.price import price
from pipecheck.report.text import place
from pipecheck.report.verdict import verdict

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """A command for every finding, the heaviest first, and the verdict as a plain line for the log."""
    return "".join(f"{line}\n" for line in (_plain(verdict(report)), *map(_command, ordered(report.findings))))


def _command(finding: Finding) -> str:
    said = ",".join(f"{key}={_property(value)}" for key, value in _properties(finding))
    text = "\n".join(_lines(finding))
    return f"::{_COMMANDS[finding.severity]} {said}::{_message(text)}"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    origin = finding.origin
    if origin is not None:
        yield "file", places.path(origin.path)
        if origin.line is not None:
            yield "line", str(origin.line)
        if origin.line is not None and origin.column is not None:
            yield "col", str(origin.column)
            yield "endColumn", str(origin.column + max(origin.width, 1))
    yield "title", f"{finding.code} {finding.name}"


def _lines(finding: Finding) -> Iterator[str]:
    cost = price(finding)
    yield f"{finding.message}{f' ({cost})' if cost else ''}"
    yield from (f"{place(related.origin)}: {related.text}" for related in finding.related)
    if finding.hint:
        yield f"fix: {finding.hint}"


def _plain(text: str) -> str:
    """*text* as a line that starts no command; the older kind of command may stand anywhere in a line."""
    return visible(text).replace("##[", "# #[")


def _message(text: str) -> str:
    """*text* as the runner decodes it; control characters would start another command."""
    return "%0A".join(visible(line).replace("%", "%25") for line in text.split("\n"))


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
