"""A baseline of a project: what is found today, so that from tomorrow on only what is new is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipecheck import api
from pipecheck.errors import SourceError
from pipecheck.gather import project
from pipecheck.gather.project import Project
from pipecheck.saving import save
from pipecheck.sources import baselines


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The *text* of a baseline for the file *path*: so many findings *kept*, and *dropped* since the one before.

    *named*: the manifest names it already. *read* are the files that were looked at.
    """

    path: Path
    text: str
    kept: int
    dropped: int = 0
    named: bool = False
    read: tuple[Path, ...] = ()

    def write(self) -> None:
        """Writes the file; only another baseline is replaced."""
        save(str(self.path), self.text, self.read, "checked", "the baseline", mark=self.text[: self.text.index(",")])


def baseline(path: str | Path = ".", to: str | Path | None = None, *, prune: bool = False) -> Made:
    """A baseline of all that is found in the project at *path*, or the one it has without what is not found any more; `write` keeps it.

    >>> made = pipecheck.baseline("config.yaml")
    >>> made.path.name, made.kept
    ('pipecheck-baseline.json', 4)
    >>> made.write()
    >>> pipecheck.check("config.yaml", baseline=made.path).findings
    ()
    """
    return (_pruned if prune else create)(path, to)


def create(path: str | Path = ".", to: str | Path | None = None) -> Made:
    """A baseline of all that is found in the project at *path*."""
    plan = project.load(Path(path))
    target = _target(plan, to)
    found = api.check(path, baseline=False)
    entries = [baselines.entry(finding, target.parent) for finding in found.findings]
    return Made(path=target, text=baselines.dumped(entries), kept=len(entries), named=_is_named(plan, target), read=found.given)


def _pruned(path: str | Path = ".", to: str | Path | None = None) -> Made:
    """The baseline of the project at *path* without what is not found any more."""
    plan = project.load(Path(path))
    target = _target(plan, to)
    if not target.is_file():
        raise SourceError(target, "no such baseline; `pipecheck baseline create` makes one")
    before = baselines.load(target)
    found = api.check(path, baseline=False)
    _, _, idle = baselines.split(found.findings, before, target.parent)
    kept = list(before)
    for each in idle:
        kept.remove(each)
    return Made(
        path=target, text=baselines.dumped(kept), kept=len(kept), dropped=len(idle), named=_is_named(plan, target), read=found.given
    )


def _target(plan: Project, to: str | Path | None) -> Path:
    return Path(to) if to is not None else plan.baseline or plan.folder / baselines.NAME


def _is_named(plan: Project, target: Path) -> bool:
    """Whether the manifest names the baseline."""
    return plan.baseline is not None and plan.baseline.absolute() == target.absolute()
