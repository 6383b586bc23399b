"""The samples' resizing, cropping and padding against OpenCV, Pillow and scikit-image called directly."""

import cv2
import numpy as np
import pytest
import skimage.transform
from PIL import Image

from pipecheck_transformers import StepError
from pipecheck_transformers.vendor import (
    CenterCropTransformer,
    LongSideCropTransformer,
    PaddedCenterCropTransformer,
    PadResizeTransformer,
    PadTransformer,
    PILCenterCropTransformer,
    PILResizeTransformer,
    ResizeTransformer,
    ShortLongResizeTransformer,
    ShortSideResizeTransformer,
    WarpAffineTransformer,
)


def picture(height, width, dtype="uint8", seed=0):
    return np.random.default_rng(seed).integers(20, 230, (height, width, 3)).astype(dtype)


def same(given, expected):
    assert given.dtype == expected.dtype
    np.testing.assert_array_equal(given, expected)


@pytest.mark.parametrize(("data_type", "dtype"), [("float", "float32"), ("uint8", "uint8")])
@pytest.mark.parametrize("given", ["uint8", "float32"])
def test_a_center_crop_comes_in_the_data_type(data_type, dtype, given):
    array = picture(50, 60, given)
    same(CenterCropTransformer(20, data_type)(array), array[15:35, 20:40].astype(dtype))


@pytest.mark.parametrize("size", [(257, 321), (256, 256), (255, 257)])
@pytest.mark.parametrize("crop", [224, 225])
def test_a_center_crop_halves_both_sides_on_their_own(size, crop):
    array = picture(*size)
    top, left = size[0] // 2 - crop // 2, size[1] // 2 - crop // 2
    same(CenterCropTransformer(crop, "uint8")(array), array[top : top + crop, left : left + crop])


def test_the_two_center_crops_are_a_pixel_apart_where_the_margin_is_odd():
    array = picture(259, 259)
    same(CenterCropTransformer(224, "uint8")(array), array[17:241, 17:241])
    same(PILCenterCropTransformer(224)(array), array[18:242, 18:242])


def test_a_crop_of_pillow_is_one_of_bytes():
    array = picture(50, 61, "float32") + np.float32(0.75)
    cut = Image.fromarray(array.astype(np.uint8)).crop((round((61 - 20) / 2), 20, round((61 - 20) / 2) + 20, 30))
    same(PILCenterCropTransformer((10, 20))(array), np.array(cut))


def test_a_crop_that_does_not_fit_is_refused():
    with pytest.raises(StepError, match="CenterCropTransformer: a center crop of 224×224 does not fit into a picture of 100×300"):
        CenterCropTransformer(224)(picture(100, 300))


def test_a_wide_picture_is_cropped_to_its_square_and_a_tall_one_is_not():
    wide, tall = picture(70, 101), picture(100, 70)
    same(LongSideCropTransformer()(wide), wide[:, 15:85])
    same(LongSideCropTransformer()(tall), tall[15:100])
    assert LongSideCropTransformer()(tall).shape == (85, 70, 3)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("position", ["boundary", "bottom_right"])
def test_pad_resize_truncates_and_fills_with_127(position, dtype):
    array = picture(333, 500, dtype)
    height = int(333 * (64 / 500))
    expected = np.full((64, 64, 3), 127, dtype)
    top = (64 - height) // 2 if position == "boundary" else 0
    expected[top : top + height] = cv2.resize(array, (64, height), interpolation=cv2.INTER_LINEAR)
    assert height == 42  # 42.62: what rounds gives 43
    same(PadResizeTransformer((64, 64), pad_position=position)(array), expected)


def test_pad_resize_takes_height_before_width_and_another_fill():
    boxed = PadResizeTransformer((32, 64), pad_value=114)(picture(20, 20))
    assert boxed.shape == (32, 64, 3)
    assert (boxed[:, :16] == 114).all()


def test_pad_resize_pads_unit_pictures_with_127_all_the_same():
    unit = (picture(10, 20) / 255).astype(np.float32)
    assert PadResizeTransformer((20, 20))(unit).max() == 127


@pytest.mark.parametrize("method", [1, 3])
@pytest.mark.parametrize("scale", [1.0, 1 / 255])
def test_resize_is_a_smoothing_one_of_skimage_by_default(method, scale):
    array = (picture(90, 120) * scale).astype(np.float32)
    low, span = array.min(), array.max() - array.min()
    expected = skimage.transform.resize((array - low) / span, (31, 47), order=method) * span + low
    given = ResizeTransformer((31, 47), method=method)(array)
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, expected, atol=2e-4 * scale)


def test_resize_by_skimage_is_not_what_opencv_gives():
    array = picture(90, 120)
    smooth, sharp = ResizeTransformer((31, 47))(array), ResizeTransformer((31, 47), mode="opencv")(array)
    assert np.abs(smooth - sharp).mean() > 5


@pytest.mark.parametrize(("name", "flag"), [("", cv2.INTER_LINEAR), ("INTER_LINEAR", cv2.INTER_LINEAR), ("INTER_CUBIC", cv2.INTER_CUBIC)])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_resize_by_opencv(name, flag, dtype):
    array = picture(90, 120, dtype)
    given = ResizeTransformer((31, 47), mode="opencv", interpolation=name)(array)
    same(given, cv2.resize(array, (47, 31), interpolation=flag).astype(np.float32))


def test_each_mode_ignores_the_other_ones_argument():
    assert ResizeTransformer((3, 4), interpolation="INTER_CUBIC") == ResizeTransformer((3, 4))
    assert ResizeTransformer((3, 4), mode="opencv", method=3) == ResizeTransformer((3, 4), mode="opencv")


def test_resize_to_bytes_cuts_the_fraction_off():
    array = picture(90, 120)
    whole, exact = (ResizeTransformer((31, 47), data_type=kind)(array) for kind in ("uint8", "float"))
    same(whole, exact.astype(np.uint8))


@pytest.mark.parametrize("interpolation", [Image.NEAREST, Image.BILINEAR, Image.BICUBIC, Image.LANCZOS, Image.BOX, Image.HAMMING])
def test_pil_resize_is_one_of_bytes(interpolation):
    array = picture(90, 120, "float32") + np.float32(0.75)
    expected = np.array(Image.fromarray(array.astype(np.uint8)).resize((47, 31), interpolation))
    same(PILResizeTransformer((31, 47), interpolation)(array), expected)


def test_pil_resize_of_one_size_is_that_of_the_short_side():
    array = picture(90, 125)
    same(PILResizeTransformer(31)(array), np.array(Image.fromarray(array).resize((int(31 * 125 / 90), 31), Image.BILINEAR)))


def test_pil_resize_leaves_nothing_of_a_unit_picture():
    assert PILResizeTransformer(31)((picture(90, 120) / 256).astype(np.float32)).max() == 0


@pytest.mark.parametrize("size", [(427, 640), (640, 427), (300, 300)])
@pytest.mark.parametrize(("name", "flag"), [("", cv2.INTER_LINEAR), ("INTER_CUBIC", cv2.INTER_CUBIC)])
def test_short_side_resize_truncates_the_other_side(size, name, flag):
    array = picture(*size)
    height, width = (int(256 * side / min(size)) for side in size)
    expected = cv2.resize(array, (width, height), interpolation=flag)
    same(ShortSideResizeTransformer(256, interpolation=name)(array), expected.astype(np.float32))
    same(ShortSideResizeTransformer(256, "uint8", name)(array), expected)


@pytest.mark.parametrize(("size", "expected"), [((60, 90), (40, 60)), ((90, 60), (60, 40)), ((30, 90), (23, 70)), ((90, 30), (70, 23))])
def test_short_long_resize_is_bounded_by_the_long_side(size, expected):
    array = picture(*size)
    same(ShortLongResizeTransformer(40, 70)(array), cv2.resize(array, expected[::-1], interpolation=cv2.INTER_LINEAR))


def test_short_long_resize_gives_one_picture_for_one_picture():
    array = picture(60, 90)
    same(ShortLongResizeTransformer(40, 70, include_im=True)(array), ShortLongResizeTransformer(40, 70, include_im=False)(array))


def test_pad_adds_zeros_below_and_to_the_right():
    array = picture(60, 90)
    expected = np.zeros((48, 64, 3), np.uint8)
    expected[: int(60 * 64 / 90)] = cv2.resize(array, (64, int(60 * 64 / 90)), interpolation=cv2.INTER_LINEAR)
    same(PadTransformer(size_divisor=16, target_size=64)(array), expected)
    assert PadTransformer()(array).shape == (384, 512, 3)


@pytest.mark.parametrize("size", [(256, 256), (301, 421), (500, 334)])
def test_padded_center_crop_keeps_seven_eighths(size):
    array = picture(*size)
    side = int(224 / (224 + 32) * min(size))
    top, left = ((length - side + 1) // 2 for length in size)
    same(PaddedCenterCropTransformer()(array), array[top : top + side, left : left + side])


def test_warp_affine_centres_a_square_as_wide_as_the_longer_side():
    array = picture(60, 90)
    side = 90 * 1.25
    matrix = np.array([[64 / side, 0, 32 - 45 * 64 / side], [0, 64 / side, 24 - 30 * 64 / side]])
    given = WarpAffineTransformer((48, 64), 1.25)(array)
    assert given.shape == (48, 64, 3)
    # The matrix is solved from three points, whose last bit decides the ties of OpenCV's fixed point.
    assert np.abs(given.astype(int) - cv2.warpAffine(array, matrix, (64, 48), flags=cv2.INTER_LINEAR)).mean() < 0.5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ResizeTransformer((3, 4), mode="pil"), "mode is 'pil', not 'skimage' or 'opencv'"),
        (lambda: ResizeTransformer((3, 4), method=2), "method is 2, which is none of 1, 3"),
        (lambda: ResizeTransformer((3, 4), mode="opencv", interpolation="INTER_AREA"), "interpolation is 'INTER_AREA', which is none of"),
        (lambda: ShortSideResizeTransformer(3, interpolation="INTER_AREA"), "interpolation is 'INTER_AREA', which is none of"),
        (lambda: CenterCropTransformer(3, "int8"), "data_type is 'int8', which is none of 'float', 'uint8'"),
        (
            lambda: PadResizeTransformer((3, 4), pad_position="center"),
            "pad_position is 'center', which is none of 'boundary', 'bottom_right'",
        ),
        (lambda: PILResizeTransformer(3, 6), "interpolation is 6, which is none of 0, 1, 2, 3, 4, 5"),
    ],
)
def test_an_argument_that_the_samples_do_not_know(make, message):
    with pytest.raises(ValueError, match=message):
        make()
