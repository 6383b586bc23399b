"""Whole chains of the samples' transformers, called one by one and as one chain, against the libraries called directly."""

import cv2
import numpy as np
import pytest
import skimage.io
import skimage.transform
import skimage.util

from pipecheck_transformers import Chain
from pipecheck_transformers.vendor import (
    BGR2RGBTransformer,
    CenterCropTransformer,
    HWC2CHWTransformer,
    MeanTransformer,
    NV12ToYUV444Transformer,
    PaddedCenterCropTransformer,
    PadResizeTransformer,
    ResizeTransformer,
    RGB2BGRTransformer,
    RGB2NV12Transformer,
    ScaleTransformer,
    ShortSideResizeTransformer,
    imread_mode,
)


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """A smooth picture that is not square, without loss."""
    coarse = np.random.default_rng(0).integers(0, 256, (30, 42, 3)).astype(np.uint8)
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    cv2.imwrite(str(path), cv2.resize(coarse, (421, 301), interpolation=cv2.INTER_CUBIC))
    return path


def one_by_one(transformers, image):
    """As the samples run them: a list of pictures from call to call."""
    data = [image]
    for transformer in transformers:
        data = transformer(data)
    (result,) = data
    return result


def test_the_skimage_mode_reads_rgb_in_0_to_1(photo):
    array = Chain(read=imread_mode("skimage"))(photo)
    assert array.dtype == np.float32
    np.testing.assert_array_equal(array, skimage.util.img_as_float(skimage.io.imread(photo)).astype(np.float32))


def test_yolov5_for_calibration_and_for_inference(photo):
    calibration = [PadResizeTransformer(target_size=(64, 96)), HWC2CHWTransformer(), BGR2RGBTransformer()]
    image = cv2.imread(str(photo))
    ratio = min(64 / 301, 96 / 421)
    height, width = int(301 * ratio), int(421 * ratio)
    boxed = np.full((64, 96, 3), 127, np.uint8)
    top, left = (64 - height) // 2, (96 - width) // 2
    boxed[top : top + height, left : left + width] = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    rgb = boxed[:, :, ::-1].astype(np.float64)
    np.testing.assert_array_equal(one_by_one(calibration, image), rgb.transpose(2, 0, 1))
    np.testing.assert_array_equal(Chain(calibration, read=imread_mode("opencv"))(photo), rgb.transpose(2, 0, 1))

    inference = [*calibration, RGB2NV12Transformer(), NV12ToYUV444Transformer((64, 96))]
    luma = rgb @ [0.299, 0.587, 0.114]
    corners = rgb[::2, ::2]
    u, v = corners @ [-0.169, -0.331, 0.5] + 128, corners @ [0.5, -0.419, -0.081] + 128
    expected = np.stack([luma, *(np.kron(plane, np.ones((2, 2))) for plane in (u, v))], axis=-1)
    alone = one_by_one(inference, image)
    assert alone.dtype == np.uint8
    # A product that is a whole number may come out just below it.
    np.testing.assert_allclose(alone, expected - 0.5, atol=0.5 + 1e-9)
    np.testing.assert_array_equal(Chain(inference, read=imread_mode("opencv"))(photo), alone)


def test_resnet_with_skimage(photo):
    chain = [
        ShortSideResizeTransformer(short_size=256),
        CenterCropTransformer(crop_size=224),
        HWC2CHWTransformer(),
        RGB2BGRTransformer(),
        ScaleTransformer(255),
    ]
    image = skimage.util.img_as_float(skimage.io.imread(photo)).astype(np.float32)
    width = int(256 * 421 / 301)
    resized = cv2.resize(image, (width, 256), interpolation=cv2.INTER_LINEAR)
    left = width // 2 - 112
    expected = resized[16:240, left : left + 224, ::-1].transpose(2, 0, 1) * np.float32(255)
    alone = one_by_one(chain, image)
    assert alone.dtype == np.float32
    np.testing.assert_array_equal(alone, expected)
    np.testing.assert_array_equal(Chain(chain, read=imread_mode("skimage"))(photo), expected)


def test_efficientnet_lite(photo):
    means = np.array([123.675, 116.28, 103.53])
    chain = [
        PaddedCenterCropTransformer(image_size=224),
        ResizeTransformer((224, 224), mode="skimage", method=3),
        HWC2CHWTransformer(),
        ScaleTransformer(255),
        MeanTransformer(means=means),
        ScaleTransformer(0.017),
    ]
    image = skimage.util.img_as_float(skimage.io.imread(photo)).astype(np.float32)
    side = int(224 / 256 * 301)
    top, left = (301 - side + 1) // 2, (421 - side + 1) // 2
    square = image[top : top + side, left : left + side]
    low, span = square.min(), square.max() - square.min()
    resized = skimage.transform.resize((square - low) / span, (224, 224), order=3) * span + low
    expected = (resized.transpose(2, 0, 1) * 255 - means[:, None, None]) * 0.017
    alone = one_by_one(chain, image)
    np.testing.assert_allclose(alone, expected, atol=1e-5)
    np.testing.assert_array_equal(Chain(chain, read=imread_mode("skimage"))(photo), alone)


def test_skimage_reading_followed_by_a_swap_to_rgb_gives_bgr(photo):
    chain = Chain([HWC2CHWTransformer(), BGR2RGBTransformer()], read=imread_mode("skimage"))
    *_, (_, last) = chain.steps(photo)
    assert last.color == "bgr"
    np.testing.assert_allclose(last.array * 255, cv2.imread(str(photo)).transpose(2, 0, 1), atol=1e-4)
