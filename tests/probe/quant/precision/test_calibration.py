"""What is asked of calibration, in the YAML, in a table, and by the caller."""

from pathlib import Path

import pytest
from precise import calibration as group
from precise import said

from pipecheck.findings import Origin
from pipecheck.probe.quant.method import KL, MAX, MSE, PERCENTILE, Method
from pipecheck.probe.quant.precision.calibration import calibration
from pipecheck.probe.quant.precision.read import instead
from pipecheck.probe.quant.precision.said import Asked, Correction

BOTH, ON, OFF = (True, False), (True,), (False,)
HIGH, LOW = Method("percentile", 0.9999), Method("percentile", 0.999)


def asked(search, methods, per_channel=OFF, asymmetric=OFF, **more):
    return Asked(methods=methods, per_channel=per_channel, asymmetric=asymmetric, search=search, **more)


DEFAULT = asked("default", (MAX, PERCENTILE, KL), BOTH, BOTH)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({}, DEFAULT, id="nothing is said"),
        pytest.param({"calibration_type": "default"}, DEFAULT, id="default"),
        pytest.param({"calibration_type": "default", "per_channel": "True"}, DEFAULT, id="default decides per_channel itself"),
        pytest.param({"calibration_type": "None"}, DEFAULT, id="None"),
        pytest.param({"calibration_type": "max"}, asked("fixed", (MAX,)), id="max"),
        pytest.param({"calibration_type": "Max", "per_channel": "'True'"}, asked("fixed", (MAX,), ON), id="per channel"),
        pytest.param({"calibration_type": "max", "max_percentile": "0.9999"}, asked("fixed", (HIGH,)), id="a percentile"),
        pytest.param({"calibration_type": "max", "max_percentile": "1"}, asked("fixed", (MAX,)), id="all of it"),
        pytest.param({"calibration_type": "max", "max_percentile": "0.3"}, asked("fixed", (MAX,)), id="too low a percentile"),
        pytest.param({"calibration_type": "kl"}, asked("fixed", (KL,)), id="kl"),
        pytest.param({"calibration_type": "mix"}, asked("mix", (MAX, PERCENTILE, KL)), id="mix"),
        pytest.param({"calibration_type": "load"}, asked("load", ()), id="load"),
        pytest.param({"calibration_type": "skip"}, asked("skip", (MAX,)), id="skip"),
        pytest.param({"calibration_type": "kll"}, DEFAULT, id="what is no method"),
        pytest.param({"calibration_type": "kl", "optimization": "asymmetric"}, asked("fixed", (KL,), OFF, ON), id="asymmetric"),
        pytest.param({"optimization": "asymmetric"}, asked("default", (MAX, PERCENTILE, KL), BOTH, ON), id="asymmetric in a search"),
        pytest.param(
            {"calibration_type": "max", "optimization": "'bias_correction, run_fast'"},
            asked("fixed", (MAX,), bias_correction=Correction()),
            id="bias_correction",
        ),
    ],
)
def test_the_yaml(keys, expected):
    assert calibration(said(group(**keys))) == expected


@pytest.mark.parametrize(
    ("march", "expected"),
    [pytest.param("bayes-e", PERCENTILE, id="counts for max only"), pytest.param("nash-e", HIGH, id="is one of those tried")],
)
def test_a_percentile_without_a_method(march, expected):
    assert calibration(said(group(max_percentile="0.9999"), march)).methods == (MAX, expected, KL)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        pytest.param({"all_node_type": "int8"}, DEFAULT, id="nothing of calibration"),
        pytest.param({"activation": {"calibration_type": "max"}}, asked("fixed", (MAX,)), id="max"),
        pytest.param({"main": {"activation": {"calibration_type": "max"}}}, asked("fixed", (MAX,)), id="under a name of its own"),
        pytest.param({"activation": {"calibration_type": "mse"}}, asked("fixed", (MSE,)), id="a method of the simulation"),
        pytest.param({"activation": {"calibration_type": ["max", "kl"]}}, asked("modelwise", (MAX, KL)), id="two methods"),
        pytest.param(
            {"activation": {"calibration_type": "max", "max_percentile": [0.9999, 0.999, 1, 0.2, "x"]}},
            asked("modelwise", (HIGH, LOW, MAX)),
            id="percentiles",
        ),
        pytest.param({"activation": {"calibration_type": "kl", "num_bin": 256}}, asked("fixed", (Method("kl", bins=256),)), id="bins"),
        pytest.param({"activation": {"calibration_type": "kl", "num_bin": True}}, asked("fixed", (KL,)), id="what is no number of bins"),
        pytest.param(
            {"activation": {"calibration_type": "kl", "per_channel": [True, False], "asymmetric": True}},
            asked("modelwise", (KL,), BOTH, ON),
            id="both",
        ),
        pytest.param({"activation": {"per_channel": False}}, asked("default", (MAX, PERCENTILE, KL), OFF, BOTH), id="a search without"),
        pytest.param(
            {"modelwise_search": {"metric": "mse", "similarity": 0.9}},
            asked("modelwise", (MAX, PERCENTILE, KL), BOTH, BOTH, metric="mse", similarity=0.9),
            id="modelwise",
        ),
        pytest.param({"modelwise_search": {}}, asked("modelwise", (MAX, PERCENTILE, KL), BOTH, BOTH), id="modelwise without a word"),
        pytest.param(
            {"activation": {"calibration_type": ["max", "kl"]}, "layerwise_search": {"metric": "sqnr", "topk": 3, "qtype": "int16"}},
            asked("layerwise", (MAX, KL), metric="sqnr", topk=3, qtype="int16"),
            id="layerwise",
        ),
        pytest.param(
            {"layerwise_search": {"metric": "taste", "topk": 0, "qtype": "mxint8"}},
            asked("layerwise", (MAX, PERCENTILE, KL), BOTH, BOTH),
            id="layerwise with what cannot be",
        ),
        pytest.param(
            {"activation": {"calibration_type": "max"}, "weight": {"bias_correction": {"num_sample": 4, "metric": "mse"}}},
            asked("fixed", (MAX,), bias_correction=Correction(4, "mse")),
            id="bias_correction",
        ),
        pytest.param({"activation": [1], "weight": {"bias_correction": {"num_sample": -1, "metric": []}}}, None, id="what is no table"),
    ],
)
def test_a_table(model, expected):
    found = calibration(said(model_config=model))
    assert found == (expected or asked("default", (MAX, PERCENTILE, KL), BOTH, BOTH, bias_correction=Correction()))


def test_a_table_speaks_before_the_yaml_and_leaves_it_the_rest():
    words = group(calibration_type="kl", per_channel="true", quant_config="{model_config: {activation: {calibration_type: max}}}")
    assert calibration(said(words)) == asked("fixed", (MAX,), ON)
    assert calibration(said(words, model_config={"activation": {"per_channel": False}})) == asked("fixed", (KL,))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, asked("fixed", (HIGH,), ON), id="nothing"),
        pytest.param({"calibration_type": "kl"}, asked("fixed", (KL,), ON), id="a method"),
        pytest.param({"max_percentile": 0.999}, asked("fixed", (LOW,), ON), id="a percentile"),
        pytest.param({"per_channel": False, "asymmetric": True}, asked("fixed", (HIGH,), OFF, ON), id="flags"),
        pytest.param({"bias_correction": True}, asked("fixed", (HIGH,), ON, bias_correction=Correction()), id="bias_correction"),
        pytest.param({"bias_correction": False}, asked("fixed", (HIGH,), ON), id="no bias_correction"),
        pytest.param({"all_node_type": "int16"}, asked("fixed", (HIGH,), ON), id="a type"),
    ],
)
def test_a_caller_may_say_otherwise(given, expected):
    words = said(group(calibration_type="max", max_percentile="0.9999", per_channel="True"))
    found = instead(words, Origin(Path("command line")), **{"calibration_type": None, **given})
    assert calibration(found) == expected
    assert [wish.value for wish in found.wishes] == (["int16"] if "all_node_type" in given else [])


def test_a_caller_that_names_a_method_wants_no_search():
    words = said(model_config={"modelwise_search": {"metric": "mse"}, "layerwise_search": {"topk": 1}})
    assert calibration(instead(words, Origin(Path("command line")), calibration_type="kl")) == asked("fixed", (KL,))
