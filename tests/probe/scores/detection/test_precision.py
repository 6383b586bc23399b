"""Average precision is what COCO and VOC define, also where scores are equal, crowds stand around, and classes are missing."""

import numpy as np
import pytest
from detections import brute_coco, brute_voc, scenes

from pipecheck.probe.scores.detection import matching, precision
from pipecheck.probe.scores.detection.boxes import Objects, detected

BY_POINTS = precision.at_points(precision.COCO)
CASES = [
    pytest.param({}, id="plain"),
    pytest.param({"levels": 3}, id="many equal scores"),
    pytest.param({"levels": 1}, id="one score for all"),
    pytest.param({"ignored": 0.7}, id="mostly crowds"),
    pytest.param({"ignored": 1.0}, id="nothing but crowds"),
    pytest.param({"most": 1}, id="nothing found"),
    pytest.param({"classes": 1, "most": 300}, id="more than count"),
    pytest.param({"classes": 40}, id="more classes than objects of most"),
]


def matched(picture, match, *, crowd):
    found, there = picture
    flags = np.array([each[2] for each in there], bool)
    return match(
        detected(np.array([each[0] for each in found]), np.array([each[2] for each in found]), np.array([each[1] for each in found])),
        Objects(
            corners=np.array([each[0] for each in there], float).reshape(-1, 4),
            classes=np.array([each[1] for each in there], np.int64),
            ignored=flags,
            crowds=flags & crowd,
        ),
    )


def measured(pictures, match, rule, levels, often=None):
    every = [matched(each, match, crowd=match is matching.coco) for each in pictures]
    often = np.ones(len(every)) if often is None else np.asarray(often)
    (found,) = precision.averages(precision.ranked(every, levels), often[None], rule)
    return [float(each[np.isfinite(each)].mean()) if np.isfinite(each).any() else None for each in found]


def approx(values):
    return [None if value is None else pytest.approx(value, abs=1e-12) for value in values]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(3))
def test_coco_as_its_code_goes(case, seed):
    pictures = list(scenes(np.random.default_rng(seed), **case))
    assert measured(pictures, matching.coco, BY_POINTS, range(10)) == approx(brute_coco(pictures, 41))


@pytest.mark.parametrize("case", [case for case in CASES if case.id != "nothing but crowds"])
@pytest.mark.parametrize("points", [True, False], ids=["2007", "area"])
def test_voc_as_it_is_defined(case, points):
    pictures = list(scenes(np.random.default_rng(5), **case))
    rule = precision.at_points(precision.VOC07) if points else precision.area
    assert measured(pictures, matching.voc, rule, (0,)) == [pytest.approx(brute_voc(pictures, 41, points=points), abs=1e-12)]


@pytest.mark.parametrize("objects", [1, 3, 7, 29, 100, 101, 200, 1000])
def test_a_share_that_is_reached_exactly_counts(objects):
    """29 of 100 are 0.29 of them, whatever 0.29 is in binary."""
    box = (0.0, 0.0, 9.0, 9.0)
    for right in sorted({1, objects // 2, objects * 29 // 100, objects} - {0}):
        pictures = [([(box, 0, 1 - at / 2000)] if at < right else [], [(box, 0, False)]) for at in range(objects)]
        assert measured(pictures, matching.coco, BY_POINTS, (0,)) == approx(brute_coco(pictures, 1)[:1])


@pytest.mark.parametrize(
    ("match", "rule"),
    [
        pytest.param(matching.coco, BY_POINTS, id="coco"),
        pytest.param(matching.voc, precision.area, id="voc"),
        pytest.param(matching.voc, precision.at_points(precision.VOC07), id="voc07"),
    ],
)
def test_a_picture_that_counts_twice_is_there_twice(match, rule):
    chance = np.random.default_rng(3)
    pictures = list(scenes(chance, pictures=20))
    for _ in range(5):
        often = chance.multinomial(20, np.full(20, 1 / 20))
        repeated = [each for each, count in zip(pictures, often, strict=True) for _ in range(count)]
        assert measured(pictures, match, rule, (0,), often) == approx(measured(repeated, match, rule, (0,)))


def test_a_box_that_overlaps_two_alike_takes_the_later_one():
    """As in COCO's code: the second box can then still have the first object."""
    there = [((0.0, 0.0, 10.0, 10.0), 0, False), ((0.0, 0.0, 10.0, 10.0), 0, False)]
    found = [((0.0, 0.0, 10.0, 10.0), 0, 0.9), ((0.0, 0.0, 10.0, 10.0), 0, 0.8), ((0.0, 0.0, 10.0, 10.0), 0, 0.7)]
    assert matched((found, there), matching.coco, crowd=True).hits.tolist() == [1023, 1023, 0]
    assert matched((found, there), matching.voc, crowd=False).hits.tolist() == [1, 0, 0]


def test_many_boxes_may_lie_in_a_crowd_and_only_one_on_a_difficult_object():
    there = [((0.0, 0.0, 10.0, 10.0), 0, True)]
    found = [((0.0, 0.0, 10.0, 9.0), 0, 0.9), ((0.0, 0.0, 9.0, 10.0), 0, 0.8), ((0.0, 0.0, 5.0, 5.0), 0, 0.7)]
    crowd, difficult = (matched((found, there), matching.coco, crowd=each) for each in (True, False))
    assert crowd.passed.tolist() == [1023, 1023, 1023]
    assert [bool(each) for each in difficult.passed] == [True, False, False]
    assert matched((found, there), matching.voc, crowd=False).passed.tolist() == [1, 1, 0]


def test_no_pictures_are_no_precision():
    assert precision.averages(precision.ranked([], (0,)), np.zeros((1, 0)), precision.area).shape == (1, 1, 0)
