"""Sizes that are computed by hand are read as the one operation that makes them of every picture, or not at all."""

from __future__ import annotations

import textwrap

import pytest
from agreeing import agrees
from followed import program, unread
from spelled import step_told

LETTERBOX = """
def letterbox(im, new_shape=(640, 640), color=(114, 114, 114), auto=True, scaleFill=False, scaleup=True, stride=32):
    shape = im.shape[:2]
    if isinstance(new_shape, int):
        new_shape = (new_shape, new_shape)
    r = min(new_shape[0] / shape[0], new_shape[1] / shape[1])
    if not scaleup:
        r = min(r, 1.0)
    new_unpad = int(round(shape[1] * r)), int(round(shape[0] * r))
    dw, dh = new_shape[1] - new_unpad[0], new_shape[0] - new_unpad[1]
    if auto:
        dw, dh = np.mod(dw, stride), np.mod(dh, stride)
    elif scaleFill:
        dw, dh = 0.0, 0.0
        new_unpad = (new_shape[1], new_shape[0])
    dw /= 2
    dh /= 2
    if shape[::-1] != new_unpad:
        im = cv2.resize(im, new_unpad, interpolation=cv2.INTER_LINEAR)
    top, bottom = int(round(dh - 0.1)), int(round(dh + 0.1))
    left, right = int(round(dw - 0.1)), int(round(dw + 0.1))
    im = cv2.copyMakeBorder(im, top, bottom, left, right, cv2.BORDER_CONSTANT, value=color)
    return im, (r, r), (dw, dh)
"""


def boxed(arguments, after="x"):
    return f"{LETTERBOX}\ndef f(x):\n    x, _, _ = letterbox(x, {arguments})\n    return {after}\n"


def function(body):
    return "def f(x):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ") + "\n    return x\n"


READ = [
    pytest.param(boxed("64, auto=False"), "Letterbox(64, 64)", id="letterbox of a square"),
    pytest.param(boxed("(96, 64), auto=False"), "Letterbox(96, 64)", id="letterbox"),
    pytest.param(boxed("(96, 64), auto=False, scaleup=False"), "Letterbox(96, 64, grow=False)", id="letterbox that never grows"),
    pytest.param(boxed("(96, 64), auto=False, scaleFill=True"), "Resize(96, 64)", id="letterbox that stretches"),
    pytest.param(
        boxed("64"),
        "ResizeLong(64, rounding='half-even'); PadToMultiple(32, fill=114.0, position='center')",
        id="letterbox to whole strides",
    ),
    pytest.param(
        boxed("(96, 64), (1, 2, 3), auto=False", "np.ascontiguousarray(x[:, :, ::-1].transpose(2, 0, 1))"),
        "Letterbox(96, 64, fill=(1.0, 2.0, 3.0)); ToColor('rgb', source='bgr'); Transpose('chw')",
        id="letterbox in colors",
    ),
    pytest.param(
        """
        def preproc(img, input_size, swap=(2, 0, 1)):
            if len(img.shape) == 3:
                padded = np.ones((input_size[0], input_size[1], 3), dtype=np.uint8) * 114
            else:
                padded = np.ones(input_size, dtype=np.uint8) * 114
            r = min(input_size[0] / img.shape[0], input_size[1] / img.shape[1])
            resized = cv2.resize(img, (int(img.shape[1] * r), int(img.shape[0] * r)), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
            padded[: int(img.shape[0] * r), : int(img.shape[1] * r)] = resized
            return np.ascontiguousarray(padded.transpose(swap), dtype=np.float32), r
        def f(x):
            return preproc(x, (96, 64))[0]
        """,
        "Letterbox(96, 64, position='corner', rounding='floor'); Transpose('chw'); Cast('float32')",
        id="top left on a canvas",
    ),
    pytest.param(
        function("""
            h, w, _ = x.shape
            scale = min(64 / h, 96 / w)
            nh, nw = int(h * scale), int(w * scale)
            canvas = np.full((64, 96, 3), 127, dtype=np.uint8)
            dy, dx = (64 - nh) // 2, (96 - nw) // 2
            canvas[dy:dy + nh, dx:dx + nw, :] = cv2.resize(x, (nw, nh))
            x = canvas
        """),
        "Letterbox(64, 96, fill=127.0, rounding='floor')",
        id="centred on a canvas, truncated",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            scale = 64 / max(h, w)
            keep = h
            keep *= scale
            w *= scale
            x = cv2.resize(x, (int(w), int(keep)))
            canvas = np.zeros((64, 64, 3), np.float32)
            canvas[:] = 114
            canvas[:x.shape[0], :x.shape[1]] = x
            x = canvas
        """),
        "Letterbox(64, 64, position='corner', rounding='floor'); Cast('float32')",
        id="on a canvas of floats",
    ),
    pytest.param(
        function("""
            scale = min(64 / x.shape[0], 64 / x.shape[1])
            x = cv2.resize(x, (round(x.shape[1] * scale), round(x.shape[0] * scale)))
            x = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)
            bottom, right = 64 - x.shape[0], 64 - x.shape[1]
            x = cv2.copyMakeBorder(x, 0, bottom, 0, right, cv2.BORDER_CONSTANT, value=(1, 2, 3))
        """),
        "Letterbox(64, 64, fill=(3.0, 2.0, 1.0), position='corner'); ToColor('rgb', source='bgr')",
        id="a swap between resize and border",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            if h < w:
                nh, nw = 40, int(w * 40 / h)
            else:
                nh, nw = int(h * 40 / w), 40
            x = cv2.resize(x, (nw, nh))
            top, left = int(round((nh - 32) / 2.0)), int(round((nw - 32) / 2.0))
            x = x[top:top + 32, left:left + 32]
        """),
        "ResizeShort(40); CenterCrop(32, 32)",
        id="short side and center",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            scale = 448 / max(h, w)
            h, w = int(h * scale + 0.5), int(w * scale + 0.5)
            x = cv2.resize(x, (w, h))
            x = cv2.copyMakeBorder(x, 0, 448 - h, 0, 448 - w, cv2.BORDER_CONSTANT, value=0)
        """),
        "Letterbox(448, 448, fill=0.0, position='corner', rounding='half-up')",
        id="halves upwards",
    ),
    pytest.param(function("x = cv2.resize(x, x.shape[1::-1])"), "", id="to the size that it has"),
    pytest.param(
        function("x = cv2.dnn.blobFromImage(x, 1, x.shape[:2][::-1])"), "Cast('float32'); Transpose('chw')", id="a blob of its own size"
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            scale = 40 / min(h, w)
            x = cv2.resize(x, (int(np.round(w * scale)), int(np.round(h * scale))), interpolation=cv2.INTER_AREA)
            h, w = x.shape[:2]
            y0, x0 = (h - 32) // 2, (w - 32) // 2
            x = x[y0:y0 + 32, x0:x0 + 32, :]
        """),
        "ResizeShort(40, rounding='half-even', order='ratio', interpolation='area'); CenterCrop(32, 32, rounding='floor')",
        id="short side rounded and center floored",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            if h > w:
                x = cv2.resize(x, (40, int(h / w * 40)))
            else:
                x = cv2.resize(x, (int(w / h * 40), 40))
            h, w = x.shape[:2]
            x = x[h // 2 - 16:h // 2 + 16, w // 2 - 16:w // 2 + 16]
        """),
        "ResizeShort(40); CenterCrop(32, 32, rounding='floor')",
        id="short side in two branches, halves",
    ),
    pytest.param(
        function("x = cv2.resize(x, (int(x.shape[1] * 48.0 / x.shape[0]), 48))"), "ResizeHeight(48, rounding='floor')", id="a height"
    ),
    pytest.param(
        function("x = cv2.resize(x, (min(int(np.ceil(48 * x.shape[1] / float(x.shape[0]))), 70), 48))"),
        "ResizeHeight(48, widest=70)",
        id="a height and a width at most",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            x = cv2.resize(x, (max(round(w / 32) * 32, 32), max(round(h / 32) * 32, 32)))
        """),
        "ResizeToMultiple(rounding='half-even')".replace("rounding='half-even'", ""),
        id="to whole multiples",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            x = cv2.copyMakeBorder(x, 0, (32 - h % 32) % 32, 0, (32 - w % 32) % 32, cv2.BORDER_CONSTANT, value=(0, 0, 0))
        """),
        "PadToMultiple(32)",
        id="padded to whole multiples",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            side = min(h, w)
            top, left = (h - side) // 2, (w - side) // 2
            x = cv2.resize(x[top:top + side, left:left + side], (32, 32))
        """),
        "CropFraction(1.0); Resize(32, 32)",
        id="the middle square",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            if h > w:
                top = (h - w) // 2
                x = x[top:top + w, :]
            elif w > h:
                left = (w - h) // 2
                x = x[:, left:left + h]
            x = cv2.resize(x, (32, 32))
        """),
        "CropFraction(1.0); Resize(32, 32)",
        id="the middle square in branches",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            side = max(h, w)
            canvas = np.zeros((side, side, 3), dtype=np.uint8)
            top, left = (side - h) // 2, (side - w) // 2
            canvas[top:top + h, left:left + w] = x
            x = cv2.resize(canvas, (32, 32))
        """),
        "PadToMultiple(1, square=True, position='center'); Resize(32, 32)",
        id="a square first",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            if h > w:
                x = cv2.copyMakeBorder(x, 0, 0, (h - w) // 2, h - w - (h - w) // 2, cv2.BORDER_CONSTANT, value=(9, 9, 9))
            elif w > h:
                x = cv2.copyMakeBorder(x, (w - h) // 2, w - h - (w - h) // 2, 0, 0, cv2.BORDER_CONSTANT, value=(9, 9, 9))
            x = cv2.resize(x, (32, 32))
        """),
        "PadToMultiple(1, square=True, fill=9.0, position='center'); Resize(32, 32)",
        id="a square in branches",
    ),
    pytest.param(function("x = x[4:30, 5:25]"), "Crop(top=4, left=5, height=26, width=20)", id="a constant crop"),
    pytest.param(
        function("x = cv2.resize(x, (64, 48))[8:-8, 4:-4]"),
        "Resize(48, 64); Crop(top=8, left=4, height=32, width=56)",
        id="counted from the end",
    ),
    pytest.param(
        function("""
            if x.shape[0] != 48 or x.shape[1] != 64:
                x = cv2.resize(x, (64, 48))
        """),
        "Resize(48, 64)",
        id="only where it is needed",
    ),
    pytest.param(
        function("""
            h, w = x.shape[:2]
            long = max(h, w)
            if long > 60:
                x = cv2.resize(x, (int(w * 60 / long), int(h * 60 / long)))
            canvas = np.zeros((60, 60, 3), dtype=np.uint8)
            canvas[:x.shape[0], :x.shape[1]] = x
            x = canvas
        """),
        "Letterbox(60, 60, fill=0.0, position='corner', rounding='floor', order='product', grow=False)",
        id="only shrunk, then on a canvas",
    ),
]


def told(found):
    return "; ".join(map(step_told, found.steps))


@pytest.mark.parametrize(("source", "expected"), READ)
def test_it_makes_what_the_source_makes(source, expected):
    assert told(agrees(source)).replace("()", "") == expected.replace("()", "")


UNREAD = [
    pytest.param(function("x = cv2.resize(x, None, fx=64 / max(x.shape), fy=64 / max(x.shape))"), id="sampled at a factor that varies"),
    pytest.param(function("x = cv2.resize(x, (x.shape[1] // 2, x.shape[0] // 2))"), id="half, at the ratio of the sides"),
    pytest.param(function("x = cv2.resize(x, (int(w), int(h)))"), id="a size that nobody knows"),
    pytest.param(
        function("how = cv2.INTER_AREA if x.shape[0] > 64 else cv2.INTER_LINEAR\nx = cv2.resize(x, (64, 64), interpolation=how)"),
        id="a kernel by size",
    ),
    pytest.param("def f(x, other):\n    return cv2.resize(x, (other.shape[1], other.shape[0]))\n", id="the size of another picture"),
    pytest.param("def f(x, size):\n    return cv2.resize(x, size)\n", id="a size that is handed in"),
    pytest.param(
        function("s = np.float32(40) / min(x.shape[:2])\nx = cv2.resize(x, (int(x.shape[1] * s), int(x.shape[0] * s)))"),
        id="sizes in single precision",
    ),
    pytest.param(function("if x.shape[0] > 60:\n    x = cv2.resize(x, (32, 32))"), id="two sizes"),
    pytest.param(function("x = x[::2, ::2]"), id="every second pixel"),
    pytest.param(function("x = cv2.copyMakeBorder(x, 2, 2, 2, 2, cv2.BORDER_REFLECT)"), id="a border that repeats the edge"),
    pytest.param(
        function("canvas = np.zeros((300, 300, 3), np.uint8)\ncanvas[:x.shape[0], :x.shape[1], 0] = x[:, :, 0]\nx = canvas"),
        id="one channel on a canvas",
    ),
    pytest.param(
        function("canvas = np.empty((300, 300, 3), np.uint8)\ncanvas[:x.shape[0], :x.shape[1]] = x\nx = canvas"), id="a canvas of anything"
    ),
    pytest.param(function("s = 32 / x.shape[0]\nx = cv2.resize(x, (int(x.shape[1] / (x.shape[0] / 32.5)), 32))"), id="a width of its own"),
]


@pytest.mark.parametrize("source", UNREAD)
def test_what_no_operation_says_is_unread(source):
    found = program(source)
    assert unread(found)
    assert all("geometry" in step.op.touches for step in found.steps if hasattr(step.op, "touches"))
