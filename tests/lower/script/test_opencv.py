"""OpenCV code that is followed makes the tensor that OpenCV makes; what no operation says is unread, and only in what it touches."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
from agreeing import agrees, picture
from followed import ours, program, same, theirs
from spelled import step_told

NV12 = """
def bgr2nv12(image):
    height, width = image.shape[0], image.shape[1]
    area = height * width
    yuv420p = cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420).reshape((area * 3 // 2,))
    y = yuv420p[:area]
    uv_planar = yuv420p[area:].reshape((2, area // 4))
    uv_packed = uv_planar.transpose((1, 0)).reshape((area // 2,))
    nv12 = np.zeros_like(yuv420p)
    nv12[:height * width] = y
    nv12[height * width:] = uv_packed
    return nv12
"""


def function(body):
    return "def f(x):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ") + "\n    return x\n"


def told(found):
    return "; ".join(map(step_told, found.steps))


READ = [
    pytest.param("x = cv2.resize(x, (32, 24))", "Resize(24, 32)", id="a size"),
    pytest.param("x = cv2.resize(src=x, dsize=(32, 24), interpolation=3)", "Resize(24, 32, interpolation='area')", id="by name, a number"),
    pytest.param("x = cv2.resize(x, (32, 24), interpolation=cv2.INTER_CUBIC)", "Resize(24, 32, interpolation='cubic')", id="cubic"),
    pytest.param("x = cv2.resize(x, (32, 24), interpolation=cv2.INTER_LANCZOS4)", "Resize(24, 32, interpolation='lanczos')", id="lanczos"),
    pytest.param("x = cv2.resize(x, (32, 24), interpolation=cv2.INTER_NEAREST)", "Resize(24, 32, interpolation='nearest')", id="nearest"),
    pytest.param("x = cv2.resize(x, (32, 24), cv2.INTER_AREA)", "Resize(24, 32)", id="a flag where dst stands"),
    pytest.param(
        "x = cv2.resize(x, (32, 24), None, 0, 0, cv2.INTER_AREA)", "Resize(24, 32, interpolation='area')", id="a flag in its place"
    ),
    pytest.param("x = cv2.resize(x, (32, 24), None, 0.7, 0.1)", "Resize(24, 32)", id="factors beside a size"),
    pytest.param("x = cv2.resize(x, None, fx=0.5, fy=0.25)", "ResizeBy(0.25, 0.5)", id="factors"),
    pytest.param(
        "s = 0.7\nx = cv2.resize(x, (0, 0), fx=s, fy=s * 2, interpolation=cv2.INTER_CUBIC)",
        "ResizeBy(1.4, 0.7, interpolation='cubic')",
        id="computed factors",
    ),
    pytest.param("x = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)", "ToColor('rgb', source='bgr')", id="to RGB"),
    pytest.param("cv2.cvtColor(x, cv2.COLOR_BGR2RGB, x)", "ToColor('rgb', source='bgr')", id="to RGB in place"),
    pytest.param("x = cv2.cvtColor(x, 4)", "ToColor('rgb', source='bgr')", id="to RGB by number"),
    pytest.param("x = cv2.cvtColor(x, cv2.COLOR_BGR2GRAY)", "ToColor('gray', source='bgr')", id="gray"),
    pytest.param(
        "x = cv2.cvtColor(x, cv2.COLOR_BGR2GRAY)\nx = cv2.resize(x, (32, 24))[..., None]",
        "ToColor('gray', source='bgr'); Resize(24, 32)",
        id="gray, resized",
    ),
    pytest.param(
        "x = cv2.cvtColor(cv2.cvtColor(x, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)",
        "ToColor('gray', source='bgr'); ToColor('bgr', source='gray')",
        id="gray in three",
    ),
    pytest.param(
        "x = cv2.cvtColor(x, cv2.COLOR_BGR2GRAY)\nx = cv2.merge([x, x, x])",
        "ToColor('gray', source='bgr'); ToColor('rgb', source='gray')",
        id="gray merged",
    ),
    pytest.param("b, g, r = cv2.split(x)\nx = cv2.merge([r, g, b])", "ToColor('rgb', source='bgr')", id="split and merged"),
    pytest.param("x = cv2.merge(cv2.split(x)[::-1])", "ToColor('rgb', source='bgr')", id="merged the other way round"),
    pytest.param("b, g, r = cv2.split(x)\nx = cv2.merge((b, g, r))", "", id="merged as it was"),
    pytest.param("x = np.dstack((x[:, :, 2], x[:, :, 1], x[:, :, 0]))", "ToColor('rgb', source='bgr')", id="channels stacked"),
    pytest.param("x = np.stack([x[..., 2], x[..., 1], x[..., 0]], axis=-1)", "ToColor('rgb', source='bgr')", id="channels stacked last"),
    pytest.param(
        "x = np.stack([x[:, :, 2], x[:, :, 1], x[:, :, 0]])", "ToColor('rgb', source='bgr'); Transpose('chw')", id="channels stacked first"
    ),
    pytest.param(
        "x = cv2.copyMakeBorder(x, 1, 2, 3, 4, cv2.BORDER_CONSTANT, value=(1, 2, 3))",
        "Pad(top=1, bottom=2, left=3, right=4, fill=(1.0, 2.0, 3.0))",
        id="border",
    ),
    pytest.param(
        "x = cv2.copyMakeBorder(x, 1, 2, 3, 4, cv2.BORDER_CONSTANT, value=114)",
        "Pad(top=1, bottom=2, left=3, right=4, fill=(114.0, 0.0, 0.0))",
        id="border of one number",
    ),
    pytest.param(
        "x = cv2.copyMakeBorder(x, 1, 2, 3, 4, cv2.BORDER_CONSTANT, (1, 2, 3))",
        "Pad(top=1, bottom=2, left=3, right=4)",
        id="a color where dst stands",
    ),
    pytest.param(
        "x = cv2.copyMakeBorder(x, 1, 2, 3, 4, cv2.BORDER_CONSTANT, None, [9, 9, 9])",
        "Pad(top=1, bottom=2, left=3, right=4, fill=9.0)",
        id="border by place",
    ),
    pytest.param(
        "x = cv2.copyMakeBorder(x, 1, 2, 3, 4, cv2.BORDER_REPLICATE)",
        "Pad(top=1, bottom=2, left=3, right=4, mode='edge')",
        id="edge repeated",
    ),
    pytest.param(
        "x = cv2.copyMakeBorder(x, 1, 2, 3, 4, cv2.BORDER_REFLECT_101)",
        "Pad(top=1, bottom=2, left=3, right=4, mode='reflect')",
        id="mirrored",
    ),
    pytest.param("x = cv2.flip(x, 1)", "Flip()", id="flip"),
    pytest.param("x = cv2.flip(x, -1)", "Flip(); Flip(direction='vertical')", id="both flips"),
    pytest.param(
        "M = np.float32([[1, 0, 2.5], [0, 1.1, 3]])\nx = cv2.warpAffine(x, M, (40, 30))",
        "WarpAffine(30, 40, matrix=(1.0, 0.0, 2.5, 0.0, 1.100000023841858, 3.0))",
        id="warp",
    ),
    pytest.param(
        "M = np.array([[0.9, 0.1, 2.5], [0, 1.1, 3]])\nx = cv2.warpAffine(x, M, (40, 30), flags=cv2.INTER_NEAREST, borderValue=(1, 2, 3))",
        "WarpAffine(30, 40, matrix=(0.9, 0.1, 2.5, 0.0, 1.1, 3.0), interpolation='nearest', fill=(1.0, 2.0, 3.0))",
        id="warp with all it takes",
    ),
    pytest.param(
        "x = cv2.subtract(x.astype(np.float32), (104.0, 117.0, 123.5))",
        "Cast('float32'); Affine(mean=(104.0, 117.0, 123.5))",
        id="subtract",
    ),
    pytest.param(
        "x = x.astype(np.float32)\ncv2.subtract(x, np.float64([[104, 117, 123.5]]), x)\ncv2.multiply(x, np.float64([[0.5, 0.25, 2]]), x)",
        "Cast('float32'); Affine(mean=(104.0, 117.0, 123.5)); Affine(scale=(0.5, 0.25, 2.0))",
        id="in place",
    ),
    pytest.param(
        "x = cv2.divide(cv2.add(x.astype(np.float32), (1.0, 2.0, 3.0, 0.0)), (2.0, 4.0, 8.0, 1.0))",
        "Cast('float32'); Affine(bias=(1.0, 2.0, 3.0)); Affine(std=(2.0, 4.0, 8.0))",
        id="add and divide",
    ),
    pytest.param("x = cv2.dnn.blobFromImage(x)", "Cast('float32'); Transpose('chw')", id="blob"),
    pytest.param(
        "x = cv2.dnn.blobFromImage(x, 1 / 128.0, (32, 24), (103.9, 116.7, 123.6), swapRB=True)",
        "Resize(24, 32); ToColor('rgb', source='bgr'); Cast('float32'); "
        "Affine(mean=(103.9, 116.7, 123.6), scale=0.0078125); Transpose('chw')",
        id="blob with all it takes",
    ),
    pytest.param(
        "x = cv2.dnn.blobFromImages([x], 0.017, (32, 24), 127.5)",
        "Resize(24, 32); Cast('float32'); Affine(mean=(127.5, 0.0, 0.0), scale=0.017); Transpose('chw')",
        id="blob of one mean",
    ),
]


@pytest.mark.parametrize(("body", "expected"), READ)
def test_it_makes_what_opencv_makes(body, expected):
    assert told(agrees(function(body), tolerance=1e-6 if "0.017" in body or "103.9" in body else 0)) == expected


EVEN = ((48, 64), (64, 48), (36, 90), (50, 50))
PACKED = [
    pytest.param(f"{NV12}\ndef f(x):\n    return bgr2nv12(x)\n", id="set part by part"),
    pytest.param(f"{NV12}\ndef f(x):\n    return bgr2nv12(x).reshape(x.shape[0] * 3 // 2, x.shape[1])\n", id="reshaped"),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            yuv = cv2.cvtColor(x, cv2.COLOR_BGR2YUV_I420).flatten()
            y, u, v = yuv[:h * w], yuv[h * w:h * w * 5 // 4], yuv[h * w * 5 // 4:]
            x = np.concatenate([y, np.stack([u, v], axis=1).ravel()])
        """),
        id="stacked",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            yuv = cv2.cvtColor(x, cv2.COLOR_BGR2YUV_YV12)
            nv12 = np.empty((h * 3 // 2, w), dtype=np.uint8)
            nv12[:h, :] = yuv[:h, :]
            v, u = yuv[h:].reshape(2, h // 2, w // 2)[0], yuv[h:].reshape(2, h // 2, w // 2)[1]
            nv12[h:, 0::2] = u
            nv12[h:, 1::2] = v
            x = nv12
        """),
        id="every second column",
    ),
]


@pytest.mark.parametrize("source", PACKED)
def test_planes_that_are_repacked_are_nv12(source):
    assert told(program(source)) == "ToColor('nv12', source='bgr', range='video')"
    for size in EVEN:
        mine, expected = ours(source, picture(*size)), theirs(source, picture(*size))
        np.testing.assert_array_equal(mine.ravel(), expected.ravel())


def test_planes_that_are_decoded_again():
    found = agrees(function("x = cv2.cvtColor(cv2.cvtColor(x, cv2.COLOR_BGR2YUV_I420), cv2.COLOR_YUV2RGB_I420)"), sizes=EVEN)
    assert told(found) == "ToColor('nv12', source='bgr', range='video'); ToColor('rgb', source='nv12', range='video')"


LOST = [
    pytest.param("x = cv2.cvtColor(x, cv2.COLOR_BGR2YUV_I420)", {"geometry", "layout"}, id="planes"),
    pytest.param(
        "x = cv2.cvtColor(x, cv2.COLOR_BGR2YUV_I420)[:x.shape[0]]",
        {"color", "decode", "dtype", "geometry", "layout", "values"},
        id="luma alone",
    ),
    pytest.param("x = cv2.cvtColor(x, cv2.COLOR_BGR2HSV)", {"color", "values"}, id="another space"),
    pytest.param("x = cv2.cvtColor(x, cv2.COLOR_BGR2YCrCb)", {"color", "values"}, id="Cr before Cb"),
    pytest.param("x = cv2.cvtColor(x, cv2.COLOR_BGR2YUV)", {"color", "values"}, id="analogue YUV"),
    pytest.param("x = cv2.GaussianBlur(x, (3, 3), 0)", {"values"}, id="blur"),
    pytest.param("x = cv2.convertScaleAbs(x, alpha=1.2, beta=3)", {"values"}, id="scaled"),
    pytest.param("x = cv2.normalize(x, None, 0, 255, cv2.NORM_MINMAX)", {"values", "dtype"}, id="normalize"),
    pytest.param("cv2.rectangle(x, (0, 0), (3, 3), (0, 255, 0))", {"values"}, id="drawn on"),
    pytest.param("cv2.putText(x, 'a', (0, 9), 0, 1, (0, 255, 0))", {"values"}, id="written on"),
    pytest.param("x = cv2.rotate(x, cv2.ROTATE_90_CLOCKWISE)", {"geometry"}, id="turned"),
    pytest.param("x = cv2.undistort(x, K, D)", {"geometry"}, id="undistorted"),
    pytest.param("x = cv2.warpAffine(x, cv2.getRotationMatrix2D((9, 9), 30, 1), (40, 30))", {"geometry"}, id="a matrix that is computed"),
    pytest.param(
        "x = cv2.warpAffine(x, np.float32([[1, 0, 2], [0, 1, 3]]), (40, 30), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)",
        {"geometry"},
        id="the inverse",
    ),
    pytest.param("x = cv2.dnn.blobFromImage(x, 1.0, (32, 24), crop=True)", {"geometry"}, id="a blob that is cropped"),
    pytest.param("x = cv2.subtract(x.astype(np.float32), 127.5)", {"values"}, id="a number that counts for one channel or for all"),
    pytest.param("x = cv2.subtract(x, (104, 117, 123, 0))", {"values"}, id="bytes that are cut off"),
    pytest.param("x = cv2.resize(x, (32, 24), interpolation=cv2.INTER_LINEAR_EXACT)", {"geometry"}, id="a kernel that we have no word for"),
    pytest.param("x = cv2.whatever(x)", {"color", "decode", "dtype", "geometry", "layout", "values"}, id="a function that nobody knows"),
]


@pytest.mark.parametrize(("body", "touches"), LOST)
def test_what_is_not_followed_is_unknown_in_what_it_touches(body, touches):
    last = program(function(body)).steps
    assert set().union(*(step.op.touches for step in last if hasattr(step.op, "touches"))) == touches


def test_a_parameter_is_what_the_first_conversion_believes():
    decoded = program(function("x = cv2.cvtColor(x, cv2.COLOR_RGB2BGR)")).decoded
    assert (decoded.color, decoded.assumed) == ("rgb", "cvtColor is told that it gets RGB")


def test_what_a_reader_gives_is_not_what_a_conversion_believes():
    found = program("def f(path):\n    return cv2.cvtColor(cv2.imread(path), cv2.COLOR_RGB2BGR)\n")
    assert (found.decoded.color, found.decoded.assumed, told(found)) == ("bgr", None, "ToColor('bgr', source='rgb')")


def test_a_file_that_is_read(tmp_path):
    import cv2

    source = "def f(path):\n    x = cv2.resize(cv2.imread(path), (32, 24))\n    return cv2.cvtColor(x, cv2.COLOR_BGR2RGB)\n"
    path = str(tmp_path / "a.png")
    cv2.imwrite(path, picture(48, 64))
    same(ours(source, path), theirs(source, path))
