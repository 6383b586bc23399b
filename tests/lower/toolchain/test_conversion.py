"""The claims of a conversion YAML: one value or one per input, in every spelling that is met."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower.toolchain import conversion, horizon
from pipecheck.lower.toolchain.conversion import Claim
from pipecheck.sources import yamldoc
from pipecheck.spec import canonical

FILE = Path("deploy.yaml")
CONFIGS = sorted((Path(__file__).parents[4] / "shared/data/configs").glob("*.yaml"))
THREE = "{input_name: a;b;c, input_type_rt: nv12;rgb;featuremap, mean_value: %s}"


def read(source):
    return conversion.read(yamldoc.parse(source, FILE))


def inputs(text, march="bayes-e"):
    return read(f"model_parameters: {{march: {march}}}\ninput_parameters: {text}\n").inputs


def values(text, key):
    """The parsed claims of *key* per input, ? before what cannot be made sense of."""
    claims = [getattr(found, key) for found in inputs(text).values()]
    return [f"?{claim.unread}" if claim.unread is not None else claim.value for claim in claims]


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        pytest.param("128", [(128.0,)] * 3, id="one serves all"),
        pytest.param("1 2 3;4 5 6;None", [(1.0, 2.0, 3.0), (4.0, 5.0, 6.0), None], id="one per input"),
        pytest.param("'1,2,3;4, 5, 6;7'", [(1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0,)], id="commas"),
        pytest.param("'1;2;3;'", [(1.0,), (2.0,), (3.0,)], id="a semicolon at the end"),
        pytest.param("'1;;3'", [(1.0,), None, (3.0,)], id="nothing in the middle"),
        pytest.param("';2;'", [None, (2.0,), None], id="nothing at the beginning"),
        pytest.param("'1;;'", [(1.0,), None, None], id="only the first"),
        pytest.param("' 1 ; 2 ; 3 '", [(1.0,), (2.0,), (3.0,)], id="spaces"),
        pytest.param("\"'1 2 3';'4 5 6';'7'\"", [(1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0,)], id="quotes within quotes"),
        pytest.param("[1, 2.5, '3 4']", [(1.0,), (2.5,), (3.0, 4.0)], id="list"),
        pytest.param("[[1, 2, 3], [4, 5, 6], None]", [(1.0, 2.0, 3.0), (4.0, 5.0, 6.0), None], id="list of lists"),
        pytest.param("['1;', null, '3']", [(1.0,), None, (3.0,)], id="list with semicolons and nothing"),
        pytest.param("1;2", [(1.0,), (2.0,), None], id="too few"),
        pytest.param("1;x;1e-3", [(1.0,), "?x", (0.001,)], id="a word"),
        pytest.param("1;nan;inf", [(1.0,), "?nan", "?inf"], id="no finite numbers"),
        pytest.param("None", [None] * 3, id="None"),
        pytest.param("''", [None] * 3, id="empty"),
        pytest.param("", [None] * 3, id="nothing"),
    ],
)
def test_several_inputs(mean, expected):
    assert values(THREE % mean, "mean") == expected


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        pytest.param("123.675 116.28 103.53", (123.675, 116.28, 103.53), id="spaces"),
        pytest.param("'123.675,116.28,103.53'", (123.675, 116.28, 103.53), id="commas"),
        pytest.param("123.675 116.28 103.53;", (123.675, 116.28, 103.53), id="a semicolon at the end"),
        pytest.param("[123.675, 116.28, 103.53]", (123.675, 116.28, 103.53), id="list"),
        pytest.param("'[1, 2, 3]'", (1.0, 2.0, 3.0), id="brackets in quotes"),
        pytest.param("128", (128.0,), id="whole number"),
        pytest.param("0.003921568627451", (0.003921568627451,), id="number"),
        pytest.param(".5", (0.5,), id="number without a zero"),
        pytest.param("1e-3", (0.001,), id="a number that YAML takes for text"),
        pytest.param("0.0171248  0.0175070\t0.0174292", (0.0171248, 0.017507, 0.0174292), id="more spaces"),
        pytest.param("1 2 3;4 5 6", "?1 2 3;4 5 6", id="two inputs' worth"),
        pytest.param("yes", "?True", id="a truth value"),
        pytest.param("2024-01-01", "?2024-01-01", id="a date"),
        pytest.param("{a: 1}", "?{'a': 1}", id="a mapping"),
        pytest.param("'1,0 2,x'", "?1,0 2,x", id="a word among numbers"),
        pytest.param("" + "x" * 300, "?" + "x" * 200, id="a long word is cut"),
    ],
)
def test_one_input(mean, expected):
    assert values(f"{{input_type_rt: nv12, mean_value: {mean}}}", "mean") == [expected]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("{}", ["input"], id="nothing"),
        pytest.param("{input_name: data}", ["data"], id="one"),
        pytest.param("{input_name: 'data;'}", ["data"], id="a semicolon at the end"),
        pytest.param("{input_name: None}", ["input"], id="None"),
        pytest.param("{input_name: 0}", ["0"], id="a number"),
        pytest.param("{input_name: input.1}", ["input.1"], id="with a dot"),
        pytest.param("{input_name: a;b, input_type_rt: nv12}", ["a", "b"], id="two"),
        pytest.param("{input_name: [a, b]}", ["a", "b"], id="list"),
        pytest.param("{input_type_rt: nv12;nv12}", ["input 1", "input 2"], id="unnamed, counted by their types"),
        pytest.param("{input_name: a, input_type_rt: nv12;nv12}", ["a", "input 2"], id="one of two named"),
        pytest.param("{input_name: a;a}", ["a", "input 2"], id="the same name twice hides none"),
    ],
)
def test_names(text, names):
    assert list(inputs(text)) == names


@pytest.mark.parametrize(
    ("source", "generation"),
    [
        *[pytest.param(march, "hb_mapper", id=march) for march in ("bernoulli2", "bayes", "bayes-e", "'Bayes-E'", "bayes-e;", "bayes_e")],
        *[pytest.param(march, "hb_compile", id=march) for march in ("nash-e", "nash-m", "nash-p", "nash-b-lite", "starry-p", "NASH-E")],
        *[pytest.param(march, None, id=repr(march)) for march in ("rdk", "x5", "", "None", "12")],
    ],
)
def test_the_generation_follows_from_march(source, generation):
    assert read(f"model_parameters:\n  march: {source}\n").generation == generation


@pytest.mark.parametrize(
    ("text", "key", "claim"),
    [
        pytest.param("{input_type_rt: NV12}", "rt", Claim("nv12", Origin(FILE, 1, 35, 4)), id="lower case"),
        pytest.param("{input_layout_train: nchw}", "layout_train", Claim("NCHW", Origin(FILE, 1, 40, 4)), id="upper case"),
        pytest.param("{mean_value: a b}", "mean", Claim(None, Origin(FILE, 1, 32, 3), "a b"), id="unreadable"),
        pytest.param("{mean_value: None}", "mean", Claim(), id="None"),
        pytest.param("{norm_type: '  data_mean; '}", "norm_type", Claim("data_mean", Origin(FILE, 1, 31, 15)), id="quotes and spaces"),
    ],
)
def test_places(text, key, claim):
    (found,) = read(f"input_parameters: {text}").inputs.values()
    assert getattr(found, key) == claim


def test_an_item_of_a_list_stands_on_its_own():
    first, second = read("input_parameters:\n  input_name: [a, b]\n  mean_value:\n  - 1\n  - x\n").inputs.values()
    assert (first.mean, second.mean) == (Claim((1.0,), Origin(FILE, 4, 5)), Claim(None, Origin(FILE, 5, 5), "x"))


@pytest.mark.parametrize(
    "source", ["", "3", "[a]", "input_parameters: 3", "input_parameters: [a]", "input_parameters:\nmodel_parameters: x"]
)
def test_a_file_of_another_kind_claims_nothing(source):
    found = read(source)
    assert found.generation is None
    assert all(getattr(claims, key).absent for claims in found.inputs.values() for key in ("rt", "train", "mean", "calibration_dir"))


KEYS = ("march", "input_name", "input_type_rt", "input_type_train", "mean_value", "scale_value", "std_value", "norm_type", "cal_data_dir")
GROUPS = ("model_parameters", "input_parameters", "calibration_parameters")
ODD = st.recursive(
    st.one_of(st.text(";, ab1.'\"[]", max_size=8), st.floats(), st.integers(), st.none(), st.booleans(), st.dates()),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text("ab", max_size=2), part, max_size=2),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(GROUPS), st.one_of(ODD, st.dictionaries(st.sampled_from(KEYS), ODD)), max_size=3))
def test_odd_values_are_unread_and_never_an_accident(data):
    found = read(yaml.safe_dump(data))
    for claims in found.inputs.values():
        for road in (horizon.runtime, horizon.calibration, horizon.evaluation):
            nodes = road(found, claims)
            assert nodes is None or canonical(nodes)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name[-60:])
def test_a_real_configuration_is_understood(path):
    try:
        found = conversion.read(yamldoc.load(path))
    except SourceError:
        assert "@" in path.read_text(encoding="utf-8")  # a template
        return
    for claims in found.inputs.values():
        if not horizon.is_feature_map(claims) and claims.rt.value and claims.train.value and found.generation:
            spec = canonical(horizon.runtime(found, claims))
            assert spec.color.value is not None
            assert spec.values.value is not None
