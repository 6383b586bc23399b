"""Color conversions against the libraries, and what a step that believes in a wrong order leaves behind."""

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage.color import rgb2gray

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels.color import take_channel, to_color
from pipecheck_transformers.ops import TakeChannel, ToColor
from pipecheck_transformers.pixels import Pixels

LIBRARIES = ["opencv", "pil", "skimage", "torch", "tensorflow", "horizon"]


def picture(height=48, width=64, channels=3, dtype="uint8", seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels)).astype(dtype)


def convert(array, color, truth="rgb", layout="hwc", yuv_range="full", **options):
    return to_color(ToColor(color, **options), Pixels(array, truth, layout, yuv_range))


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int32", "float16", "float32", "float64"])
def test_a_swap_is_a_reversal_whatever_the_library_and_dtype(library, dtype):
    array = picture(dtype=dtype)
    swapped = convert(array, "bgr", library=library)
    assert swapped.color == "bgr"
    assert swapped.array.flags.c_contiguous
    np.testing.assert_array_equal(swapped.array, array[:, :, ::-1])
    if dtype in ("uint8", "uint16", "float32"):
        np.testing.assert_array_equal(swapped.array, cv2.cvtColor(array, cv2.COLOR_RGB2BGR))


def test_a_picture_with_channels_first_stays_so():
    array = picture()
    swapped = convert(np.moveaxis(array, -1, 0), "bgr", layout="chw")
    assert swapped.layout == "chw"
    np.testing.assert_array_equal(swapped.array, np.moveaxis(array[:, :, ::-1], -1, 0))


@pytest.mark.parametrize(
    ("color", "source", "truth", "reverses", "result"),
    [
        pytest.param("rgb", None, "bgr", True, "rgb", id="a true swap"),
        pytest.param("rgb", "bgr", "bgr", True, "rgb", id="a right belief"),
        pytest.param("rgb", "bgr", "rgb", True, "bgr", id="swapped although rgb already"),
        pytest.param("bgr", "rgb", "bgr", True, "rgb", id="swapped although bgr already"),
        pytest.param("rgb", "rgb", "bgr", False, "bgr", id="left although bgr"),
        pytest.param("bgr", "bgr", "rgb", False, "rgb", id="left although rgb"),
        pytest.param("rgb", None, "rgb", False, "rgb", id="nothing to do"),
        pytest.param("rgb", "rgb", "yuv444", False, "yuv444", id="yuv taken for rgb"),
    ],
)
def test_a_belief_decides_what_is_done_and_the_truth_what_it_is_then(color, source, truth, reverses, result):
    array = picture()
    given = convert(array, color, truth, source=source)
    assert given.color == result
    np.testing.assert_array_equal(given.array, array[:, :, ::-1] if reverses else array)


def test_gray_of_a_wrong_order_is_gray_by_wrong_weights():
    array = picture()
    given = convert(array, "gray", "bgr", source="rgb")
    assert given.color == "gray"
    np.testing.assert_array_equal(given.array[:, :, 0], cv2.cvtColor(array, cv2.COLOR_RGB2GRAY))


@pytest.mark.parametrize("truth", ["rgb", "bgr"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_gray_of_opencv(truth, dtype):
    array = picture(dtype=dtype)
    expected = cv2.cvtColor(array, cv2.COLOR_RGB2GRAY if truth == "rgb" else cv2.COLOR_BGR2GRAY)
    np.testing.assert_array_equal(convert(array, "gray", truth).array, expected[:, :, None])


def test_gray_of_pil():
    array = picture()
    expected = np.array(Image.fromarray(array).convert("L"))
    np.testing.assert_array_equal(convert(array, "gray", library="pil").array[:, :, 0], expected)


def test_gray_of_skimage_stays_on_the_range_given():
    array = picture()
    given = convert(array, "gray", library="skimage").array[:, :, 0]
    np.testing.assert_allclose(given, rgb2gray(array) * 255, rtol=0, atol=1e-12)
    unit = (array / 255).astype(np.float32)
    np.testing.assert_array_equal(convert(unit, "gray", library="skimage").array[:, :, 0], rgb2gray(unit))


def test_gray_of_the_samples_is_unrounded():
    given = convert(np.array([[[100, 50, 30]]], np.float32), "gray", library="horizon").array
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, [[[0.299 * 100 + 0.587 * 50 + 0.114 * 30]]], rtol=1e-6)


@pytest.mark.parametrize("color", ["rgb", "bgr"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_gray_repeats_into_three_channels(color, library):
    array = picture(channels=1)
    given = convert(array, color, "gray", library=library)
    assert given.color == color
    np.testing.assert_array_equal(given.array, np.concatenate([array] * 3, axis=2))


def test_yuv444_of_opencv_is_ycrcb_in_the_order_y_u_v():
    array = picture()
    given = convert(array, "yuv444")
    assert (given.color, given.range) == ("yuv444", "full")
    expected = cv2.cvtColor(array, cv2.COLOR_RGB2YCrCb)
    np.testing.assert_array_equal(given.array, expected[:, :, [0, 2, 1]])
    back = to_color(ToColor("bgr"), given)
    np.testing.assert_array_equal(back.array, cv2.cvtColor(expected, cv2.COLOR_YCrCb2BGR))


def test_yuv444_of_pil():
    array = picture()
    image = Image.fromarray(array).convert("YCbCr")
    given = convert(array, "yuv444", library="pil")
    np.testing.assert_array_equal(given.array, np.array(image))
    np.testing.assert_array_equal(to_color(ToColor("rgb", library="pil"), given).array, np.array(image.convert("RGB")))


@pytest.mark.parametrize("size", [(2, 2), (6, 10), (48, 64), (4, 2)])
def test_nv12_of_opencv_holds_the_planes_of_i420(size):
    array = picture(*size)
    given = convert(array, "nv12", range="video")
    height, width = size
    assert given.array.shape == (height * 3 // 2, width, 1)
    planar = cv2.cvtColor(array, cv2.COLOR_RGB2YUV_I420).ravel()
    luma, u, v = np.split(planar, [height * width, height * width * 5 // 4])
    np.testing.assert_array_equal(given.array[:height].ravel(), luma)
    np.testing.assert_array_equal(given.array[height:].ravel()[::2], u)
    np.testing.assert_array_equal(given.array[height:].ravel()[1::2], v)


def test_nv12_of_opencv_is_video_range():
    white, black = (convert(np.full((2, 2, 3), level, np.uint8), "nv12", range="video").array for level in (255, 0))
    assert (white.max(), black.min()) == (235, 16)


@pytest.mark.parametrize("color", ["rgb", "bgr"])
def test_opencv_reads_nv12(color):
    plane = picture(36, 32, 1)
    code = cv2.COLOR_YUV2RGB_NV12 if color == "rgb" else cv2.COLOR_YUV2BGR_NV12
    given = convert(plane, color, "nv12", yuv_range="video", range="video")
    assert (given.color, given.range) == (color, "full")
    np.testing.assert_array_equal(given.array, cv2.cvtColor(plane, code))


FULL = [[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]]
VIDEO = [[0.257, 0.504, 0.098], [-0.148, -0.291, 0.439], [0.439, -0.368, -0.071]]


@pytest.mark.parametrize(("yuv_range", "matrix", "black"), [("full", FULL, 0), ("video", VIDEO, 16)])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_yuv444_of_the_samples_is_an_unrounded_matrix(yuv_range, matrix, black, dtype):
    array = picture(dtype=dtype)
    given = convert(array, "yuv444", library="horizon", range=yuv_range)
    assert (given.array.dtype, given.range) == (np.float32, yuv_range)
    np.testing.assert_allclose(given.array, array @ np.array(matrix).T + [black, 128, 128], rtol=0, atol=1e-4)


@pytest.mark.parametrize("yuv_range", ["full", "video"])
def test_nv12_of_the_samples_truncates_and_takes_the_top_left_chroma(yuv_range):
    array = picture(6, 4)
    matrix, black = (FULL, 0.0) if yuv_range == "full" else (VIDEO, 16.0)
    red, green, blue = (array[:, :, channel] for channel in range(3))
    y, u, v = (row[0] * red + row[1] * green + row[2] * blue for row in matrix)
    given = convert(array, "nv12", library="horizon", range=yuv_range)
    assert (given.array.dtype, given.range) == (np.uint8, yuv_range)
    np.testing.assert_array_equal(given.array[:6, :, 0], (y + black).astype(np.uint8))
    np.testing.assert_array_equal(given.array[6:, ::2, 0], (u + 128)[::2, ::2].astype(np.uint8))
    np.testing.assert_array_equal(given.array[6:, 1::2, 0], (v + 128)[::2, ::2].astype(np.uint8))


def test_nv12_becomes_yuv444_by_the_nearest_chroma():
    plane = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [10, 20, 30, 40]], np.uint8)[:, :, None]
    given = convert(plane, "yuv444", "nv12", yuv_range="video", library="horizon")
    assert given.range == "video"
    assert given.array[:, :, 0].tolist() == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert given.array[:, :, 1].tolist() == [[10, 10, 30, 30]] * 2
    assert given.array[:, :, 2].tolist() == [[20, 20, 40, 40]] * 2
    back = to_color(ToColor("nv12", library="horizon"), given)
    assert (back.color, back.range) == ("nv12", "video")
    np.testing.assert_array_equal(back.array, plane)


@pytest.mark.parametrize("yuv_range", ["full", "video"])
@pytest.mark.parametrize("color", ["rgb", "bgr"])
def test_the_inverse_of_the_nodes_undoes_the_samples(yuv_range, color):
    array = picture()
    yuv = convert(array, "yuv444", color, library="horizon", range=yuv_range)
    back = to_color(ToColor(color, library="horizon", range=yuv_range), yuv)
    assert (back.array.dtype, back.color) == (np.float32, color)
    np.testing.assert_allclose(back.array, array, rtol=0, atol=1.0)


def test_video_read_as_full_range_is_flat_and_gray():
    white = convert(np.full((2, 2, 3), 255, np.uint8), "yuv444", library="horizon", range="video")
    assert to_color(ToColor("rgb", library="horizon", range="full"), white).array.max() < 240


def test_nv12_of_the_samples_goes_back_by_their_matrix():
    flat = np.full((4, 4, 3), (200, 100, 50), np.uint8)
    plane = convert(flat, "nv12", library="horizon")
    back = to_color(ToColor("rgb", library="horizon"), plane)
    np.testing.assert_allclose(back.array, flat, rtol=0, atol=2.5)


@pytest.mark.parametrize(
    ("array", "color", "options", "message"),
    [
        (picture(5, 4), "nv12", {"range": "video"}, "nv12 needs even sides, the picture is 5×4"),
        (picture(4, 5), "nv12", {"library": "horizon"}, "nv12 needs even sides, the picture is 4×5"),
        (picture(4, 4), "nv12", {}, "opencv knows nv12 in video range only, not in full range; the horizon arithmetic knows both"),
        (picture(4, 4), "yuv444", {"range": "video"}, "opencv knows yuv444 in full range only, not in video range"),
        (picture(4, 4), "yuv444", {"range": "video", "library": "pil"}, "pil knows yuv444 in full range only"),
        (picture(4, 4), "nv12", {"library": "pil"}, "pil has no nv12"),
        (picture(4, 4), "yuv444", {"library": "torch"}, "torch has no conversion to yuv444"),
        (picture(4, 4), "gray", {"library": "tensorflow"}, "tensorflow has no conversion to gray"),
        (picture(4, 4, dtype="float64"), "gray", {}, "opencv converts gray in uint8, uint16, float32, not in float64; cast first"),
        (picture(4, 4, dtype="float32"), "gray", {"library": "pil"}, "pil converts colors of uint8, not of float32; cast first"),
        (picture(4, 4), "rgb", {"source": "gray"}, "gray has 1 channels, the picture has 3"),
        (picture(4, 4), "gray", {"source": "yuv444"}, "opencv has no conversion from yuv444 to gray"),
        (picture(6, 4, 1), "yuv444", {"source": "nv12"}, "opencv has no conversion from nv12 to yuv444"),
        (picture(6, 4, 1), "rgb", {"source": "nv12", "library": "torch"}, "torch has no conversion from nv12"),
        (picture(7, 4, 1), "rgb", {"source": "nv12"}, "nv12 has rows in threes and an even width, the picture is 7×4"),
    ],
)
def test_what_cannot_be_converted_is_refused(array, color, options, message):
    with pytest.raises(StepError, match=message):
        convert(array, color, **options)


@pytest.mark.parametrize("layout", ["hwc", "chw"])
def test_one_channel_is_gray(layout):
    array = picture()
    pixels = Pixels(array if layout == "hwc" else np.moveaxis(array, -1, 0), "bgr", layout)
    given = take_channel(TakeChannel(2), pixels)
    assert (given.color, given.layout) == ("gray", layout)
    np.testing.assert_array_equal(given.hwc, array[:, :, 2:])


def test_a_channel_that_is_not_there_is_refused():
    with pytest.raises(StepError, match="there is no channel 3 in a picture of 3 channels"):
        take_channel(TakeChannel(3), Pixels(picture(), "rgb"))
