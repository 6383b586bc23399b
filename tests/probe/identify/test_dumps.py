"""A picture and a dumped tensor: the chain between them, or the word that there is none."""

from __future__ import annotations

import os

import cv2
import numpy as np
import pytest
from PIL import Image

from pipecheck import identify
from pipecheck.errors import PipecheckError, SourceError, UsageError
from pipecheck.probe.identify import dumps
from pipecheck.probe.identify.asking import pictures
from pipecheck_transformers import Affine, Chain, readers

F = np.float32


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A JPEG of 150 × 200 pixels."""
    folder = tmp_path_factory.mktemp("dumps")
    Image.fromarray(pictures.natural(150, 200, seed=77)).save(folder / "a.jpg", quality=95)
    return folder


def steps(found):
    return " ".join(repr(found.chain).split()).removeprefix("Chain([ ").partition(" ], read=")[0].removesuffix(",")


def torchvision_like(folder):
    picture = Image.open(folder / "a.jpg").resize((96, 72), Image.Resampling.BILINEAR).crop((16, 4, 80, 68))
    return ((np.asarray(picture).astype(F) / F(255) - np.array([0.485, 0.456, 0.406], F)) / np.array([0.229, 0.224, 0.225], F)).transpose(
        2, 0, 1
    )


def yolo(folder):
    picture = cv2.resize(cv2.imread(str(folder / "a.jpg")), (96, 72))
    picture = cv2.copyMakeBorder(picture, 12, 12, 0, 0, cv2.BORDER_CONSTANT, value=(114, 114, 114))
    return (picture[..., ::-1].transpose(2, 0, 1).astype(F) / 255)[None]


def stretched(folder, height=64, width=64, interpolation=cv2.INTER_LINEAR):
    return cv2.resize(cv2.imread(str(folder / "a.jpg")), (width, height), interpolation=interpolation)


def nv12(folder):
    planes = cv2.cvtColor(stretched(folder, 64, 96), cv2.COLOR_BGR2YUV_I420)
    u, v = planes[64:].reshape(2, 32, 48)
    return np.concatenate([planes[:64], np.stack([u, v], -1).reshape(32, 96)])


def gray(folder):
    return (np.asarray(Image.open(folder / "a.jpg").convert("L").resize((50, 32), Image.Resampling.BICUBIC)) / F(255)).astype(F)[None]


MADE = [
    pytest.param(
        torchvision_like,
        "ResizeShort(72, library='pil'), CenterCrop(64, 64), Affine(std=255.0), "
        "Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)), Transpose('chw')",
        readers.pil(),
        id="torchvision",
    ),
    pytest.param(yolo, "ToColor('rgb'), Letterbox(96, 96), Affine(std=255.0), Transpose('chw')", readers.opencv(), id="letterbox"),
    pytest.param(stretched, "Resize(64, 64)", readers.opencv(), id="bytes"),
    pytest.param(
        lambda folder: stretched(folder, 48, 80, cv2.INTER_AREA).astype(F),
        "Resize(48, 80, interpolation='area'), Cast('float32')",
        readers.opencv(),
        id="area, floats",
    ),
    pytest.param(nv12, "Resize(64, 96), ToColor('nv12', range='video')", readers.opencv(), id="nv12"),
    pytest.param(
        lambda folder: (stretched(folder).astype(np.int16) - 128).astype(np.int8),
        "Resize(64, 64), Affine(bias=-128.0), Cast('int8')",
        readers.opencv(),
        id="signed",
    ),
    pytest.param(
        lambda folder: (stretched(folder).astype(F) - np.array([103.939, 116.779, 123.68], F)).transpose(2, 0, 1),
        "Resize(64, 64), Affine(mean=(103.939, 116.779, 123.68)), Transpose('chw')",
        readers.opencv(),
        id="caffe",
    ),
    pytest.param(
        gray,
        "ToColor('gray', library='pil'), Resize(32, 50, interpolation='cubic', library='pil'), Affine(std=255.0), Transpose('chw')",
        readers.pil(),
        id="gray",
    ),
    pytest.param(
        lambda folder: ((stretched(folder).astype(F) - F(100)) / F(55)).astype(F),
        "Resize(64, 64), Affine(mean=100.0, std=55.0)",
        readers.opencv(),
        id="constants of nobody",
    ),
]


@pytest.mark.parametrize(("make", "chain", "read"), MADE)
def test_a_raw_dump_is_explained(folder, make, chain, read):
    made = make(folder)
    made.tofile(folder / "x.bin")
    found = identify(image=folder / "a.jpg", dump=folder / "x.bin", seconds=120)
    assert found.unexplained is None
    assert steps(found) == chain
    assert found.chain.read == read
    assert found.residual <= 1e-4
    np.testing.assert_allclose(np.squeeze(found.chain(folder / "a.jpg")), np.squeeze(made), rtol=0, atol=1e-5)


def test_an_npy_file_knows_its_shape(folder):
    np.save(folder / "x.npy", yolo(folder))
    assert identify(image=folder / "a.jpg", dump=folder / "x.npy").residual == 0


def test_shape_and_dtype_can_be_told(folder):
    made = stretched(folder, 48, 80).astype(np.float16)
    made.tofile(folder / "x.bin")
    found = identify(image=folder / "a.jpg", dump=folder / "x.bin", shape=(1, 48, 80, 3), dtype="float16")
    assert steps(found) == "Resize(48, 80), Cast('float16')"


def test_the_reader_that_turns_is_told_from_the_one_that_does_not(folder):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(folder / "a.jpg").save(folder / "turned.jpg", quality=95, exif=exif)
    cv2.resize(cv2.imread(str(folder / "turned.jpg")), (60, 80)).tofile(folder / "x.bin")
    found = identify(image=folder / "turned.jpg", dump=folder / "x.bin", shape=(80, 60, 3), dtype="uint8")
    assert (found.residual, found.chain.read) == (0, readers.opencv())
    assert all(other.chain.read.exif for other in found.alternatives)


def test_readers_that_cannot_be_told_apart_are_named(folder):
    stretched(folder).tofile(folder / "x.bin")
    found = identify(image=folder / "a.jpg", dump=folder / "x.bin")
    assert {"pil", "skimage"} <= {other.chain.read.library for other in found.alternatives}
    assert {other.residual for other in found.alternatives} == {0.0}


@pytest.mark.parametrize(
    "dump",
    [
        pytest.param(lambda: pictures.natural(96, 96, seed=5).transpose(2, 0, 1).astype(F) / 255, id="another picture"),
        pytest.param(lambda: np.random.default_rng(0).normal(size=(1, 3, 64, 64)).astype(F), id="noise"),
        pytest.param(lambda: np.full((64, 64, 3), 7, np.uint8), id="one color"),
        pytest.param(lambda: np.full((64, 64, 3), np.nan, F), id="not a number"),
    ],
)
def test_what_has_nothing_to_do_with_the_picture_is_unexplained(folder, dump):
    np.save(folder / "x.npy", dump())
    found = identify(image=folder / "a.jpg", dump=folder / "x.npy")
    assert found.unexplained == "no known chain makes this tensor of this picture"
    assert (found.chain, found.residual, found.status) == (None, None, 1)


def test_an_unknown_kernel_is_named_with_its_distance(folder):
    blurred = cv2.GaussianBlur(stretched(folder, 64, 64, cv2.INTER_AREA), (3, 3), 1.2)
    np.save(folder / "x.npy", blurred)
    found = identify(image=folder / "a.jpg", dump=folder / "x.npy")
    assert found.unexplained.startswith("the closest known chain is ")
    assert found.residual > 10
    assert found.status == 1


@pytest.mark.parametrize(
    ("dump", "told", "error", "complaint"),
    [
        ("x.bin", {"shape": (4, 4, 3), "dtype": "uint8"}, SourceError, "27 bytes do not fit the shape 4x4x3, which takes 48 in uint8"),
        ("x.bin", {"shape": (3, 3)}, SourceError, "27 bytes do not fit the shape 3x3, which takes 9, 18, 36 or 72 by its dtype"),
        ("x.bin", {"dtype": "bool"}, UsageError, "dtype bool is none of float32"),
        ("none.bin", {}, SourceError, "no such file"),
        ("text.npy", {}, SourceError, "not an npy file"),
        ("five.npy", {}, SourceError, "more than one picture"),
    ],
)
def test_what_cannot_be_a_dump_is_one_line(folder, dump, told, error, complaint):
    (folder / "x.bin").write_bytes(bytes(27))
    (folder / "text.npy").write_text("no", encoding="utf-8")
    np.save(folder / "five.npy", np.zeros((5, 3, 8, 8), F))
    with pytest.raises(error, match=complaint):
        identify(image=folder / "a.jpg", dump=folder / dump, **told)


def test_a_picture_that_cannot_be_read_is_one_line(folder):
    np.save(folder / "x.npy", np.zeros((8, 8, 3), F))
    with pytest.raises(PipecheckError, match=r"none\.jpg: no such file"):
        identify(image=folder / "none.jpg", dump=folder / "x.npy")


def test_the_answer_runs(folder):
    chain = Chain([Affine(std=255.0)], read=readers.pil())
    np.save(folder / "x.npy", chain(folder / "a.jpg"))
    assert identify(image=folder / "a.jpg", dump=folder / "x.npy").chain.ops == chain.ops


HEADER = "{{'descr': '<f4', 'fortran_order': False, 'shape': {}, }}"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        pytest.param(None, "empty$", id="nothing"),
        pytest.param("(10000000000, 3, 3)", "not an npy file: ", id="more than fits"),
        pytest.param("(" * 50, "not an npy file: ", id="brackets"),
        pytest.param("(-1, 3)", "not an npy file: ", id="a negative side"),
        pytest.param("(True,)", "not an npy file: ", id="a truth as a side"),
        pytest.param("(2000000000,)", "not an npy file: cut short: 228 of 8000000128 bytes", id="more than there is"),
    ],
)
def test_a_damaged_npy_is_one_line(tmp_path, header, message):
    said = HEADER.format(header).ljust(117).encode() + b"\n"
    path = tmp_path / "a.npy"
    path.write_bytes(b"" if header is None else b"\x93NUMPY\1\0" + len(said).to_bytes(2, "little") + said + bytes(100))
    with pytest.raises(SourceError, match=f"^{path}: {message}"):
        dumps.load(path, None, None)


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.raw")
    with pytest.raises(SourceError, match="not a regular file"):
        dumps.load(tmp_path / "a.raw", None, None)
