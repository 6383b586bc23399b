"""Calibration files against the pictures that they were made of: nothing said of right ones, and every mistake with its step."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipecheck.evidence.tensors import Expected
from pipecheck.findings import Origin
from pipecheck.lower import chain as dialect
from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.tensors.matching import matched
from pipecheck.spec import Opaque, Program, Step
from pipecheck_transformers import Chain, readers
from pipecheck_transformers.ops import Affine, CenterCrop, Letterbox, Resize, ResizeShort, ToColor, Transpose

F = np.float32
MEAN, STD = np.array([0.485, 0.456, 0.406], F), np.array([0.229, 0.224, 0.225], F)
RGB = Expected(color="rgb", layout="chw")
SIZES = ((90, 130), (150, 110), (120, 160), (100, 180), (141, 97), (131, 137))
AT = Path("preprocess.py")


def declared(chain):
    return dialect.lower(chain, Origin(AT, 1), [Origin(AT, 10 + index) for index in range(len(chain.ops))])


RESNET = declared(
    Chain(
        [
            ResizeShort(73, library="pil"),
            CenterCrop(64, 64),
            Affine(std=255.0),
            Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)),
            Transpose("chw"),
        ],
        read=readers.pil(),
    )
)
PLAIN = declared(Chain([Resize(64, 64), ToColor("rgb"), Transpose("chw")], read=readers.opencv()))
YOLO = declared(Chain([Letterbox(64, 64), ToColor("rgb"), Affine(std=255.0), Transpose("chw")], read=readers.opencv()))


def resnet(path, *, kernel=Image.Resampling.BILINEAR, short=73):
    picture = Image.open(path).convert("RGB")
    width, height = picture.size
    size = (short, int(short * height / width)) if width <= height else (int(short * width / height), short)
    picture = picture.resize(size, kernel)
    left, top = round((picture.width - 64) / 2), round((picture.height - 64) / 2)
    return np.asarray(picture.crop((left, top, left + 64, top + 64)))


def normalised(levels):
    return ((levels.astype(F) / F(255) - MEAN) / STD).transpose(2, 0, 1)


def plain(path, kernel=cv2.INTER_LINEAR):
    return cv2.resize(cv2.imread(str(path)), (64, 64), interpolation=kernel)[:, :, ::-1].transpose(2, 0, 1)


def yolo(path, fill=114):
    picture = cv2.imread(str(path))
    height, width = picture.shape[:2]
    ratio = 64 / max(height, width)
    tall, wide = round(height * ratio), round(width * ratio)
    top, left = round((64 - tall) / 2 - 0.1), round((64 - wide) / 2 - 0.1)
    resized = cv2.resize(picture, (wide, tall))
    framed = cv2.copyMakeBorder(resized, top, 64 - tall - top, left, 64 - wide - left, cv2.BORDER_CONSTANT, value=(fill,) * 3)
    return framed[:, :, ::-1].transpose(2, 0, 1).astype(F) / F(255)


def load(path):
    return np.load(path)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """Pictures of six sizes, as JPEG and PNG, one of them gray and one turned by EXIF."""
    folder = tmp_path_factory.mktemp("pictures")
    for index, size in enumerate((*SIZES, *SIZES)):
        picture = Image.fromarray(pictures.natural(*size, seed=40 + index))
        exif = Image.Exif()
        if index == 3:
            exif[0x0112] = 6
        if index == 4:
            picture = picture.convert("L")
        name = f"street_{index:03d}.{'png' if index % 3 == 2 else 'jpg'}"
        picture.save(folder / name, **({"quality": 95, "exif": exif} if name.endswith("jpg") else {}))
    return sorted(folder.iterdir())


@pytest.fixture
def write(tmp_path, images):
    """Files that *make* makes of the pictures, named after them, or by *name*."""

    def written(make, name=lambda _, path: path.stem, chosen=None):
        files = []
        for index, path in enumerate(chosen or images):
            files.append(tmp_path / f"{name(index, path)}.npy")
            np.save(files[-1], make(path))
        return files

    return written


def counter(index, _):
    return f"{index:05d}"


def shuffled(_, path):
    return f"{(int(path.stem[-3:]) * 7 + 5) % 12:05d}"


RIGHT = [
    pytest.param(lambda path: normalised(resnet(path)), RESNET, id="as it is"),
    pytest.param(lambda path: normalised(resnet(path))[None], RESNET, id="with a batch"),
    pytest.param(lambda path: normalised(resnet(path)).transpose(1, 2, 0), RESNET, id="channels last"),
    pytest.param(lambda path: normalised(resnet(path)).transpose(1, 2, 0).reshape(3, 64, 64), RESNET, id="read in the other layout"),
    pytest.param(lambda path: normalised(resnet(path)).astype(np.float16), RESNET, id="in half precision"),
    pytest.param(lambda path: normalised(resnet(path)).astype(np.float64), RESNET, id="in double precision"),
    pytest.param(plain, PLAIN, id="bytes"),
    pytest.param(lambda path: plain(path).astype(F), PLAIN, id="bytes as floats"),
    pytest.param(lambda path: plain(path).astype(np.int32), PLAIN, id="bytes in four bytes"),
    pytest.param(yolo, YOLO, id="letterbox"),
    pytest.param(
        lambda path: cv2.resize(cv2.imread(str(path)).astype(F), (64, 64)).astype(np.uint8)[:, :, ::-1].transpose(2, 0, 1),
        declared(Chain([Resize(64, 64), ToColor("rgb"), Affine(scale=1.0, bias=0.25), Transpose("chw")], read=readers.opencv())),
        id="floats cut to bytes",
    ),
]
NAMES = [
    pytest.param(lambda _, path: path.stem, "name", id="the same stem"),
    pytest.param(lambda _, path: f"{path.name}", "name", id="with the ending of the picture"),
    pytest.param(lambda index, path: f"{index:04d}_{path.stem}_rgb", "name", id="with a counter and a suffix"),
    pytest.param(lambda _, path: str(int(path.stem[-3:])), "name", id="only its number"),
    pytest.param(shuffled, "content", id="numbers of nothing"),
    pytest.param(lambda _, path: "file" + "abcdefghijkl"[int(path.stem[-3:])], "content", id="letters"),
]


@pytest.mark.parametrize("name", [lambda _, path: path.stem, shuffled], ids=["by name", "by content"])
@pytest.mark.parametrize(("make", "program"), RIGHT)
def test_right_files_are_the_same(write, images, make, program, name):
    found = matched(write(make, name), load, images, program, RGB)
    assert (found.pairs, found.same, found.swapped) == (12, 12, 0)
    assert (found.worst, found.largest, found.step) == (None, None, None)


@pytest.mark.parametrize(("name", "by"), NAMES)
def test_files_find_their_pictures(write, images, name, by):
    found = matched(write(plain, name), load, images, PLAIN, RGB)
    assert (found.found_by, found.pairs, found.same) == (by, 12, 12)


LAYOUTS = [
    pytest.param(lambda path: normalised(resnet(path)), "chw", id="channels first"),
    pytest.param(lambda path: normalised(resnet(path)).transpose(1, 2, 0), "hwc", id="channels last"),
    pytest.param(lambda path: normalised(resnet(path)).transpose(1, 2, 0).reshape(3, 64, 64), "hwc", id="read in the other layout"),
    pytest.param(lambda path: normalised(resnet(path)[:, :, ::-1]).transpose(1, 2, 0), "hwc", id="channels last, swapped"),
]


@pytest.mark.parametrize(("make", "layout"), LAYOUTS)
def test_files_tell_in_which_layout_they_are_their_pictures(write, images, make, layout):
    found = matched(write(make), load, images, RESNET, RGB)
    assert (found.layout, found.laid_out) == (layout, found.pairs)


def test_of_several_layouts_the_unexpected_one_is_told(write, images):
    files = write(plain)
    for file, path in zip(files[:3], images, strict=False):
        np.save(file, np.ascontiguousarray(np.moveaxis(plain(path), 0, -1)).reshape(3, 64, 64))
    found = matched(files, load, images, PLAIN, RGB)
    assert (found.same, found.layout, found.laid_out) == (12, "hwc", 3)


def test_gray_pages_tell_their_layout_too(write, tmp_path):
    pages = []
    for index in range(6):
        page = np.full((90, 120), 255, np.uint8)
        page[10 + 8 * index : 14 + 8 * index, 10:100] = 0
        page[70:72, 20 : 40 + 10 * index] = 0
        pages.append(tmp_path / f"page_{index}.png")
        Image.fromarray(page).save(pages[-1])
    found = matched(write(lambda path: np.moveaxis(plain(path), 0, -1).reshape(3, 64, 64), chosen=pages), load, pages, PLAIN, RGB)
    assert (found.same, found.layout, found.laid_out) == (6, "hwc", 6)


MISTAKES = [
    pytest.param(
        lambda path: plain(path, cv2.INTER_AREA), PLAIN, "geometry", 10,
        "the file was resized with opencv area, the source resizes with opencv linear", id="another kernel",
    ),
    pytest.param(
        lambda path: normalised(cv2.resize(cv2.imread(str(path))[:, :, ::-1], (64, 64))), RESNET, "geometry", 10,
        "the file was stretched to 64×64, the source has it brought to a short side of 73, then cropped to 64×64", id="stretched",
    ),
    pytest.param(
        lambda path: plain(path).astype(F) / F(255), YOLO, "geometry", 10,
        "the file was stretched to 64×64, the source has it fitted into 64×64 with a border", id="stretched for a letterbox",
    ),
    pytest.param(
        lambda path: yolo(path, 0), YOLO, "geometry", 10,
        "the file has another border (filled with 0, the source filled with 114)", id="another border",
    ),
    pytest.param(
        lambda path: normalised(resnet(path, short=66)), RESNET, "geometry", 10,
        "the file shows another part of the picture (brought to a short side of 66, then cropped to 64×64, "
        "the source has it brought to a short side of 73, then cropped to 64×64)", id="another crop",
    ),
    pytest.param(
        lambda path: yolo(path) * F(255), YOLO, "values", 12,
        "the file holds levels 0..255, the source makes levels / 255", id="not divided",
    ),
    pytest.param(
        lambda path: plain(path) / F(255), PLAIN, "values", 1,
        "the file holds levels / 255, the source makes levels 0..255", id="divided",
    ),
    pytest.param(
        lambda path: (normalised(resnet(path)) / 255 - MEAN[:, None, None]) / STD[:, None, None], RESNET, "values", 13,
        "the file went through the values of the source twice", id="normalised twice",
    ),
    pytest.param(
        lambda path: resnet(path).transpose(2, 0, 1) / F(255), RESNET, "values", 13,
        "the file holds levels / 255, the source makes (levels − (123.67, 116.28, 103.53)) / (58.395, 57.12, 57.375)", id="not normalised",
    ),
    pytest.param(
        lambda path: plain(path)[:, 4:60, 4:60], PLAIN, "geometry", 10, "the file is 56×56, the source makes 64×64", id="another size",
    ),
    pytest.param(
        lambda path: cv2.cvtColor(plain(path).transpose(1, 2, 0), cv2.COLOR_RGB2GRAY), PLAIN, "color", 11,
        "the file holds 64×64 with 1 channel, the source makes 64×64 with 3 channels", id="gray",
    ),
]  # fmt: skip


@pytest.mark.parametrize("name", [lambda _, path: path.stem, shuffled], ids=["by name", "by content"])
@pytest.mark.parametrize(("make", "program", "aspect", "line", "step"), MISTAKES)
def test_a_mistake_is_found_with_its_step(write, images, make, program, aspect, line, step, name):
    chosen = [path for path in images if path.stem != "street_003"]  # a turned one differs between readers besides
    found = matched(write(make, name, chosen), load, images, program, RGB, seconds=120)
    assert (found.same, found.swapped) == (0, 0)
    assert found.pairs >= 8
    assert (found.aspect, found.place, found.step) == (aspect, Origin(AT, line), step)


SWAPPED = [
    pytest.param(lambda path: plain(path)[::-1], PLAIN, 11, id="bytes"),
    pytest.param(lambda path: normalised(resnet(path)[:, :, ::-1]), RESNET, 11, id="before the constants"),
    pytest.param(lambda path: normalised(resnet(path))[::-1], RESNET, 12, id="after the constants, which shows on gray too"),
    pytest.param(lambda path: np.moveaxis(yolo(path)[::-1], 0, -1), YOLO, 11, id="channels last"),
]


@pytest.mark.parametrize(("make", "program", "count"), SWAPPED)
def test_swapped_channels_are_told_and_gray_pictures_do_not_count(write, images, make, program, count):
    found = matched(write(make), load, images, program, RGB)
    assert (found.pairs, found.same, found.swapped) == (count, 0, count)
    assert found.picture == images[0]


def test_files_that_mend_a_swap_of_the_source_are_something_else(write, images):
    wrong = declared(Chain([Resize(64, 64), Transpose("chw")], read=readers.opencv()))
    found = matched(write(plain), load, images, wrong, RGB)
    assert (found.swapped, found.aspect, found.step) == (0, "color", "the file holds rgb, the source makes bgr")


def test_a_turned_picture_is_told_with_its_reader(write, images):
    def unturned(path):
        return cv2.resize(np.asarray(Image.open(path).convert("RGB")), (64, 64)).transpose(2, 0, 1)

    found = matched(write(unturned), load, images, PLAIN, RGB)
    assert (found.pairs, found.same, found.worst, found.aspect) == (12, 11, "street_003.npy", "decode")
    assert found.step == "the picture was not turned by EXIF, and the source turns it"


def test_stale_files_among_right_ones_are_counted(write, images):
    files = write(plain)
    np.save(files[5], plain(images[5], cv2.INTER_AREA))
    found = matched(files, load, images, PLAIN, RGB)
    assert (found.pairs, found.same, found.worst) == (12, 11, "street_005.npy")
    assert found.step == "the file was resized with opencv area, the source resizes with opencv linear"


def test_normalised_numbers_cut_to_bytes_are_told(write, images):
    program = declared(Chain([Resize(64, 64), ToColor("rgb"), Affine(mean=100.0, std=20.0), Transpose("chw")], read=readers.opencv()))
    found = matched(write(lambda path: ((plain(path).astype(F) - 100) / 20).astype(np.int8)), load, images, program, RGB)
    assert (found.aspect, found.step) == ("dtype", "the values of the source were cut to int8 in the file")


UNKNOWN = Program(PLAIN.decoded, (*PLAIN.steps[:1], Step(Opaque("net.prepare(x)")), *PLAIN.steps[1:]))


@pytest.mark.parametrize(("order", "same", "swapped"), [(1, 11, 0), (-1, 0, 11)], ids=["right", "swapped"])
def test_where_nothing_can_be_run_the_order_alone_is_judged(write, images, order, same, swapped):
    found = matched(write(lambda path: normalised(resnet(path))[::order]), load, images, UNKNOWN, RGB)
    assert (found.pairs, found.same, found.swapped, found.whole) == (11, same, swapped, False)


TRAINED = [
    pytest.param(resnet, id="as it is"),
    pytest.param(lambda path: resnet(path, kernel=Image.Resampling.BICUBIC), id="another kernel"),
    pytest.param(lambda path: np.clip(resnet(path).astype(np.int16) + 2, 0, 255), id="a few levels"),
    pytest.param(lambda path: np.roll(resnet(path), 1, axis=1), id="a pixel aside"),
]


@pytest.mark.parametrize(("order", "same", "swapped"), [(1, 12, 0), (-1, 0, 11)], ids=["right", "swapped"])
@pytest.mark.parametrize("make", TRAINED)
def test_files_need_not_be_resized_as_in_training(write, images, make, order, same, swapped):
    files = write(lambda path: normalised(make(path)[:, :, ::order]))
    found = matched(files, load, images, RESNET, RGB, road="training")
    assert (found.same, found.swapped, found.step, found.road) == (same, swapped, None, "training")


def test_files_that_were_resized_otherwise_tell_their_layout(write, images):
    hwc = lambda path: np.ascontiguousarray(np.moveaxis(plain(path), 0, -1)).reshape(3, 64, 64)
    square = declared(Chain([Resize(64, 64, library="pil"), ToColor("rgb"), Transpose("chw")], read=readers.pil()))
    found = matched(write(hwc), load, images, square, RGB, road="training")
    assert (found.step, found.layout) == (None, "hwc")


def test_what_training_does_not_show_is_told(write, images):
    stretched = lambda path: normalised(cv2.resize(cv2.imread(str(path))[:, :, ::-1], (64, 64)))
    chosen = [path for path in images if path.stem != "street_003"]
    found = matched(write(stretched, chosen=chosen), load, images, RESNET, RGB, road="training", seconds=120)
    assert (found.aspect, found.place) == ("geometry", Origin(AT, 10))
    assert found.step == "the file was stretched to 64×64, training has it brought to a short side of 73, then cropped to 64×64"


def test_a_border_of_another_color_is_not_held_against_files_of_no_source(write, images):
    found = matched(write(lambda path: yolo(path, 0)), load, images, YOLO, RGB, road="training", seconds=60)
    assert (found.swapped, found.step) == (0, None)


def test_nobody_says_who_reads(write, images):
    unsaid = dialect.lower(Chain([Resize(64, 64), Transpose("chw")], read=readers.opencv("rgb")))
    program = Program(type(unsaid.decoded)(), unsaid.steps)
    found = matched(write(plain), load, images, program, RGB)
    assert (found.pairs, found.same) == (12, 12)


def test_other_pictures_are_not_their_pictures(write, images, tmp_path):
    strangers = []
    for index in range(20):
        strangers.append(tmp_path / f"street_{index:03d}.png")
        Image.fromarray(pictures.natural(100, 140, seed=900 + index)).save(strangers[-1])
    assert matched(write(plain), load, strangers, PLAIN, RGB) == "none"


def test_files_whose_pictures_are_gone_are_not_held_against_others_of_their_number(write, images, tmp_path):
    strangers = []
    for index in range(9, 12):
        strangers.append(tmp_path / f"b_street_{index:03d}.png")
        Image.fromarray(pictures.natural(100, 140, seed=900 + index)).save(strangers[-1])
    files = write(plain, lambda _, path: f"a_{path.stem}")
    found = matched(files, load, [*images[:9], *strangers], PLAIN, RGB)
    assert (found.pairs, found.same, found.found_by) == (9, 9, "name")


def test_frames_that_only_their_order_tells_apart(write, tmp_path):
    base = pictures.natural(110, 150, seed=3).astype(np.int16)
    frames = []
    for index in range(12):
        frames.append(tmp_path / f"f{index}.png")
        spot = base.copy()
        spot[20 + 5 * index : 34 + 5 * index, 30 + 7 * index : 50 + 7 * index] += 40
        Image.fromarray(spot.clip(0, 255).astype(np.uint8)).save(frames[-1])
    files = write(plain, lambda index, _: f"x{index}y", frames)
    found = matched(files, load, frames, PLAIN, RGB)
    assert (found.pairs, found.same) == (12, 12)
