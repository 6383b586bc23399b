"""What every format is given: the findings of a run, the facts behind them, and the source lines they point at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipecheck.errors import UsageError
from pipecheck.findings import Finding, Ignored, Road, Severity, Skipped
from pipecheck.spec import Spec

if TYPE_CHECKING:
    from pipecheck.evidence.calibration import PictureSet
    from pipecheck.evidence.model import Accuracy, Costs, Lossy, Probed
    from pipecheck.evidence.pair import Agreement
    from pipecheck.evidence.pixels import Pictured
    from pipecheck.evidence.quant import Simulated
    from pipecheck.evidence.tensors import TensorSet
    from pipecheck.report.network.debugged import Debugged


RENDERERS = {
    "text": "pipecheck.report.text",
    "json": "pipecheck.report.jsonformat",
    "html": "pipecheck.report.html.page",
    **{name: f"pipecheck.report.machines.{name}" for name in ("concise", "markdown", "github", "sarif", "junit")},
}
"""What makes a text of a report, by the name of the format; made for what is defined here, and loaded when it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Report:
    """The outcome of one run; printed it is the report as text, in a notebook a page, with rich that of the terminal.

    *roads* holds the spec of every road per model input; a road without a source is absent. *checked* names what was looked at.
    *ignored* are the findings that a project has a reason to ignore. *sources* holds the lines of the files that findings point at.
    *sets* are the calibration sets that were looked into, *networks* what was measured where models were run, *pictured* what roads
    make of pictures, for people to look at. *given* are the files that the projects name, *samples* the folders of their calibration
    files. *fail_on* is the severity from which the run counts as failed.

    >>> report = pipecheck.check(select="PC2")
    >>> report
    <Report error: the network gets bgr, but was trained on rgb — config.yaml:7, train.py:5>
    >>> report.roads["data"]["runtime"].color.value.name
    'bgr'
    >>> json.loads(report.to_json())["findings"][0]["code"], json.loads(report.to("sarif"))["version"]
    ('PC201', '2.1.0')
    """

    findings: tuple[Finding, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    checked: tuple[str, ...] = ()
    roads: Mapping[str, Mapping[Road, Spec]] = field(default_factory=dict)
    sources: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    sets: tuple[PictureSet | TensorSet, ...] = ()
    networks: tuple[Accuracy | Agreement | Costs | Probed | Lossy | Simulated | Debugged, ...] = ()
    pictured: tuple[Pictured, ...] = ()
    given: tuple[Path, ...] = ()
    samples: tuple[Path, ...] = ()
    fail_on: Severity = Severity.ERROR
    version: str = ""

    @property
    def status(self) -> int:
        """The exit status: 0 clean, 1 findings that count, 3 nothing was checked."""
        if any(finding.severity >= self.fail_on for finding in self.findings):
            return 1
        return 0 if self.checked else 3

    def to_json(self) -> str:
        """The report as `--format json` prints it."""
        return self.to("json")

    def to(self, form: str) -> str:
        """The report as `--format` prints it: text, concise, json, html, markdown, github, sarif or junit."""
        from importlib import import_module

        if form not in RENDERERS:
            raise UsageError(f"a report is written as one of {', '.join(RENDERERS)}, not {form!r}")
        return str(import_module(RENDERERS[form]).render(self))

    def __str__(self) -> str:
        return self.to("text").rstrip()

    def __repr__(self) -> str:
        """The answer alone: a failed assertion shows little more."""
        from pipecheck.report import verdict

        return f"<Report {verdict.verdict(self)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the page, in a frame of its own so that its style stays there."""
        from html import escape

        from pipecheck.report.html import page

        return f'<iframe srcdoc="{escape(page.render(self))}" style="width:100%;height:40em;border:0" sandbox></iframe>'

    def __rich_console__(self, _: Any, options: Any) -> Iterator[Any]:
        """What `rich.print` shows: the report of the terminal."""
        from pipecheck.report import terminal

        return terminal.shown(self, options.max_width)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What IPython shows in a terminal."""
        printer.text("…" if cycle else str(self))
