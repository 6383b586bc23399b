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
            return pipecheck.lint([path]).findings
        except PipecheckError as e:
            refusal = str(e)
    assert refusal
    assert "\n" not in refusal
    return None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text(text):
    lint(text)


@settings(max_examples=150, deadline=None)
@given(ODD)
def test_any_data(data):
    lint(yaml.safe_dump(data))


@settings(max_examples=300, deadline=None)
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
