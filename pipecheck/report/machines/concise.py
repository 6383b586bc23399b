"""A report as one line for each finding, as editors, grep and commit hooks take it."""

from __future__ import annotations

from pipecheck.report.cells import visible
from pipecheck.report.model import Report
from pipecheck.report.order import ordered, totals
from pipecheck.report.text import place


def render(report: Report) -> str:
    """`config.yaml:7:21: error PC201 the network gets bgr…` for every finding, and how many there are."""
    places = ((f"{place(each.origin)}: " if each.origin else "", each) for each in ordered(report.findings))
    lines = [f"{where}{each.severity} {each.code} {each.message}" for where, each in places]
    return "".join(f"{visible(line)}\n" for line in (*lines, totals(report)))
