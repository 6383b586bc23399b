"""The affine warp against OpenCV, and its fitted form against CenterNet's way of finding the matrix."""

import cv2
import numpy as np
import pytest

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels.warp import affine
from pipecheck_transformers.ops import WarpAffine


def picture(height, width, channels=3, dtype="uint8"):
    return np.random.default_rng(0).integers(0, 256, (height, width, channels)).astype(dtype)


def third(first, second):
    """The corner of the right angle that CenterNet adds to two points."""
    across = first - second
    return second + np.array([-across[1], across[0]], np.float32)


def centernet(height, width, new_height, new_width, scale):
    center = np.array([width / 2.0, height / 2.0], np.float32)
    side = np.float32(max(height, width) * scale)
    source, target = np.zeros((3, 2), np.float32), np.zeros((3, 2), np.float32)
    source[0], source[1] = center, center + np.array([0, side * -0.5], np.float32)
    target[0] = [new_width * 0.5, new_height * 0.5]
    target[1] = target[0] + np.array([0, new_width * -0.5], np.float32)
    source[2], target[2] = third(source[0], source[1]), third(target[0], target[1])
    return cv2.getAffineTransform(source, target)


@pytest.mark.parametrize("size", [(480, 640), (641, 427), (100, 100), (31, 77)])
@pytest.mark.parametrize("target", [(128, 128), (96, 160), (33, 21)])
@pytest.mark.parametrize("scale", [1.0, 1.3])
def test_the_fitted_form_is_that_of_centernet(size, target, scale):
    array = picture(*size)
    expected = cv2.warpAffine(array, centernet(*size, *target, scale), target[::-1], flags=cv2.INTER_LINEAR)
    np.testing.assert_array_equal(affine(WarpAffine(*target, scale=scale), array), expected)


@pytest.mark.parametrize("interpolation", ["nearest", "linear", "cubic"])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
def test_a_given_matrix_maps_the_source_to_the_target(interpolation, channels, dtype):
    array, matrix = picture(40, 50, channels, dtype), (0.9, 0.2, 3.0, -0.1, 1.1, 2.5)
    flag = {"nearest": cv2.INTER_NEAREST, "linear": cv2.INTER_LINEAR, "cubic": cv2.INTER_CUBIC}[interpolation]
    expected = cv2.warpAffine(array, np.array(matrix).reshape(2, 3), (44, 33), flags=flag, borderValue=(9, 9, 9, 9))
    given = affine(WarpAffine(33, 44, matrix=matrix, interpolation=interpolation, fill=9.0), array)
    np.testing.assert_array_equal(given, expected.reshape(33, 44, channels))


def test_a_fill_per_channel_lies_outside():
    warped = affine(WarpAffine(6, 6, matrix=(1, 0, 3, 0, 1, 0), fill=(1.0, 2.0, 3.0)), picture(6, 6))
    assert warped[0, 0].tolist() == [1, 2, 3]


def test_a_dtype_that_opencv_does_not_warp_is_refused():
    with pytest.raises(StepError, match="opencv has no affine warp of int32"):
        affine(WarpAffine(6, 6), picture(6, 6, dtype="int32"))
