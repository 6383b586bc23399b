"""Every mistake, put into a clean project, is found by exactly its code; what can be mended is clean after its fix.

`python tests/attack/injecting.py` puts every mistake into every project that it fits.
"""

import random
import re
import shutil
from collections import Counter
from functools import cache

import pytest
from clean_projects import every
from injected import EVERY, NOT_INJECTED

from pipecheck import rules
from pipecheck.findings import Severity
from pipecheck.fixing import fix

USUAL = {rule.code: rule.severity for rule in rules.every()}
SLOW = ("nv12-of-opencv", "test-script")
PROJECTS = tuple(project for project in every() if not any(name in project.id for name in SLOW))


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """What is found in a clean project, which is laid once."""

    @cache
    def laid(project):
        folder = tmp_path_factory.mktemp("clean")
        project.lay(folder)
        return found(project, folder)

    return laid


def found(project, folder):
    """How often each code is found with each severity."""
    return Counter((each.code, each.severity) for each in project.check(folder).findings)


def wrong(mistake, folder):
    """A project that *mistake* fits, chosen by its name, which lies in *folder* with the mistake."""
    projects = random.Random(mistake.id).sample(PROJECTS, len(PROJECTS))
    for project in projects:
        if project.kind in mistake.kinds and mistake.tool in (None, project.tool):
            folder.mkdir()
            project.lay(folder)
            if mistake.into(folder, project):
                return project
            shutil.rmtree(folder)
    pytest.fail(f"{mistake.id} fits no project")


def codes(counted):
    return tuple(sorted(code for code, _ in counted.elements()))


@pytest.mark.parametrize("mistake", [pytest.param(each, id=each.id) for each in EVERY])
def test_a_mistake_is_found_by_its_code_and_no_other_and_is_gone_after_its_fix(mistake, clean, tmp_path):
    folder = tmp_path / "project"
    project = wrong(mistake, folder)
    before = clean(project)
    after = found(project, folder)
    assert [code for code, severity in before if severity > Severity.NOTE] == []
    assert codes(after - before) == mistake.codes, project.id
    usual = {USUAL[code] for code in mistake.codes}
    assert {severity for _, severity in after - before} <= (usual if mistake.severity is None else {mistake.severity}), project.id
    assert codes(before - after) in ((), mistake.codes), project.id
    mended = fix(folder / project.asked, unsafe=True)
    assert bool(mended.files) == (mistake.left is not None), project.id
    mended.write()
    assert codes(found(project, folder) - before) == (mistake.codes if mistake.left is None else mistake.left), project.id
    assert mistake.left or fix(folder / project.asked, unsafe=True).files == {}, project.id


def test_every_rule_is_injected_or_has_a_reason():
    injected = {code for mistake in EVERY for code in mistake.codes}
    assert injected & NOT_INJECTED.keys() == set()
    assert {rule.code for rule in rules.every()} <= injected | NOT_INJECTED.keys()
    assert all(re.search(r"\w", reason) for reason in NOT_INJECTED.values())
