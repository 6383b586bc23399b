"""The arithmetic of affines at its edges: what cannot be undone, and what no step can measure."""

import math

import pytest

from pipecheck.spec import Decoded, Program, Step, Values, affine, canonical
from pipecheck.spec.affine import make
from pipecheck.spec.difference import same_values
from pipecheck_transformers.ops import Affine, Cast


@pytest.mark.parametrize(
    ("scale", "bias", "undone"),
    [
        pytest.param((2.0,), (6.0,), ((0.5,), (-3.0,)), id="one"),
        pytest.param((-1.0,), (255.0,), ((-1.0,), (255.0,)), id="turned around, which is its own way back"),
        pytest.param((1.0, 0.0, 1.0), (0.0, 0.0, 0.0), None, id="a channel that is gone"),
    ],
)
def test_what_undoes_it(scale, bias, undone):
    found = affine.inverse(make(scale, bias))
    assert (None if found is None else (found.scale, found.bias)) == undone


@pytest.mark.parametrize(
    ("one", "other", "gap"),
    [
        pytest.param((1.0, 0.0), (1.0, 3.0), 3.0, id="three levels"),
        pytest.param((0.5, 0.0), (0.5, 3.0), 6.0, id="three halves are six levels"),
        pytest.param((0.0, 5.0), (0.0, 5.0), 0.0, id="one number, and the same"),
        pytest.param((0.0, 5.0), (0.0, 6.0), math.inf, id="one number, and another"),
        pytest.param((1.0, math.nan), (1.0, 0.0), math.inf, id="no number"),
    ],
)
def test_how_far_apart(one, other, gap):
    assert affine.gap(*(make((scale,), (bias,)) for scale, bias in (one, other))) == gap


def values(*ops):
    found = canonical(Program(Decoded(library="opencv", exif=True, color="rgb"), tuple(map(Step, ops)))).values.value
    assert isinstance(found, Values)
    return found


@pytest.mark.parametrize(
    ("ops", "kept"),
    [
        pytest.param([Cast("uint8")], True, id="levels"),
        pytest.param([Affine(scale=-1.0, bias=255.0), Cast("uint8")], True, id="levels turned around"),
        pytest.param([Affine(scale=-2.0, bias=255.0), Cast("uint8")], False, id="every other level"),
        pytest.param([Affine(bias=0.5), Cast("uint8")], False, id="between two levels"),
        pytest.param([Affine(bias=1.0), Cast("uint8")], False, id="one too many"),
        pytest.param([Affine(bias=-1.0), Cast("uint8")], False, id="one too few"),
        pytest.param([Affine(bias=-128.0), Cast("int8")], True, id="shifted to signed"),
        pytest.param([Affine(bias=-129.0), Cast("int8")], False, id="shifted too far"),
        pytest.param([Affine(bias=-127.0), Cast("int8")], False, id="not shifted far enough"),
        pytest.param([Affine(bias=65280.0), Cast("uint16")], True, id="the end of 16 bits"),
        pytest.param([Affine(bias=65281.0), Cast("uint16")], False, id="behind the end of 16 bits"),
        pytest.param([Affine(bias=-32768.0), Cast("int16")], True, id="the start of 16 signed bits"),
        pytest.param([Affine(bias=32513.0), Cast("int16")], False, id="behind the end of 16 signed bits"),
    ],
)
def test_a_cast_keeps_whole_levels_that_it_can_hold(ops, kept):
    assert (values(*ops).casts == ()) == kept


HALVES = Affine(scale=0.5)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param([HALVES, Cast("uint8")], [HALVES, Cast("uint8")], True, id="one cast"),
        pytest.param([HALVES, Cast("uint8")], [HALVES], False, id="one of them casts"),
        pytest.param([HALVES, Cast("uint8")], [HALVES, Cast("int8")], False, id="to another type"),
        pytest.param([HALVES, Cast("uint8")], [HALVES, Cast("uint8", rounding="half-even")], False, id="rounded otherwise"),
        pytest.param([HALVES, Cast("uint8")], [Affine(scale=0.25), Cast("uint8"), Affine(scale=2.0)], False, id="of other numbers"),
    ],
)
def test_values_are_the_same_where_their_casts_are(one, other, same):
    assert same_values(values(*one), values(*other)) == same
