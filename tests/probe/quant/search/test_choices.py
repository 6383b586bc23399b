"""Which settings a search tries, in which order, and how the log tells of them."""

import pytest

from pipecheck.probe.quant.method import KL, MAX, MSE, PERCENTILE, SWEEP, Choice, Method
from pipecheck.probe.quant.search import choices

PLAIN, CHANNELS, OFFSET = (
    {"per_channel": False, "asymmetric": False},
    {"per_channel": True, "asymmetric": False},
    {"per_channel": False, "asymmetric": True},
)


def test_the_simplest_settings_come_first():
    found = choices.choices([KL, MSE, PERCENTILE, MAX, Method("percentile", 0.999)])
    assert [each.method for each in found[:5]] == [MAX, PERCENTILE, Method("percentile", 0.999), KL, MSE]
    assert [(each.per_channel, each.asymmetric) for each in found[::5]] == [(False, False), (True, False), (False, True), (True, True)]


def test_the_default_search_has_twelve_settings():
    assert len(choices.choices(choices.DEFAULT)) == 12
    assert [len(stage) for stage in choices.stages(choices.choices(choices.DEFAULT))] == [3, 3, 3, 3]


def test_what_covers_everything_is_the_maximum():
    assert choices.choices([Method("percentile", 1.0), MAX, MAX], [False], [False]) == (Choice(method=MAX, **PLAIN),)


def test_the_advised_percentiles():
    assert [each.method.percentile for each in choices.advised()] == list(SWEEP)
    assert {(each.per_channel, each.asymmetric) for each in choices.advised(per_channel=True)} == {(True, False)}


def test_the_table_that_announces_the_default_search():
    assert list(choices.asked(choices.choices(choices.DEFAULT), "cosine-similarity", choices.SIMILARITY)) == [
        "The activation calibration parameters:",
        "    calibration_type:     ['max', 'kl']",
        "    max_percentile:       [0.99995, 1.0]",
        "    per_channel:          [True, False]",
        "    asymmetric:           [True, False]",
        "The modelwise search parameters:",
        "    similarity:           0.995",
        "    metric:               cosine-similarity",
    ]


@pytest.mark.parametrize(
    ("choice", "said", "name"),
    [
        pytest.param(Choice(method=KL, **PLAIN), ["Select kl method."], "kl", id="kl"),
        pytest.param(
            Choice(method=PERCENTILE, **CHANNELS),
            ["Select max-percentile:percentile=0.99995 method.", "Perchannel quantization is enabled."],
            "max-percentile:percentile=0.99995, per_channel",
            id="percentile and channels",
        ),
        pytest.param(
            Choice(method=MAX, **OFFSET),
            ["Select max method.", "Asymmetric quantization is enabled."],
            "max, asymmetric",
            id="maximum and zero points",
        ),
    ],
)
def test_the_words_for_what_was_chosen(choice, said, name):
    assert list(choices.selected(choice)) == said
    assert choices.named(choice) == name
