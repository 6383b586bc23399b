"""Masks: numbers of classes by picture, settled by what they hold, refused on one line."""

import numpy as np
import pytest
from PIL import Image

from pipecheck.errors import SourceError
from pipecheck.sources.truth import Mask, masks

CITY = ("_gtFine_labelTrainIds.png", "_gtFine_labelIds.png", "_gtFine_color.png", "_gtFine_instanceIds.png")


def save(path, numbers, mode=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(np.asarray(numbers))
    (picture if mode is None else picture.convert(mode)).save(path)
    return path


def grey(*numbers):
    return np.array([numbers], np.uint8)


def palette(path, numbers):
    picture = Image.fromarray(np.asarray(numbers, np.uint8), "L").convert("P")
    picture.putpalette([channel for at in range(256) for channel in (at, 0, 255 - at)])
    picture.putdata([int(number) for number in np.ravel(numbers)])
    picture.save(path)


@pytest.mark.parametrize(
    ("numbers", "outputs", "first", "binary", "read", "assumed"),
    [
        pytest.param((0, 3, 18), 19, 0, False, [0, 3, 18], (), id="numbers"),
        pytest.param((0, 3, 255), 19, 0, False, [0, 3, 255], ("pixels of 255 belong to no class",), id="255"),
        pytest.param((0, 3, 255), None, 0, False, [0, 3, 255], ("pixels of 255 belong to no class",), id="any network"),
        pytest.param((0, 7, 150), 150, 1, False, [255, 6, 149], ("masks count from 1", "pixels of 255"), id="from 1"),
        pytest.param((1, 255, 19), 19, 1, False, [0, 255, 18], ("masks count from 1", "pixels of 255"), id="from 1, and 255"),
        pytest.param((0, 255, 255), 2, 0, True, [0, 1, 1], ("masks of 0 and 255 show one class",), id="black and white"),
        pytest.param((0, 255, 255), 1, 0, True, [0, 1, 1], ("masks of 0 and 255 show one class",), id="black and white, one plane"),
        pytest.param((0, 255, 255), 19, 0, False, [0, 255, 255], ("pixels of 255",), id="one class of many"),
        pytest.param((0, 1, 1), 2, 0, False, [0, 1, 1], (), id="0 and 1"),
    ],
)
def test_numbers_are_settled_by_what_the_network_knows(tmp_path, numbers, outputs, first, binary, read, assumed):
    path = save(tmp_path / "x" / "a.png", grey(*numbers))
    found = masks.load(tmp_path, None, outputs)
    assert found.said == {"x/a.png": Mask(path, first, binary)}
    assert masks.read(found.said["x/a.png"]).ravel().tolist() == read
    assert len(found.assumed) == len(assumed)
    assert all(said.startswith(words) for said, words in zip(found.assumed, assumed, strict=True))
    assert found.of(["x/a.jpg", "b.jpg"]) == {"x/a.jpg": found.said["x/a.png"]}


@pytest.mark.parametrize("mode", ["L", "P", "1", "I", "I;16", "RGB"])
def test_modes(tmp_path, mode):
    path, numbers = tmp_path / ("a.tif" if mode == "I" else "a.png"), np.array([[0, 1], [1, 0]], np.uint8)
    if mode == "P":
        palette(path, numbers)
    elif mode == "I;16":
        Image.fromarray(numbers.astype(np.uint16)).save(path)
    elif mode == "RGB":
        Image.fromarray(np.repeat(numbers[..., None], 3, axis=2)).save(path)
    else:
        Image.fromarray(numbers * 255 if mode == "1" else numbers).convert(mode).save(path)
    assert masks.read(Mask(path)).tolist() == [[0, 1], [1, 0]]


def test_numbers_below_nought_belong_to_no_class(tmp_path):
    Image.fromarray(np.array([[-1, 0], [1, -7]], np.int32)).save(tmp_path / "a.tif")
    found = masks.load(tmp_path, None, 2)
    assert masks.read(found.said["a.tif"]).tolist() == [[255, 0], [1, 255]]
    assert found.assumed == ("pixels of 255 belong to no class",)


def test_a_list_names_the_classes(tmp_path):
    save(tmp_path / "m" / "a.png", grey(0, 2))
    (tmp_path / "names.txt").write_text("road\nsky\n")
    found = masks.load(tmp_path / "m", tmp_path / "names.txt", None)
    assert (found.classes, found.said["a.png"].first) == (("road", "sky"), 1)


def test_kinds_of_pictures_beside_each_other(tmp_path):
    for ending in CITY:
        save(tmp_path / "bonn" / f"bonn_1{ending}", grey(0, 1) if "Ids" in ending else np.zeros((1, 2, 3), np.uint8))
    found = masks.load(tmp_path, None, 19)
    assert found.of(["bonn/bonn_1_leftImg8bit.png"]) == {
        "bonn/bonn_1_leftImg8bit.png": Mask(tmp_path / "bonn" / "bonn_1_gtFine_labelTrainIds.png")
    }


def test_an_ending_that_all_have_is_no_part_of_the_name(tmp_path):
    save(tmp_path / "a_mask.png", grey(0, 1))
    save(tmp_path / "b_mask.png", grey(0, 1))
    assert set(masks.load(tmp_path, None, 2).of(["a.jpg", "b.jpg"])) == {"a.jpg", "b.jpg"}


def test_vocs_folders(tmp_path):
    palette(save(tmp_path / "SegmentationClass" / "a.png", grey(0)), [[0, 20, 255]])
    (tmp_path / "Annotations").mkdir()
    assert list(masks.load(tmp_path, None, 21).said) == ["a.png"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param(b"", "a.png: no mask that can be read", id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "a.png: no mask that can be read", id="broken"),
        pytest.param(b"text", "a.png: no mask that can be read", id="a text"),
    ],
)
def test_what_is_no_picture_is_one_line(tmp_path, content, complaint):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(SourceError, match=complaint):
        masks.load(tmp_path, None, None)


def test_a_mask_that_is_cut_off_is_one_line(tmp_path):
    path = save(tmp_path / "a.png", np.random.default_rng(1).integers(0, 9, (64, 64)).astype(np.uint8))
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(SourceError, match=r"a.png: no mask that can be read"):
        masks.read(Mask(path))


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [((2, 2, 3), r"a picture in colors \(RGB\), and no mask"), ((2, 2, 4), r"a picture in colors \(RGBA\), and no mask")],
)
def test_colors_are_refused(tmp_path, shape, complaint):
    save(tmp_path / "a.png", np.arange(np.prod(shape)).reshape(shape).astype(np.uint8))
    with pytest.raises(SourceError, match=complaint):
        masks.load(tmp_path, None, None)


@pytest.mark.parametrize(
    ("prepare", "complaint"),
    [
        pytest.param(
            lambda path: save(path / "a.png", grey(0, 33)), "masks hold class 33, and the network has 19 classes", id="raw numbers"
        ),
        pytest.param(lambda path: path.mkdir(), "m: holds no mask", id="empty folder"),
        pytest.param(lambda path: path.touch(), "m: masks are a folder of PNG files", id="a file"),
        pytest.param(lambda _: None, "m: no such folder", id="nothing"),
        pytest.param(lambda path: (path / "a.png").mkdir(parents=True), "m: holds no mask", id="a folder called so"),
    ],
)
def test_a_folder_that_does_not_serve_is_one_line(tmp_path, prepare, complaint):
    prepare(tmp_path / "m")
    with pytest.raises(SourceError, match=complaint):
        masks.load(tmp_path / "m", None, 19)


def test_a_mask_that_vanished_is_one_line(tmp_path):
    with pytest.raises(SourceError, match=r"gone.png: no mask that can be read"):
        masks.read(Mask(tmp_path / "gone.png"))
