"""scikit-image code that is followed makes the array that scikit-image makes."""

from __future__ import annotations

import numpy as np
import pytest
from followed import ours, program, same, theirs, unread

FLOAT_DUST = 1e-6
PICTURES = [np.random.default_rng(5).integers(0, 256, (*size, 3), np.uint8) for size in ((20, 31), (16, 9), (33, 33))]
HEAD = (
    "import skimage\nimport skimage.io\nimport skimage.transform\nfrom skimage.transform import resize\n"
    "from skimage import transform, img_as_float, img_as_float32, img_as_ubyte, color\ndef f(x):\n"
)


def source(body):
    return HEAD + "".join(f"    {line}\n" for line in body.split("\n")) + "    return x\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x = resize(x, (12, 14))", id="by habit"),
        pytest.param("x = transform.resize(x, (40, 50))", id="larger"),
        pytest.param("x = skimage.transform.resize(x, (12, 40))", id="smaller and larger"),
        pytest.param("x = resize(x, (12, 14), order=1)", id="linear"),
        pytest.param("x = resize(x, (12, 14), 3)", id="cubic"),
        pytest.param("x = resize(x, (12, 14), order=0)", id="nearest keeps the bytes"),
        pytest.param("x = resize(x, (12, 14), order=0, preserve_range=True)", id="nearest"),
        pytest.param("x = resize(x, (12, 14), anti_aliasing=False)", id="not smoothed"),
        pytest.param("x = resize(x, (12, 14), anti_aliasing=True)", id="smoothed"),
        pytest.param("x = resize(x, (12, 14), preserve_range=True)", id="in 0..255"),
        pytest.param("x = resize(x, (12, 14), preserve_range=True).astype(np.uint8)", id="in bytes"),
        pytest.param("x = resize(x.astype(np.float32), (12, 14))", id="of floats"),
        pytest.param("x = resize(x / 255.0, (12, 14), mode='reflect')", id="of doubles"),
        pytest.param("x = resize(x, output_shape=(12, 14), order=1, clip=True)", id="by words"),
        pytest.param("x = resize(x, (12, 14, 3))", id="with the channels"),
        pytest.param("x = resize(img_as_float(x), (12, 14)).astype(np.float32)", id="of 0..1"),
        pytest.param("x = img_as_float(x)", id="0..1"),
        pytest.param("x = img_as_float32(x)", id="0..1 in single"),
        pytest.param("x = img_as_float(x.astype(np.float32))", id="floats are left alone"),
        pytest.param("x = img_as_ubyte(x)", id="bytes"),
        pytest.param("x = img_as_ubyte(resize(x, (12, 14)))", id="bytes again"),
        pytest.param("x = img_as_float(x)\nx = x - np.array([0.5, 0.4, 0.3])", id="numbers on 0..1"),
        pytest.param("x = resize(x, (12, 14))[:, :, ::-1].transpose(2, 0, 1) * 255", id="as the samples do"),
    ],
)  # fmt: skip
def test_the_same_pixels(body):
    written = source(body)
    for picture in PICTURES:
        mine, other = ours(written, picture.copy()), theirs(written, picture.copy())
        assert other is not None
        assert mine is not None, unread(program(written))
        same(mine, other, FLOAT_DUST)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x = color.rgb2gray(cv2.cvtColor(x, cv2.COLOR_BGR2RGB))", id="gray"),
        pytest.param("x = skimage.color.rgb2gray(x[..., ::-1])[..., None]", id="gray with an axis"),
        pytest.param("x = color.gray2rgb(cv2.cvtColor(x, cv2.COLOR_BGR2GRAY))", id="gray made color"),
    ],
)
def test_the_same_gray(body):
    written = source(body)
    for picture in PICTURES:
        same(ours(written, picture.copy()), theirs(written, picture.copy()), FLOAT_DUST)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x = transform.rescale(x, 0.5, channel_axis=2)", id="by a factor"),
        pytest.param("x = resize(x, (12, 14), mode='constant')", id="another edge"),
        pytest.param("x = resize(x, (12, 14), order=2)", id="another order"),
        pytest.param("x = resize(x, (12, 14), clip=False)", id="not clipped"),
        pytest.param("x = resize(x, (12, 14), anti_aliasing_sigma=1)", id="smoothed otherwise"),
        pytest.param("x = resize(x.astype(np.float32), (12, 14), order=0)", id="a nearest pixel of smoothed ones"),
        pytest.param("x = resize(x, (12, 14, 4))", id="more channels"),
        pytest.param("x = resize(x.transpose(2, 0, 1), (12, 14))", id="of planes"),
        pytest.param("x = resize(x, unknown)", id="an unknown size"),
        pytest.param("x = img_as_ubyte(x / 255.0 - 0.5)", id="bytes of what is below 0"),
        pytest.param("x = skimage.exposure.equalize_hist(x)", id="another function"),
        pytest.param("x = skimage.util.random_noise(x)", id="noise"),
        pytest.param("x = color.rgb2lab(x)", id="another space"),
    ],
)
def test_what_is_not_followed_is_said(body):
    assert unread(program(source(body)))
