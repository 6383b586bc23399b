"""Plain functions, classes and vendor chains: what they do is found, or it is said that it is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from pipecheck import identify
from pipecheck_transformers import Affine, Chain, readers, vendor


def steps(found):
    return " ".join(repr(found.chain).split()).removeprefix("Chain([ ").partition(" ], read=")[0].removesuffix(",")


def letterbox(picture, side=96, value=114, corner=False, interpolation=cv2.INTER_LINEAR, grow=True):
    """Ultralytics' arithmetic."""
    height, width = picture.shape[:2]
    ratio = min(side / height, side / width)
    ratio = ratio if grow else min(ratio, 1.0)
    new_width, new_height = round(width * ratio), round(height * ratio)
    across, down = side - new_width, side - new_height
    across, down = (across, down) if corner else (across / 2, down / 2)
    if (width, height) != (new_width, new_height):
        picture = cv2.resize(picture, (new_width, new_height), interpolation=interpolation)
    top, bottom = (0, down) if corner else (round(down - 0.1), round(down + 0.1))
    left, right = (0, across) if corner else (round(across - 0.1), round(across + 0.1))
    return cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(value,) * 3)


def yolo(picture, **how):
    return np.ascontiguousarray(letterbox(picture, **how)[None, ..., ::-1].transpose(0, 3, 1, 2)).astype(np.float32) / 255


class Processor:
    """As Hugging Face's: bytes by Pillow, a rescale in float64, a normalisation in float32."""

    def __call__(self, images):
        pictures = images if isinstance(images, list) else [images]
        return {"pixel_values": [self.one(Image.fromarray(np.asarray(picture))) for picture in pictures]}

    def one(self, picture):
        width, height = picture.size
        short = 60 / min(width, height)
        size = (60, int(60 * height / width)) if width < height else (int(60 * width / height), 60)
        assert short > 0
        picture = picture.resize(size, Image.Resampling.BICUBIC)
        top, left = (size[1] - 56) // 2, (size[0] - 56) // 2
        array = (np.asarray(picture)[top : top + 56, left : left + 56].astype(np.float64) * (1 / 255)).astype(np.float32)
        mean, std = np.array([0.48145466, 0.4578275, 0.40821073], np.float32), np.array([0.26862954, 0.26130258, 0.27577711], np.float32)
        return ((array - mean) / std).transpose(2, 0, 1)


def from_path(path):
    picture = cv2.cvtColor(cv2.resize(cv2.imread(path), (60, 40)), cv2.COLOR_BGR2GRAY)
    return (picture / 255).astype(np.float32)[None, None]


def efficientnet(picture):
    height, width = picture.shape[:2]
    side = int(min(height, width) * 224 / 256)
    top, left = (height - side) // 2, (width - side) // 2
    return cv2.resize(picture[top : top + side, left : left + side], (56, 56), interpolation=cv2.INTER_CUBIC)


def two_values(picture):
    return cv2.resize(picture, (50, 60)).astype(np.float32) - np.array([103.939, 116.779, 123.68], np.float32), picture.shape


def padded_afterwards(picture):
    resized = cv2.resize(picture, (60, 60)).astype(np.float32) / 255
    return np.pad((resized - 0.4) / 0.2, ((2, 2), (3, 3), (0, 0)))


def mirrored(picture):
    return np.pad(picture[:, ::-1], ((3, 4), (5, 6), (0, 0)), mode="reflect")


def nv12(picture):
    planes = cv2.cvtColor(cv2.resize(picture, (64, 48)), cv2.COLOR_BGR2YUV_I420)
    u, v = planes[48:].reshape(2, 24, 32)
    return np.concatenate([planes[:48], np.stack([u, v], -1).reshape(24, 64)])


def signed(picture):
    return (cv2.resize(picture, (40, 40)).astype(np.int16) - 128).astype(np.int8)


def renamed_axes(picture):
    return cv2.resize(picture, (44, 40)).astype(np.float32).reshape(3, 40, 44) / 255


@pytest.mark.parametrize(
    ("taker", "chain"),
    [
        pytest.param(yolo, "ToColor('rgb'), Letterbox(96, 96), Affine(std=255.0), Transpose('chw')", id="letterbox"),
        pytest.param(
            lambda picture: yolo(picture, value=127, corner=True, interpolation=cv2.INTER_AREA),
            "ToColor('rgb'), Letterbox(96, 96, fill=127.0, position='corner', interpolation='area'), Affine(std=255.0), Transpose('chw')",
            id="letterbox in the corner",
        ),
        pytest.param(
            lambda picture: yolo(picture, grow=False),
            "ToColor('rgb'), Letterbox(96, 96, grow=False), Affine(std=255.0), Transpose('chw')",
            id="letterbox that never enlarges",
        ),
        pytest.param(
            Processor(),
            "ResizeShort(60, interpolation='cubic', library='pil'), CenterCrop(56, 56, rounding='floor'), "
            "Affine(std=255.0), Affine(mean=(0.48145466, 0.4578275, 0.40821073), std=(0.26862954, 0.26130258, 0.27577711)), "
            "Transpose('chw')",
            id="Hugging Face's way",
        ),
        pytest.param(from_path, "Resize(40, 60), ToColor('gray'), Affine(std=255.0), Transpose('chw')", id="gray from a path"),
        pytest.param(efficientnet, "CropFraction(0.875), Resize(56, 56, interpolation='cubic')", id="crop, then resize"),
        pytest.param(two_values, "Resize(60, 50), Affine(mean=(103.939, 116.779, 123.68))", id="a tuple"),
        pytest.param(
            padded_afterwards,
            "Resize(60, 60), Pad(top=2, bottom=2, left=3, right=3, fill=102.0), Affine(std=255.0), Affine(mean=0.4, std=0.2)",
            id="a border of the mean",
        ),
        pytest.param(mirrored, "Pad(top=3, bottom=4, left=6, right=5, mode='reflect'), Flip()", id="mirrored, reflected border"),
        pytest.param(nv12, "Resize(48, 64), ToColor('nv12', range='video')", id="nv12"),
        pytest.param(signed, "Resize(40, 40), Affine(bias=-128.0), Cast('int8')", id="signed bytes"),
        pytest.param(renamed_axes, "Resize(40, 44), Affine(std=255.0), Reinterpret('chw')", id="reshape instead of transpose"),
    ],
)
def test_the_chain_is_recovered(taker, chain):
    found = identify(taker)
    assert found.unexplained is None
    assert steps(found) == chain
    assert found.residual == 0
    assert found.proofs == 5


@pytest.mark.parametrize(
    ("taker", "riddle"),
    [
        pytest.param(lambda x: (x - x.mean()) / (x.std() + 1e-6), "depend on the picture as a whole", id="normalised by itself"),
        pytest.param(lambda x: np.zeros_like(x[:8, :8]), "depend on the picture as a whole", id="constant"),
        pytest.param(lambda x: cv2.resize((255 * (x / 255.0) ** 2.2).astype(np.float32), (40, 40)), "no affine of the pixels", id="gamma"),
        pytest.param(lambda x: cv2.resize(x, (40, 40)).transpose(1, 0, 2), "rows become columns", id="turned"),
        pytest.param(lambda x: cv2.GaussianBlur(cv2.resize(x, (60, 60)), (9, 9), 3), "no known kernel", id="blurred"),
    ],
)
def test_what_is_not_understood_is_said(taker, riddle):
    found = identify(taker)
    assert riddle in found.unexplained
    assert found.status == 1
    assert found.deterministic


def test_two_readings_that_cannot_be_told_apart_are_both_named():
    found = identify(lambda x: cv2.resize(x, (40, 40), interpolation=cv2.INTER_NEAREST_EXACT))
    named = {(op.library, op.interpolation) for chain in (found.chain, *(other.chain for other in found.alternatives)) for op in chain.ops}
    assert named >= {("opencv", "nearest-exact"), ("pil", "nearest")}


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param("cv2.imread(path)[..., ::-1]", readers.opencv(), id="opencv"),
        pytest.param(
            "cv2.imread(path, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)[..., ::-1]", readers.opencv(exif=False), id="unturned"
        ),
        pytest.param("np.array(Image.open(path).convert('RGB'))", readers.pil(), id="pil"),
        pytest.param("np.array(ImageOps.exif_transpose(Image.open(path)).convert('RGB'))", readers.pil(exif=True), id="pil, turned"),
    ],
)
def test_the_reader_of_a_path_is_found(tmp_path, body, read):
    source = f"import cv2, numpy as np\nfrom PIL import Image, ImageOps\ndef pre(path):\n    return cv2.resize({body}, (40, 30))\n"
    (tmp_path / "reads.py").write_text(source, encoding="utf-8")
    found = identify(f"{tmp_path}/reads.py:pre")
    assert found.chain.read == read
    assert found.spec.color.value.name == "rgb"
    assert found.residual == 0


def test_an_array_is_taken_for_opencvs_and_that_is_marked():
    found = identify(lambda x: cv2.resize(x, (40, 40)))
    assert found.spec.color.value.name == "bgr"
    assert found.spec.color.assumed == "an array does not say who read it; taken to be bgr"
    told = identify(lambda x: cv2.resize(x, (40, 40)), read=readers.pil())
    assert (told.spec.color.value.name, told.spec.color.assumed) == ("rgb", None)


def test_a_list_of_transformers_is_called_one_after_the_other():
    found = identify([vendor.ResizeTransformer((40, 40), "opencv"), vendor.HWC2CHWTransformer()])
    assert steps(found) == "Resize(40, 40), Cast('float32'), Transpose('chw')"


def test_the_answer_is_a_chain_that_can_be_saved_and_run(tmp_path):
    found = identify(yolo)
    again = Chain.from_yaml(found.chain.to_yaml())
    picture = np.random.default_rng(3).integers(0, 256, (70, 90, 3), np.uint8)
    np.testing.assert_array_equal(again(picture), yolo(picture)[0])


def test_numbers_are_spelled_as_people_write_them():
    found = identify(lambda x: (cv2.resize(x, (30, 30)) / 255.0 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225])
    assert found.chain.ops[1:] == (
        Affine(std=255.0, dtype=None),
        Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), dtype=None),
    )
