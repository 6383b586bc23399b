"""The text edits that mend what findings say is wrong."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pipecheck import api, assembly, mending, saving
from pipecheck.assembly import Codes
from pipecheck.errors import SourceError
from pipecheck.findings import Fix, Road, Severity
from pipecheck.gather import named, neighbours, project, roads
from pipecheck.rules import STATIC, of_sources
from pipecheck.sources import text


@dataclass(frozen=True, slots=True)
class Mended:
    """The *files* that edits would mend, as they are and as they would be; it prints as a diff."""

    files: Mapping[Path, tuple[str, str]]

    def __str__(self) -> str:
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in self._diff())

    def _diff(self) -> Iterator[str]:
        import difflib

        for path, (before, after) in self.files.items():
            yield from difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), str(path), str(path))

    def write(self) -> None:
        """Makes the edits."""
        for path, (_, after) in self.files.items():
            _replace(path, after)


def fix(
    paths: str | Path | Sequence[str | Path] = ".",
    *,
    training: str | None = None,
    calibration: str | None = None,
    select: Codes = (),
    unsafe: bool = False,
) -> Mended:
    """The edits that mend what is found in the projects at *paths*: those that cannot change what the toolchain does, all if *unsafe*.

    *training* and *calibration* are sources that the projects do not name, *select* codes of rules, or what they begin with.

    >>> mended = pipecheck.fix(unsafe=True)
    >>> [line for line in str(mended).splitlines() if line.startswith(("-  ", "+  "))]
    ['-  input_type_train: bgr', '+  input_type_train: rgb']
    >>> mended.write()
    >>> [finding.code for finding in pipecheck.lint(["config.yaml"]).findings]
    ['PC301']
    """
    several = [paths] if isinstance(paths, str | Path) else paths
    return Mended(mend(several, unsafe=unsafe, select=select, sources={"training": training, "calibration": calibration}))


def mend(
    paths: Sequence[str | Path], *, unsafe: bool = False, select: Codes = (), sources: Mapping[Road, str | None] | None = None
) -> dict[Path, tuple[str, str]]:
    """The files that the fixes of all findings would change, as they are and as they would be; only safe fixes unless *unsafe*.

    *select* are the codes of the findings to mend, all where there are none, *sources* those of roads that the projects do not name.
    """
    fixes = [fix for path in paths for fix in _fixes(Path(path), select, sources or {}) if fix.safe or unsafe]
    edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda edit: (str(edit.path), edit.line, edit.column))
    changed: dict[Path, tuple[str, str]] = {}
    for path, mine in groupby(edits, key=lambda edit: edit.path):
        before = text.read(path)
        changed[path] = before, mending.apply(before, mine)
    return {path: (before, after) for path, (before, after) in changed.items() if before != after}


def _fixes(path: Path, select: Codes, sources: Mapping[Road, str | None]) -> Iterator[Fix]:
    """What mends the findings of a check of the project at *path*; no edit needs a look into pictures, tensors or what a network says."""
    plan = named.added(neighbours.added(project.load(path)), sources)
    chosen = assembly.settings(api.EVERYTHING, select, ())
    found = list(roads.evidence(plan, files=True))
    report = assembly.report([(plan, found)], chosen, Severity.ERROR, (*STATIC, *of_sources()))
    yield from (finding.fix for finding in report.findings if finding.fix is not None)


def _replace(path: Path, after: str) -> None:
    """Writes *after* in place of *path*, byte order mark kept, so that there is a whole file at any moment."""
    try:
        mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
        saving.replace(os.path.realpath(path), mark + after.encode())
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
