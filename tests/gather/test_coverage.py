"""What a set of pictures covers, by its labels and those of training."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipecheck.findings import Origin
from pipecheck.gather.coverage import coverage, shown
from pipecheck.sources.labels import Labels

ORIGIN = Origin(Path("labels"))
SHOWS = {"a.jpg": ("cat",), "b.jpg": ("cat", "dog"), "c.jpg": (), "absent.jpg": ("bird",)}


def said(shows, classes=("bird", "cat", "dog"), **rest):
    return Labels(shows=shows, classes=classes, origin=ORIGIN, **rest)


def test_what_is_there_is_counted_and_zeros_are_told():
    (found,) = coverage(said(SHOWS, complete=True, several=True), ["x/a.jpg", "x/b.jpg", "x/c.jpg", "x/d.jpg"])
    assert found.counts == (("bird", 0), ("cat", 2), ("dog", 1))
    assert (found.title, found.complete, found.several, found.origin, found.trained) == ("class", True, True, ORIGIN, ())
    assert (found.unlabelled, found.without) == (1, ("x/d.jpg",))


def test_of_many_without_labels_the_first_are_named():
    (found,) = coverage(said({}), [f"{number}.jpg" for number in range(9)])
    assert (found.unlabelled, found.without) == (9, ("0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"))


def test_other_columns_follow():
    weather = {"a.jpg": "sun", "b.jpg": "rain", "absent.jpg": "snow"}
    trained = said({"t.jpg": ()}, columns={"weather": {"t.jpg": "fog", "u.jpg": "sun"}})
    _, found = coverage(said(SHOWS, columns={"weather": weather}), ["a.jpg", "b.jpg", "c.jpg"], trained=trained)
    assert (found.title, found.counts) == ("weather", (("fog", 0), ("rain", 1), ("snow", 0), ("sun", 1)))
    assert found.trained == (("fog", 1), ("rain", 0), ("snow", 0), ("sun", 1))
    assert (found.unlabelled, found.without, found.complete) == (1, ("c.jpg",), False)


TRAINED = {"1.jpg": ("cat",), "2.jpg": ("cat",), "3.jpg": ("fox",)}


@pytest.mark.parametrize(
    ("labels", "trained", "names", "counts", "before", "complete"),
    [
        pytest.param(
            said(SHOWS),
            said(TRAINED, ("cat", "fox"), complete=True),
            None,
            {"bird": 0, "cat": 1, "dog": 0, "fox": 0},
            {"bird": 0, "cat": 2, "dog": 0, "fox": 1},
            True,
            id="training knows more classes",
        ),
        pytest.param(
            said(SHOWS, complete=True),
            said(TRAINED, ("cat", "fox")),
            None,
            {"bird": 0, "cat": 1, "dog": 0},
            {"bird": 0, "cat": 2, "dog": 0},
            True,
            id="a list that was stated stays",
        ),
        pytest.param(
            said(SHOWS),
            said({"1.jpg": ("0",)}, ("0",), complete=True),
            None,
            {"bird": 0, "cat": 1, "dog": 0},
            {},
            False,
            id="numbers there say nothing of names here",
        ),
        pytest.param(
            said(SHOWS),
            said(TRAINED, ("cat", "fox")),
            ["x/1.jpg"],
            {"bird": 0, "cat": 1, "dog": 0, "fox": 0},
            {"bird": 0, "cat": 1, "dog": 0, "fox": 0},
            False,
            id="only some are trained with",
        ),
    ],
)
def test_training_stands_beside(labels, trained, names, counts, before, complete):
    (found,) = coverage(labels, ["a.jpg"], trained=trained, trained_names=names)
    assert (dict(found.counts), dict(found.trained), found.complete) == (counts, before, complete)


def test_the_classes_of_each_picture_are_told():
    assert shown(said(SHOWS), ["x/b.jpg", "x/c.jpg", "x/d.jpg"]) == {"x/b.jpg": ("cat", "dog"), "x/c.jpg": ()}
