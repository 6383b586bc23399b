"""Geometric operations against their libraries' own functions and small pictures worked out by hand."""

import cv2
import numpy as np
import pytest

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels.geometry import transform
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    LongSideCrop,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    WarpAffine,
)

DTYPES = ["uint8", "int8", "uint16", "int16", "int32", "float16", "float32", "float64"]


def picture(height, width, channels=3, dtype="uint8", seed=0):
    return np.random.default_rng(seed).integers(0, 128, (height, width, channels)).astype(dtype)


def grid(height, width):
    """Every pixel holds its row and its column."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows, columns, rows * 0], axis=-1).astype(np.uint8)


@pytest.mark.parametrize(
    ("op", "shape"),
    [
        (Resize(20, 30), (20, 30)),
        (ResizeShort(20), (20, 28)),
        (ResizeLong(20), (14, 20)),
        (Letterbox(64, 64), (64, 64)),
        (CropFraction(0.5), (17, 17)),
        (PadTo(40, 20), (40, 50)),
        (PadToMultiple(32), (64, 64)),
        (ResizeBy(0.5, 2), (18, 100)),
        (ResizeHeight(20), (20, 29)),
        (ResizeToMultiple(100), (32, 64)),
        (WarpAffine(33, 21), (33, 21)),
    ],
)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_keeps_its_channels_and_gets_the_size(op, shape, channels):
    assert transform(op, picture(35, 50, channels)).shape == (*shape, channels)


def test_a_resize_smooths_by_the_habit_of_its_library():
    array = picture(60, 60)
    smooth, sharp = (transform(Resize(9, 9, library="torch", antialias=choice), array) for choice in (True, False))
    np.testing.assert_array_equal(transform(Resize(9, 9, library="torch"), array), sharp)
    assert (smooth != sharp).any()


@pytest.mark.parametrize("size", [(100, 70), (70, 101), (333, 500), (641, 640), (3, 640)])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_letterbox_is_that_of_ultralytics(size, channels):
    array = picture(*size, channels)
    ratio = min(64 / size[0], 64 / size[1])
    width, height = round(size[1] * ratio), max(round(size[0] * ratio), 1)
    left, top = (64 - width) / 2, (64 - height) / 2
    resized = cv2.resize(array, (width, height), interpolation=cv2.INTER_LINEAR)
    borders = (round(top - 0.1), round(top + 0.1), round(left - 0.1), round(left + 0.1))
    expected = cv2.copyMakeBorder(resized, *borders, cv2.BORDER_CONSTANT, value=(114,) * 3)
    np.testing.assert_array_equal(transform(Letterbox(64, 64), array), expected.reshape(64, 64, channels))


def test_a_letterbox_in_the_corner_fills_below_and_to_the_right():
    boxed = transform(Letterbox(4, 4, fill=(7.0, 8.0, 9.0), position="corner"), np.zeros((2, 4, 3), np.uint8))
    assert boxed[:2].max() == 0
    assert (boxed[2:] == (7, 8, 9)).all()


@pytest.mark.parametrize(
    ("rounding", "corner"), [("half-even", (2, 2)), ("floor", (1, 2)), ("halves", (1, 2)), ("half-up", (2, 3)), ("ceil", (2, 3))]
)
def test_a_center_crop_begins_where_its_rounding_says(rounding, corner):
    cropped = transform(CenterCrop(4, 4, rounding=rounding), grid(7, 9))
    assert cropped.shape == (4, 4, 3)
    assert tuple(cropped[0, 0, :2]) == corner


def test_a_center_crop_that_does_not_fit_is_refused():
    with pytest.raises(StepError, match="a center crop of 8×4 does not fit into a picture of 7×9"):
        transform(CenterCrop(8, 4), grid(7, 9))


def test_a_center_crop_with_a_fill_pads_first():
    cropped = transform(CenterCrop(8, 4, fill=50.0), grid(5, 9))
    assert cropped[:, 0, 0].tolist() == [50, 0, 1, 2, 3, 4, 50, 50]
    assert cropped[1, :, 1].tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize(("offset", "corner"), [("floor", (1, 4)), ("ceil", (2, 4))])
def test_a_fraction_is_a_centred_square(offset, corner):
    cropped = transform(CropFraction(0.7, offset=offset), grid(10, 15))
    assert cropped.shape == (7, 7, 3)
    assert tuple(cropped[0, 0, :2]) == corner


@pytest.mark.parametrize(
    ("size", "shape", "corner"),
    [((70, 100), (70, 70), (0, 15)), ((100, 70), (85, 70), (15, 0)), ((70, 101), (70, 70), (0, 15)), ((9, 9), (9, 9), (0, 0))],
)
def test_a_long_side_crop_keeps_the_slip_of_the_samples(size, shape, corner):
    cropped = transform(LongSideCrop(), grid(*size))
    assert cropped.shape == (*shape, 3)
    assert tuple(cropped[0, 0, :2]) == corner


def test_a_crop_cuts_where_it_says():
    cropped = transform(Crop(top=2, left=3, height=1, width=4), grid(7, 9))
    assert cropped[0, :, 1].tolist() == [3, 4, 5, 6]
    assert cropped[0, :, 0].tolist() == [2, 2, 2, 2]


@pytest.mark.parametrize("corner", [(-1, 0), (0, -1), (4, 0), (0, 6)])
def test_a_crop_out_of_the_picture_is_refused(corner):
    with pytest.raises(StepError, match="reaches out of a picture of 7×9"):
        transform(Crop(top=corner[0], left=corner[1], height=4, width=4), grid(7, 9))


@pytest.mark.parametrize(
    ("mode", "border"), [("constant", cv2.BORDER_CONSTANT), ("edge", cv2.BORDER_REPLICATE), ("reflect", cv2.BORDER_REFLECT_101)]
)
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
def test_a_border_is_that_of_opencv(mode, border, dtype):
    array = picture(7, 9, dtype=dtype)
    expected = cv2.copyMakeBorder(array, 1, 2, 3, 4, border, value=(1.5, 2.5, 400))
    given = transform(Pad(top=1, bottom=2, left=3, right=4, fill=(1.5, 2.5, 400.0), mode=mode), array)
    np.testing.assert_array_equal(given, expected)


@pytest.mark.parametrize(
    ("mode", "border"), [("constant", cv2.BORDER_CONSTANT), ("edge", cv2.BORDER_REPLICATE), ("reflect", cv2.BORDER_REFLECT_101)]
)
@pytest.mark.parametrize("size", [(7, 9), (2, 3), (1, 30), (40, 5), (40, 40)])
def test_padding_to_a_size_is_that_of_opencv(mode, border, size):
    array = picture(*size)
    rows, columns = max(20 - size[0], 0), max(31 - size[1], 0)
    expected = cv2.copyMakeBorder(array, rows // 2, rows - rows // 2, columns // 2, columns - columns // 2, border, value=(1.5, 2.5, 400))
    np.testing.assert_array_equal(transform(PadTo(20, 31, fill=(1.5, 2.5, 400.0), mode=mode), array), expected)
    expected = cv2.copyMakeBorder(array, 0, rows, 0, columns, border, value=(1.5, 2.5, 400))
    np.testing.assert_array_equal(transform(PadTo(20, 31, fill=(1.5, 2.5, 400.0), mode=mode, position="corner"), array), expected)


@pytest.mark.parametrize("factors", [(0.5, 0.5), (0.37, 1.63), (1.0, 1.0), (2.49, 0.1)])
@pytest.mark.parametrize(("interpolation", "flag"), [("linear", cv2.INTER_LINEAR), ("area", cv2.INTER_AREA), ("cubic", cv2.INTER_CUBIC)])
def test_a_resize_by_factors_is_that_of_opencv(factors, interpolation, flag):
    array = picture(35, 51)
    expected = cv2.resize(array, None, fx=factors[1], fy=factors[0], interpolation=flag)
    np.testing.assert_array_equal(transform(ResizeBy(*factors, interpolation=interpolation), array), expected)


def test_a_resize_by_factors_is_not_one_to_the_same_size():
    array = picture(35, 51)
    by = transform(ResizeBy(0.37, 0.37), array)
    assert (by != transform(Resize(*by.shape[:2]), array)).any()


def test_a_resize_by_factors_to_nothing_is_refused():
    with pytest.raises(StepError, match=r"opencv cannot resize by 0\.01 and 1"):
        transform(ResizeBy(0.01, 1.0), picture(9, 9))


@pytest.mark.parametrize("size", [(48, 320), (31, 200), (100, 40), (33, 1), (32, 325)])
def test_a_resize_to_a_height_and_a_border_is_how_paddle_reads_text(size):
    array = picture(*size)
    height, widest = 48, 320
    ratio = size[1] / float(size[0])
    width = min(int(np.ceil(height * ratio)), widest)
    expected = np.zeros((height, widest, 3), np.uint8)
    expected[:, :width] = cv2.resize(array, (width, height))
    resized = transform(ResizeHeight(height, widest=widest, order="aspect"), array)
    np.testing.assert_array_equal(transform(PadTo(height, widest, position="corner"), resized), expected)


@pytest.mark.parametrize(
    "op", [Pad(top=1, fill=(1.0, 2.0)), PadTo(9, 9, fill=(1.0, 2.0)), Letterbox(9, 20, fill=(1.0, 2.0)), WarpAffine(9, 9, fill=(1.0, 2.0))]
)
def test_a_fill_for_another_number_of_channels_is_refused(op):
    with pytest.raises(StepError, match="fill has 2 numbers, the picture has 3 channels"):
        transform(op, picture(5, 5))


@pytest.mark.parametrize(("position", "corner"), [("corner", (0, 0)), ("center", (1, 3))])
def test_padding_to_a_multiple(position, corner):
    padded = transform(PadToMultiple(8, fill=200.0, position=position), np.zeros((5, 9, 1), np.uint8))
    assert padded.shape == (8, 16, 1)
    assert tuple(np.argwhere(padded[:, :, 0] == 0)[0]) == corner


def test_a_picture_that_is_a_multiple_already_stays():
    array = picture(8, 16)
    np.testing.assert_array_equal(transform(PadToMultiple(8), array), array)


@pytest.mark.parametrize(("direction", "code"), [("horizontal", 1), ("vertical", 0)])
def test_a_flip_is_that_of_opencv(direction, code):
    array = picture(7, 9)
    np.testing.assert_array_equal(transform(Flip(direction), array), cv2.flip(array, code))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("op", [CenterCrop(9, 3, fill=5.0), Pad(left=1), PadToMultiple(4), Flip(), LongSideCrop()])
def test_what_only_moves_pixels_takes_every_dtype(op, dtype):
    assert transform(op, picture(7, 9, dtype=dtype)).dtype == dtype
