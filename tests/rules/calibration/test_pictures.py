"""PC605, PC606, PC607 and PC613: what the pictures of a calibration set show."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.calibration import Alike, Odd, PictureSet, Shift
from pipecheck.rules.calibration.pictures import RULES

DARK = "99 % of its pixels are below 21 of 255"


def run(code, **said):
    return engine.run(RULES, [PictureSet(**{"folder": Path("calib"), "count": 100, "whole": 100, **said})], engine.Settings((code,)))


def judged(code, **said):
    return [f"{each.severity} {each.confidence} {each.message}" for each in run(code, **said)]


def dark(name):
    return Odd(oddity="dark", name=name, figure=DARK)


@pytest.mark.parametrize("code", ["PC605", "PC606", "PC607", "PC613"])
def test_a_set_of_which_nothing_is_known_is_quiet(code):
    assert judged(code) == []


def blurred(name):
    return Odd(oddity="blurred", name=name, figure="soft")


def sized(name):
    return Odd(oddity="odd size", name=name, figure="16×16")


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        pytest.param((dark("a.jpg"),), f"warning certain 1 of 100 pictures is dark (a.jpg: {DARK})", id="one"),
        pytest.param((dark("a"), dark("b")), f"warning certain 2 of 100 pictures are dark (a: {DARK})", id="two of one kind"),
        pytest.param(
            (dark("a.jpg"), blurred("b.jpg"), blurred("a.jpg")),
            f"warning certain 2 of 100 pictures are exceptional: 2 blurred (b.jpg: soft); 1 dark (a.jpg: {DARK})",
            id="one of them twice",
        ),
        pytest.param((sized("a.jpg"),), "note certain 1 of 100 pictures is of an odd size (a.jpg: 16×16)", id="an odd size is a note"),
        pytest.param(
            tuple(dark(str(number)) for number in range(100)), f"warning certain all 100 pictures are dark (0: {DARK})", id="all of them"
        ),
        pytest.param(
            (*map(dark, "ab"), *(blurred(str(number)) for number in range(98))),
            f"warning certain all 100 pictures are exceptional: 98 blurred (0: soft); 2 dark (a: {DARK})",
            id="all in two ways",
        ),
    ],
)
def test_PC605(odd, expected):
    assert judged("PC605", odd=odd) == [expected]


def test_PC605_names_no_picture_twice():
    (found,) = run("PC605", odd=(dark("a"), dark("b"), blurred("c"), dark("d")))
    assert [str(each.origin) for each in found.related] == ["calib/b", "calib/d"]


DROP = "look at them, and drop those that the board will not see"
TAKE = "look at them, and calibrate with pictures from the training set"


@pytest.mark.parametrize(
    ("count", "compared", "hint"),
    [
        pytest.param(1, 0, "look at it, and drop it unless the board will see such pictures", id="one"),
        pytest.param(3, 0, DROP, id="a few"),
        pytest.param(3, 500, DROP, id="a few, and training is known"),
        pytest.param(50, 500, TAKE, id="most, and training is known"),
        pytest.param(
            50, 0, f"{TAKE}; if training has such pictures too, name its folder with `--training` or in pipecheck.toml", id="most"
        ),
    ],
)
def test_PC605_says_what_can_be_done(count, compared, hint):
    (found,) = run("PC605", odd=tuple(dark(str(number)) for number in range(count)), compared=compared)
    assert found.hint == hint


@pytest.mark.parametrize(
    ("alike", "expected"),
    [
        pytest.param(
            (Alike(names=("a.jpg", "b.jpg"), count=2, exact=True),),
            "warning certain 1 of 100 pictures adds nothing to the others: a.jpg = b.jpg",
            id="a copy",
        ),
        pytest.param(
            (Alike(names=("a", "b", "c", "d"), count=30, exact=False), Alike(names=("x", "y"), count=2, exact=True)),
            "warning certain 30 of 100 pictures add nothing to the others: a ≈ b ≈ c and 27 more; x = y",
            id="a video and a copy",
        ),
        pytest.param(
            tuple(Alike(names=(f"{i}a", f"{i}b"), count=2, exact=True) for i in range(7)),
            "warning certain 7 of 100 pictures add nothing to the others: 0a = 0b; 1a = 1b; 2a = 2b; and 4 more groups",
            id="many groups",
        ),
    ],
)
def test_PC606(alike, expected):
    assert judged("PC606", alike=alike) == [expected]


BRIGHTNESS = Shift(quantity="brightness", here=42.0, there=118.0, distance=1.3, bound=0.9)
SIZE = Shift(quantity="size", here=262144, there=2073600, distance=3.0, bound=2.5)
SHAPE = Shift(quantity="shape", here=1.0, there=1.78, distance=2.0, bound=1.1)
START = "warning likely these pictures are not like those of training: "


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            {"shifts": (BRIGHTNESS,)},
            [f"{START}brightness 42 against 118 on average, at least 0.9 standard deviations apart"],
            id="darker",
        ),
        pytest.param(
            {"shifts": (BRIGHTNESS, SIZE, SHAPE)},
            [
                (
                    f"{START}size as of 512×512 against 1440×1440 pixels on average, at least 2.5 standard deviations apart; "
                    "width / height 1 against 1.8 on average, at least 1.1 standard deviations apart; "
                    "brightness 42 against 118 on average, at least 0.9 standard deviations apart"
                )
            ],
            id="the largest first",
        ),
        pytest.param(
            {"shifts": (BRIGHTNESS, replace(BRIGHTNESS, quantity="red"))},
            [f"{START}brightness 42 against 118 on average, at least 0.9 standard deviations apart"],
            id="the channels are as dark",
        ),
        pytest.param(
            {"shifts": (BRIGHTNESS,), "odd": (blurred("a"), sized("a"), sized("b"))},
            [
                (
                    "warning likely apart from the exceptional 1, these pictures are not like those of training: "
                    "brightness 42 against 118 on average, at least 0.9 standard deviations apart"
                )
            ],
            id="others are exceptional",
        ),
        pytest.param(
            {"shifts": (BRIGHTNESS,), "odd": (sized("a"),)},
            [f"{START}brightness 42 against 118 on average, at least 0.9 standard deviations apart"],
            id="one is of another size",
        ),
        pytest.param(
            {"shifts": (BRIGHTNESS, Shift(quantity="contrast", here=20.0, there=55.0, distance=2.0, bound=1.5))},
            [f"{START}brightness 42 against 118 on average, at least 0.9 standard deviations apart"],
            id="less light has less contrast",
        ),
        pytest.param(
            {"shifts": (BRIGHTNESS, Shift(quantity="contrast", here=70.0, there=55.0, distance=2.0, bound=1.5))},
            [
                (
                    f"{START}contrast 70 against 55 on average, at least 1.5 standard deviations apart; "
                    "brightness 42 against 118 on average, at least 0.9 standard deviations apart"
                )
            ],
            id="darker and harder",
        ),
    ],
)
def test_PC607(said, expected):
    assert judged("PC607", **said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({"validation": Path("val")}, [], id="none"),
        pytest.param(
            {"validation": Path("val"), "overlapping": ("a.jpg", "b.jpg", "c.jpg", "d.jpg")},
            ["warning certain 4 of 100 pictures also measure the accuracy, in val: a.jpg, b.jpg, c.jpg and 1 more"],
            id="some",
        ),
        pytest.param(
            {"validation": Path("val"), "overlapping": ("a.jpg",)},
            ["warning certain 1 of 100 pictures also measures the accuracy, in val: a.jpg"],
            id="one",
        ),
        pytest.param(
            {"validation": Path("val"), "overlapping": ("a", "b"), "whole": 2},
            ["warning certain all 2 pictures also measure the accuracy, in val: a, b"],
            id="all",
        ),
    ],
)
def test_PC613(said, expected):
    assert judged("PC613", **said) == expected


def test_copies_that_leave_too_few_are_an_error():
    assert judged("PC606", alike=(Alike(names=("a", "b"), count=90, exact=True),))[0].startswith("error certain 89 of 100 pictures")
