"""Each reader against the library it names, on every fixture."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import PIL
import pytest
import skimage.color
import skimage.io
import skimage.util
from PIL import Image, ImageOps

from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.ops import Read

PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"
WHOLE = sorted(path for path in PICTURES.iterdir() if path.is_file())
# Nothing that scikit-image gives for these is a color picture.
NOT_FOR_SKIMAGE = {
    "animated.gif": "animated: scikit-image gives all frames at once",
    "cmyk.jpg": "CMYK",
    "pages.tif": "2 × 47 × 61 × 3 numbers",
    "float.tif": "float32 samples from 79 to 168",
}
# Before Pillow 10 a 16-bit grey PNG is 32-bit for scikit-image, and nearly black once it is converted.
OLD_PILLOW = int(PIL.__version__.partition(".")[0]) < 10
if OLD_PILLOW:
    NOT_FOR_SKIMAGE["gray-16.png"] = "int32 samples"
COLORS = ("rgb", "bgr", "gray")
EVERY_READ = [
    Read(library=library, color=color, exif=exif, unit=unit, deep=deep)
    for library, color, exif, unit, deep in itertools.product(("opencv", "pil", "skimage"), COLORS, *[(False, True)] * 3)
]
PLAIN = [readers.opencv(), readers.pil(), readers.skimage()]

every_picture = pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)


def three_axes(array):
    return array[..., np.newaxis] if array.ndim == 2 else array


def assert_same(array, expected):
    assert array.dtype == expected.dtype
    np.testing.assert_array_equal(array, three_axes(expected))


@every_picture
@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("exif", [False, True])
@pytest.mark.parametrize("color", COLORS)
def test_opencv_equals_imread(path, color, exif, deep):
    flags = cv2.IMREAD_GRAYSCALE if color == "gray" else cv2.IMREAD_COLOR
    flags |= (0 if exif else cv2.IMREAD_IGNORE_ORIENTATION) | (cv2.IMREAD_ANYDEPTH if deep else 0)
    expected = cv2.imread(str(path), flags)
    if expected is None or expected.dtype == np.float32:
        with pytest.raises(ReadError, match=r"OpenCV .*(cannot decode it|float32 samples)"):
            readers.read(readers.opencv(color, exif=exif, deep=deep), path)
    else:
        found = readers.read(readers.opencv(color, exif=exif, deep=deep), path)
        assert_same(found, expected[..., ::-1] if color == "rgb" else expected)


def test_opencv_decodes_every_common_format():
    for path in WHOLE:
        if path.suffix not in (".gif", ".tif"):
            assert readers.read(readers.opencv(), path).size


@every_picture
@pytest.mark.parametrize("exif", [False, True])
def test_pil_equals_convert(path, exif):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns about a palette with transparency
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image) if exif else image
            rgb, luma = np.asarray(upright.convert("RGB")), np.asarray(upright.convert("L"))
    assert_same(readers.read(readers.pil(exif=exif), path), rgb)
    assert_same(readers.read(readers.pil("bgr", exif=exif), path), rgb[..., ::-1])
    assert_same(readers.read(readers.pil("gray", exif=exif), path), luma)


@pytest.mark.parametrize("name", ["gray-16.png", "gray-16.tif"])
def test_deep_keeps_sixteen_bits_alike_in_every_library(name):
    expected = cv2.imread(str(PICTURES / name), cv2.IMREAD_UNCHANGED)
    assert expected.dtype == np.uint16
    for reader in (readers.opencv, readers.pil, readers.skimage):
        if reader is readers.skimage and name in NOT_FOR_SKIMAGE:
            continue
        assert_same(readers.read(reader("gray", deep=True), PICTURES / name), expected)
        assert_same(readers.read(reader("rgb", deep=True), PICTURES / name), np.stack([expected] * 3, axis=-1))


def caffe(path, *, gray):
    """Caffe's `load_image`, as the toolchain's samples have it, and without transparency."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns about a palette with transparency
        array = skimage.io.imread(str(path), as_gray=gray)
    if array.ndim == 4:
        array = array[0]
    if array.ndim == 3 and array.shape[2] == 2:
        array = array[..., 0]
    if array.ndim == 2 and not gray:
        array = np.repeat(array[..., np.newaxis], 3, axis=2)
    return array if gray else array[..., :3]


@every_picture
def test_skimage_equals_imread_in_caffes_form(path):
    if path.name in NOT_FOR_SKIMAGE:
        with pytest.raises(ReadError, match=NOT_FOR_SKIMAGE[path.name]):
            readers.read(readers.skimage(), path)
        return
    expected = caffe(path, gray=False)
    narrow = expected if expected.dtype == np.uint8 else skimage.util.img_as_ubyte(expected)
    assert_same(readers.read(readers.skimage(), path), narrow)
    assert_same(readers.read(readers.skimage("bgr"), path), narrow[..., ::-1])
    assert_same(readers.read(readers.skimage(unit=True), path), skimage.util.img_as_float(expected).astype(np.float32))


@pytest.mark.parametrize(
    "path", [path for path in WHOLE if path.name not in {*NOT_FOR_SKIMAGE, "still.gif", "la.png"}], ids=lambda path: path.name
)
def test_skimage_gray_equals_as_gray(path):
    expected = caffe(path, gray=True)
    assert_same(readers.read(readers.skimage("gray", unit=True), path), skimage.util.img_as_float(expected).astype(np.float32))
    assert_same(readers.read(readers.skimage("gray"), path), skimage.util.img_as_ubyte(expected))


@every_picture
def test_every_way_of_reading_keeps_the_promise(path):
    for how in EVERY_READ:
        try:
            array = readers.read(how, path)
        except ReadError:
            assert path.name in NOT_FOR_SKIMAGE or path.suffix == ".gif"
            continue
        assert sorted(array.shape[:2]) == [47, 61]
        assert array.shape[2] == (1 if how.color == "gray" else 3)
        assert array.dtype in ([np.float32] if how.unit else [np.uint8, np.uint16] if how.deep and "16" in path.name else [np.uint8])
        assert array.min() >= 0
        assert array.max() <= (1 if how.unit else 65535)
        assert array.flags.c_contiguous
        assert array.flags.writeable


@pytest.mark.parametrize("levels", [np.arange(256, dtype=np.uint8), np.arange(65536, dtype=np.uint16)], ids=["8 bits", "16 bits"])
def test_unit_is_img_as_float_for_every_level(levels):
    data = cv2.imencode(".png", levels.reshape(16, -1))[1].tobytes()
    found = readers.decode(Read(library="opencv", color="gray", unit=True, deep=True), data, "levels.png")
    np.testing.assert_array_equal(found.reshape(-1), skimage.util.img_as_float(levels).astype(np.float32))


def test_the_names_of_the_colors_are_right():
    means = {color: readers.read(readers.opencv(color), PICTURES / "rgb.png").mean(axis=(0, 1)) for color in ("rgb", "bgr")}
    assert means["rgb"][0] > means["rgb"][1] + 30 > means["rgb"][2] + 60
    np.testing.assert_allclose(means["bgr"], means["rgb"][::-1])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_the_picture_upright_in_every_library(orientation):
    path = PICTURES / f"exif-{orientation}.jpg"
    upright = readers.read(readers.pil(), PICTURES / "rgb-420.jpg").astype(float)
    turned = [readers.read(Read(library=how.library, color="rgb", exif=True), path) for how in PLAIN]
    for array in turned:
        np.testing.assert_array_equal(array, turned[0])
        assert abs(array - upright).mean() < 6
    lying = [readers.read(Read(library=how.library, color="rgb", exif=False), path) for how in PLAIN]
    for array in lying:
        np.testing.assert_array_equal(array, lying[0])
    assert lying[0].shape == ((61, 47, 3) if orientation > 4 else (47, 61, 3))
    assert (orientation == 1) == np.array_equal(lying[0], turned[0])


def test_only_opencv_turns_by_habit():
    shapes = {how.library: readers.read(how, PICTURES / "exif-6.jpg").shape for how in PLAIN}
    assert shapes == {"opencv": (47, 61, 3), "pil": (61, 47, 3), "skimage": (61, 47, 3)}


def test_a_turned_tiff_is_turned_once(tmp_path):
    path = tmp_path / "turned.tif"
    with Image.open(PICTURES / "rgb.png") as image:
        image.transpose(Image.Transpose.ROTATE_90).save(path, tiffinfo={274: 6})
        upright = np.asarray(image)
    for exif in (False,) if OLD_PILLOW else (False, True):  # it turned a TIFF twice
        np.testing.assert_array_equal(readers.read(readers.pil(exif=exif), path), upright)
    assert readers.read(readers.skimage(), path).shape == (61, 47, 3)
    np.testing.assert_array_equal(readers.read(readers.skimage(exif=True), path), upright)
    np.testing.assert_array_equal(readers.decode(readers.skimage(exif=True), path.read_bytes(), "turned.png"), upright)


def test_reading_leaves_the_warning_filters_alone():
    before = list(warnings.filters)
    for how in PLAIN:
        readers.read(how, PICTURES / "palette-alpha.png")
    assert list(warnings.filters) == before


def test_threads_do_not_hear_each_others_warnings():
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as threads:
        arrays = list(threads.map(lambda _: readers.read(readers.pil(), PICTURES / "palette-alpha.png"), range(400)))
    assert all(np.array_equal(array, arrays[0]) for array in arrays)
    assert list(warnings.filters) == before


def test_names_of_any_alphabet_and_none(tmp_path):
    content = (PICTURES / "rgb-420.jpg").read_bytes()
    for name in ("猫 ü.jpg", "no-extension"):
        (tmp_path / name).write_bytes(content)
        for how in PLAIN:
            np.testing.assert_array_equal(readers.read(how, tmp_path / name), readers.read(how, PICTURES / "rgb-420.jpg"))


def test_reading_does_not_hide_the_descriptions():
    for how in PLAIN:
        readers.read(how, PICTURES / "rgb.png")
    assert [readers.opencv(), readers.pil(), readers.skimage()] == PLAIN


def test_descriptions_import_no_pixel_library():
    code = """
import sys
from pipecheck_transformers import readers
readers.opencv(), readers.pil(), readers.skimage()
print(sorted({"cv2", "PIL", "skimage", "numpy"} & set(sys.modules)))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(readers.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
