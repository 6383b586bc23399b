"""The samples' color conversions against their formulas written out, and OpenCV where it is theirs."""

import cv2
import numpy as np
import pytest

from pipecheck_transformers import Chain, StepError, vendor
from pipecheck_transformers.vendor import (
    BGR2RGBTransformer,
    HWC2CHWTransformer,
    NV12ToYUV444Transformer,
    ReduceChannelTransformer,
    RGB2BGRTransformer,
    RGB2NV12Transformer,
    imread_mode,
)

FULL = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]])
FULL_RANGE = {
    "2GRAY": (FULL[:1], [0]),
    "2GRAY_128": (FULL[:1], [-128]),
    "2YUV444": (FULL, [0, 128, 128]),
    "2YUV444_128": (FULL, [-128, 0, 0]),
}
WHITE, BLACK, GREY = ((np.full((4, 6, 3), level, np.uint8)) for level in (255, 0, 127))


def picture(height=12, width=16, dtype="uint8", seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(dtype)


def in_order(name, rgb):
    """*rgb* in the order that the transformer called *name* believes in."""
    return rgb if name.startswith("RGB") else rgb[:, :, ::-1]


def laid_out(data_format, hwc):
    return hwc if data_format == "HWC" else hwc.transpose(2, 0, 1)


@pytest.mark.parametrize("make", [BGR2RGBTransformer, RGB2BGRTransformer])
def test_a_swap_reverses_the_first_axis_unless_told_otherwise(make):
    array = picture()
    np.testing.assert_array_equal(make()(array.transpose(2, 0, 1)), array.transpose(2, 0, 1)[::-1])
    np.testing.assert_array_equal(make("HWC")(array), array[:, :, ::-1])


def test_a_swap_of_a_picture_that_is_in_that_order_already_undoes_it():
    chain = Chain([BGR2RGBTransformer("HWC")], read=imread_mode("PIL"))
    array = picture()
    *_, (_, last) = chain.steps(array)
    assert last.color == "bgr"
    np.testing.assert_array_equal(last.array, array[:, :, ::-1])


@pytest.mark.parametrize("data_format", ["CHW", "HWC"])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("name", FULL_RANGE)
@pytest.mark.parametrize("order", ["RGB", "BGR"])
def test_gray_and_yuv_are_unrounded_full_range(order, name, dtype, data_format):
    rgb = picture(dtype=dtype)
    rows, offsets = FULL_RANGE[name]
    make = getattr(vendor, f"{order}{name}Transformer")
    given = make(data_format)(laid_out(data_format, in_order(order, rgb)))
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, laid_out(data_format, rgb.astype(float) @ rows.T + offsets), atol=1e-4)


@pytest.mark.parametrize("order", ["RGB", "BGR"])
@pytest.mark.parametrize(
    ("color", "yuv"),
    [((255, 255, 255), (235, 128, 128)), ((0, 0, 0), (16, 128, 128)), ((255, 0, 0), (82, 90, 240)), ((127, 127, 127), (125, 128, 128))],
)
def test_video_range_keeps_within_its_limits(order, color, yuv):
    make = getattr(vendor, f"{order}2YUVBT601VIDEOTransformer")
    given = make("HWC")(in_order(order, np.full((4, 6, 3), color, np.uint8)))
    np.testing.assert_allclose(given, np.broadcast_to(yuv, (4, 6, 3)), atol=0.7)


@pytest.mark.parametrize("name", ["RGB2GRAY", "BGR2GRAY_128", "RGB2YUV444", "BGR2YUV444_128", "RGB2YUVBT601VIDEO"])
def test_these_have_no_default_data_format(name):
    with pytest.raises(TypeError, match="data_format"):
        getattr(vendor, f"{name}Transformer")()


@pytest.mark.parametrize("data_format", ["CHW", "HWC"])
def test_reduce_channel_keeps_the_first(data_format):
    array = picture()
    np.testing.assert_array_equal(
        ReduceChannelTransformer(data_format)(laid_out(data_format, array)), laid_out(data_format, array[:, :, :1])
    )


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("order", ["RGB", "BGR"])
def test_nv12_by_formula_truncates_and_takes_the_top_left_chroma(order, dtype):
    rgb = picture(dtype=dtype)
    given = getattr(vendor, f"{order}2NV12Transformer")("HWC")(in_order(order, rgb))
    yuv = rgb.astype(float) @ FULL.T + [0, 128, 128]
    expected = np.concatenate([yuv[:, :, 0], yuv[::2, ::2, 1:].reshape(6, 16)])[:, :, None]
    assert given.dtype == np.uint8
    # A product that is a whole number may come out just below it.
    np.testing.assert_allclose(given, expected - 0.5, atol=0.5 + 1e-4)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize(("order", "code"), [("RGB", cv2.COLOR_RGB2YUV_I420), ("BGR", cv2.COLOR_BGR2YUV_I420)])
def test_nv12_by_opencv_is_its_i420_with_the_chroma_in_turns(order, code, dtype):
    array = picture(dtype=dtype)
    planes = cv2.cvtColor(array.astype(np.uint8), code)
    u, v = planes[12:15].ravel(), planes[15:].ravel()
    expected = np.concatenate([planes[:12].ravel(), np.stack([u, v], axis=1).ravel()]).reshape(1, 18, 16)
    given = getattr(vendor, f"{order}2NV12Transformer")(cvt_mode="opencv")(array.transpose(2, 0, 1))
    np.testing.assert_array_equal(given, expected)


@pytest.mark.parametrize(("image", "full", "video"), [(WHITE, 254, 235), (BLACK, 0, 16), (GREY, 126, 125)])
def test_the_two_ways_to_nv12_disagree_on_the_range(image, full, video):
    # The weights do not quite add up to 1 in binary, and the fraction is cut off.
    by_formula, by_opencv = (RGB2NV12Transformer("HWC", mode)(image)[:4] for mode in ("rgb_calc", "opencv"))
    assert set(by_formula.ravel()) <= {full, full + 1}
    assert set(by_opencv.ravel()) == {video}


def test_nv12_of_an_odd_picture_is_refused():
    with pytest.raises(StepError, match="RGB2NV12Transformer: nv12 needs even sides, the picture is 5×6"):
        RGB2NV12Transformer("HWC")(picture(5, 6))


@pytest.mark.parametrize("shape", [(6, 4), (6, 4, 1), (1, 6, 4)])
@pytest.mark.parametrize("layout", ["HWC", "CHW"])
def test_the_chroma_of_nv12_is_repeated(shape, layout):
    plane = np.arange(24, dtype=np.uint8)
    expected = np.empty((4, 4, 3), np.uint8)
    expected[:, :, 0] = plane[:16].reshape(4, 4)
    expected[:, :, 1] = np.kron(plane[16::2].reshape(2, 2), np.ones((2, 2)))
    expected[:, :, 2] = np.kron(plane[17::2].reshape(2, 2), np.ones((2, 2)))
    given = NV12ToYUV444Transformer((4, 4), layout)(plane.reshape(shape))
    np.testing.assert_array_equal(given, laid_out(layout, expected))


@pytest.mark.parametrize("data_format", ["CHW", "HWC"])
@pytest.mark.parametrize("layout", ["CHW", "HWC"])
def test_nv12_there_and_back_comes_in_the_layout_that_is_asked_for(data_format, layout):
    head = [HWC2CHWTransformer()] if data_format == "CHW" else []
    chain = Chain([*head, RGB2NV12Transformer(data_format), NV12ToYUV444Transformer((12, 16), layout)], read=imread_mode("PIL"))
    assert chain(picture()).shape == laid_out(layout, np.empty((12, 16, 3))).shape


def test_nv12_has_no_odd_target():
    with pytest.raises(ValueError, match="target_size is 5×6, nv12 needs even sides"):
        NV12ToYUV444Transformer((5, 6))


def test_an_unknown_cvt_mode():
    with pytest.raises(ValueError, match="cvt_mode is 'cv2', not 'rgb_calc' or 'opencv'"):
        RGB2NV12Transformer(cvt_mode="cv2")
