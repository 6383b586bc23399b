"""What is exceptional in a set is told, and what is usual in it, or in training, is not."""

from collections import Counter

import cv2
import numpy as np
import pytest
from photographs import digit, drawn, measured, page, photograph, photographs, png

from pipecheck.probe.sets.oddities import odd


def changed(picture, gain=1.0, bias=0.0):
    return (picture * gain + bias).clip(0, 255).astype(np.uint8)


def dark(picture):
    return changed(picture, 0.15)


def bright(picture):
    return changed(picture, 0.2, 205)


def blurred(picture):
    return cv2.GaussianBlur(picture, (0, 0), 9)


def gray(picture):
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def small(picture):
    return cv2.resize(picture, (32, 32), interpolation=cv2.INTER_AREA)


def plain(level, height=288, width=384):
    return np.broadcast_to(np.uint8(level), (height, width, 3))


def dotted(picture):
    """White paper with one small mark."""
    paper = np.full_like(picture, 255)
    paper[20:36, 30:60] = 0
    return paper


def told(survey, trained=None):
    return dict(Counter(each.oddity for each in odd(survey, trained)))


@pytest.mark.parametrize("full", [False, True], ids=["scaled", "full"])
@pytest.mark.parametrize(
    ("picture", "oddity"),
    [
        pytest.param(lambda: dark(photograph(0)), "dark", id="dark"),
        pytest.param(lambda: bright(photograph(0)), "bright", id="bright"),
        pytest.param(lambda: plain((200, 30, 30)), "one color", id="one color"),
        pytest.param(lambda: plain(0), "one color", id="black"),
        pytest.param(lambda: dotted(photograph(0)), "nearly empty", id="nearly empty"),
        pytest.param(lambda: blurred(photograph(0)), "blurred", id="blurred"),
        pytest.param(lambda: cv2.resize(photograph(0), (48, 36), interpolation=cv2.INTER_AREA), "odd size", id="small"),
        pytest.param(lambda: photograph(0, 1440, 1920), "odd size", id="large"),
        pytest.param(lambda: photograph(0, 270, 1600), "odd shape", id="wide"),
    ],
)
def test_one_among_photographs_is_found(picture, oddity, full):
    files = {f"{index:02d}": each for index, each in enumerate(photographs())}
    found = odd(measured(files | {"odd": picture()}, full=full))
    assert [(each.oddity, each.name) for each in found] == [(oddity, "odd")]


@pytest.mark.parametrize("change", [dark, bright])
def test_a_whole_set_that_is_dark_or_bright_is_found(change):
    assert told(measured(photographs(change=change))) == {change.__name__: 30}


@pytest.mark.parametrize("change", [dark, bright, blurred])
def test_it_is_found_against_training(change):
    assert told(measured(photographs(change=change)), measured(photographs())) == {change.__name__: 30}


@pytest.mark.parametrize("change", [dark, bright, blurred])
def test_what_training_holds_as_often_is_not_exceptional(change):
    mixed = [change(picture) if index % 10 == 0 else picture for index, picture in enumerate(photographs())]
    trained = [change(picture) if index % 15 == 1 else picture for index, picture in enumerate(photographs())]
    assert told(measured(mixed), measured(trained)) == {}
    assert told(measured(mixed), measured(photographs())) == {change.__name__: 3}


def test_what_training_holds_less_often_is():
    trained = measured([dark(picture) if index == 1 else picture for index, picture in enumerate(photographs())])
    assert told(measured(photographs(change=dark)), trained) == {"dark": 30}


@pytest.mark.parametrize(
    "survey",
    [
        pytest.param(lambda: measured(photographs()), id="photographs"),
        pytest.param(lambda: measured(photographs(change=gray)), id="gray"),
        pytest.param(lambda: measured(photographs(change=small)), id="small"),
        pytest.param(lambda: measured(photographs(change=lambda each: changed(each, 0.6))), id="evening"),
        pytest.param(lambda: measured([page(seed) for seed in range(30)]), id="pages of text"),
        pytest.param(lambda: measured([digit(seed) for seed in range(60)], png), id="digits"),
        pytest.param(lambda: measured([255 - digit(seed) for seed in range(60)], png), id="digits in black"),
        pytest.param(lambda: measured(photographs(change=dotted)), id="marks on paper"),
        pytest.param(lambda: measured(photographs(change=lambda each: 255 - dotted(each))), id="lights in the dark"),
        pytest.param(lambda: measured(photographs(change=blurred)), id="soft by nature"),
        pytest.param(lambda: drawn(50, thumbnail=130, contrast=1.2, low=126, high=134, common=0.7), id="sheet metal"),
        pytest.param(lambda: drawn(300, width=(np.random.default_rng(0).lognormal(7, 1, 300)).astype(int)), id="widths from the web"),
        pytest.param(lambda: drawn(100, width=[1920] * 80 + [640] * 20, height=[1080] * 80 + [480] * 20), id="two cameras"),
        pytest.param(lambda: drawn(100, width=[1920] * 94 + [640] * 6, height=[1080] * 94 + [480] * 6), id="a second camera"),
        pytest.param(lambda: drawn(60, width=[480] * 57 + [640] * 3, height=[640] * 57 + [480] * 3), id="upright and lying"),
        pytest.param(lambda: drawn(9, width=[640] * 8 + [32], height=[480] * 8 + [24]), id="few"),
        pytest.param(lambda: drawn(1), id="one"),
        pytest.param(lambda: drawn(0), id="none"),
    ],
)
def test_what_is_usual_in_a_set_is_not_told(survey):
    assert odd(survey()) == ()


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_little_training_says_nothing(count):
    few = measured(photographs(count, dark))
    assert told(measured(photographs(change=dark)), few) == {"dark": 30}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"high": 20}, ("dark", "99 % of its pixels are below 21 of 255")),
        ({"low": 232}, ("bright", "99 % of its pixels are above 231 of 255")),
        (
            {"thumbnail": 7, "contrast": 0.4, "mean": (12.2, 29.7, 200), "high": 20},
            ("one color", "R 12, G 30, B 200, with a standard deviation of 0.4 of 255"),
        ),
        ({"common": 0.9999}, ("nearly empty", "99.9 % of its pixels have the same level")),
        ({"sharpness": 1, "contrast": 50}, ("blurred", "its edges are 15 times weaker than is usual")),
        ({"width": 64, "height": 48}, ("odd size", "64 × 48 pixels, where 640 × 480 is usual")),
        ({"width": 4000, "height": 500}, ("odd shape", "4000 × 500 pixels, where 640 × 480 is usual")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_figure_says_what_was_measured(fields, expected):
    survey = drawn(200)
    for name, value in fields.items():
        survey.rows[name][17] = value
    assert [(each.name, each.oddity, each.figure) for each in odd(survey)] == [("00017.jpg", *expected)]


def test_the_worst_comes_first():
    survey = drawn(50)
    survey.rows["high"][[3, 7, 9]] = 30, 10, 50
    assert [each.name for each in odd(survey)] == ["00007.jpg", "00003.jpg", "00009.jpg"]
