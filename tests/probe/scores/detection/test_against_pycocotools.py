"""Mean average precision equals that of COCO's own code."""

import contextlib
import io

import numpy as np
import pytest
from detections import scenes

from pipecheck.probe.scores.detection import judging
from pipecheck.probe.scores.detection.boxes import Objects, detected
from pipecheck.probe.scores.score import Judged

pytestmark = pytest.mark.peers
CASES = [
    pytest.param({}, id="plain"),
    pytest.param({"levels": 4}, id="many equal scores"),
    pytest.param({"levels": 1}, id="one score for all"),
    pytest.param({"ignored": 0.7}, id="mostly crowds"),
    pytest.param({"most": 4, "classes": 30}, id="classes without objects"),
    pytest.param({"classes": 1, "most": 500}, id="more than count"),
    pytest.param({"classes": 2, "most": 500, "levels": 9}, id="more than count, and equal"),
]


def theirs(pictures, classes):
    coco, cocoeval = pytest.importorskip("pycocotools.coco"), pytest.importorskip("pycocotools.cocoeval")
    truth, found = coco.COCO(), []
    annotations = []
    for number, (boxes, there) in enumerate(pictures, 1):
        for (left, top, right, bottom), kind, crowd in there:
            box = [left, top, right - left, bottom - top]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": kind,
                    "bbox": box,
                    "area": box[2] * box[3],
                    "iscrowd": int(crowd),
                }
            )
        for (left, top, right, bottom), kind, score in boxes:
            found.append({"image_id": number, "category_id": kind, "bbox": [left, top, right - left, bottom - top], "score": score})
    images = [{"id": number} for number in range(1, len(pictures) + 1)]
    truth.dataset = {"info": {}, "images": images, "categories": [{"id": kind} for kind in range(classes)], "annotations": annotations}
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        judge = cocoeval.COCOeval(truth, truth.loadRes([each for each in found if each["category_id"] < classes]), "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return judge.stats[:3]


def ours(pictures):
    details = []
    for found, there in pictures:
        boxes = detected(
            np.array([each[0] for each in found]), np.array([each[2] for each in found]), np.array([each[1] for each in found])
        )
        crowds = np.array([each[2] for each in there], bool)
        corners = np.array([each[0] for each in there], float).reshape(-1, 4)
        kinds = np.array([each[1] for each in there], np.int64)
        there_are = Objects(corners=corners, classes=kinds, ignored=crowds, crowds=crowds)
        details.append(Judged(value=0, detail=judging.METRICS["map"].match(boxes, there_are)))
    return [judging._drawn(details, np.ones((1, len(details))), metric=name)[0] for name in ("map", "map50", "map75")]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(6))
def test_the_figures_are_those_of_coco(case, seed):
    pictures = list(scenes(np.random.default_rng(seed), pictures=25, **case))
    assert ours(pictures) == pytest.approx(theirs(pictures, case.get("classes", 3)), abs=1e-9)
