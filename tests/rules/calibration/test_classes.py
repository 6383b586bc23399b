"""PC603 and PC604: what the labels say of the pictures."""

from pathlib import Path

import numpy as np
import pytest

from pipecheck import engine
from pipecheck.evidence.calibration import Coverage, PictureSet
from pipecheck.findings import Origin
from pipecheck.rules.calibration.classes import RULES

PETS = {"cat": 40, "dog": 40, "bird": 20}


def judged(code, counts, whole=100, **said):
    coverage = Coverage(**{"title": "class", "complete": True, **said}, counts=tuple(counts.items()))
    evidence = PictureSet(folder=Path("calib"), count=whole, whole=whole, coverage=(coverage,))
    return [f"{each.severity} {each.confidence} {each.message}" for each in engine.run(RULES, [evidence], engine.Settings((code,)))]


@pytest.mark.parametrize(
    ("counts", "said", "expected"),
    [
        pytest.param(PETS, {}, [], id="all are shown"),
        pytest.param(
            {**PETS, "fish": 0},
            {},
            ["error certain 1 of 4 classes is in no calibration picture: fish"],
            id="one is missing",
        ),
        pytest.param(
            {"cat": 100, "dog": 0, "bird": 0},
            {},
            ["error certain 2 of 3 classes are in no calibration picture: dog, bird"],
            id="pictures of one class",
        ),
        pytest.param(
            {"day": 100, "night": 0},
            {"title": "scene"},
            ["error certain 1 of 2 values of scene is in no calibration picture: night"],
            id="a scene is missing",
        ),
        pytest.param(
            {f"c{i}": int(i < 95) for i in range(1000)},
            {},
            ["note certain 905 of 1000 classes are in no calibration picture: c95, c96, c97, c98, c99, c100, c101, c102 and 897 more"],
            id="more classes than pictures",
        ),
        pytest.param(
            {**PETS, "fish": 0},
            {"trained": (*PETS.items(), ("fish", 1))},
            ["warning certain 1 of 4 classes is in no calibration picture: fish"],
            id="chance would miss it too",
        ),
        pytest.param(
            {**PETS, "fish": 0},
            {"trained": (*PETS.items(), ("fish", 30))},
            ["error certain 1 of 4 classes is in no calibration picture: fish"],
            id="chance would not miss it",
        ),
        pytest.param(
            {**{f"c{i}": 6 for i in range(9)}, "fish": 0},
            {"trained": (*((f"c{i}", 60) for i in range(9)), ("fish", 60)), "whole": 54},
            ["warning certain 1 of 10 classes is in no calibration picture: fish"],
            id="chance misses one of ten classes in three sets of a hundred",
        ),
        pytest.param(
            {**PETS, "fish": 0},
            {"unlabelled": 7, "without": ("a.jpg",)},
            ["warning certain 1 of 4 classes is in no calibration picture: fish; 7 have no label"],
            id="pictures without a label may show it",
        ),
        pytest.param(
            dict.fromkeys(PETS, 0),
            {"unlabelled": 100, "without": ("a.jpg", "b.jpg", "c.jpg")},
            ["warning certain the labels name the class of none of the 100 pictures, such as a.jpg, b.jpg and 1 more"],
            id="the labels of another set",
        ),
    ],
)
def test_PC603(counts, said, expected):
    assert judged("PC603", counts, **said) == expected


def test_PC603_stands_at_the_labels():
    coverage = Coverage(title="class", counts=(("a", 1), ("b", 0)), origin=Origin(Path("labels.csv"), 3))
    found = engine.run(RULES, [PictureSet(folder=Path("calib"), count=9, whole=9, coverage=(coverage,))], engine.Settings())
    assert [str(each.origin) for each in found] == ["labels.csv:3"]


TEN = {f"c{i}": 10 for i in range(10)}
LONG_TAIL = {"person": 700, "car": 200, "bus": 60, "train": 30, "boat": 10}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        pytest.param(TEN, {}, id="even"),
        pytest.param({"cat": 60, "dog": 40}, {}, id="two classes, nearly even"),
        pytest.param({"cat": 85, "dog": 15}, {}, id="two classes, one rarer"),
        pytest.param({"person": 90, "car": 30, "bus": 3}, {"several": True}, id="a picture shows several"),
        pytest.param({"cat": 100, "dog": 0, "bird": 0}, {}, id="one class alone is PC603"),
        pytest.param({"a": 3, "b": 1, "c": 1}, {}, id="too few to say"),
        pytest.param({name: count // 10 for name, count in LONG_TAIL.items()}, {"trained": tuple(LONG_TAIL.items())}, id="as training"),
        pytest.param(dict.fromkeys(LONG_TAIL, 20), {"trained": tuple(LONG_TAIL.items())}, id="balanced on purpose"),
    ],
)
def test_PC604_quiet(counts, said):
    assert judged("PC604", counts, **said) == []


@pytest.mark.parametrize(
    ("counts", "said", "expected"),
    [
        pytest.param(
            {**TEN, "c0": 200},
            {},
            "warning likely classes are out of balance: c0 200 of 290",
            id="one fills the set",
        ),
        pytest.param({"cat": 99, "dog": 1}, {}, "warning likely classes are out of balance: cat 99 of 100", id="two classes"),
        pytest.param({"a": 94, "b": 4, "c": 2}, {}, "warning likely classes are out of balance: a 94 of 100", id="three classes"),
        pytest.param(
            {"person": 5, "car": 5, "bus": 5, "train": 5, "boat": 80},
            {"trained": tuple(LONG_TAIL.items())},
            "warning certain classes are out of balance: boat 80 of 100 (1 % of training)",
            id="the rarest of training fills the set",
        ),
    ],
)
def test_PC604_found(counts, said, expected):
    assert judged("PC604", counts, **said) == [expected]


def test_random_choices_of_training_are_never_out_of_balance():
    rng = np.random.default_rng(0)
    accused = 0
    for _ in range(1000):
        shares = rng.dirichlet(np.full(rng.integers(2, 40), rng.uniform(0.2, 3)))
        trained = rng.multinomial(5000, shares)
        drawn = rng.multinomial(rng.integers(20, 300), trained / trained.sum())
        names = [f"c{i}" for i in range(len(shares))]
        told = tuple(zip(names, map(int, trained), strict=True))
        accused += bool(judged("PC604", dict(zip(names, map(int, drawn), strict=True)), trained=told))
    assert accused == 0


def test_random_choices_of_training_miss_no_class_that_is_an_error():
    rng = np.random.default_rng(0)
    accused = 0
    for _ in range(1000):
        shares = rng.dirichlet(np.full(rng.integers(2, 40), rng.uniform(0.2, 3)))
        trained = rng.multinomial(5000, shares)
        count = int(rng.integers(20, 300))
        drawn = rng.multinomial(count, trained / trained.sum())
        names = [f"c{i}" for i in range(len(shares))]
        told = tuple(zip(names, map(int, trained), strict=True))
        listed = {name: int(number) for name, number, before in zip(names, drawn, trained, strict=True) if before}
        accused += any("error" in each for each in judged("PC603", listed, count, trained=told))
    assert accused <= 2
