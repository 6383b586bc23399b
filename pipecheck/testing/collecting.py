"""Projects as tests: one for every family of rules, from a single check."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from pipecheck.errors import PipecheckError
from pipecheck.findings import Severity
from pipecheck.gather import project
from pipecheck.testing import families, placing
from pipecheck.testing.families import Verdict

_ENDINGS = (".toml", ".yaml", ".yml")
_Checked: TypeAlias = "dict[str, dict[str, Verdict]]"
"""The verdicts on every project, by the path of its file."""
_SHARED = "pipecheck"
"""What they go by on their way to the workers of pytest-xdist."""
_CHECKED = pytest.StashKey[_Checked]()


def begin(config: pytest.Config) -> None:
    """Has the projects collected that *config* names or, where it names nothing, the nearest one."""
    config.stash[_CHECKED] = dict(getattr(config, "workerinput", {}).get(_SHARED, {}))
    try:
        wanted = list(map(str, _wanted(config)))
    except PipecheckError as e:
        raise pytest.UsageError(f"--pipecheck: {e}") from e
    config.args += [path for path in wanted if path not in config.args]
    config.pluginmanager.register(_Collecting(frozenset(_named(config))), "pipecheck-projects")


def _wanted(config: pytest.Config) -> Iterator[Path]:
    """The files of projects that would not be met on the way."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        yield placing.nearest(config.invocation_params.dir, config.rootpath)
        return
    said = "--pipecheck" in config.invocation_params.args  # and not in the settings, for runs of all kinds
    for folder in filter(Path.is_dir, _named(config)):
        with suppress(PipecheckError):
            found = placing.file(folder) if said else placing.described(folder)
            yield from (found,) if found is not None else ()


def _named(config: pytest.Config) -> Iterator[Path]:
    """The files and folders that are to be collected."""
    return (Path(os.path.abspath(config.invocation_params.dir / word.partition("::")[0])) for word in config.args)  # noqa: PTH100


@dataclass(frozen=True, slots=True, eq=False)
class _Collecting:
    """The hooks of a run in which projects are tests; those in *named* need not be called pipecheck.toml."""

    named: frozenset[Path]

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        named = file_path.suffix in _ENDINGS and file_path in self.named
        return Project.from_parent(parent, path=file_path) if named or file_path.name == project.MANIFEST else None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Checks what is named before the first worker of pytest-xdist starts, and hands every worker what was found."""
        checked = node.config.stash[_CHECKED]
        for path in sorted(self.named):
            if path.suffix in _ENDINGS and str(path) not in checked:
                with suppress(Exception):  # the worker meets it again, in a test that shows it
                    checked[str(path)] = _verdicts(path, node.config)
        node.workerinput[_SHARED] = checked

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """What was skipped is told with the place of the project, and not with the line here that skips."""
        report = yield
        if isinstance(item, Family) and report.skipped and isinstance(report.longrepr, tuple):
            report.longrepr = (str(item.path), 1, report.longrepr[2])
        return report


class Project(pytest.File):
    """The file that describes a project."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for every family."""
        try:
            project.load(self.path)
        except PipecheckError as e:
            raise self.CollectError(str(e)) from e
        return (Family.from_parent(self, name=name) for name in families.names())


class Family(pytest.Item):
    """What the rules of one family find in a project."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.add_marker("pipecheck")

    def runtest(self) -> None:
        """Fails with the report on this family."""
        checked, path = self.config.stash[_CHECKED], str(self.path)
        if path not in checked:
            checked[path] = _verdicts(self.path, self.config)
        outcome, text = checked[path][self.name]
        if outcome == "failed":
            pytest.fail(text, pytrace=False)
        if outcome == "skipped":
            pytest.skip(f"{self.name}: {text}")
        if text:
            self.add_report_section("call", "pipecheck", text)

    def reportinfo(self) -> tuple[Path, None, str]:
        """What a failure is headed with."""
        return self.path, None, f"{self.path.name} {self.name}"


def _verdicts(path: Path, config: pytest.Config) -> dict[str, Verdict]:
    """What a check of the project at *path* says of every family; what counts says the run, else the project."""
    from pipecheck import api

    here, said = Path.cwd(), config.getoption("--pipecheck-fail-on")
    try:
        report = api.check(path.relative_to(here) if path.is_relative_to(here) else path, fail_on=said and Severity[said.upper()])
        return families.verdicts(report)
    except PipecheckError as e:
        return families.failed(str(e))
