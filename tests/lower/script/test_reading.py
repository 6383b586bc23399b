"""Every reader that plain code calls hands over what the library itself does."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
from followed import module, ours, program, same, theirs, unread
from PIL import Image

from pipecheck.lower import script
from pipecheck.lower.script.libraries import reading
from pipecheck.sources import pycalls
from pipecheck.spec import canonical

UPRIGHT, TURNED = None, 6


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A picture as PNG, as JPEG, and as JPEG that lies on its side."""
    folder = tmp_path_factory.mktemp("pictures")
    pixels = np.random.default_rng(3).integers(0, 256, (21, 34, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = TURNED
    Image.fromarray(pixels).save(folder / "plain.png")
    Image.fromarray(pixels).save(folder / "plain.jpg", quality=95)
    Image.fromarray(pixels).save(folder / "turned.jpg", quality=95, exif=exif)
    return [str(folder / name) for name in ("plain.png", "plain.jpg", "turned.jpg")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x = cv2.imread(path)", id="OpenCV"),
        pytest.param("x = cv2.imread(path, cv2.IMREAD_COLOR)", id="OpenCV in color"),
        pytest.param("x = cv2.imread(path, 1)", id="OpenCV by number"),
        pytest.param("x = cv2.imread(path, flags=cv2.IMREAD_COLOR)", id="OpenCV by word"),
        pytest.param("x = cv2.imread(path, cv2.IMREAD_COLOR_RGB)", id="OpenCV in RGB"),
        pytest.param("x = cv2.imread(path, cv2.IMREAD_GRAYSCALE)", id="OpenCV in gray"),
        pytest.param("x = cv2.imread(path, 0)", id="OpenCV in gray by number"),
        pytest.param("x = cv2.imread(path, 0)[..., None]", id="OpenCV in gray with an axis"),
        pytest.param("x = cv2.imread(path, 0)[None, None].astype(np.float32) / 255", id="OpenCV in gray as planes"),
        pytest.param("x = cv2.imread(path, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)", id="OpenCV as it lies"),
        pytest.param("x = cv2.imread(path, cv2.IMREAD_IGNORE_ORIENTATION | cv2.IMREAD_GRAYSCALE)", id="OpenCV in gray as it lies"),
        pytest.param("x = cv2.imread(path, cv2.IMREAD_UNCHANGED)", id="OpenCV unchanged"),
        pytest.param("x = cv2.imread(path, -1)", id="OpenCV unchanged by number"),
        pytest.param("x = cv2.imread(path, cv2.IMREAD_ANYCOLOR | cv2.IMREAD_COLOR)", id="OpenCV in any color"),
        pytest.param("x = cv2.imdecode(np.fromfile(path, dtype=np.uint8), cv2.IMREAD_COLOR)", id="OpenCV from bytes"),
        pytest.param("x = cv2.imdecode(np.fromfile(path, np.uint8), -1)", id="OpenCV from bytes, unchanged"),
        pytest.param("x = cv2.imdecode(np.frombuffer(pathlib.Path(path).read_bytes(), np.uint8), 1)", id="OpenCV from a buffer"),
        pytest.param(
            "with open(path, 'rb') as f:\n"
            "    b = f.read()\n"
            "x = cv2.imdecode(np.frombuffer(b, np.uint8), 1)",
            id="OpenCV from a file",
        ),
        pytest.param("x = np.array(Image.open(path))", id="Pillow"),
        pytest.param("x = np.asarray(Image.open(path).convert('RGB'))", id="Pillow in RGB"),
        pytest.param("x = np.array(Image.open(path).convert('RGB'))[:, :, ::-1]", id="Pillow in BGR"),
        pytest.param("x = np.asarray(PIL.Image.open(path).convert('RGB'), dtype=np.float32)", id="Pillow as floats"),
        pytest.param("with Image.open(path) as im:\n    x = np.array(im.convert('RGB'))", id="Pillow in a block"),
        pytest.param("with open(path, 'rb') as f:\n    x = np.array(Image.open(f).convert('RGB'))", id="Pillow of a file"),
        pytest.param("x = skimage.io.imread(path)", id="scikit-image"),
        pytest.param("x = imread(path)", id="scikit-image by a name of its own"),
        pytest.param("x = skimage.io.imread(path, plugin='imageio')", id="scikit-image with a plugin"),
        pytest.param("x = skimage.io.imread(path, as_gray=True)", id="scikit-image in gray"),
        pytest.param("x = skimage.img_as_float(skimage.io.imread(path))", id="scikit-image in 0..1"),
        pytest.param("x = skimage.img_as_float(skimage.io.imread(path)).astype(np.float32)", id="scikit-image as the samples read"),
        pytest.param("x = skimage.util.img_as_float32(skimage.io.imread(path))", id="scikit-image in single"),
        pytest.param("x = np.asarray(imageio.imread(path))", id="imageio"),
        pytest.param("x = imageio.v3.imread(path)", id="imageio 3"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_same_pixels(body, files):
    source = (
        "import pathlib\nimport PIL.Image\nfrom PIL import Image\nimport skimage\nimport skimage.io\nimport skimage.util\n"
        "from skimage.io import imread\n"
        "import imageio.v2\nimport imageio.v3\nimport imageio\ndef f(path):\n"
        + "".join(f"    {line}\n" for line in body.split("\n"))
        + "    return x\n"
    )
    for path in files:
        mine, other = ours(source, path), theirs(source, path)
        assert mine is not None, unread(program(source))
        same(mine, other, 1e-6)


def told(body, head=""):
    source = "from PIL import Image\nimport matplotlib.pyplot as plt\nimport torchvision\nimport torchvision.io\n" + head
    return program(source + "def f(path):\n" + textwrap.indent(textwrap.dedent(body), "    "))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("return cv2.imread(path)", ("opencv", True, "bgr"), id="OpenCV"),
        pytest.param("return cv2.imread(path, -1)", ("opencv", False, "bgr"), id="unchanged"),
        pytest.param("ok, x = cv2.VideoCapture(path).read()\nreturn x", ("opencv", None, "bgr"), id="a video"),
        pytest.param("cap = cv2.VideoCapture(0)\nreturn cap.read()[1]", ("opencv", None, "bgr"), id="a camera"),
        pytest.param(
            "cap = cv2.VideoCapture(path)\nwhile cap.isOpened():\n    ok, x = cap.read()\n    yield x", ("opencv", None, "bgr"), id="frames"
        ),
        pytest.param("return Image.open(path).convert('RGB')", ("pil", False, "rgb"), id="Pillow"),
        pytest.param("return plt.imread('cat.jpg')", ("pil", False, "rgb"), id="matplotlib, a JPEG"),
        pytest.param("return torchvision.io.read_image(path)", ("torch", False, "rgb"), id="torchvision"),
        pytest.param(
            "return torchvision.io.read_image(path, torchvision.io.ImageReadMode.RGB)", ("torch", False, "rgb"), id="torchvision in RGB"
        ),
        pytest.param(
            "return torchvision.io.decode_image(path, apply_exif_orientation=True)", ("torch", True, "rgb"), id="torchvision, turned"
        ),
        pytest.param("return torchvision.datasets.folder.default_loader(path)", ("pil", False, "rgb"), id="torchvision's loader"),
        pytest.param("return torchvision.datasets.folder.pil_loader(path)", ("pil", False, "rgb"), id="torchvision's other loader"),
    ],
)
def test_who_reads(body, expected):
    found = told(body)
    assert not unread(found)
    assert (found.decoded.library, found.decoded.exif, found.decoded.color) == expected


def test_torch_reads_planes():
    found = canonical(told("return torchvision.io.read_image(path)"))
    assert (found.layout.value, found.dtype.value) == ("chw", "uint8")


def test_a_frame_of_what_is_handed_in_rests_on_a_convention():
    found = program("def f(cap):\n    ok, frame = cap.read()\n    return frame\n")
    assert found.decoded.assumed == reading.FRAMES


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("return cv2.imread(path, cv2.IMREAD_ANYDEPTH)", "cv2.imread(path, cv2.IMREAD_ANYDEPTH)", id="all bits"),
        pytest.param("return cv2.imread(path, flag)", "cv2.imread(path, flag)", id="a flag that nobody knows"),
        pytest.param("return cv2.imread(path, cv2.IMREAD_REDUCED_COLOR_2)", "cv2.imread(path, cv2.IMREAD_REDUCED_COLOR_2)", id="half"),
        pytest.param("return plt.imread(path)", "plt.imread(path)", id="matplotlib of any file"),
        pytest.param("return plt.imread('cat.png')", "plt.imread('cat.png')", id="matplotlib of a PNG"),
        pytest.param("return np.load('x.npy')", "np.load('x.npy')", id="an array"),
        pytest.param("return np.fromfile(path, np.float32) * 2", "np.fromfile(path, np.float32)", id="numbers"),
        pytest.param(
            "return torchvision.io.read_image(path, mode)", "torchvision.io.read_image(path, mode)", id="a mode that nobody knows"
        ),
    ],
)
def test_what_is_not_followed_is_said(body, text):
    assert text in unread(told(body))


def test_matplotlib_reads_rgb_in_a_range_that_depends_on_the_file():
    found = canonical(told("return plt.imread(path)"))
    assert found.color.value is not None
    assert (found.color.value.name, found.values.value, found.dtype.value) == ("rgb", None, None)


def test_a_picture_that_is_encoded_again_is_not_the_picture():
    found = told("ok, b = cv2.imencode('.jpg', cv2.imread(path))\nreturn cv2.imdecode(b, 1)")
    assert unread(found)


def test_the_division_of_a_resize_stands_where_the_resize_stands():
    found = told("x = io.imread(path)\nreturn resize(x, (8, 9))", "from skimage import io\nfrom skimage.transform import resize\n")
    assert found.decoded.origin is not None
    assert [step.origin.line for step in found.steps] == [found.decoded.origin.line + 1] * 2


def test_the_division_of_a_reader_stands_where_the_reader_stands():
    found = told("return img_as_float(imread(path))", "from skimage import img_as_float\nfrom skimage.io import imread\n")
    assert found.decoded.origin is not None
    assert found.steps[0].origin == found.decoded.origin


def test_a_script_is_read_to_what_it_saves():
    source = "for name in ['a.jpg']:\n    x = cv2.imread(name)[:, :, ::-1]\n    x.astype(np.float32).tofile('a.bin')\n"
    found = script.lower(pycalls.script(module(source)))
    assert [type(step.op).__name__ for step in found.steps] == ["ToColor", "Cast"]
