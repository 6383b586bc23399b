"""The same input gives the same bytes, whatever the seed of hashes, the locale, the time zone, the threads and the order of files.

`python tests/attack/repeating.py` holds every command in every format against this.
"""

from attack.repeating import SURROUNDINGS, differing, projects, told

ASKED = (
    ["check", "--format", "json"],
    ["check", "--format", "html"],
    ["diff", "training.yaml", "calibration.yaml", "--format", "json"],
    ["fix"],
)


def test_the_same_input_gives_the_same_bytes(tmp_path):
    project, _ = next(projects(tmp_path))
    assert [(status, errors) for _, status, _, errors in told(project, SURROUNDINGS[0], ASKED)] == [(1, "")] * len(ASKED)
    assert list(differing(project, SURROUNDINGS[:2], ASKED)) == []
