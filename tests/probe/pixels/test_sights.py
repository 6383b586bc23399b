"""What is measured of two tensors for a page: a few squares with the worst in each, and two small pictures."""

from dataclasses import fields
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from pipecheck.evidence.pixels import Sight
from pipecheck.lower import chain as chains
from pipecheck.probe.pixels import sights, together
from pipecheck.spec import canonical
from pipecheck_transformers import Affine, Chain, Resize, ToColor, Transpose, readers

UNITS = [Affine(mean=100.0, std=50.0), Transpose("chw")]


def program(*steps, read=None):
    return chains.lower(Chain(list(steps), read=read or readers.opencv()), Path("chain.yaml"))


SPEC = canonical(program(Resize(8, 8), ToColor("rgb"), *UNITS))


def test_a_level_is_one_of_the_picture_and_the_worst_channel_counts():
    left = np.zeros((6, 8, 3))
    right = left.copy()
    right[1, 5] = (0.02, -0.4, 0.1)  # a level is a fiftieth
    found = sights.heat(left, right, SPEC)
    assert found.side == 1
    assert [(row, column) for row, line in enumerate(found.cells) for column, value in enumerate(line) if value] == [(1, 5)]
    assert found.cells[1][5] == pytest.approx(20)


@pytest.mark.parametrize(
    ("size", "side", "cells"),
    [
        pytest.param((48, 48), 1, (48, 48), id="as many as there is room for"),
        pytest.param((49, 10), 2, (25, 5), id="one more"),
        pytest.param((224, 224), 5, (45, 45), id="usual"),
        pytest.param((1080, 1920), 40, (27, 48), id="large"),
        pytest.param((1, 700), 15, (1, 47), id="a line"),
        pytest.param((1, 1), 1, (1, 1), id="a pixel"),
    ],
)
def test_no_side_has_more_than_48_squares(size, side, cells):
    found = sights.heat(np.zeros((*size, 3)), np.ones((*size, 3)), SPEC)
    assert found.side == side
    assert (len(found.cells), len(found.cells[0])) == cells
    assert {len(row) for row in found.cells} == {cells[1]}


@settings(deadline=None, max_examples=20)
@given(st.data(), st.integers(1, 130), st.integers(1, 130))
def test_a_square_is_the_worst_of_its_pixels(data, height, width):
    right = data.draw(arrays(np.float32, (height, width, 3), elements=st.floats(-9, 9, width=32), fill=st.just(0)))
    found = sights.heat(np.zeros((height, width, 3)), right, SPEC)
    worst = np.abs(right.astype(np.float64)).max(axis=2) * 50
    for row, line in enumerate(found.cells):
        for column, value in enumerate(line):
            part = worst[row * found.side : (row + 1) * found.side, column * found.side : (column + 1) * found.side]
            assert value == pytest.approx(part.max())


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_infinitely_far(value):
    right = np.zeros((3, 3, 3))
    right[2, 0, 1] = value
    found = sights.sight("a.png", np.zeros((3, 3, 3)), right, SPEC, yuv=True)
    assert [each for row in found.heat.cells for each in row if each] == [np.inf]
    assert not found.halved


@pytest.mark.parametrize(
    ("size", "small"),
    [
        pytest.param((30, 40), (40, 30), id="as it is"),
        pytest.param((640, 320), (80, 160), id="made small"),
        pytest.param((2, 900), (160, 1), id="a line"),
    ],
)
def test_pictures_are_small_and_remember_how_large_they_were(size, small):
    made = sights.sight("a.png", np.zeros((*size, 3)), np.zeros((5, 5, 3)), SPEC, yuv=False)
    assert (made.left.height, made.left.width) == size
    with Image.open(BytesIO(made.left.jpeg)) as opened:
        assert (opened.format, opened.size) == ("JPEG", small)
    assert made.heat is None


def test_pictures_are_in_the_colors_that_the_network_takes_them_for():
    red = np.broadcast_to(np.array([3.1, -2.0, -2.0]), (16, 16, 3))  # as 255, 0, 0
    made = sights.sight("a.png", red, red[:, :, ::-1], SPEC, yuv=False)
    for one, color in ((made.left, (255, 0, 0)), (made.right, (0, 0, 255))):
        with Image.open(BytesIO(one.jpeg)) as opened:
            assert np.abs(np.array(opened.convert("RGB"), int)[8, 8] - color).max() < 12


def test_features_and_gray_are_drawn_too():
    for channels in (1, 2, 5):
        made = sights.sight("a.png", np.zeros((4, 4, channels)), np.ones((4, 4, channels)), canonical(program(Resize(4, 4))), yuv=True)
        assert {value for row in made.heat.cells for value in row} == {1.0}


def compared(folder, left, right, look=True):
    picture = np.random.default_rng(5).integers(0, 256, (60, 80, 3), np.uint8)
    Image.fromarray(picture).save(folder / "noise.png")
    return together.compare(left, right, [folder / "noise.png"], look=look)


def test_two_programs_are_looked_at_if_asked_to(tmp_path):
    programs = program(Resize(32, 32), *UNITS), program(Resize(32, 32, interpolation="nearest"), *UNITS)
    assert compared(tmp_path, *programs, look=False).sight is None
    found = compared(tmp_path, *programs)
    assert found.sight.picture == str(tmp_path / "noise.png")
    assert max(map(max, found.sight.heat.cells)) == pytest.approx(found.worst_gap.largest)
    assert not found.sight.halved


def test_what_nv12_takes_is_told_from_other_differences(tmp_path):
    there = [ToColor("rgb"), ToColor("nv12", source="rgb", library="horizon")]
    back = [ToColor("rgb", source="nv12", library="horizon"), *UNITS]
    training = program(Resize(32, 32, interpolation="area"), ToColor("rgb"), *UNITS)
    halved = compared(tmp_path, training, program(Resize(32, 32, interpolation="area"), *there, *back)).sight
    assert halved.halved
    assert max(map(max, halved.heat.cells)) > 4
    assert not compared(tmp_path, training, program(Resize(32, 32, interpolation="nearest"), *there, *back)).sight.halved


def test_sizes_that_differ_have_no_map(tmp_path):
    found = compared(tmp_path, program(Resize(32, 32), *UNITS), program(Resize(24, 32), *UNITS)).sight
    assert (found.heat, found.right.height, found.left.height) == (None, 24, 32)


def test_it_holds_no_more_than_a_page_needs():
    made = sights.sight("a.png", np.zeros((2000, 2000, 3)), np.ones((2000, 2000, 3)), SPEC, yuv=False)
    assert {field.name for field in fields(Sight)} == {"picture", "left", "right", "heat", "halved"}
    assert sum(map(len, made.heat.cells)) <= 48 * 48
    assert max(len(made.left.jpeg), len(made.right.jpeg)) < 20_000
