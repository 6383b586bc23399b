"""Which geometry steps change nothing, which two are one, and which differences do not count."""

from __future__ import annotations

import pytest

from pipecheck.spec import Decoded, Program, Step, canonical, diff
from pipecheck_transformers.ops import (
    Affine,
    CenterCrop,
    Flip,
    Letterbox,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeLong,
    ResizeShort,
)

START = Decoded(library="opencv", exif=True, color="rgb")


def spec(*ops):
    return canonical(Program(START, tuple(map(Step, ops))))


def folded(*ops):
    return tuple(step.op for step in spec(*ops).geometry.value)


@pytest.mark.parametrize(
    ("ops", "kept"),
    [
        pytest.param([Resize(8, 9), PadTo(8, 9)], 1, id="as large already"),
        pytest.param([Resize(8, 9), PadTo(8, 5)], 1, id="larger than asked"),
        pytest.param([Resize(8, 9), PadTo(9, 9)], 2, id="one side is short"),
        pytest.param([ResizeShort(8), PadTo(8, 8)], 1, id="the short side suffices"),
        pytest.param([ResizeShort(8), PadTo(8, 9)], 2, id="the long side may not"),
        pytest.param([ResizeShort(8, longest=20), PadTo(8, 8)], 2, id="a limited short side"),
        pytest.param([ResizeShort(8, order="ratio"), PadTo(8, 8)], 2, id="a truncated short side"),
        pytest.param([ResizeShort(8, order="ratio", rounding="half-even"), PadTo(8, 8)], 1, id="a rounded short side"),
        pytest.param([PadTo(8, 8), PadTo(7, 8, fill=3.0)], 1, id="padded before"),
        pytest.param([PadTo(1, 1)], 0, id="every picture is as large"),
        pytest.param([PadTo(1, 2)], 1, id="not every picture is as wide"),
        pytest.param([Resize(64, 96), PadToMultiple(32)], 1, id="a multiple already"),
        pytest.param([Resize(64, 97), PadToMultiple(32)], 2, id="no multiple"),
        pytest.param([Resize(64, 96), PadToMultiple(32, square=True)], 2, id="multiples, and no square"),
        pytest.param([Resize(64, 64), PadToMultiple(1, square=True)], 1, id="a square already"),
        pytest.param([PadToMultiple(1)], 0, id="multiples of one"),
        pytest.param([PadToMultiple(1, square=True)], 1, id="a square"),
        pytest.param([Resize(64, 96), ResizeLong(96)], 1, id="as long already"),
        pytest.param([Resize(64, 96), ResizeLong(64)], 2, id="longer than asked"),
        pytest.param([Resize(64, 96), ResizeShort(64)], 1, id="as short already"),
        pytest.param([Flip(), Flip()], 0, id="flipped back"),
        pytest.param([ResizeBy(1.0, 1.0)], 1, id="factors are kept"),
    ],
)
def test_what_certainly_changes_nothing_disappears(ops, kept):
    assert len(folded(*ops)) == kept


@pytest.mark.parametrize("order", ["product", "ratio", "aspect"])
@pytest.mark.parametrize("position", ["center", "corner"])
@pytest.mark.parametrize("rounding", ["floor", "half-even", "ceil"])
def test_the_long_side_and_a_border_are_a_letterbox(order, position, rounding):
    how = {"rounding": rounding, "order": order}
    one = spec(ResizeLong(64, **how), PadTo(64, 64, fill=114.0, position=position))
    other = spec(Letterbox(64, 64, position=position, **how))
    assert one.geometry.value == other.geometry.value


@pytest.mark.parametrize(
    "pad", [PadTo(64, 65), PadTo(65, 65), PadTo(64, 64, mode="edge"), PadToMultiple(64)], ids=["oblong", "larger", "edge", "multiple"]
)
def test_other_borders_make_no_letterbox(pad):
    assert [type(op) for op in folded(ResizeLong(64), pad)] == [ResizeLong, type(pad)]


def test_a_fill_after_the_values_is_the_letterbox_in_pixels():
    late = spec(ResizeLong(64, rounding="half-even", order="ratio"), Affine(mean=114.0, std=2.0), PadTo(64, 64, fill=0.0))
    early = spec(Letterbox(64, 64, fill=114.0), Affine(mean=114.0, std=2.0))
    assert list(diff(late, early)) == []


def test_a_border_and_a_crop_of_its_size_are_a_crop_that_pads():
    assert folded(PadTo(8, 9, fill=7.0), CenterCrop(8, 9)) == (CenterCrop(8, 9, fill=7.0),)
    assert len(folded(PadTo(8, 9, position="corner"), CenterCrop(8, 9))) == 2
    assert len(folded(PadTo(8, 9), CenterCrop(8, 8))) == 2


def test_the_order_of_floats_is_no_difference_and_the_rounding_is():
    one = spec(ResizeShort(64, order="ratio"))
    assert one.geometry.value != spec(ResizeShort(64)).geometry.value
    assert list(diff(one, spec(ResizeShort(64)))) == []
    assert [found.aspect for found in diff(one, spec(ResizeShort(64, rounding="ceil")))] == ["geometry"]


def test_a_border_that_repeats_pixels_has_no_fill():
    assert folded(PadTo(8, 9, fill=3.0, mode="reflect")) == (PadTo(8, 9, mode="reflect"),)
    assert folded(PadToMultiple(8, fill=3.0, mode="edge")) == (PadToMultiple(8, mode="edge"),)
    assert folded(Pad(top=1, fill=3.0, mode="edge")) == (Pad(top=1, mode="edge"),)
