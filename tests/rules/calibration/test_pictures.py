"""PC605, PC606, PC607 and PC613: what the pictures of a calibration set show."""

from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.calibration import Alike, Odd, PictureSet, Shift
from pipecheck.rules.calibration.pictures import RULES

DARK = "99 % of its pixels are below 21 of 255"


def judged(code, **said):
    evidence = PictureSet(**{"folder": Path("calib"), "count": 100, "whole": 100, **said})
    return [f"{each.severity} {each.confidence} {each.message}" for each in engine.run(RULES, [evidence], engine.Settings((code,)))]


def dark(name):
    return Odd(oddity="dark", name=name, figure=DARK)


@pytest.mark.parametrize("code", ["PC605", "PC606", "PC607", "PC613"])
def test_a_set_of_which_nothing_is_known_is_quiet(code):
    assert judged(code) == []


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        pytest.param((dark("a.jpg"),), f"warning certain 1 of 100 pictures is exceptional: 1 dark (a.jpg: {DARK})", id="one"),
        pytest.param(
            (dark("a.jpg"), Odd(oddity="blurred", name="b.jpg", figure="soft"), Odd(oddity="blurred", name="a.jpg", figure="softer")),
            f"warning certain 2 of 100 pictures are exceptional: 2 blurred (b.jpg: soft); 1 dark (a.jpg: {DARK})",
            id="one of them twice",
        ),
        pytest.param(
            (Odd(oddity="odd size", name="a.jpg", figure="16×16"),),
            "note certain 1 of 100 pictures is exceptional: 1 odd size (a.jpg: 16×16)",
            id="an odd size is a note",
        ),
    ],
)
def test_PC605(odd, expected):
    assert judged("PC605", odd=odd) == [expected]


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
                    f"{START}size 262144 against 2073600 pixels on average, at least 2.5 standard deviations apart; "
                    "shape 1 against 1.8 wide for each high on average, at least 1.1 standard deviations apart; "
                    "brightness 42 against 118 on average, at least 0.9 standard deviations apart"
                )
            ],
            id="the largest first",
        ),
        pytest.param({"shifts": (BRIGHTNESS,), "odd": tuple(dark(f"{i}") for i in range(60))}, [], id="most are dark, which is said"),
        pytest.param(
            {"shifts": (BRIGHTNESS,), "odd": tuple(dark(f"{i}") for i in range(10))},
            [f"{START}brightness 42 against 118 on average, at least 0.9 standard deviations apart"],
            id="few are dark",
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
    ],
)
def test_PC613(said, expected):
    assert judged("PC613", **said) == expected


def test_copies_that_leave_too_few_are_an_error():
    assert judged("PC606", alike=(Alike(names=("a", "b"), count=90, exact=True),))[0].startswith("error certain 89 of 100 pictures")
