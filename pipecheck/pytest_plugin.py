"""The plugin for pytest: the fixture `pipecheck`, the marker of that name, and `--pipecheck`, by which projects are tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipecheck.testing.asserting import Asserting

_MARKER = "pipecheck: a test of how pictures become tensors: those with the fixture `pipecheck`, and those that `--pipecheck` collects"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    group = parser.getgroup("pipecheck", "how pictures become tensors")
    group.addoption(
        "--pipecheck",
        action="store_true",
        help="check the project here too, or those in the folders and files that are named: a test for every family of rules",
    )
    group.addoption(
        "--pipecheck-fail-on",
        choices=("error", "warning", "note"),
        help="with --pipecheck: the severity that fails a test (default: what the manifest says, else error)",
    )
    group.addoption(
        "--pipecheck-regen", action="store_true", help="write golden tensors anew; the tests whose tensors changed fail once more"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker; only whoever wants projects to be tests gets more."""
    config.addinivalue_line("markers", _MARKER)
    if config.getoption("--pipecheck"):
        from pipecheck.testing import collecting

        collecting.begin(config)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that use the fixture, before anybody chooses by markers."""
    for item in items:
        if "pipecheck" in getattr(item, "fixturenames", ()):
            item.add_marker("pipecheck")


@pytest.fixture
def pipecheck(request: pytest.FixtureRequest) -> Asserting:
    """What there is to assert of preprocessing; what does not hold fails with the report as its text."""
    from pipecheck.testing.asserting import Asserting

    node = request.node
    return Asserting(
        root=request.config.rootpath,
        file=node.path,
        test=node.nodeid.partition("::")[2].replace("::", "."),
        regen=bool(request.config.getoption("--pipecheck-regen")),
    )
