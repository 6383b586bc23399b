"""What a quant_info shows of the preprocessing nodes, and what it does not."""

import json
from pathlib import Path

import pytest
from artefacts import REAL, quant_info
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.sources import quantinfo

PATH = Path("m_quant_info.json")
WEIGHTS = (0.005497, 0.003922, 0.00695)


def test_a_node_with_its_weights_and_place():
    (node,) = quantinfo.parse(quant_info(WEIGHTS), PATH).nodes
    assert (node.input, node.weights, node.cosine) == ("data", WEIGHTS, 1.00002)
    assert (node.origin.line, node.origin.column) == (2, 5)
    assert quantinfo.parse(quant_info(WEIGHTS), PATH).of("data") == node
    assert quantinfo.parse(quant_info(WEIGHTS), PATH).of("other") is None


@pytest.mark.parametrize(
    ("thresholds", "expected"),
    [
        pytest.param([[127.0], ["0.5", "0.25"]], (0.5, 0.25), id="texts"),
        pytest.param([[1.0], [1.0]], (), id="the checker measured nothing"),
        pytest.param([[127.0], ["--"]], (), id="dashes"),
        pytest.param([[], [0.5]], (), id="nothing handed over"),
        pytest.param([[127.0]], (), id="no weights"),
        pytest.param([[127.0], [0.5, -1]], (), id="a negative one"),
        pytest.param([[127.0], [0.5, True]], (), id="no number"),
        pytest.param([[127.0], [10**400]], (), id="too large a number"),
        pytest.param([[127.0], 0.5], (), id="no list"),
        pytest.param("--", (), id="no lists"),
        pytest.param(None, (), id="nothing"),
    ],
)
def test_thresholds_that_mean_nothing_are_none(thresholds, expected):
    (node,) = quantinfo.parse(json.dumps({"HZ_PREPROCESS_FOR_x": {"thresholds": thresholds}}), PATH).nodes
    assert node.weights == expected


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        pytest.param("{", r"m_quant_info.json:1:2: not JSON", id="cut off"),
        pytest.param("", "not JSON", id="empty"),
        pytest.param("[]", "no quant_info", id="a list"),
        pytest.param("[" * 100_000, "not readable as JSON", id="nested without end"),
        pytest.param('{"a": ' + "1" * 5000 + "}", "not readable as JSON", id="a number without end"),
    ],
)
def test_what_is_no_quant_info(source, complaint):
    with pytest.raises(SourceError, match=complaint):
        quantinfo.parse(source, PATH)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["thresholds", "HZ_PREPROCESS_FOR_x"]), inner),
    )
)
def test_any_json_is_data_or_refused(data):
    _read(json.dumps(data))
    _read(json.dumps({"HZ_PREPROCESS_FOR_x": data, "HZ_PREPROCESS_FOR_y": {"thresholds": data, "cosine_similarity": data}}))


@given(st.text())
def test_any_text_is_data_or_refused(source):
    _read(source)


def _read(source):
    try:
        found = quantinfo.parse(source, PATH)
    except SourceError:
        return
    assert all(weight > 0 for node in found.nodes for weight in node.weights)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files do not lie beside the checkout")
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("*X5*_quant_info.json", [WEIGHTS]), ("*X3_yolo*_quant_info.json", [WEIGHTS]), ("*hb_check_quant_info.json", [])],
)
def test_real_files(pattern, expected):
    assert [[node.weights for node in quantinfo.load(path).nodes] for path in REAL.glob(pattern)] == [expected]
