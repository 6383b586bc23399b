"""Whatever a file holds, `lint` reports on it or refuses it in one line."""

import tempfile
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from linted import COMPILE, MAPPER

import pipecheck
from pipecheck import mending
from pipecheck.errors import PipecheckError
from pipecheck.schema import generation

KEYS = [(key.group, key.name) for schema in generation.SCHEMAS for key in schema.keys]
WORDS = ["nv12", "rgb", "featuremap", "gray", "nv12;rgb", "a;b", "NCHW", "1x3x224x224", "1 2 3", "data_scale", "None", "", "1e-5", "max"]
ODD = st.recursive(
    st.one_of(st.sampled_from(WORDS), st.text(max_size=8), st.floats(), st.integers(-300, 300), st.none(), st.booleans(), st.dates()),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text("abON_", max_size=3) | st.booleans(), part, max_size=3),
    max_leaves=8,
)


def lint(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config.yaml")
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        try:
            report = pipecheck.lint([path])
        except PipecheckError as e:
            report, refusal = None, str(e)
    if report is None:
        assert refusal.startswith(str(path))
        assert "\n" not in refusal
        return None
    assert all(finding.message and finding.origin for finding in report.findings)
    return report.findings


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text(text):
    found = lint(text)
    assert found is None or {finding.code[:3] for finding in found} <= {"PC0", "PC2", "PC3", "PC5", "PC6", "PC8"}


@settings(max_examples=50, deadline=None)
@given(ODD)
def test_any_data(data):
    assert lint(yaml.safe_dump(data)) in (None, ()) or isinstance(data, dict)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([MAPPER, COMPILE]), st.lists(st.tuples(st.sampled_from(KEYS), ODD), max_size=4))
def test_any_value_of_any_key_and_the_safe_fixes_leave_yaml(base, changes):
    data = {group: dict(entries) for group, entries in base.items()}
    for (group, name), value in changes:
        data.setdefault(group, {})[name] = value
    text = yaml.safe_dump(data, sort_keys=False)
    found = lint(text) or ()
    edits = [edit for each in found if each.fix and each.fix.safe for edit in each.fix.edits]
    mended = yaml.safe_load(mending.apply(text, edits))
    gone = {each.message.split(" ")[0] for each in found if each.fix and each.fix.safe}
    kept = {group: {key: value for key, value in entries.items() if key not in gone} or None for group, entries in data.items()}
    assert repr(mended) == repr(kept)
