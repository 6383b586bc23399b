"""Resizing against the libraries themselves; those that are rewritten have their own files beside this folder."""

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage.transform import resize as skimage_resize

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels.resize import resize

SEEDS = range(25)
OPENCV = {
    "nearest": cv2.INTER_NEAREST,
    "nearest-exact": cv2.INTER_NEAREST_EXACT,
    "linear": cv2.INTER_LINEAR,
    "cubic": cv2.INTER_CUBIC,
    "area": cv2.INTER_AREA,
    "lanczos": cv2.INTER_LANCZOS4,
}
PIL = {"nearest": 0, "lanczos": 1, "linear": 2, "cubic": 3, "box": 4, "hamming": 5}
SKIMAGE = {"nearest": 0, "linear": 1, "cubic": 3}


def sample(seed, channels=(1, 3, 4)):
    """A random picture, and a size to bring it to: up, down, odd, one pixel."""
    rng = np.random.default_rng(seed)
    height, width, new_height, new_width = (int(2 ** rng.uniform(0, 7)) for _ in range(4))
    return rng.integers(0, 256, (height, width, int(rng.choice(channels))), dtype=np.uint8), new_height, new_width


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
@pytest.mark.parametrize("interpolation", OPENCV)
@pytest.mark.parametrize("seed", SEEDS)
def test_opencv_is_opencv(seed, interpolation, dtype):
    picture, height, width = sample(seed)
    picture = picture.astype(dtype)
    expected = cv2.resize(picture, (width, height), interpolation=OPENCV[interpolation])
    given = resize(picture, height, width, interpolation, "opencv", antialias=False)
    assert given.dtype == dtype
    np.testing.assert_array_equal(given, expected.reshape(height, width, -1))


@pytest.mark.parametrize("interpolation", PIL)
@pytest.mark.parametrize("seed", SEEDS)
def test_pil_is_pil(seed, interpolation):
    picture, height, width = sample(seed)
    image = Image.fromarray(picture if picture.shape[2] > 1 else picture[:, :, 0])
    expected = np.array(image.resize((width, height), PIL[interpolation])).reshape(height, width, -1)
    np.testing.assert_array_equal(resize(picture, height, width, interpolation, "pil", antialias=True), expected)


@pytest.mark.parametrize("interpolation", PIL)
@pytest.mark.parametrize("seed", SEEDS)
def test_pil_resizes_floats_channel_by_channel(seed, interpolation):
    picture, height, width = sample(seed)
    floats = (picture / 255).astype(np.float32)
    given = resize(floats, height, width, interpolation, "pil", antialias=True)
    for channel in range(floats.shape[2]):
        expected = Image.fromarray(floats[:, :, channel]).resize((width, height), PIL[interpolation])
        np.testing.assert_array_equal(given[:, :, channel], np.array(expected))


@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
@pytest.mark.parametrize("interpolation", SKIMAGE)
@pytest.mark.parametrize("seed", SEEDS)
def test_skimage_is_skimage(seed, interpolation, dtype):
    picture, height, width = sample(seed)
    picture, smooth = picture.astype(dtype), interpolation != "nearest"
    order = SKIMAGE[interpolation]
    expected = skimage_resize(picture, (height, width), order=order, preserve_range=True, anti_aliasing=smooth)
    given = resize(picture, height, width, interpolation, "skimage", antialias=smooth)
    assert given.dtype == expected.dtype
    np.testing.assert_array_equal(given, expected)


def test_skimage_smooths_only_where_told():
    picture, *_ = sample(1, channels=(3,))
    smooth, sharp = (resize(picture, 5, 5, "linear", "skimage", antialias=choice) for choice in (True, False))
    assert np.abs(smooth - sharp).max() > 1


@pytest.mark.parametrize(
    ("library", "interpolation", "dtype", "message"),
    [
        ("opencv", "linear", "int32", "opencv has no linear resize of int32, only of uint8, uint16, int16, float32, float64; cast first"),
        ("opencv", "nearest", "float16", "opencv has no nearest resize of float16"),
        ("pil", "linear", "uint16", "pil resizes uint8 and float32, not uint16; cast to float32 first"),
        ("torch", "linear", "uint16", "torch has no resize of uint16; cast to float32 first"),
        ("torch", "area", "uint8", "torch has no area resize of uint8; cast to float32 first"),
        ("horizon", "linear", "uint8", "horizon has no resize of its own"),
    ],
)
def test_what_a_library_cannot_do_is_refused(library, interpolation, dtype, message):
    with pytest.raises(StepError, match=message):
        resize(np.zeros((4, 4, 3), dtype), 2, 2, interpolation, library, antialias=False)


@pytest.mark.parametrize("dtype", ["int8", "int32"])
def test_opencv_copies_any_whole_number_with_nearest(dtype):
    picture = np.arange(12).reshape(4, 3, 1).astype(dtype)
    assert resize(picture, 2, 3, "nearest", "opencv", antialias=False)[:, :, 0].tolist() == [[0, 1, 2], [6, 7, 8]]


@pytest.mark.parametrize("library", ["opencv", "pil", "skimage", "torch", "tensorflow"])
def test_a_picture_turned_by_a_view_is_resized_like_its_copy(library):
    picture, *_ = sample(3, channels=(3,))
    view = picture[::-1, ::-1, ::-1]
    given = resize(view, 7, 9, "linear", library, antialias=True)
    np.testing.assert_array_equal(given, resize(view.copy(), 7, 9, "linear", library, antialias=True))
