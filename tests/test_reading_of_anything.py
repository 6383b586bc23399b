"""Whatever a file holds, and whatever lies in its place, what reads it reads it or refuses it in one line, soon and in little memory.

`python tests/attack/reading.py` and `python tests/attack/documents.py` do the same at length.
"""

import itertools
import json
import random
import tempfile
from pathlib import Path

import pytest
from attack import documents, reading
from attack.readers import every
from hypothesis import given, settings
from hypothesis import strategies as st

READERS = every()
JSON = ["processor", "baseline", "quant_info", "prepared", "classes.json", "labels.json", "plan"]
WORDS = ["", "a.jpg", "cat", "int8", "nan", "../..", "\0", "\ud800", "9" * 30]
LEAVES = st.none() | st.booleans() | st.integers(-2, 300) | st.floats() | st.just(10**400) | st.sampled_from(WORDS)
ODD = st.recursive(
    LEAVES, lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["id", *WORDS]), part, max_size=3), max_leaves=6
)


def broke(name, inputs):
    """What *inputs* break."""
    tried = reading.Tried()
    with tempfile.TemporaryDirectory() as folder:
        reading.attack(READERS[name], inputs, Path(folder), tried)
    return [trace for _, trace in tried.broke.values()]


@pytest.mark.parametrize("name", READERS)
def test_bytes_that_are_almost_right(name):
    mutants = reading.mutants(random.Random(7), READERS[name])
    assert broke(name, itertools.chain([b""], itertools.islice(mutants, 12))) == []


@settings(max_examples=26, deadline=None)
@given(st.sampled_from(JSON), st.data())
def test_data_that_are_almost_right(name, data):
    whole = json.loads(data.draw(st.sampled_from(list(READERS[name].seeds()))))
    holder = [whole]
    at = 0
    while isinstance(holder[at], dict | list) and holder[at] and data.draw(st.integers(0, 3)):
        holder = holder[at]
        at = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder))))
    before, holder[at] = holder[at], data.draw(ODD)
    changed = holder[at] if before is whole else whole
    assert broke(name, iter([json.dumps(changed).encode()])) == []


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_file(name):
    for what, lay in documents.FILES.items():
        if what.startswith("100 MB"):  # which is to be read, and takes its time, where it may be a set of labels or a tensor
            continue
        with tempfile.TemporaryDirectory() as folder, reading.soon(60, waiting=True):
            path = Path(folder, READERS[name].file)
            path.parent.mkdir(parents=True, exist_ok=True)
            lay(path)
            for read in READERS[name].reads:
                said = reading.refused(read, path, Path(folder))
                assert said is None or len(said) < 400


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("yaml", documents.BOMBS["aliases of aliases"], id="aliases of aliases"),
        pytest.param("yaml", documents.BOMBS["merges of merges"], id="merges of merges"),
        pytest.param("chain", documents.BOMBS["a key of a megabyte"], id="a key of a megabyte"),
        pytest.param("toml", documents.BOMBS["a dotted key"], id="a key of half a million parts"),
        pytest.param("pyproject", documents.BOMBS["a dotted table"], id="a table of half a million parts"),
        pytest.param("processor", documents.BOMBS["brackets"], id="brackets"),
        pytest.param("baseline", documents.BOMBS["lists in lists"], id="lists in lists"),
        pytest.param("quant_info", documents.BOMBS["braces"], id="braces"),
        pytest.param("classes.json", documents.BOMBS["a number of 15 MB"], id="a number of 15 MB"),
        pytest.param(
            "labels.json",
            lambda: b"{" + b"".join(b'"k%d":1,' % i for i in range(50_000)) + b'"k49999":1}',
            id="the last of many keys again",
        ),
        pytest.param("shell", documents.BOMBS["a text of 15 MB"], id="a long text"),
        pytest.param("plan", documents.BOMBS["lists in lists"], id="a plan of lists in lists"),
    ],
)
def test_small_texts_that_are_a_great_deal_to_read(name, data):
    found = documents.taken(READERS[name], lambda path: path.write_bytes(data()))
    assert not found.said.startswith(("BROKE", "ended")), found
    assert found.megabytes < 400
