"""Two sources on pictures: how far apart, where they part, and what is said where not all can be run."""

import io
import json

import cv2
import numpy as np
import pytest
from PIL import Image
from projects import IMAGENET, compose, config

from pipecheck import api
from pipecheck.errors import PipecheckError
from pipecheck.evidence.pixels import levels
from pipecheck.probe.pixels import drawing
from pipecheck.report import differences
from pipecheck_transformers.spelling import spell

TRAINING = "transforms.Resize(24), transforms.CenterCrop(16), transforms.ToTensor()"
SHORT, CROP = "{ResizeShort: {size: 24, library: pil}}", "{CenterCrop: {height: 16, width: 16}}"
RGB, UNIT, CHW = "{ToColor: {color: rgb, source: bgr}}", "{Affine: {std: 255}}", "{Transpose: {layout: chw}}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    y, x = np.mgrid[0:60, 0:80]
    picture = np.stack([x * 3, y * 4, (x * 7 + y * 3) % 256], axis=-1).astype(np.uint8)
    (tmp_path / "pictures").mkdir()
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    cv2.imwrite(str(tmp_path / "pictures" / "a.png"), picture)
    cv2.imwrite(str(tmp_path / "pictures" / "b.png"), np.full((60, 80, 3), 90, np.uint8))
    (tmp_path / "train.py").write_text(compose(TRAINING), encoding="utf-8")
    (tmp_path / "config.yaml").write_text(config(mean_value="0 0 0", scale_value="0.003921569"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chain(folder, *steps, name="chain.yaml"):
    text = "read: {library: opencv, color: bgr, exif: true}\nsteps:\n" + "".join(f"  - {step}\n" for step in steps)
    (folder / name).write_text(text, encoding="utf-8")
    return name


def diff(folder, *steps, image="a.png", **asked):
    return api.diff("train.py:t", chain(folder, *steps), image=image, **asked)


def taken(steps):
    return [f"{spell(each.op)} ({each.origin})" for each in steps]


@pytest.mark.parametrize(
    ("steps", "answer"),
    [
        pytest.param([SHORT, CROP, RGB, UNIT, CHW], "the same tensor on a.png; may differ on others: read by another library", id="same"),
        pytest.param(
            ["{ResizeShort: {size: 24}}", CROP, RGB, UNIT, CHW],
            "another kernel (pil linear against opencv linear without smoothing): ",
            id="kernel",
        ),
        pytest.param([SHORT, CROP, UNIT, CHW], "red and blue swapped: ", id="swap"),
        pytest.param([SHORT, CROP, RGB, CHW], "about 255 times too large on the right; float32 against uint8: ", id="range"),
        pytest.param([SHORT, CROP, RGB, UNIT, UNIT, CHW], "about 255 times too small on the right: ", id="range again"),
        pytest.param([SHORT, CROP, RGB, UNIT], "the same tensor on a.png; may differ on others: CHW against HWC", id="layout"),
        pytest.param(
            ["{ResizeShort: {size: 28, library: pil}}", "{CenterCrop: {height: 20, width: 20}}", RGB, UNIT, CHW],
            "another size: 3×16×16 against 3×20×20",
            id="size",
        ),
        pytest.param(
            [SHORT, "{CenterCrop: {height: 18, width: 18}}", "{Crop: {top: 1, left: 0, height: 16, width: 16}}", RGB, UNIT, CHW],
            "shifted by a pixel or two: ",
            id="shift",
        ),
        pytest.param(
            ["{Resize: {height: 16, width: 16}}", RGB, UNIT, CHW],
            "another way to resize (short side 24 against stretch to 16×16)",
            id="policy",
        ),
    ],
)
def test_the_answer_is_in_words(folder, steps, answer):
    assert differences.as_text(diff(folder, *steps)).startswith(answer)


@pytest.mark.parametrize(
    ("affine", "answer"),
    [
        pytest.param([], "not normalised on the right; float32 against uint8: ", id="missing"),
        pytest.param(["{Affine: {mean: 127.5, std: 58}}"] * 2, "normalised twice on the right: ", id="twice"),
        pytest.param(["{Affine: {mean: 127.5, scale: 58}}"], "multiplied by a standard deviation on the right: ", id="std as scale"),
        pytest.param(["{Affine: {mean: 120, std: 58}}"], "other mean or scale (up to 7.5 levels): 7.5 levels", id="other mean"),
        pytest.param(["{Affine: {mean: 127.5, std: 58, bias: -128}}"], "other mean or scale (up to 7424 levels): ", id="other bias"),
    ],
)
def test_values_are_said_in_words(folder, affine, answer):
    left = chain(folder, SHORT, CROP, RGB, "{Affine: {mean: 127.5, std: 58}}", CHW, name="left.yaml")
    right = chain(folder, SHORT, CROP, RGB, *affine, CHW, name="right.yaml")
    assert differences.as_text(api.diff(left, right, image="a.png")).startswith(answer)


def test_a_kernel_of_the_same_family_is_rounding(folder):
    left = chain(folder, "{Resize: {height: 17, width: 23}}", name="left.yaml")
    right = chain(folder, "{Resize: {height: 17, width: 23, library: torch, antialias: false}}", name="right.yaml")
    found = api.diff(left, right, image="a.png")
    assert differences.as_text(found).startswith("the same up to rounding (1 level)")
    assert found.status == 0


def test_the_same_pixels(folder):
    probe = diff(folder, SHORT, CROP, RGB, UNIT, CHW).pixels
    assert (probe.gap.largest, probe.gap.mean, probe.gap.share, probe.parting) == (0.0, 0.0, 0.0, None)


def test_another_kernel_parts_at_the_resize(folder):
    probe = diff(folder, "{ResizeShort: {size: 24}}", CROP, RGB, UNIT, CHW).pixels
    assert probe.gap.largest > 5
    assert taken(probe.parting.left) == ["ResizeShort(24, library='pil') (train.py:3)"]
    assert taken(probe.parting.right) == ["ResizeShort(24) (chain.yaml:3)"]
    assert probe.parting.largest > 5


def test_two_ways_in_another_number_of_steps_do_not_part(folder):
    box = chain(folder, "{Letterbox: {height: 16, width: 16}}", name="box.yaml")
    spelled = ["{ResizeLong: {size: 16, rounding: half-even}}", "{PadTo: {height: 16, width: 16, fill: 114}}"]
    assert api.diff(box, chain(folder, *spelled), image="a.png").pixels.parting is None


def test_a_longer_way_is_named_up_to_where_the_sizes_meet_again(folder):
    probe = diff(folder, "{Resize: {height: 16, width: 16}}", "{Flip: {}}", RGB, UNIT, CHW).pixels
    assert taken(probe.parting.left) == ["ResizeShort(24, library='pil') (train.py:3)", "CenterCrop(16, 16, fill=0.0) (train.py:3)"]
    assert taken(probe.parting.right) == ["Resize(16, 16) (chain.yaml:3)"]


def test_a_step_that_is_missing_parts_at_nothing_more(folder):
    probe = diff(folder, SHORT, RGB, UNIT, CHW).pixels
    assert (probe.gap, probe.left_shape, probe.right_shape) == (None, (3, 16, 16), (3, 24, 32))
    assert (len(probe.parting.left), probe.parting.right, probe.parting.largest) == (1, (), None)


def test_a_difference_in_levels_is_one_whatever_the_units(folder):
    (folder / "shifted.py").write_text(compose(f"{TRAINING}, transforms.Normalize(1 / 255, 1)"), encoding="utf-8")
    probe = api.diff("train.py:t", "shifted.py:t", image="a.png").pixels
    assert probe.gap.mean == pytest.approx(1.0, abs=1e-4)
    assert probe.parting is None


def test_the_channels_are_told_one_by_one(folder):
    probe = diff(folder, SHORT, CROP, RGB, "{Affine: {std: 255, bias: [0, 0.0392157, 0]}}", CHW).pixels
    assert [(name, round(mean, 2)) for name, _, mean in probe.gap.channels] == [("R", 0.0), ("G", 10.0), ("B", 0.0)]


def test_a_swap_is_looked_behind(folder):
    probe = diff(folder, "{ResizeShort: {size: 24}}", CROP, UNIT, CHW).pixels
    assert 0 < probe.in_order.mean < probe.gap.mean


def test_of_a_folder_the_worst_and_the_mean_are_told(folder):
    probe = diff(folder, "{ResizeShort: {size: 24}}", CROP, RGB, UNIT, CHW, image="pictures").pixels
    assert (probe.images, probe.worst) == (2, "pictures/a.png")
    assert probe.gap.mean == pytest.approx(probe.worst_gap.mean / 2)
    assert probe.gap.largest == probe.worst_gap.largest


def test_a_picture_that_cannot_be_run_is_left_out_of_many(folder):
    (folder / "pictures" / "c.png").write_bytes(b"nothing")
    probe = diff(folder, SHORT, CROP, RGB, UNIT, CHW, image=["a.png", "pictures"]).pixels
    assert (probe.images, [name for name, _ in probe.failed]) == (3, ["pictures/c.png"])


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        pytest.param("transforms.Resize(24), transforms.Lambda(twist)", "on a.png the same as far as both can be run", id="same so far"),
        pytest.param(
            "transforms.Resize(20), transforms.Lambda(twist)", "on a.png the two part as far as both can be run", id="apart before"
        ),
        pytest.param("transforms.Lambda(twist), transforms.Resize(24)", "on a.png no step of lost.py:t could be run; ", id="nothing run"),
    ],
)
def test_what_cannot_be_read_is_run_up_to(folder, steps, seen):
    (folder / "lost.py").write_text(compose(steps), encoding="utf-8")
    text = differences.as_text(api.diff("train.py:t", "lost.py:t", image="a.png"))
    assert text.startswith(seen)
    assert "  right: cannot read `transforms.Lambda(twist)` (lost.py:3)\n" in text
    assert "  lost.py:t was run up to `transforms.Lambda(twist)`, which cannot be read (lost.py:3)\n" in text


def test_a_reader_that_nobody_names_is_that_of_the_other(folder):
    steps = "A.Resize(16, 16), A.ToFloat(255), ToTensorV2()"
    imports = "import albumentations as A\nfrom albumentations.pytorch import ToTensorV2\n"
    (folder / "albu.py").write_text(f"{imports}t = A.Compose([{steps}])\n", encoding="utf-8")
    probe = api.diff("train.py:t", "albu.py:t", image="a.png").pixels
    assert probe.notes == ("albu.py:t does not say how pictures are read: it was run on what pil reads, as rgb",)


def test_a_yaml_is_handed_the_pictures_that_the_other_cuts(folder):
    found = api.diff("train.py:t", "config.yaml", image="a.png")
    assert found.pixels.notes == ("config.yaml starts at the camera: it was handed the pictures that train.py:t cuts, as nv12",)
    assert differences.as_text(found).startswith("the same but for NV12, which halves the colors: ")


def test_an_unread_beginning_is_one_line(folder):
    for name in ("one.py", "two.py"):
        text = f"import albumentations as A\nt = A.Compose([A.Normalize()])\n# {IMAGENET}\n"
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PipecheckError, match="cannot be run on a picture: it does not begin with one"):
        api.diff("one.py:t", "two.py:t", image="a.png")


@pytest.mark.parametrize(
    ("image", "complaint"),
    [("nowhere.png", r"nowhere.png: no such file"), ("train.py", "train.py: not a picture")],
)
def test_what_is_no_picture_is_one_line(folder, image, complaint):
    with pytest.raises(PipecheckError, match=complaint):
        api.diff("train.py:t", "train.py:t", image=image)


def test_what_differs_on_pictures_alone_counts(folder):
    same_but_lost = compose(f"{TRAINING}, transforms.Lambda(twist)").replace("Resize(24)", "Resize(20)")
    (folder / "lost.py").write_text(same_but_lost, encoding="utf-8")
    assert api.diff("train.py:t", "lost.py:t").status == 3
    assert api.diff("train.py:t", "lost.py:t", image="a.png").status == 1


def test_the_drawing_shows_left_right_and_difference(folder):
    probe = diff(folder, "{ResizeShort: {size: 24}}", CROP, RGB, UNIT, CHW, draw=True).pixels
    (folder / "d.png").write_bytes(probe.picture)
    with Image.open(folder / "d.png") as drawn:
        sheet = np.asarray(drawn.convert("RGB")).astype(int)
    left, right, apart = (sheet[52:372, start : start + 320] for start in (12, 344, 676))
    assert np.abs(left - right).max() > 5
    assert (apart[np.abs(left - right).max(axis=2) == 0] == 0).all()
    assert apart.max() > np.abs(left - right).max()


@pytest.mark.parametrize(
    ("steps", "title"),
    [
        pytest.param([SHORT, CROP, RGB, CHW], "difference / 256", id="255 times too large"),
        pytest.param([SHORT, CROP, RGB, UNIT, UNIT, CHW], "difference x 1", id="255 times too small"),
    ],
)
def test_each_side_is_drawn_by_its_own_values(folder, steps, title):
    probe = diff(folder, *steps, draw=True).pixels
    (folder / "d.png").write_bytes(probe.picture)
    with Image.open(folder / "d.png") as drawn:
        sheet = np.asarray(drawn.convert("RGB")).astype(int)
    left, right, apart = (sheet[52:372, start : start + 320] for start in (12, 344, 676))
    assert np.abs(left - right).max() <= 1
    assert 50 < apart.mean() < 200
    words = f"{levels(probe.worst_gap.mean)} levels on average, {levels(probe.worst_gap.largest)} at most"
    panel = np.zeros((320, 320, 3), np.uint8)
    expected = np.asarray(Image.open(io.BytesIO(drawing._png([(panel, title, words)]))).convert("RGB"))
    assert (sheet[:52, 676:996] == expected[:52, 12:332]).all()


def test_tensors_of_two_sizes_are_drawn_side_by_side(folder):
    probe = diff(folder, SHORT, RGB, UNIT, CHW, draw=True).pixels
    (folder / "d.png").write_bytes(probe.picture)
    with Image.open(folder / "d.png") as drawn:
        assert drawn.size == (12 + 320 + 12 + 320 + 12, 52 + 320 + 12)


def test_json_has_the_numbers_and_the_steps(folder):
    data = json.loads(differences.as_json(diff(folder, "{ResizeShort: {size: 24}}", CROP, RGB, UNIT, CHW)))
    pixels = data["pixels"]
    assert data["answer"].startswith("another kernel")
    assert list(pixels["levels"]["channels"]) == ["R", "G", "B"]
    assert pixels["parting"]["right"] == [{"step": "ResizeShort(24)", "origin": {"path": "chain.yaml", "line": 3, "column": 6}}]
    assert "picture" not in pixels


def test_another_kernel_at_a_few_edges_is_no_shift(folder):
    picture = np.full((60, 80, 3), 90, np.uint8)
    picture[20:40, 30:50] = 120
    cv2.imwrite(str(folder / "a.png"), picture)
    found = diff(folder, "{ResizeShort: {size: 24, library: pil, interpolation: cubic}}", CROP, RGB, UNIT, CHW)
    assert 1.01 < found.pixels.gap.largest < 10
    assert (found.pixels.gap.mean < 0.5, found.pixels.cause) == (True, None)
    assert str(found).startswith("another kernel (pil linear against pil cubic)")
