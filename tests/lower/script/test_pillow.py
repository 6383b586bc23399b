"""Pillow code that is followed makes the picture that Pillow makes; what no operation says is unread."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
from agreeing import agrees, picture
from followed import ours, program, theirs
from PIL import Image
from spelled import step_told

IMPORTS = "from PIL import Image, ImageOps, ImageFilter\n"


def function(body):
    """A function from an array to an array, with *body* on the Pillow picture between."""
    inside = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return f"{IMPORTS}def f(x):\n    img = Image.fromarray(x)\n{inside}\n    return np.array(img)\n"


def told(found):
    return "; ".join(map(step_told, found.steps))


READ = [
    pytest.param("img = img.convert('RGB')", "", id="to RGB"),
    pytest.param("img = img.convert('L')", "ToColor('gray', source='rgb', library='pil')", id="gray"),
    pytest.param(
        "img = img.convert('L').convert('RGB')",
        "ToColor('gray', source='rgb', library='pil'); ToColor('rgb', source='gray', library='pil')",
        id="gray and back",
    ),
    pytest.param("img = img.resize((32, 24))", "Resize(24, 32, interpolation='cubic', library='pil')", id="resize"),
    pytest.param("img = img.resize((32, 24), Image.BILINEAR)", "Resize(24, 32, library='pil')", id="bilinear"),
    pytest.param(
        "img = img.resize(size=(32, 24), resample=Image.Resampling.LANCZOS)",
        "Resize(24, 32, interpolation='lanczos', library='pil')",
        id="lanczos",
    ),
    pytest.param("img = img.resize((32, 24), 0)", "Resize(24, 32, interpolation='nearest', library='pil')", id="by number"),
    pytest.param("img = img.resize((32, 24), Image.BOX, None, None)", "Resize(24, 32, interpolation='box', library='pil')", id="no box"),
    pytest.param("img = img.crop((4, 5, 36, 30))", "Crop(top=5, left=4, height=25, width=32)", id="crop"),
    pytest.param("img = img.transpose(Image.FLIP_LEFT_RIGHT)", "Flip()", id="transpose"),
    pytest.param("img = img.transpose(Image.Transpose.FLIP_TOP_BOTTOM)", "Flip(direction='vertical')", id="upside down"),
    pytest.param("img = ImageOps.flip(ImageOps.mirror(img))", "Flip(); Flip(direction='vertical')", id="mirror and flip"),
    pytest.param("img = ImageOps.grayscale(img)", "ToColor('gray', source='rgb', library='pil')", id="grayscale"),
    pytest.param(
        "img = ImageOps.expand(img, border=3, fill=(1, 2, 3))", "Pad(top=3, bottom=3, left=3, right=3, fill=(1.0, 2.0, 3.0))", id="expand"
    ),
    pytest.param(
        "img = ImageOps.expand(img, (1, 2, 3, 4), 114)",
        "Pad(top=2, bottom=4, left=1, right=3, fill=(114.0, 0.0, 0.0))",
        id="expand by four, one number",
    ),
    pytest.param(
        "img = ImageOps.contain(img, (64, 64))", "ResizeLong(64, rounding='half-even', interpolation='cubic', library='pil')", id="contain"
    ),
    pytest.param(
        "img = ImageOps.pad(img, (64, 64), Image.BILINEAR, centering=(0, 0))",
        "Letterbox(64, 64, fill=0.0, position='corner', library='pil')",
        id="pad at the corner",
    ),
    pytest.param("r, g, b = img.split()\nimg = Image.merge('RGB', (b, g, r))", "ToColor('rgb', source='bgr')", id="merge"),
    pytest.param("img = ImageOps.exif_transpose(img)", "", id="no EXIF in an array"),
    pytest.param(
        """
        w, h = img.size
        s = 40 / min(w, h)
        img = img.resize((int(w * s), int(h * s)), Image.BILINEAR)
        left, top = (img.width - 32) // 2, (img.height - 32) // 2
        img = img.crop((left, top, left + 32, top + 32))
        """,
        "ResizeShort(40, order='ratio', library='pil'); CenterCrop(32, 32, rounding='floor')",
        id="short side and center",
    ),
    pytest.param(
        """
        w, h = img.size
        if w < h:
            img = img.resize((40, int(40 * h / w)), Image.BICUBIC)
        else:
            img = img.resize((int(40 * w / h), 40), Image.BICUBIC)
        left, top = (img.size[0] - 32) / 2, (img.size[1] - 32) / 2
        img = img.crop((left, top, left + 32, top + 32))
        """,
        "ResizeShort(40, interpolation='cubic', library='pil'); CenterCrop(32, 32)",
        id="short side in branches, offsets of halves",
    ),
    pytest.param(
        """
        w, h = img.size
        s = min(64 / w, 96 / h)
        img = img.resize((int(w * s), int(h * s)), Image.BICUBIC)
        new = Image.new('RGB', (64, 96), (128, 128, 128))
        new.paste(img, ((64 - int(w * s)) // 2, (96 - int(h * s)) // 2))
        img = new
        """,
        "Letterbox(96, 64, fill=128.0, rounding='floor', interpolation='cubic', library='pil')",
        id="pasted into the middle",
    ),
    pytest.param(
        """
        r = 64 / max(img.size)
        img = img.resize((round(img.size[0] * r), round(img.size[1] * r)), Image.BILINEAR)
        new = Image.new(img.mode, (64, 64), 'white')
        new.paste(img, box=(0, 0))
        img = new
        """,
        "Letterbox(64, 64, fill=255.0, position='corner', library='pil')",
        id="pasted into the corner",
    ),
    pytest.param(
        """
        w, h = img.size
        s = max(w, h)
        new = Image.new('RGB', (s, s), (7, 8, 9))
        new.paste(img, ((s - w) // 2, (s - h) // 2))
        img = new.resize((32, 32))
        """,
        "PadToMultiple(1, square=True, fill=(7.0, 8.0, 9.0), position='center'); Resize(32, 32, interpolation='cubic', library='pil')",
        id="a square first",
    ),
    pytest.param(
        """
        w, h = img.size
        s = min(w, h)
        img = img.crop(((w - s) // 2, (h - s) // 2, (w + s) // 2, (h + s) // 2)).resize((32, 32))
        """,
        "CropFraction(1.0); Resize(32, 32, interpolation='cubic', library='pil')",
        id="the middle square",
    ),
]


@pytest.mark.parametrize(("body", "expected"), READ)
def test_it_makes_what_pillow_makes(body, expected):
    assert told(agrees(function(body))) == expected


UNREAD = [
    pytest.param("img = img.resize((32, 24), Image.BILINEAR, (1, 2, 30, 40))", "geometry", id="a box"),
    pytest.param("img = img.resize((32, 24), reducing_gap=2.0)", "geometry", id="in two steps"),
    pytest.param("img.thumbnail((32, 32))", "geometry", id="thumbnail"),
    pytest.param("img = ImageOps.fit(img, (32, 32))", "geometry", id="fit"),
    pytest.param("img = img.rotate(10)", "geometry", id="rotate"),
    pytest.param("img = img.transpose(Image.ROTATE_90)", "geometry", id="a quarter turn"),
    pytest.param("img = img.filter(ImageFilter.BLUR)", "values", id="filter"),
    pytest.param("img = ImageOps.autocontrast(img)", "values", id="contrast"),
    pytest.param("img = img.convert('HSV')", "color+values", id="another space"),
    pytest.param("img = img.convert('P', palette=1)", "color+values", id="a palette"),
    pytest.param(
        "new = Image.new('RGB', (300, 300))\nnew.paste(img, (0, 0), img)\nimg = new",
        "color+decode+dtype+geometry+layout+values",
        id="a mask",
    ),
]


@pytest.mark.parametrize(("body", "touches"), UNREAD)
def test_what_no_operation_says_is_unread(body, touches):
    assert [step_told(step).rsplit(" ", 1)[-1] for step in program(function(body)).steps] == [touches]


OPENED = [
    pytest.param("img = Image.open(path).convert('RGB')", False, id="as it lies in the file"),
    pytest.param("img = ImageOps.exif_transpose(Image.open(path)).convert('RGB')", True, id="upright"),
    pytest.param("img = ImageOps.exif_transpose(Image.open(path).convert('RGB'))", True, id="upright later"),
]


@pytest.mark.parametrize(("body", "exif"), OPENED)
def test_a_file_that_is_opened(body, exif, tmp_path):
    source = f"{IMPORTS}def f(path):\n    {body}\n    return np.asarray(img.resize((32, 24), Image.BILINEAR))\n"
    turned = Image.Exif()
    turned[0x0112] = 6
    path = str(tmp_path / "a.jpg")
    Image.fromarray(picture(48, 64)).save(path, exif=turned)
    decoded = program(source).decoded
    assert (decoded.library, decoded.exif, decoded.color) == ("pil", exif, "rgb")
    np.testing.assert_array_equal(ours(source, path), theirs(source, path))


PINS = [
    pytest.param("", "cubic", "Pillow 7 and later resizes with a cubic kernel unless told otherwise", id="no pin"),
    pytest.param(
        "pillow==6.2.0\n", "nearest", "pillow==6.2.0 (requirements.txt) resizes to the nearest pixel unless told otherwise", id="old"
    ),
    pytest.param("pillow>=9\n", "cubic", "pillow>=9 (requirements.txt) resizes with a cubic kernel unless told otherwise", id="new"),
]


@pytest.mark.parametrize(("requirement", "kernel", "said"), PINS)
def test_the_default_kernel_is_that_of_the_version(requirement, kernel, said, tmp_path):
    from pipecheck.lower import script
    from pipecheck.sources import pycalls

    (tmp_path / "requirements.txt").write_text(requirement)
    path = tmp_path / "train.py"
    path.write_text("from PIL import Image\ndef f(p):\n    return Image.open(p).resize((32, 24))\n")
    (step,) = script.lower(pycalls.trace(pycalls.load(path), "f")).steps
    assert (step.op.interpolation, step.assumed) == (kernel, said)


def test_pillow_takes_bgr_for_rgb():
    body = "x = cv2.cvtColor(x, cv2.COLOR_RGB2BGR)\n    return np.array(Image.fromarray(x).convert('L'))"
    source = f"{IMPORTS}import cv2\ndef f(x):\n    {body}\n"
    found = agrees(source)
    assert told(found) == "ToColor('bgr', source='rgb'); ToColor('gray', source='rgb', library='pil')"
