"""Sizes and offsets against hand-derived cases and the laws that they keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipecheck_transformers.ops import (
    CropFraction,
    Letterbox,
    PadTo,
    PadToMultiple,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
)
from pipecheck_transformers.sizes import (
    Placement,
    by_factors,
    center_offset,
    fraction_side,
    letterbox,
    long_side,
    margins,
    short_side,
    to_height,
    to_multiple,
    up_to_multiple,
)

sides = st.integers(1, 5000)
roundings = st.sampled_from(["floor", "half-even", "half-up", "ceil"])


@pytest.mark.parametrize(
    ("op", "size", "expected"),
    [
        pytest.param(ResizeShort(256), (427, 640), (256, 383), id="torchvision truncates"),
        pytest.param(ResizeShort(256), (640, 427), (383, 256), id="tall"),
        pytest.param(ResizeShort(256, rounding="half-even"), (427, 640), (256, 384), id="albumentations rounds"),
        pytest.param(ResizeShort(256, rounding="half-up"), (427, 640), (256, 384), id="mmcv rounds"),
        pytest.param(ResizeShort(256, rounding="ceil"), (427, 640), (256, 384), id="ceil"),
        pytest.param(ResizeShort(232), (232, 467), (232, 467), id="the ratio is not taken first"),
        pytest.param(ResizeShort(232, order="ratio"), (232, 467), (232, 467), id="a ratio of one"),
        pytest.param(ResizeShort(49, order="ratio"), (49, 98), (49, 98), id="a ratio of one for a tall size"),
        pytest.param(ResizeShort(1, order="ratio"), (49, 49), (1, 1), id="never a side of 0 by its ratio"),
        pytest.param(ResizeShort(800, longest=1333, rounding="half-up", order="ratio"), (400, 1200), (444, 1333), id="mmcv fits both"),
        pytest.param(ResizeShort(232, order="aspect"), (232, 467), (232, 466), id="the aspect is taken first"),
        pytest.param(ResizeShort(2, rounding="half-even"), (4, 5), (2, 2), id="half to even"),
        pytest.param(ResizeShort(2, rounding="half-up"), (4, 5), (2, 3), id="half up"),
        pytest.param(ResizeShort(800, longest=1333), (427, 640), (800, 1199), id="below the longest"),
        pytest.param(ResizeShort(800, longest=1333), (400, 1200), (444, 1333), id="above the longest"),
        pytest.param(ResizeShort(800, longest=1333), (1200, 400), (1333, 444), id="tall above the longest"),
        pytest.param(ResizeShort(800, longest=1333), (479, 799), (799, 1333), id="torchvision shrinks the rounded size"),
        pytest.param(ResizeShort(2, longest=9), (1, 5000), (1, 9), id="never a side of 0"),
    ],
)
def test_short_side(op, size, expected):
    assert short_side(op, *size) == expected


@pytest.mark.parametrize(
    ("op", "size", "expected"),
    [
        pytest.param(ResizeLong(640), (427, 641), (426, 640), id="floor"),
        pytest.param(ResizeLong(640, rounding="ceil"), (641, 427), (640, 427), id="tall ceil"),
        pytest.param(ResizeLong(9, order="ratio"), (98, 49), (9, 4), id="ratio"),
        pytest.param(ResizeLong(27, order="ratio"), (99, 99), (26, 26), id="a truncated side falls one short"),
        pytest.param(ResizeLong(10, rounding="ceil", order="ratio"), (49, 49), (10, 10), id="never more than asked"),
        pytest.param(ResizeLong(8), (1, 5000), (1, 8), id="never a side of 0"),
    ],
)
def test_long_side(op, size, expected):
    assert long_side(op, *size) == expected


@pytest.mark.parametrize(
    ("op", "size", "expected"),
    [
        pytest.param(Letterbox(640, 640), (427, 640), Placement(height=427, width=640, top=106, left=0), id="odd border"),
        pytest.param(Letterbox(640, 640), (1080, 810), Placement(height=640, width=480, top=0, left=80), id="bus.jpg"),
        pytest.param(Letterbox(640, 640, position="corner"), (427, 640), Placement(height=427, width=640, top=0, left=0), id="corner"),
        pytest.param(Letterbox(640, 640, grow=False), (100, 51), Placement(height=100, width=51, top=270, left=294), id="never up"),
        pytest.param(Letterbox(640, 640, rounding="floor"), (333, 500), Placement(height=426, width=640, top=107, left=0), id="floor"),
        pytest.param(
            Letterbox(640, 640, grow=False, order="product"), (100, 51), Placement(height=100, width=51, top=270, left=294), id="-"
        ),
        pytest.param(
            Letterbox(32, 100, order="product", rounding="floor"), (48, 98), Placement(height=32, width=65, top=0, left=17), id="product"
        ),
        pytest.param(
            Letterbox(100, 32, order="product", rounding="floor"), (98, 48), Placement(height=65, width=32, top=17, left=0), id="turned"
        ),
        pytest.param(Letterbox(8, 8), (1, 5000), Placement(height=1, width=8, top=3, left=0), id="never a side of 0"),
    ],
)
def test_letterbox(op, size, expected):
    assert letterbox(op, *size) == expected


@given(sides, sides, st.integers(1, 1300), st.integers(1, 1300), st.booleans())
def test_a_letterbox_is_where_ultralytics_puts_it(height, width, target_height, target_width, grow):
    ratio = min(target_height / height, target_width / width)
    ratio = ratio if grow else min(ratio, 1.0)
    new_width, new_height = max(round(width * ratio), 1), max(round(height * ratio), 1)
    half_width, half_height = (target_width - new_width) / 2, (target_height - new_height) / 2
    place = letterbox(Letterbox(target_height, target_width, grow=grow), height, width)
    assert place == Placement(height=new_height, width=new_width, top=round(half_height - 0.1), left=round(half_width - 0.1))


@given(sides, sides, st.integers(1, 1300), st.integers(1, 1300), roundings)
def test_a_letterbox_holds_its_picture(height, width, target_height, target_width, rounding):
    place = letterbox(Letterbox(target_height, target_width, rounding=rounding), height, width)
    assert 1 <= place.height <= target_height - place.top
    assert 1 <= place.width <= target_width - place.left


@pytest.mark.parametrize(
    ("rounding", "offsets"),
    [
        ("half-even", {255: 16, 257: 16, 259: 18, 256: 16}),
        ("floor", {255: 15, 257: 16, 259: 17, 256: 16}),
        ("halves", {255: 15, 257: 16, 259: 17, 256: 16}),
        ("half-up", {255: 16, 257: 17, 259: 18, 256: 16}),
        ("ceil", {255: 16, 257: 17, 259: 18, 256: 16}),
    ],
)
def test_center_offset(rounding, offsets):
    assert {size: center_offset(size, 224, rounding) for size in offsets} == offsets


def test_halves_differ_from_floor_for_an_odd_crop():
    assert (center_offset(256, 225, "halves"), center_offset(256, 225, "floor")) == (16, 15)


@pytest.mark.parametrize(("rounding", "side"), [("floor", 373), ("half-even", 374), ("ceil", 374)])
def test_fraction_side(rounding, side):
    assert fraction_side(CropFraction(0.875, rounding=rounding), 640, 427) == side


@pytest.mark.parametrize(("side", "expected"), [(1, 32), (32, 32), (33, 64)])
def test_up_to_multiple(side, expected):
    assert up_to_multiple(side, 32) == expected


@given(sides, sides, st.integers(1, 1300), st.none() | st.integers(1, 2000), roundings)
def test_a_short_side_resize_has_the_short_side_or_the_longest(height, width, size, longest, rounding):
    new_height, new_width = short_side(ResizeShort(size, longest=longest, rounding=rounding), height, width)
    new_short, new_long = sorted((new_height, new_width))
    assert new_short >= 1
    assert new_short == size or new_long == longest


@given(sides, sides, st.integers(1, 1300), roundings, st.sampled_from(["product", "ratio", "aspect"]))
def test_a_square_letterbox_is_a_long_side_and_a_border(height, width, size, rounding, order):
    place = letterbox(Letterbox(size, size, rounding=rounding, order=order), height, width)
    resized = long_side(ResizeLong(size, rounding=rounding, order=order), height, width)
    assert (place.height, place.width) == resized
    (top, _), (left, _) = margins(PadTo(size, size), *resized)
    assert (place.top, place.left) == (top, left)


@given(sides, sides, st.integers(1, 1300), st.sampled_from(["half-even", "half-up"]))
def test_the_order_of_the_floats_moves_a_side_by_a_pixel_at_most(height, width, size, rounding):
    found = {short_side(ResizeShort(size, rounding=rounding, order=order), height, width) for order in ("product", "ratio", "aspect")}
    assert max(abs(one[axis] - other[axis]) for one in found for other in found for axis in (0, 1)) <= 1


def paddle(limit_type, limit, height, width):
    """The sizes of PaddleOCR's text detection, written down from its description."""
    if limit_type == "max":
        ratio = float(limit) / max(height, width) if max(height, width) > limit else 1.0
    else:
        ratio = float(limit) / min(height, width) if min(height, width) < limit else 1.0
    return tuple(max(int(round(int(side * ratio) / 32) * 32), 32) for side in (height, width))


@given(sides, sides, st.integers(32, 1300), st.sampled_from(["max", "min"]))
def test_multiples_are_those_of_paddle(height, width, limit, limit_type):
    op = ResizeToMultiple(limit, limit={"max": "longest", "min": "shortest"}[limit_type])
    assert to_multiple(op, height, width) == paddle(limit_type, limit, height, width)


@pytest.mark.parametrize(
    ("op", "size", "expected"),
    [
        pytest.param(ResizeToMultiple(), (100, 47), (96, 32), id="no limit"),
        pytest.param(ResizeToMultiple(rounding="floor"), (100, 95), (96, 64), id="floor"),
        pytest.param(ResizeToMultiple(960, limit="exact", divisor=128, rounding="ceil"), (480, 300), (1024, 640), id="the long side, up"),
        pytest.param(ResizeToMultiple(736, limit="shortest"), (500, 1000), (736, 1472), id="enlarged"),
        pytest.param(ResizeToMultiple(736, limit="shortest"), (800, 1000), (800, 992), id="large enough"),
        pytest.param(ResizeToMultiple(divisor=32), (80, 112), (64, 128), id="halves to even"),
    ],
)
def test_to_multiple(op, size, expected):
    assert to_multiple(op, *size) == expected


@pytest.mark.parametrize(
    ("op", "size", "expected"),
    [
        pytest.param(ResizeHeight(48), (31, 200), (48, 310), id="ceil"),
        pytest.param(ResizeHeight(48, rounding="floor"), (31, 200), (48, 309), id="floor"),
        pytest.param(ResizeHeight(48, widest=320), (31, 300), (48, 320), id="squeezed"),
        pytest.param(ResizeHeight(48), (5000, 1), (48, 1), id="never a side of 0"),
    ],
)
def test_to_height(op, size, expected):
    assert to_height(op, *size) == expected


@pytest.mark.parametrize(("factors", "expected"), [((0.5, 0.5), (18, 26)), ((0.1, 3.0), (4, 153))])
def test_factors_round_halves_to_even(factors, expected):
    assert by_factors(ResizeBy(*factors), 35, 51) == expected


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        (PadTo(10, 12), ((1, 2), (0, 0))),
        (PadTo(10, 16, position="corner"), ((0, 3), (0, 3))),
        (PadToMultiple(4, position="center"), ((0, 1), (1, 2))),
        (PadToMultiple(4), ((0, 1), (0, 3))),
        (PadToMultiple(1, square=True, position="center"), ((3, 3), (0, 0))),
        (PadToMultiple(4, square=True), ((0, 9), (0, 3))),
    ],
)
def test_margins(op, expected):
    assert margins(op, 7, 13) == expected
