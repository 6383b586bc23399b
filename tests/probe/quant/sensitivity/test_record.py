"""What a ranking keeps in a file, and goes on from."""

import json
import time
from dataclasses import replace

import pytest
from planted import calibrated, classifier, feed, samples

from pipecheck.errors import SourceError
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.sensitivity.rank import rank


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small network, and a plan for it."""
    prepared = classifier(tmp_path_factory.mktemp("small"), (1,), layers=4)
    return prepared, calibrated(prepared)


def held(path):
    return json.loads(path.read_text(encoding="ascii"))


def test_a_run_goes_on_where_the_last_one_was_broken_off(small, tmp_path):
    prepared, asked = small
    state = tmp_path / "room" / "state.json"
    whole = rank(prepared, asked, samples(8), kind="weight", threads=1)
    broken_off = rank(prepared, asked, samples(8), kind="weight", threads=1, state=state, deadline=time.monotonic() - 1)
    assert broken_off.left == 4
    before = held(state)
    assert rank(prepared, asked, samples(8), kind="weight", threads=1, state=state) == whole
    after = held(state)
    for place, found in before["values"].items():
        assert found.items() <= after["values"][place].items()


def test_what_is_there_is_not_measured_again(small, tmp_path):
    prepared, asked = small
    state = tmp_path / "state.json"
    first = rank(prepared, asked, samples(8), kind="weight", threads=1, state=state)
    data = held(state)
    name = "weight w2_HzCalibration"
    for figures in data["values"][name].values():
        figures["y"][0] = -1.0
    state.write_text(json.dumps(data), encoding="ascii")
    again = rank(prepared, asked, samples(8), kind="weight", threads=1, state=state)
    assert again.place("w2_HzCalibration").figures["y"]["cosine-similarity"] == -1.0
    assert first.place("w2_HzCalibration").figures["y"]["cosine-similarity"] > 0.9


@pytest.mark.parametrize("what", ["plan", "samples", "damage", "an older one"])
def test_what_belongs_to_something_else_is_measured_anew(small, tmp_path, what):
    prepared, asked = small
    state = tmp_path / "state.json"
    rank(prepared, asked, samples(6), kind="weight", threads=1, state=state)
    given = samples(6)
    if what == "plan":
        asked = replace(asked, per_channel=frozenset(unit.name for unit in prepared.units))
    if what == "samples":
        given = Samples(given.names, lambda name: feed(int(name) + 100))
    if what == "damage":
        state.write_bytes(state.read_bytes()[:-40])
    if what == "an older one":
        state.write_text('{"pipecheck-sensitivity": 1, "key": 3, "seen": [], "values": 7}', encoding="ascii")
    assert rank(prepared, asked, given, kind="weight", threads=1, state=state) == rank(prepared, asked, given, kind="weight", threads=1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("mine\n", "was not written by pipecheck", id="a file of the user's"),
        pytest.param(None, "no regular file", id="a folder"),
    ],
)
def test_nothing_of_the_users_is_overwritten(small, tmp_path, content, said):
    prepared, asked = small
    state = tmp_path / "state.json"
    state.mkdir() if content is None else state.write_text(content, encoding="ascii")
    with pytest.raises(SourceError, match=said):
        rank(prepared, asked, samples(4), kind="weight", threads=1, state=state)
    assert content is None or state.read_text(encoding="ascii") == content
