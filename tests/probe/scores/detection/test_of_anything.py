"""Whatever shapes and values a network has, its boxes are read or it is said why not; nothing else comes out."""

from pathlib import Path

import numpy as np
from detections import anchored, paired, scored, yolov5, yolov8, yolox
from hypothesis import given, settings
from hypothesis import strategies as st

from pipecheck.errors import PipecheckError
from pipecheck.findings import Origin
from pipecheck.probe.scores import detection
from pipecheck.probe.scores.detection.decoders import choosing
from pipecheck.sources.onnxfile import Tensor
from pipecheck.sources.truth import Boxes, Truths
from pipecheck.spec.frames import frame

KNOWN = [
    *(yolov5(), yolov8(), yolox(raw=True), anchored("yolov5", "last"), anchored("yolov5", "apart"), scored(ground=True)),
    *(paired(64, first=True), paired(4, first=False), {"a": np.zeros((0, 6))}, {"a": np.zeros((1, 5, 7))}),
    {"boxes": np.zeros((2, 4)), "scores": np.zeros(2), "labels": np.zeros(2)},
]
SIDES = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 8, 64])
SHAPES = st.one_of(
    st.sampled_from([{name: each.shape for name, each in outputs.items()} for outputs in KNOWN]),
    st.dictionaries(st.sampled_from(["boxes", "scores", "labels", "x"]), st.lists(SIDES, max_size=5).map(tuple), max_size=4),
)
VALUES = (
    lambda chance, shape: chance.random(shape),
    lambda chance, shape: chance.normal(0, 5, shape),
    lambda chance, shape: chance.integers(0, 3, shape),
    lambda _, shape: np.full(shape, np.nan),
    lambda chance, shape: chance.choice([0, 0.5, 1, 7, 3e38, -3e38, np.inf, -np.inf, np.nan], shape),
)


@settings(max_examples=100, deadline=None)
@given(
    shapes=SHAPES,
    values=st.sampled_from(VALUES),
    name=st.sampled_from([None, *(each.name for each in choosing.DECODERS)]),
    size=st.tuples(st.sampled_from([32, 96, 100]), st.sampled_from([64, 128])),
    metric=st.sampled_from(["map", "voc"]),
    classes=st.sampled_from([0, 1, 3, 4, 64]),
    dtype=st.sampled_from([np.float32, np.float64, np.float16]),
    seed=st.integers(0, 99),
)
def test_boxes_or_a_reason(shapes, values, name, size, metric, classes, dtype, seed):
    chance = np.random.default_rng(seed)
    with np.errstate(over="ignore"):
        outputs = {key: np.asarray(values(chance, shape)).astype(dtype) for key, shape in shapes.items()}
    truths = Truths(said={}, classes=tuple(map(str, range(classes))), origin=Origin(Path("labels")))
    try:
        score = detection.score(metric, name, [Tensor(key, shape, "float32") for key, shape in shapes.items()], truths)
        judged = score.judge(outputs, Boxes(corners=((0, 0, 5, 5), (1e8, 0, 9e8, 3)), classes=(0, 0)), frame([], *size))
    except PipecheckError:
        return
    assert 0 <= judged.grade <= 1
    assert 0 <= score.sum_up([judged, judged])[0].value <= 1
