"""Of boxes that overlap the surest stays, class by class."""

import numpy as np
import pytest
from detections import overlap, scenes

from pipecheck.probe.scores.detection.boxes import detected
from pipecheck.probe.scores.detection.suppressing import surest


def boxes(seed, count=400, levels=0):
    chance = np.random.default_rng(seed)
    found = [each for each, _ in scenes(chance, pictures=20, most=count // 8, levels=levels) for each in each]
    return detected(np.array([each[0] for each in found]), np.array([each[2] for each in found]), np.array([each[1] for each in found]))


def plainly(found, far, most):
    kept = []
    for at, (box, kind) in enumerate(zip(found.corners, found.classes, strict=True)):
        if all(found.classes[other] != kind or overlap(box, found.corners[other]) <= far for other in kept):
            kept.append(at)
    return kept[:most]


@pytest.mark.parametrize("levels", [0, 5], ids=["different scores", "equal scores"])
@pytest.mark.parametrize(("far", "most"), [(0.7, 300), (0.45, 20), (0.0, 300), (1.0, 300), (0.5, 1), (0.5, 0)])
def test_as_one_goes_through_them_by_hand(far, most, levels):
    found = boxes(4, levels=levels)
    kept, expected = surest(found, far, most), found.at(np.array(plainly(found, far, most), np.int64))
    assert len(found.scores) > 50
    assert kept.corners.tolist() == expected.corners.tolist()
    assert kept.classes.tolist() == expected.classes.tolist()


def test_of_no_boxes_none_stay():
    assert surest(detected(np.zeros((0, 4)), np.zeros(0), np.zeros(0)), 0.5, 10).corners.shape == (0, 4)
