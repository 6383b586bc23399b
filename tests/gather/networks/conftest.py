"""A project that can be run."""

import measured_projects
import pytest

from pipecheck.findings import Skipped
from pipecheck.gather import project, roads
from pipecheck.gather.networks.known import Known


@pytest.fixture
def written(tmp_path, monkeypatch):
    """What is known of the project that is written with these words."""
    monkeypatch.chdir(tmp_path)

    def write(manifest=measured_projects.MANIFEST, **said):
        measured_projects.write(tmp_path, manifest, **said)
        return known()

    def known():
        plan = project.load(tmp_path)
        found = list(roads.evidence(plan, files=True))
        return Known(plan=plan, evidence=[item for item in found if not isinstance(item, Skipped)])

    write.again = known
    return write
