"""A report as JUnit XML, as test runners of CI systems show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from pipecheck.findings import Finding, Skipped
from pipecheck.report.machines import places
from pipecheck.report.model import Report
from pipecheck.report.order import ordered
from pipecheck.report.text import place
from pipecheck.report.verdict import verdict

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold, escaped or not."""


def render(report: Report) -> str:
    """A test case for every finding, which fails if it counts; for every check that was not made; and for what was looked at.

    All in ASCII, so that any pipe can carry it.
    """
    cases = [*_findings(report), *map(_skipped, report.skipped), *map(_checked, report.checked)]
    failures = sum(finding.severity >= report.fail_on for finding in report.findings)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{len(report.skipped)}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="pipecheck" {counts}>',
        f'  <testsuite name="pipecheck" {counts}>',
        *cases,
        f"    <system-out>{_text(verdict(report))}</system-out>",
        "  </testsuite>",
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines).encode("ascii", "xmlcharrefreplace").decode()


def _findings(report: Report) -> Iterator[str]:
    for finding in ordered(report.findings):
        counts = finding.severity >= report.fail_on
        body = _text(_told(finding))
        kind = f'type="{finding.code}" message={_attribute(finding.message)}'
        inner = f"<failure {kind}>{body}</failure>" if counts else f"<system-out>{body}</system-out>"
        yield _case(_family(finding), f"{finding.code} {finding.name}{_where(finding)}", _file(finding), inner)


def _told(finding: Finding) -> str:
    lines = [f"{place(finding.origin)}: " if finding.origin else "", f"{finding.severity}: {finding.message}"]
    related = [f"\n    {place(each.origin)}: {each.text}" for each in finding.related]
    return "".join([*lines, *related, f"\n    fix: {finding.hint}" if finding.hint else ""])


def _where(finding: Finding) -> str:
    return f" at {place(finding.origin)}" if finding.origin else ""


def _family(finding: Finding) -> str:
    return f"pipecheck.{finding.code[:3]}"


def _file(finding: Finding) -> str:
    origin = finding.origin
    if origin is None:
        return ""
    line = f' line="{origin.line}"' if origin.line is not None else ""
    return f" file={_attribute(places.path(origin.path))}{line}"


def _skipped(skip: Skipped) -> str:
    return _case(f"pipecheck.{skip.code[:3]}", f"{skip.code} not checked", "", f"<skipped message={_attribute(skip.reason)}/>")


def _checked(name: str) -> str:
    return _case("pipecheck", f"checked {name}", "", "")


def _case(family: str, name: str, place_: str, inner: str) -> str:
    return f"    <testcase classname={_attribute(family)} name={_attribute(name)}{place_}>{inner}</testcase>"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("�", text))


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("�", text))
