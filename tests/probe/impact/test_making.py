"""The tensors of many ways, each held against its own chain run alone."""

import cv2
import numpy as np
import pytest

from pipecheck.lower import chain
from pipecheck.probe.impact.making import make, readings
from pipecheck.probe.impact.ways import axes, fitted, halves, way
from pipecheck.sources.onnxfile import Tensor
from pipecheck.spec import Decoded, Program, Step, canonical
from pipecheck.spec.completing import started
from pipecheck_transformers import Chain, readers
from pipecheck_transformers.ops import Affine, Cast, CenterCrop, Letterbox, Reinterpret, Resize, ResizeShort, ToColor, Transpose

PIL = Decoded(library="pil", exif=False, color="rgb")
OPENCV = Decoded(library="opencv", exif=True, color="bgr")
NORMALISED = (Affine(std=255.0), Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)))
TRAINING = Program(PIL, (Step(Resize(16, 20)), Step(Transpose("chw"))))
WRITTEN = [
    (PIL, (Resize(16, 20), *NORMALISED, Transpose("chw"))),
    (PIL, (Resize(16, 20), *NORMALISED, ToColor("bgr"), Transpose("chw"))),
    (PIL, (Resize(16, 20), *NORMALISED, *NORMALISED[1:], Reinterpret("chw"))),
    (OPENCV, (Resize(16, 20), Cast("float32"), Transpose("chw"))),
    (OPENCV, (Letterbox(16, 20, fill=(10.0, 20.0, 30.0)), Affine(bias=-128.0), Cast("int8"), Transpose("chw"))),
    (PIL, (ResizeShort(18, library="pil", interpolation="cubic"), CenterCrop(16, 20), Affine(std=255.0))),
]


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.random.default_rng(0).integers(0, 256, (24, 34, 3), np.uint8))
    return path


def ways():
    return [way(canonical(Program(read, tuple(map(Step, ops)))), TRAINING) for read, ops in WRITTEN]


def test_every_way_makes_what_its_chain_makes_alone(picture):
    every = ways()
    made = {each.way: each for each in make(picture, readings(every))}
    assert sorted(made) == list(range(len(every)))
    for index, each in enumerate(every):
        alone = chain.runnable(started(each.spec, TRAINING))(picture)
        assert made[index].size == (24, 34)
        np.testing.assert_array_equal(made[index].tensor, alone)
        assert made[index].tensor.dtype == alone.dtype


def test_a_picture_is_read_once_for_each_reader_and_resized_once_for_each_geometry():
    shared = readings(ways())
    assert [len(reading.heads) for reading in shared] == [2, 2]
    assert [[len(head.tails) for head in reading.heads] for reading in shared] == [[3, 1], [1, 1]]


def test_a_way_that_a_picture_does_not_fit_makes_nothing_of_it(picture):
    larger = way(canonical(Program(PIL, (Step(CenterCrop(30, 30)),))), TRAINING)
    refused, *made = make(picture, readings([larger, *ways()[:2]]))
    assert (refused.way, [each.way for each in made]) == (0, [1, 2])
    assert refused.reason.startswith(f"{picture}: step 1, CenterCrop(30, 30): ")


def test_a_picture_that_cannot_be_read_says_why_once_for_each_way(tmp_path):
    empty = tmp_path / "empty.png"
    empty.write_bytes(b"")
    refused = list(make(empty, readings(ways())))
    assert sorted(each.way for each in refused) == list(range(len(WRITTEN)))
    assert all(each.reason.startswith(f"{empty}: ") for each in refused)


def test_halved_chroma_is_what_the_camera_and_the_chip_make_of_it(picture):
    found = way(canonical(Program(PIL, (Step(Resize(16, 20)), *map(Step, NORMALISED), Step(Transpose("chw"))))), TRAINING, halved=True)
    (made,) = make(picture, readings([found]))
    through = (ToColor("nv12", library="horizon"), ToColor("rgb", library="horizon"))
    alone = Chain([Resize(16, 20), *through, *NORMALISED, Transpose("chw")], read=readers.pil())
    np.testing.assert_allclose(made.tensor, alone(picture), atol=1e-5)


def test_gray_has_no_chroma_to_halve():
    gray = canonical(Program(PIL, (Step(Resize(16, 20)), Step(ToColor("gray")), Step(ToColor("rgb")))))
    assert way(gray, TRAINING, halved=True) is None


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param((1, 3, 16, 20), "chw", id="channels first"),
        pytest.param(("N", 16, 20, 3), "hwc", id="channels last"),
        pytest.param((1, 3, "h", "w"), "chw", id="sides that may vary"),
        pytest.param((1, 3, 16, 3), None, id="either"),
        pytest.param((1, 16), None, id="no picture"),
        pytest.param(None, None, id="no shape"),
    ],
)
def test_the_order_of_the_axes_is_told_by_the_channels(shape, expected):
    assert axes(Tensor("data", shape, "float32")) == expected


def test_a_scramble_is_no_order_that_could_be_put_right():
    scrambled = canonical(Program(PIL, (Step(Reinterpret("chw")),)))
    assert fitted(scrambled, Tensor("data", (1, 16, 20, 3), "float32")) == scrambled


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param(Program(Decoded(color="nv12")), True, id="from the camera"),
        pytest.param(Program(PIL, (Step(ToColor("nv12")), Step(ToColor("yuv444")))), True, id="in the script"),
        pytest.param(Program(PIL, (Step(ToColor("yuv444")),)), False, id="whole chroma"),
    ],
)
def test_chroma_is_halved_where_pictures_are_nv12(program, expected):
    assert halves(program) is expected
