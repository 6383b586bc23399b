"""What a run says: findings with their places, what was skipped, and the report that holds both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, Literal

Road = Literal["training", "calibration", "runtime", "evaluation"]
ROADS: tuple[Road, ...] = ("training", "calibration", "runtime", "evaluation")


class Severity(IntEnum):
    """How bad a finding is.

    >>> pipecheck.lint(["config.yaml"], fail_on=pipecheck.Severity.WARNING).status
    1
    >>> str(pipecheck.Severity.NOTE), pipecheck.Severity.NOTE < pipecheck.Severity.ERROR
    ('note', True)
    """

    NOTE = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


class Confidence(IntEnum):
    """How sure a finding is: follows from what was read, rests on a convention, or is a statistic."""

    POSSIBLE = 0
    LIKELY = 1
    CERTAIN = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a file; lines and columns count from 1, *width* is how many characters the place spans."""

    path: Path
    line: int | None = None
    column: int | None = None
    width: int = 1

    def __str__(self) -> str:
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Related:
    """Another claim that belongs to a finding."""

    origin: Origin
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces *width* characters of *path* at *line* and *column* by *text*."""

    path: Path
    line: int
    column: int
    width: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend a finding: *title* says what it does, *safe* that it cannot change what the toolchain does.

    *command* is what to paste into a shell to have the edits made, None where no command line can say it.
    """

    title: str
    safe: bool
    edits: tuple[Edit, ...]
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule yields; None for *severity* and *confidence* takes the rule's own."""

    message: str
    origin: Origin | None
    related: tuple[Related, ...] = ()
    hint: str | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    fix: Fix | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem, stamped by the engine with the rule that found it and the roads that it concerns.

    *cost* is what it was measured to cost on the project's network: in points, hundredths of a metric between 0 and 1; in per cent of
    *answers* that change or of the size of *outputs*; else in the metric that *cost_unit* names.

    >>> (finding,) = pipecheck.lint(["config.yaml"], select="PC2").findings
    >>> finding.code, str(finding.severity), str(finding.origin), finding.roads
    ('PC201', 'error', 'config.yaml:7', ('calibration', 'runtime'))
    >>> print(finding.hint)
    set input_type_train: rgb
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    origin: Origin | None
    input: str | None = None
    roads: tuple[Road, ...] = ()
    related: tuple[Related, ...] = ()
    hint: str | None = None
    fix: Fix | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    cost: float | None = None
    cost_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Ignore:
    """A project's *reason* for ignoring a rule, and where it gives it."""

    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that the project ignores, why, and *by* what: its manifest, a comment on the line, or its baseline."""

    finding: Finding
    reason: str
    by: Literal["manifest", "comment", "baseline"] = "manifest"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that was not made, and why."""

    code: str
    reason: str
